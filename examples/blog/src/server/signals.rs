use std::io;

use tokio::signal;
use tracing::error;

/// Waits for SIGTERM or Ctrl-C.
pub(super) async fn shutdown() {
    if let Err(cause) = wait().await {
        error!("cannot wait for signals: {cause}");
        std::future::pending().await
    }
}

#[cfg(unix)]
async fn wait() -> io::Result<()> {
    let mut terminate = signal::unix::signal(signal::unix::SignalKind::terminate())?;
    tokio::select! {
        _ = terminate.recv() => Ok(()),
        result = signal::ctrl_c() => result,
    }
}

#[cfg(not(unix))]
async fn wait() -> io::Result<()> {
    signal::ctrl_c().await
}
