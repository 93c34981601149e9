use std::{io, net::SocketAddr, pin::pin, time::Duration};

use axum::{
    Router,
    body::Body,
    extract::{ConnectInfo, Request},
};
use hyper::{body::Incoming, server::conn::http1};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::{GracefulShutdown, Watcher},
    service::TowerToHyperService,
};
use tokio::{
    net::{TcpListener, TcpStream},
    time::{sleep, timeout},
};
use tower::ServiceExt;
use tracing::{debug, error, info};

/// How long a client may take to send the head of a request.
const HEADER_TIMEOUT: Duration = Duration::from_secs(30);

/// Serves connections until `stop`, then waits up to `grace` for the requests in flight, or
/// until `hurry`. Returns whether they all finished.
///
/// `axum::serve` has no time limit for headers, hence this loop.
pub(super) async fn accept(
    listener: TcpListener,
    app: Router,
    stop: impl Future<Output = ()>,
    grace: Duration,
    hurry: impl Future<Output = ()>,
) -> bool {
    let connections = GracefulShutdown::new();
    let mut stop = pin!(stop);
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, peer)) => {
                    tokio::spawn(serve(stream, peer, app.clone(), connections.watcher()));
                }
                Err(cause) => recover(cause).await,
            },
            () = &mut stop => break,
        }
    }
    drop(listener);
    info!(connections = connections.count(), "shutting down");
    tokio::select! {
        result = timeout(grace, connections.shutdown()) => result.is_ok(),
        () = hurry => false,
    }
}

async fn serve(stream: TcpStream, peer: SocketAddr, app: Router, watcher: Watcher) {
    if let Err(cause) = stream.set_nodelay(true) {
        debug!("cannot set TCP_NODELAY: {cause}");
    }
    let service = app.map_request(move |request: Request<Incoming>| {
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(ConnectInfo(peer));
        request
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEADER_TIMEOUT)
        .serve_connection(TokioIo::new(stream), TowerToHyperService::new(service));
    if let Err(cause) = watcher.watch(connection).await {
        debug!("connection of {peer} ended: {cause}");
    }
}

/// A client that left is its own affair; out of file descriptors is worth a pause.
async fn recover(cause: io::Error) {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    if !matches!(
        cause.kind(),
        ConnectionAborted | ConnectionRefused | ConnectionReset
    ) {
        error!("cannot accept connections: {cause}");
        sleep(Duration::from_secs(1)).await;
    }
}
