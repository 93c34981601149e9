use std::time::Duration;

use redis::{Script, ScriptInvocation};
use secrecy::SecretString;

use super::store::Window;
use crate::config::Config;
use crate::error::{Error, Result};
use crate::redis::Away;

/// One step for Redis: no request comes between the count and its expiry.
const COUNT: &str = "
local count = redis.call('INCR', KEYS[1])
local ends_in = redis.call('PTTL', KEYS[1])
if ends_in < 0 then
  redis.call('PEXPIRE', KEYS[1], ARGV[1])
  ends_in = tonumber(ARGV[1])
end
return {count, ends_in}
";

const FORGIVE: &str = "
if tonumber(redis.call('GET', KEYS[1]) or '0') > 0 then
  redis.call('DECR', KEYS[1])
end
";

/// The windows that all processes share.
pub(super) struct Redis {
    redis: crate::redis::Redis,
    prefix: String,
    count: Script,
    forgive: Script,
    fail_open: bool,
}

impl Redis {
    pub(super) fn new(url: &SecretString, config: &Config) -> Self {
        Self {
            redis: crate::redis::Redis::new(url, "rate limiter"),
            prefix: format!("{}:rate_limit", config.redis.prefix),
            count: Script::new(COUNT),
            forgive: Script::new(FORGIVE),
            fail_open: config.rate_limit.fail_open,
        }
    }

    pub(super) async fn count(&self, key: &str, period: Duration) -> Result<Window> {
        let mut count = self.on(&self.count, key);
        count.arg(u64::try_from(period.as_millis()).unwrap_or(u64::MAX));
        let count = async |mut connection| count.invoke_async(&mut connection).await;
        match self.redis.run(count).await {
            Ok((count, ends_in)) => Ok(Window {
                count,
                ends_in: Duration::from_millis(ends_in),
            }),
            Err(Away) if self.fail_open => Ok(Window {
                count: 0,
                ends_in: period,
            }),
            Err(Away) => Err(Error::Unavailable("Rate limiter is not available")),
        }
    }

    pub(super) async fn forgive(&self, key: &str) {
        let forgive = self.on(&self.forgive, key);
        let forgive = async |mut connection| forgive.invoke_async(&mut connection).await;
        let _: Result<(), Away> = self.redis.run(forgive).await;
    }

    fn on<'s>(&self, script: &'s Script, key: &str) -> ScriptInvocation<'s> {
        script.key(format!("{}:{key}", self.prefix))
    }
}
