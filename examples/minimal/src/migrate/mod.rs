//! Moves the schema between versions, one process at a time.

mod postgres;
pub mod rebuild;
mod sqlite;
#[cfg(test)]
mod tests;

use anyhow::bail;
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, DbErr};
use sea_orm_migration::{IntoSchemaManagerConnection, MigrationStatus, MigratorTrait};

/// A change of the schema's version.
#[derive(Clone, Copy, Debug)]
pub enum Change {
    /// Applies that many pending migrations, or all.
    Up(Option<u32>),
    /// Rolls back that many applied migrations.
    Down(u32),
    /// Drops every table and applies all migrations.
    Fresh,
}

/// Makes a change and returns the names of the migrations it applied or rolled back, in order.
///
/// Processes that do this at the same time wait for each other.
///
/// # Errors
/// If a migration fails. SQLite is then as before; on PostgreSQL the migrations before the
/// failed one remain applied.
pub async fn run<M: MigratorTrait>(
    db: &DatabaseConnection,
    change: Change,
) -> anyhow::Result<Vec<String>> {
    match db.get_database_backend() {
        DbBackend::Sqlite => sqlite::run::<M>(db, change).await,
        DbBackend::Postgres => postgres::run::<M>(db, change).await,
        backend => bail!("no migrations for {backend:?}"),
    }
}

/// Every migration by name, and whether it is applied.
///
/// # Errors
/// If the database cannot be read, or holds a migration that is not in `M`.
pub async fn status<M: MigratorTrait>(
    db: &DatabaseConnection,
) -> Result<Vec<(String, bool)>, DbErr> {
    let migrations = M::get_migration_with_status_read_only(db).await?;
    Ok(migrations
        .iter()
        .map(|migration| {
            let applied = migration.status() == MigrationStatus::Applied;
            (migration.name().to_owned(), applied)
        })
        .collect())
}

async fn apply<'c, M, C>(db: &'c C, change: Change) -> Result<Vec<String>, DbErr>
where
    M: MigratorTrait,
    C: ConnectionTrait,
    &'c C: IntoSchemaManagerConnection<'c>,
{
    let migrations = match change {
        Change::Up(_) => M::get_pending_migrations(db).await?,
        Change::Down(_) => M::get_applied_migrations(db).await?,
        Change::Fresh => M::get_migration_files(),
    };
    let mut names: Vec<_> = migrations
        .iter()
        .map(|migration| migration.name().to_owned())
        .collect();
    match change {
        Change::Up(steps) => names.truncate(steps.map_or(usize::MAX, |steps| steps as usize)),
        Change::Down(steps) => {
            names.reverse();
            names.truncate(steps as usize);
        }
        Change::Fresh => {}
    }
    if names.is_empty() {
        return Ok(names);
    }
    match change {
        Change::Up(steps) => M::up(db, steps).await?,
        Change::Down(steps) => M::down(db, Some(steps)).await?,
        Change::Fresh => M::fresh(db).await?,
    }
    Ok(names)
}
