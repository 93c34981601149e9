use std::time::Duration;

use axum::{Router, routing::get};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::oneshot,
    task::JoinHandle,
    time::{sleep, timeout},
};

use super::{bind, connections::accept};
use crate::testing::config;

const GRACE: Duration = Duration::from_millis(500);

/// A server whose `/` answers after `delay`, a client that asked, and the end of the server.
async fn in_flight(delay: Duration) -> (TcpStream, oneshot::Sender<()>, JoinHandle<bool>) {
    let handler = async move || {
        sleep(delay).await;
        "done"
    };
    let listener = TcpListener::bind("127.0.0.1:0")
        .await
        .expect("a port is free");
    let address = listener.local_addr().expect("the listener is bound");
    let (stop, stopped) = oneshot::channel::<()>();
    let server = tokio::spawn(accept(
        listener,
        Router::new().route("/", get(handler)),
        async move { stopped.await.unwrap_or(()) },
        GRACE,
        std::future::pending(),
    ));
    let mut client = TcpStream::connect(address)
        .await
        .expect("the server listens");
    client
        .write_all(b"GET / HTTP/1.1\r\nhost: localhost\r\n\r\n")
        .await
        .expect("the server reads");
    sleep(Duration::from_millis(50)).await;
    (client, stop, server)
}

#[tokio::test]
async fn a_shutdown_lets_requests_finish() {
    let (mut client, stop, server) = in_flight(Duration::from_millis(200)).await;
    stop.send(()).expect("the server waits");
    let mut answer = String::new();
    client
        .read_to_string(&mut answer)
        .await
        .expect("the server closes the connection");
    assert!(answer.ends_with("done"), "{answer}");
    assert!(server.await.expect("the server does not panic"));
}

#[tokio::test]
async fn a_shutdown_does_not_wait_for_ever() {
    let (_client, stop, server) = in_flight(Duration::from_secs(60)).await;
    stop.send(()).expect("the server waits");
    assert!(!server.await.expect("the server does not panic"));
}

#[tokio::test]
async fn a_shutdown_closes_connections_without_requests() {
    let listener = TcpListener::bind("127.0.0.1:0")
        .await
        .expect("a port is free");
    let address = listener.local_addr().expect("the listener is bound");
    let (stop, stopped) = oneshot::channel::<()>();
    let app = Router::new().route("/", get(async || "done"));
    let stop_at = async move { stopped.await.unwrap_or(()) };
    let grace = Duration::from_secs(20);
    let server = tokio::spawn(accept(
        listener,
        app,
        stop_at,
        grace,
        std::future::pending(),
    ));
    let connect = async || {
        TcpStream::connect(address)
            .await
            .expect("the server listens")
    };
    let (_unused, mut kept, mut late) = (connect().await, connect().await, connect().await);
    let request = b"GET / HTTP/1.1\r\nhost: localhost\r\n\r\n";
    kept.write_all(request).await.expect("the server reads");
    let mut first = [0; 12];
    kept.read_exact(&mut first).await.expect("an answer");

    stop.send(()).expect("the server waits");
    sleep(Duration::from_millis(50)).await;
    late.write_all(request).await.expect("the server reads");
    let mut answer = String::new();
    late.read_to_string(&mut answer).await.expect("an answer");
    assert!(answer.ends_with("done"), "{answer}");
    let ended = timeout(Duration::from_secs(5), server).await;
    assert!(ended.expect("in time").expect("no panic"));
}

#[tokio::test]
async fn a_taken_port_is_named() {
    let taken = TcpListener::bind("127.0.0.1:0")
        .await
        .expect("a port is free");
    let port = taken.local_addr().expect("the listener is bound").port();
    let config = config(&[("PORT", &port.to_string())]);
    let error = bind(&config.server)
        .await
        .err()
        .map(|error| error.to_string());
    let text = format!("cannot listen on 127.0.0.1:{port}; choose another port with `PORT=`");
    assert_eq!(error, Some(text));
}
