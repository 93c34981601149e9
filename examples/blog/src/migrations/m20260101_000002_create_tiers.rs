use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let tier = Table::create()
            .table("tier")
            .col(
                ColumnDef::new("id")
                    .big_integer()
                    .not_null()
                    .auto_increment()
                    .primary_key(),
            )
            .col(ColumnDef::new("name").string_len(50).not_null())
            .col(
                ColumnDef::new("created_at")
                    .timestamp_with_time_zone()
                    .not_null(),
            )
            .col(ColumnDef::new("updated_at").timestamp_with_time_zone())
            .to_owned();
        manager.create_table(tier).await?;
        let name = Index::create()
            .name("tier_name_key")
            .table("tier")
            .col("name")
            .unique()
            .to_owned();
        manager.create_index(name).await?;
        // SQLite takes a foreign key of an existing table only together with its column.
        manager
            .get_connection()
            .execute_unprepared(
                r#"ALTER TABLE "user" ADD COLUMN "tier_id" bigint
                   CONSTRAINT "user_tier_id_fkey" REFERENCES "tier" ("id")"#,
            )
            .await?;
        let tier_id = Index::create()
            .name("user_tier_id_idx")
            .table("user")
            .col("tier_id")
            .to_owned();
        manager.create_index(tier_id).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .drop_index(
                Index::drop()
                    .name("user_tier_id_idx")
                    .table("user")
                    .to_owned(),
            )
            .await?;
        manager
            .alter_table(
                Table::alter()
                    .table("user")
                    .drop_column("tier_id")
                    .to_owned(),
            )
            .await?;
        manager
            .drop_table(Table::drop().table("tier").to_owned())
            .await
    }
}
