use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::create()
            .table("category")
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
        manager.create_table(table).await?;
        for column in ["name"] {
            let index = Index::create()
                .name(format!("category_{column}_key"))
                .table("category")
                .col(column)
                .unique()
                .to_owned();
            manager.create_index(index).await?;
        }
        for column in ["created_at"] {
            let index = Index::create()
                .name(format!("category_{column}_idx"))
                .table("category")
                .col(column)
                .to_owned();
            manager.create_index(index).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .drop_table(Table::drop().table("category").to_owned())
            .await
    }
}
