use std::{io, iter, net::SocketAddr, pin::pin, sync::Arc, time::Duration};

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
    sync::{Notify, watch},
    time::{sleep, timeout},
};
use tower::ServiceExt;
use tracing::{debug, error, info};

/// How long a client may take to send the head of a request.
const HEADER_TIMEOUT: Duration = Duration::from_secs(30);

/// How long a shutdown leaves a new connection for its first request.
const FIRST_REQUEST: Duration = Duration::from_secs(1);

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
    let (stopping, stopped) = watch::channel(false);
    let begin = |(stream, peer)| {
        let (stopped, watcher) = (stopped.clone(), connections.watcher());
        tokio::spawn(serve(stream, peer, app.clone(), stopped, watcher));
    };
    let mut stop = pin!(stop);
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok(accepted) => begin(accepted),
                Err(cause) => recover(cause).await,
            },
            () = &mut stop => break,
        }
    }
    waiting(listener).for_each(begin);
    stopping.send_replace(true);
    info!(connections = connections.count(), "shutting down");
    tokio::select! {
        result = timeout(grace, connections.shutdown()) => result.is_ok(),
        () = hurry => false,
    }
}

/// The connections that the system has let in already, and would cut off with the listener.
fn waiting(listener: TcpListener) -> impl Iterator<Item = (TcpStream, SocketAddr)> {
    let listener = listener.into_std().ok();
    let accepted = iter::from_fn(move || listener.as_ref()?.accept().ok());
    accepted.filter_map(|(stream, peer)| {
        stream.set_nonblocking(true).ok()?;
        Some((TcpStream::from_std(stream).ok()?, peer))
    })
}

/// Serves one connection; the server waits for `_watcher` to go.
async fn serve(
    stream: TcpStream,
    peer: SocketAddr,
    app: Router,
    stopped: watch::Receiver<bool>,
    _watcher: Watcher,
) {
    if let Err(cause) = stream.set_nodelay(true) {
        debug!("cannot set TCP_NODELAY: {cause}");
    }
    let asked = Arc::new(Notify::new());
    let asking = Arc::clone(&asked);
    let service = app.map_request(move |request: Request<Incoming>| {
        asking.notify_one();
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(ConnectInfo(peer));
        request
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEADER_TIMEOUT)
        .serve_connection(TokioIo::new(stream), TowerToHyperService::new(service));
    let mut connection = pin!(connection);
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        () = last_call(stopped, &asked) => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(cause) = ended {
        debug!("connection of {peer} ended: {cause}");
    }
}

/// Waits until the server stops and the client has asked for something, or not made use of the
/// time that it had: to close a new connection at once would lose a request that is on its way.
async fn last_call(mut stopped: watch::Receiver<bool>, asked: &Notify) {
    if stopped.wait_for(|stopped| *stopped).await.is_ok() {
        timeout(FIRST_REQUEST, asked.notified()).await.ok();
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
