use std::io::{self, Read, Write};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpStream, ToSocketAddrs};
use std::time::Duration;

use anyhow::{Context, bail, ensure};

use crate::config::ServerConfig;

const TIME_LIMIT: Duration = Duration::from_secs(4);
const REQUEST: &str = "GET /health/ready HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n";

/// Fails unless the server of this machine says that it is ready.
pub(super) fn run(server: &ServerConfig) -> anyhow::Result<()> {
    let mut addresses = (server.host.as_str(), server.port).to_socket_addrs()?;
    let Some(address) = addresses.next() else {
        bail!("`{}` is no address", server.host);
    };
    let address = reachable(address);
    let answer = ask(address).with_context(|| format!("nothing answers at {address}"))?;
    let status = answer.lines().next().unwrap_or_default();
    ensure!(status.contains(" 200 "), "not ready: {status}");
    Ok(())
}

/// A server that listens everywhere is reached at this machine's own address.
fn reachable(mut address: SocketAddr) -> SocketAddr {
    match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => address.set_ip(Ipv4Addr::LOCALHOST.into()),
        IpAddr::V6(ip) if ip.is_unspecified() => address.set_ip(Ipv6Addr::LOCALHOST.into()),
        IpAddr::V4(_) | IpAddr::V6(_) => {}
    }
    address
}

fn ask(address: SocketAddr) -> io::Result<String> {
    let mut stream = TcpStream::connect_timeout(&address, TIME_LIMIT)?;
    stream.set_read_timeout(Some(TIME_LIMIT))?;
    stream.set_write_timeout(Some(TIME_LIMIT))?;
    stream.write_all(REQUEST.as_bytes())?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    Ok(String::from_utf8_lossy(&answer).into_owned())
}

#[cfg(test)]
mod tests {
    use std::net::TcpListener;
    use std::thread;

    use super::*;
    use crate::testing::config;

    /// What the command says of a server that listens everywhere and answers so.
    fn verdict(answer: &'static str) -> String {
        let listener = TcpListener::bind("0.0.0.0:0").expect("a port is free");
        let port = listener.local_addr().expect("it is bound").port();
        let server = thread::spawn(move || {
            let (mut client, _) = listener.accept().expect("the command asks");
            let mut head = [0; 512];
            let length = client.read(&mut head).expect("a request");
            assert!(head[..length].starts_with(b"GET /health/ready HTTP/1.1\r\n"));
            client.write_all(answer.as_bytes()).expect("it listens");
        });
        let port = port.to_string();
        let config = config(&[("HOST", "0.0.0.0"), ("PORT", &port)]);
        let result = run(&config.server);
        server.join().expect("the server does not panic");
        result.map_or_else(|error| error.to_string(), |()| "ready".to_owned())
    }

    #[test]
    fn a_server_is_ready_if_it_says_so() {
        assert_eq!(verdict("HTTP/1.1 200 OK\r\n\r\n{}"), "ready");
        assert_eq!(
            verdict("HTTP/1.1 503 Service Unavailable\r\n\r\n200 "),
            "not ready: HTTP/1.1 503 Service Unavailable"
        );
    }

    #[test]
    fn without_a_server_nothing_answers() {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
        let port = listener.local_addr().expect("it is bound").port();
        drop(listener);
        let config = config(&[("PORT", &port.to_string())]);
        let error = run(&config.server).expect_err("no server");
        assert_eq!(
            error.to_string(),
            format!("nothing answers at 127.0.0.1:{port}")
        );
    }
}
