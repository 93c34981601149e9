use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let rate_limit = Table::create()
            .table("rate_limit")
            .col(
                ColumnDef::new("id")
                    .big_integer()
                    .not_null()
                    .auto_increment()
                    .primary_key(),
            )
            .col(ColumnDef::new("tier_id").big_integer().not_null())
            .col(ColumnDef::new("name").string_len(255).not_null())
            .col(ColumnDef::new("path").string_len(200).not_null())
            .col(ColumnDef::new("limit").big_integer().not_null())
            .col(ColumnDef::new("period").big_integer().not_null())
            .col(
                ColumnDef::new("created_at")
                    .timestamp_with_time_zone()
                    .not_null(),
            )
            .col(ColumnDef::new("updated_at").timestamp_with_time_zone())
            .foreign_key(
                ForeignKey::create()
                    .name("rate_limit_tier_id_fkey")
                    .from("rate_limit", "tier_id")
                    .to("tier", "id")
                    .on_delete(ForeignKeyAction::Cascade),
            )
            .to_owned();
        manager.create_table(rate_limit).await?;
        let name = Index::create()
            .name("rate_limit_name_key")
            .table("rate_limit")
            .col("name")
            .unique()
            .to_owned();
        let path = Index::create()
            .name("rate_limit_tier_id_path_key")
            .table("rate_limit")
            .col("tier_id")
            .col("path")
            .unique()
            .to_owned();
        // Of two that a row violates, SQLite reports the last one created, others the first.
        let indexes = match manager.get_database_backend() {
            DbBackend::Sqlite => [path, name],
            _ => [name, path],
        };
        for index in indexes {
            manager.create_index(index).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .drop_table(Table::drop().table("rate_limit").to_owned())
            .await
    }
}
