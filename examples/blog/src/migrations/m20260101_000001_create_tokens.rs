use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let token_blacklist = Table::create()
            .table("token_blacklist")
            .col(ColumnDef::new("jti").uuid().not_null().primary_key())
            .col(
                ColumnDef::new("expires_at")
                    .timestamp_with_time_zone()
                    .not_null(),
            )
            .to_owned();
        manager.create_table(token_blacklist).await?;
        let refresh_token = Table::create()
            .table("refresh_token")
            .col(ColumnDef::new("jti").uuid().not_null().primary_key())
            .col(ColumnDef::new("family").uuid().not_null())
            .col(ColumnDef::new("user_id").big_integer().not_null())
            .col(ColumnDef::new("used_at").timestamp_with_time_zone())
            .col(
                ColumnDef::new("expires_at")
                    .timestamp_with_time_zone()
                    .not_null(),
            )
            .foreign_key(
                ForeignKey::create()
                    .name("refresh_token_user_id_fkey")
                    .from("refresh_token", "user_id")
                    .to("user", "id")
                    .on_delete(ForeignKeyAction::Cascade),
            )
            .to_owned();
        manager.create_table(refresh_token).await?;
        for (table, column) in [
            ("token_blacklist", "expires_at"),
            ("refresh_token", "family"),
            ("refresh_token", "user_id"),
            ("refresh_token", "expires_at"),
        ] {
            let index = Index::create()
                .name(format!("{table}_{column}_idx"))
                .table(table)
                .col(column)
                .to_owned();
            manager.create_index(index).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["refresh_token", "token_blacklist"] {
            manager
                .drop_table(Table::drop().table(table).to_owned())
                .await?;
        }
        Ok(())
    }
}
