use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::create()
            .table("user")
            .col(
                ColumnDef::new("id")
                    .big_integer()
                    .not_null()
                    .auto_increment()
                    .primary_key(),
            )
            .col(ColumnDef::new("uuid").uuid().not_null())
            .col(ColumnDef::new("name").string_len(30).not_null())
            .col(ColumnDef::new("username").string_len(20).not_null())
            .col(ColumnDef::new("email").string_len(254).not_null())
            .col(ColumnDef::new("hashed_password").string().not_null())
            .col(
                ColumnDef::new("profile_image_url")
                    .string_len(2083)
                    .not_null(),
            )
            .col(
                ColumnDef::new("is_superuser")
                    .boolean()
                    .not_null()
                    .default(false),
            )
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
            .to_owned();
        manager.create_table(table).await?;
        for column in ["uuid", "username"] {
            let index = Index::create()
                .name(format!("user_{column}_key"))
                .table("user")
                .col(column)
                .unique()
                .to_owned();
            manager.create_index(index).await?;
        }
        manager
            .get_connection()
            .execute_unprepared(
                r#"CREATE UNIQUE INDEX "user_email_key" ON "user" (lower("email"))"#,
            )
            .await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .drop_table(Table::drop().table("user").to_owned())
            .await
    }
}
