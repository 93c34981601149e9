use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::create()
            .table("post")
            .col(
                ColumnDef::new("id")
                    .big_integer()
                    .not_null()
                    .auto_increment()
                    .primary_key(),
            )
            .col(ColumnDef::new("title").string_len(120).not_null())
            .col(ColumnDef::new("body").text().not_null())
            .col(ColumnDef::new("slug").string_len(255).not_null())
            .col(
                ColumnDef::new("status")
                    .string_len(9)
                    .not_null()
                    .default("draft"),
            )
            .col(ColumnDef::new("published_at").timestamp_with_time_zone())
            .col(ColumnDef::new("author_id").big_integer().not_null())
            .col(ColumnDef::new("category_id").big_integer())
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
            .check(Check::named(
                "post_status_check",
                Expr::col("status").is_in(["draft", "published"]),
            ))
            .foreign_key(
                ForeignKey::create()
                    .name("post_author_id_fkey")
                    .from("post", "author_id")
                    .to("user", "id")
                    .on_delete(ForeignKeyAction::Restrict),
            )
            .foreign_key(
                ForeignKey::create()
                    .name("post_category_id_fkey")
                    .from("post", "category_id")
                    .to("category", "id")
                    .on_delete(ForeignKeyAction::SetNull),
            )
            .to_owned();
        manager.create_table(table).await?;
        for column in ["slug"] {
            let index = Index::create()
                .name(format!("post_{column}_key"))
                .table("post")
                .col(column)
                .unique()
                .to_owned();
            manager.create_index(index).await?;
        }
        for column in [
            "title",
            "status",
            "published_at",
            "author_id",
            "category_id",
            "created_at",
        ] {
            let index = Index::create()
                .name(format!("post_{column}_idx"))
                .table("post")
                .col(column)
                .to_owned();
            manager.create_index(index).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .drop_table(Table::drop().table("post").to_owned())
            .await
    }
}
