use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::create()
            .table("comment")
            .col(
                ColumnDef::new("id")
                    .big_integer()
                    .not_null()
                    .auto_increment()
                    .primary_key(),
            )
            .col(ColumnDef::new("body").string_len(1000).not_null())
            .col(ColumnDef::new("post_id").big_integer().not_null())
            .col(ColumnDef::new("author_id").big_integer().not_null())
            .col(
                ColumnDef::new("created_at")
                    .timestamp_with_time_zone()
                    .not_null(),
            )
            .col(ColumnDef::new("updated_at").timestamp_with_time_zone())
            .col(ColumnDef::new("deleted_at").timestamp_with_time_zone())
            .col(
                ColumnDef::new("is_deleted")
                    .boolean()
                    .not_null()
                    .default(false),
            )
            .foreign_key(
                ForeignKey::create()
                    .name("comment_post_id_fkey")
                    .from("comment", "post_id")
                    .to("post", "id")
                    .on_delete(ForeignKeyAction::Cascade),
            )
            .foreign_key(
                ForeignKey::create()
                    .name("comment_author_id_fkey")
                    .from("comment", "author_id")
                    .to("user", "id")
                    .on_delete(ForeignKeyAction::Cascade),
            )
            .to_owned();
        manager.create_table(table).await?;
        for column in ["post_id", "author_id", "created_at"] {
            let index = Index::create()
                .name(format!("comment_{column}_idx"))
                .table("comment")
                .col(column)
                .to_owned();
            manager.create_index(index).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .drop_table(Table::drop().table("comment").to_owned())
            .await
    }
}
