use std::time::Duration;

use anyhow::{Context, bail};
use sea_orm::{
    DatabaseConnection,
    sqlx::{
        Connection,
        postgres::{PgConnectOptions, PgConnection, PgPoolOptions},
    },
};
use tokio::time::timeout;

const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// A connection that was used within this time is taken to be alive.
const TRUSTED_IDLE: Duration = Duration::from_secs(30);

pub(super) async fn connect(url: &str, max_connections: u32) -> anyhow::Result<DatabaseConnection> {
    let options = url
        .parse::<PgConnectOptions>()
        .context(
            "DATABASE_URL is not a PostgreSQL URL such as `postgres://user:password@host/name`",
        )?
        .application_name(env!("CARGO_PKG_NAME"));
    probe(&options).await.with_context(|| {
        format!(
            "cannot reach PostgreSQL at {}:{} (database `{}`, user `{}`); is it running, and is \
             DATABASE_URL right?",
            options.get_host(),
            options.get_port(),
            options.get_database().unwrap_or(options.get_username()),
            options.get_username(),
        )
    })?;

    let pool = PgPoolOptions::new()
        .max_connections(max_connections)
        .acquire_timeout(CONNECT_TIMEOUT)
        .test_before_acquire(false)
        .before_acquire(|connection, usage| {
            Box::pin(async move {
                if usage.idle_for >= TRUSTED_IDLE {
                    connection.ping().await?;
                }
                Ok(true)
            })
        })
        .connect_lazy_with(options);
    Ok(pool.into())
}

/// Connects once: the pool would retry until its time is up and then forget the cause.
async fn probe(options: &PgConnectOptions) -> anyhow::Result<()> {
    let Ok(connection) = timeout(CONNECT_TIMEOUT, PgConnection::connect_with(options)).await else {
        bail!("no answer within {} seconds", CONNECT_TIMEOUT.as_secs());
    };
    Ok(connection?.close().await?)
}

#[cfg(test)]
mod tests {
    use super::connect;

    #[tokio::test]
    async fn an_unreachable_server_is_named_without_its_password() {
        let result = connect("postgres://shop:hunter2@127.0.0.1:1/orders", 2).await;
        let text = result.map_or_else(|error| format!("{error:#}"), |_| "connected".to_owned());
        assert!(
            text.starts_with("cannot reach PostgreSQL at 127.0.0.1:1"),
            "{text}"
        );
        assert!(
            text.contains("`orders`") && !text.contains("hunter2"),
            "{text}"
        );
    }
}
