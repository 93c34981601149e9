use crate::{config::Config, server, telemetry};

pub(super) async fn run(config: Config) -> anyhow::Result<()> {
    let _guard = telemetry::init(&config.log)?;
    server::work(config).await
}
