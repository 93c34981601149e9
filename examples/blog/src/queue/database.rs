use std::time::Duration;

use chrono::{DateTime, Utc};
use sea_orm::sea_query::{
    Expr, ExprTrait, LockBehavior, LockType, Order, Query, SubQueryStatement,
};
use sea_orm::{
    ActiveEnum, ColumnTrait, ConnectionTrait, DatabaseConnection, DbErr, EntityTrait,
    IntoActiveModel, QueryFilter, QuerySelect, UpdateMany,
};
use uuid::Uuid;

use super::task::{Column, Entity, Model, Settlement, Status};

/// Tasks in a table beside those of the server.
#[derive(Clone, Debug)]
pub(super) struct Database {
    db: DatabaseConnection,
}

/// Writes a task, also as a part of a transaction.
pub(super) async fn insert(db: &impl ConnectionTrait, task: Model) -> Result<(), DbErr> {
    Entity::insert(task.into_active_model())
        .exec_without_returning(db)
        .await?;
    Ok(())
}

impl Database {
    pub(super) fn new(db: DatabaseConnection) -> Self {
        Self { db }
    }

    pub(super) async fn insert(&self, task: Model) -> anyhow::Result<()> {
        Ok(insert(&self.db, task).await?)
    }

    pub(super) async fn find(&self, id: Uuid) -> anyhow::Result<Option<Model>> {
        Ok(Entity::find_by_id(id).one(&self.db).await?)
    }

    pub(super) async fn claim(&self, lease: Duration) -> anyhow::Result<Option<Model>> {
        let now = Utc::now();
        if !self.has_available(now).await? {
            return Ok(None);
        }
        let next = Query::select()
            .column(Column::Id)
            .from(Entity)
            .and_where(Column::AvailableAt.lte(now))
            .order_by(Column::AvailableAt, Order::Asc)
            .order_by(Column::Id, Order::Asc)
            .limit(1)
            .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
            .take();
        let claimed = Entity::update_many()
            .col_expr(Column::Status, Expr::value(Status::InProgress.to_value()))
            .col_expr(Column::Attempts, Expr::col(Column::Attempts).add(1))
            .col_expr(Column::StartTime, Expr::value(now))
            .col_expr(Column::AvailableAt, Expr::value(now + lease))
            .filter(Expr::col(Column::Id).eq(SubQueryStatement::from(next)))
            .exec_with_returning(&self.db)
            .await?;
        Ok(claimed.into_iter().next())
    }

    pub(super) async fn renew(&self, task: &Model, lease: Duration) -> anyhow::Result<bool> {
        let update = held(task).col_expr(Column::AvailableAt, Expr::value(Utc::now() + lease));
        Ok(update.exec(&self.db).await?.rows_affected == 1)
    }

    pub(super) async fn settle(&self, task: &Model, end: &Settlement) -> anyhow::Result<bool> {
        let update = held(task)
            .col_expr(Column::Status, Expr::value(end.status.to_value()))
            .col_expr(Column::Attempts, Expr::value(end.attempts))
            .col_expr(Column::AvailableAt, Expr::value(end.available_at))
            .col_expr(Column::FinishTime, Expr::value(end.finish_time))
            .col_expr(Column::Result, Expr::value(end.result.clone()))
            .col_expr(Column::Error, Expr::value(end.error.clone()));
        Ok(update.exec(&self.db).await?.rows_affected == 1)
    }

    pub(super) async fn purge(&self, time: DateTime<Utc>) -> anyhow::Result<()> {
        Entity::delete_many()
            .filter(Column::FinishTime.lt(time))
            .exec(&self.db)
            .await?;
        Ok(())
    }

    pub(super) async fn ping(&self) -> anyhow::Result<()> {
        Ok(self.db.ping().await?)
    }

    /// A look without a lock, so that a worker with nothing to do does not keep SQLite from
    /// writing.
    async fn has_available(&self, now: DateTime<Utc>) -> Result<bool, DbErr> {
        let id: Option<Uuid> = Entity::find()
            .select_only()
            .column(Column::Id)
            .filter(Column::AvailableAt.lte(now))
            .limit(1)
            .into_tuple()
            .one(&self.db)
            .await?;
        Ok(id.is_some())
    }
}

/// The task, while the attempt that was claimed is the last one and not finished.
fn held(task: &Model) -> UpdateMany<Entity> {
    Entity::update_many()
        .filter(Column::Id.eq(task.id))
        .filter(Column::Attempts.eq(task.attempts))
        .filter(Column::Status.eq(Status::InProgress))
}
