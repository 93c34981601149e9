use std::net::IpAddr;
use std::time::Duration;

use ipnet::IpNet;

use super::env::Env;
use crate::rate_limit::Quota;

/// How much a client may ask for, and how clients are told apart.
#[derive(Clone, Debug)]
pub struct RateLimitConfig {
    /// `DEFAULT_RATE_LIMIT_LIMIT` per `DEFAULT_RATE_LIMIT_PERIOD` seconds, default 10 per 3600:
    /// the requests to a limited route, where nothing else is said.
    pub default: Quota,
    /// `LOGIN_RATE_LIMIT_LIMIT` per `LOGIN_RATE_LIMIT_PERIOD` seconds, default 10 per 900: the
    /// failed log-ins of an account.
    pub login: Quota,
    /// `LOGIN_IP_RATE_LIMIT_LIMIT` per `LOGIN_IP_RATE_LIMIT_PERIOD` seconds, default 100 per
    /// 900: the log-ins from an address, which an office may share.
    pub login_address: Quota,
    /// `REGISTRATION_RATE_LIMIT_LIMIT` per `REGISTRATION_RATE_LIMIT_PERIOD` seconds, default 10
    /// per 3600: the registrations from an address, and those of an account.
    pub registration: Quota,
    /// `RATE_LIMIT_FAIL_OPEN`, whether requests pass while Redis is away, default true.
    pub fail_open: bool,
    /// `TRUSTED_PROXIES`, addresses and networks whose `X-Forwarded-For` is believed; none by
    /// default.
    pub trusted_proxies: Vec<IpNet>,
}

impl RateLimitConfig {
    pub(super) fn read(env: &mut Env) -> Self {
        Self {
            default: quota(
                env,
                ["DEFAULT_RATE_LIMIT_LIMIT", "DEFAULT_RATE_LIMIT_PERIOD"],
                (10, 3_600),
            ),
            login: quota(
                env,
                ["LOGIN_RATE_LIMIT_LIMIT", "LOGIN_RATE_LIMIT_PERIOD"],
                (10, 900),
            ),
            login_address: quota(
                env,
                ["LOGIN_IP_RATE_LIMIT_LIMIT", "LOGIN_IP_RATE_LIMIT_PERIOD"],
                (100, 900),
            ),
            registration: quota(
                env,
                [
                    "REGISTRATION_RATE_LIMIT_LIMIT",
                    "REGISTRATION_RATE_LIMIT_PERIOD",
                ],
                (10, 3_600),
            ),
            fail_open: env.bool("RATE_LIMIT_FAIL_OPEN", true),
            trusted_proxies: env.list(
                "TRUSTED_PROXIES",
                "IP addresses or networks such as `10.0.0.0/8`",
                Vec::new(),
                parse_network,
            ),
        }
    }
}

fn quota(
    env: &mut Env,
    [limit, period]: [&'static str; 2],
    (default_limit, default_period): (u64, u64),
) -> Quota {
    Quota {
        limit: env.integer(limit, 1..=1_000_000_000, default_limit),
        period: Duration::from_secs(env.integer(period, 1..=31_536_000, default_period)),
    }
}

fn parse_network(text: &str) -> Option<IpNet> {
    let address = text.parse::<IpAddr>().map(IpNet::from);
    address.or_else(|_| text.parse()).ok()
}
