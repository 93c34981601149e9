use crate::config::Config;
use crate::db;
use crate::entities::tier;

pub(super) async fn run(config: &Config) -> anyhow::Result<()> {
    let name = &config.tier.name;
    let db = db::connect(&config.database).await?;
    let created = tier::ensure(&db, name).await?;
    db.close().await?;
    if created {
        println!("created the tier `{name}`");
    } else {
        println!("the tier `{name}` exists");
    }
    Ok(())
}
