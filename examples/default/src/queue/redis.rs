use std::collections::HashMap;
use std::fmt::{self, Debug, Formatter};
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use chrono::{DateTime, Utc};
use redis::aio::ConnectionManager;
use redis::{AsyncCommands, Script, pipe};
use sea_orm::ActiveEnum;
use secrecy::SecretString;
use uuid::Uuid;

use super::task::{Model, Settlement, Status};

type Fields = HashMap<String, String>;

/// Tasks in Redis: a hash for each, and a sorted set of those that are not finished by the time
/// when they are available. Times are microseconds, and an empty text stands for nothing.
#[derive(Clone)]
pub(super) struct Redis {
    redis: crate::redis::Redis,
    prefix: String,
    retention: Duration,
    scripts: Arc<Scripts>,
}

struct Scripts {
    claim: Script,
    update: Script,
}

impl Redis {
    pub(super) fn new(url: &SecretString, prefix: &str, retention: Duration) -> Self {
        Self {
            redis: crate::redis::Redis::new(url, "queue"),
            prefix: ["{", prefix, ":queue}"].concat(),
            retention,
            scripts: Arc::new(Scripts {
                claim: Script::new(include_str!("lua/claim.lua")),
                update: Script::new(include_str!("lua/update.lua")),
            }),
        }
    }

    pub(super) async fn insert(&self, task: Model) -> anyhow::Result<()> {
        let id = task.id.to_string();
        let mut insertion = pipe();
        insertion
            .atomic()
            .hset_multiple(self.key(&id), &fields(&task))
            .zadd(self.available(), &id, time(Some(task.enqueue_time)));
        let insert = async |mut connection| insertion.exec_async(&mut connection).await;
        Ok(self.redis.run(insert).await?)
    }

    pub(super) async fn find(&self, id: Uuid) -> anyhow::Result<Option<Model>> {
        let key = self.key(&id.to_string());
        let find = async |mut connection: ConnectionManager| connection.hgetall(&key).await;
        let fields: Fields = self.redis.run(find).await?;
        if fields.is_empty() {
            return Ok(None);
        }
        read(&fields).map(Some)
    }

    pub(super) async fn claim(&self, lease: Duration) -> anyhow::Result<Option<Model>> {
        let now = Utc::now();
        let mut claim = self.scripts.claim.key(self.available());
        claim
            .arg(self.key(""))
            .arg(time(Some(now)))
            .arg(time(Some(now + lease)));
        let claim = async |mut connection| claim.invoke_async(&mut connection).await;
        let fields: Option<Fields> = self.redis.run(claim).await?;
        fields.as_ref().map(read).transpose()
    }

    pub(super) async fn renew(&self, task: &Model, lease: Duration) -> anyhow::Result<bool> {
        self.update(task, Some(Utc::now() + lease), &[]).await
    }

    pub(super) async fn settle(&self, task: &Model, end: &Settlement) -> anyhow::Result<bool> {
        let changes = [
            ("status", end.status.to_value()),
            ("attempts", end.attempts.to_string()),
            ("finish_time", time(end.finish_time)),
            ("result", end.result.clone().unwrap_or_default()),
            ("error", end.error.clone().unwrap_or_default()),
        ];
        self.update(task, end.available_at, &changes).await
    }

    pub(super) async fn ping(&self) -> anyhow::Result<()> {
        Ok(self.redis.ping().await?)
    }

    async fn update(
        &self,
        task: &Model,
        available_at: Option<DateTime<Utc>>,
        changes: &[(&str, String)],
    ) -> anyhow::Result<bool> {
        let id = task.id.to_string();
        let mut update = self.scripts.update.key(self.available());
        update
            .key(self.key(&id))
            .arg(&id)
            .arg(task.attempts)
            .arg(time(available_at))
            .arg(self.retention.as_secs())
            .arg(changes);
        let update = async |mut connection| update.invoke_async(&mut connection).await;
        Ok(self.redis.run(update).await?)
    }

    fn available(&self) -> String {
        format!("{}:available", self.prefix)
    }

    fn key(&self, id: &str) -> String {
        format!("{}:task:{id}", self.prefix)
    }
}

impl Debug for Redis {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("Redis")
            .field("prefix", &self.prefix)
            .finish_non_exhaustive()
    }
}

fn fields(task: &Model) -> Vec<(&'static str, String)> {
    vec![
        ("id", task.id.to_string()),
        ("function", task.function.clone()),
        ("payload", task.payload.clone()),
        (
            "owner_id",
            task.owner_id.map(|id| id.to_string()).unwrap_or_default(),
        ),
        ("status", task.status.to_value()),
        ("attempts", task.attempts.to_string()),
        ("enqueue_time", time(Some(task.enqueue_time))),
    ]
}

fn read(fields: &Fields) -> anyhow::Result<Model> {
    let text = |name: &str| {
        let value = fields.get(name).filter(|value| !value.is_empty());
        value.cloned()
    };
    let required =
        |name: &str| text(name).with_context(|| format!("a task in Redis has no `{name}`"));
    let moment = |name: &str| -> anyhow::Result<Option<DateTime<Utc>>> {
        let micros = text(name).map(|micros| micros.parse()).transpose()?;
        Ok(micros.and_then(DateTime::from_timestamp_micros))
    };
    Ok(Model {
        id: required("id")?.parse()?,
        function: required("function")?,
        payload: required("payload")?,
        owner_id: text("owner_id").map(|id| id.parse()).transpose()?,
        status: Status::try_from_value(&required("status")?)?,
        attempts: required("attempts")?.parse()?,
        enqueue_time: moment("enqueue_time")?.context("a task in Redis has no time")?,
        available_at: None,
        start_time: moment("start_time")?,
        finish_time: moment("finish_time")?,
        result: text("result"),
        error: text("error"),
    })
}

fn time(time: Option<DateTime<Utc>>) -> String {
    time.map(|time| time.timestamp_micros().to_string())
        .unwrap_or_default()
}
