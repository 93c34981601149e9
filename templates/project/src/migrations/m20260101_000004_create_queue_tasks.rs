use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::create()
            .table("queue_task")
            .col(ColumnDef::new("id").uuid().not_null().primary_key())
            .col(ColumnDef::new("function").string_len(100).not_null())
            .col(ColumnDef::new("payload").text().not_null())
            .col(ColumnDef::new("status").string_len(20).not_null())
            .col(ColumnDef::new("attempts").integer().not_null())
            .col(
                ColumnDef::new("enqueue_time")
                    .timestamp_with_time_zone()
                    .not_null(),
            )
            .col(ColumnDef::new("available_at").timestamp_with_time_zone())
            .col(ColumnDef::new("start_time").timestamp_with_time_zone())
            .col(ColumnDef::new("finish_time").timestamp_with_time_zone())
            .col(ColumnDef::new("result").text())
            .col(ColumnDef::new("error").text())
            .to_owned();
        manager.create_table(table).await?;
        for column in ["available_at", "finish_time"] {
            let index = Index::create()
                .name(format!("queue_task_{column}_idx"))
                .table("queue_task")
                .col(column)
                .to_owned();
            manager.create_index(index).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .drop_table(Table::drop().table("queue_task").to_owned())
            .await
    }
}
