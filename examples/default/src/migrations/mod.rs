// Written by boilerplate from the files of this folder: do not edit, it is regenerated.
mod m20260101_000000_create_users;
mod m20260101_000001_create_tokens;
mod m20260101_000002_create_tiers;
mod m20260101_000003_create_rate_limits;
mod m20260101_000004_create_queue_tasks;
mod m20260101_000005_add_queue_task_owners;

use sea_orm_migration::prelude::*;

/// Every migration, in the order in which they apply.
pub struct Migrator;

impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20260101_000000_create_users::Migration),
            Box::new(m20260101_000001_create_tokens::Migration),
            Box::new(m20260101_000002_create_tiers::Migration),
            Box::new(m20260101_000003_create_rate_limits::Migration),
            Box::new(m20260101_000004_create_queue_tasks::Migration),
            Box::new(m20260101_000005_add_queue_task_owners::Migration),
        ]
    }
}
