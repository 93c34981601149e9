// Written by boilerplate from the files of this folder: do not edit, it is regenerated.

use sea_orm_migration::prelude::*;

/// Every migration, in the order in which they apply.
pub struct Migrator;

impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![]
    }
}
