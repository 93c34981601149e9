use anyhow::bail;

use crate::auth::Passwords;
use crate::config::Config;
use crate::db;
use crate::entities::user;

pub(super) async fn run(config: &Config) -> anyhow::Result<()> {
    let username = &config.admin.username;
    if config.admin.password.is_none() {
        bail!("set ADMIN_PASSWORD, the password of the superuser `{username}`");
    }
    let db = db::connect(&config.database).await?;
    let created = user::ensure_superuser(&db, &Passwords::default(), &config.admin).await?;
    db.close().await?;
    if created {
        println!("created the superuser `{username}`");
    } else {
        println!("the superuser `{username}` exists");
    }
    Ok(())
}
