//! Settings, from the environment. `.env.example` lists them.

use std::net::{IpAddr, SocketAddr};
use std::ops::RangeInclusive;
use std::str::FromStr;

use ipnet::IpNet;

use super::token::Key;

pub struct Settings {
    pub address: SocketAddr,
    /// Absent: no metrics.
    pub metrics_address: Option<SocketAddr>,
    /// What tokens are verified with; absent: everybody is anonymous.
    pub key: Option<Key>,
    pub allow_anonymous: bool,
    pub allowed_hosts: Vec<String>,
    pub allowed_origins: Vec<String>,
    pub trusted_proxies: Vec<IpNet>,
    pub demo: bool,
//% if redis
    pub redis_url: Option<String>,
    pub redis_prefix: String,
//% endif
//% if sse or websocket
    pub heartbeat_seconds: u64,
//% endif
    pub key_seconds: u64,
//% if tickets
    pub ticket_seconds: u64,
//% endif
//% if replies
    pub reply_seconds: u64,
//% endif
    pub drain_seconds: u64,
    pub max_message_bytes: usize,
    pub max_connections: usize,
//% if long_polling or sse or websocket
    pub queue_length: usize,
    pub queue_bytes: usize,
//% endif
    pub history_length: usize,
    pub history_bytes: usize,
    pub history_ttl: u64,
    pub max_topics: usize,
    pub max_keys: usize,
    /// Requests and messages a second; 0: as many as there are.
    pub rate_limit: u32,
}

//% if redis
/// What the keys in Redis begin with unless `REDIS_PREFIX` says otherwise.
const APP: &str = "«settings.REDIS_PREFIX.usual»";
//% endif

impl Settings {
    /// Reads the settings; what is wrong is one sentence that names the setting.
    pub fn read(variable: impl Fn(&str) -> Option<String>) -> Result<Self, String> {
        let read = Reader {
            variable: &variable,
        };
        let settings = Self {
            address: read.parsed(
                "ADDRESS",
                "«settings.ADDRESS.usual»",
                "an address and a port, such as 127.0.0.1:8080",
            )?,
            metrics_address: read.address("METRICS_ADDRESS", "«settings.METRICS_ADDRESS.usual»")?,
            key: read.key()?,
            allow_anonymous: read.yes_no("ALLOW_ANONYMOUS", «settings.ALLOW_ANONYMOUS.usual»)?,
            allowed_hosts: read
                .list("ALLOWED_HOSTS")
                .map(|host| host.to_ascii_lowercase())
                .collect(),
            allowed_origins: read
                .list("ALLOWED_ORIGINS")
                .map(|origin| origin.to_ascii_lowercase())
                .collect(),
            trusted_proxies: read.networks("TRUSTED_PROXIES")?,
            demo: read.yes_no("DEMO", «settings.DEMO.usual»)?,
//% if redis
            redis_url: read.text("REDIS_URL"),
            redis_prefix: read.text("REDIS_PREFIX").unwrap_or_else(|| APP.to_owned()),
//% endif
//% if sse or websocket
            heartbeat_seconds: read.number("HEARTBEAT_SECONDS", «settings.HEARTBEAT_SECONDS.usual», «settings.HEARTBEAT_SECONDS.least»..=«settings.HEARTBEAT_SECONDS.most»)?,
//% endif
            key_seconds: read.number("KEY_SECONDS", «settings.KEY_SECONDS.usual», «settings.KEY_SECONDS.least»..=«settings.KEY_SECONDS.most»)?,
//% if tickets
            ticket_seconds: read.number("TICKET_SECONDS", «settings.TICKET_SECONDS.usual», «settings.TICKET_SECONDS.least»..=«settings.TICKET_SECONDS.most»)?,
//% endif
//% if replies
            reply_seconds: read.number("REPLY_SECONDS", «settings.REPLY_SECONDS.usual», «settings.REPLY_SECONDS.least»..=«settings.REPLY_SECONDS.most»)?,
//% endif
            drain_seconds: read.number("DRAIN_SECONDS", «settings.DRAIN_SECONDS.usual», «settings.DRAIN_SECONDS.least»..=«settings.DRAIN_SECONDS.most»)?,
            max_message_bytes: read.number("MAX_MESSAGE_BYTES", «settings.MAX_MESSAGE_BYTES.usual», «settings.MAX_MESSAGE_BYTES.least»..=«settings.MAX_MESSAGE_BYTES.most»)?,
            max_connections: read.number("MAX_CONNECTIONS", «settings.MAX_CONNECTIONS.usual», «settings.MAX_CONNECTIONS.least»..=«settings.MAX_CONNECTIONS.most»)?,
//% if long_polling or sse or websocket
            queue_length: read.number("QUEUE_LENGTH", «settings.QUEUE_LENGTH.usual», «settings.QUEUE_LENGTH.least»..=«settings.QUEUE_LENGTH.most»)?,
            queue_bytes: read.number("QUEUE_BYTES", «settings.QUEUE_BYTES.usual», «settings.QUEUE_BYTES.least»..=«settings.QUEUE_BYTES.most»)?,
//% endif
            history_length: read.number("HISTORY_LENGTH", «settings.HISTORY_LENGTH.usual», «settings.HISTORY_LENGTH.least»..=«settings.HISTORY_LENGTH.most»)?,
            history_bytes: read.number("HISTORY_BYTES", «settings.HISTORY_BYTES.usual», «settings.HISTORY_BYTES.least»..=«settings.HISTORY_BYTES.most»)?,
            history_ttl: read.number("HISTORY_TTL", «settings.HISTORY_TTL.usual», «settings.HISTORY_TTL.least»..=«settings.HISTORY_TTL.most»)?,
            max_topics: read.number("MAX_TOPICS", «settings.MAX_TOPICS.usual», «settings.MAX_TOPICS.least»..=«settings.MAX_TOPICS.most»)?,
            max_keys: read.number("MAX_KEYS", «settings.MAX_KEYS.usual», «settings.MAX_KEYS.least»..=«settings.MAX_KEYS.most»)?,
            rate_limit: read.number("RATE_LIMIT", «settings.RATE_LIMIT.usual», «settings.RATE_LIMIT.least»..=«settings.RATE_LIMIT.most»)?,
        };
        settings.open_to_all()?;
        Ok(settings)
    }

    /// Whether nobody but this machine can reach the server.
    pub fn is_local(&self) -> bool {
        self.address.ip().is_loopback()
    }

    /// Whether a request without a token is anonymous, rather than refused.
    pub fn takes_anonymous(&self) -> bool {
        self.allow_anonymous || self.key.is_none()
    }

    fn open_to_all(&self) -> Result<(), String> {
        if self.is_local() || self.key.is_some() || self.allow_anonymous {
            return Ok(());
        }
        Err(format!(
            "ADDRESS {} can be reached from elsewhere, and there is no key: set JWT_SECRET or JWT_PUBLIC_KEY_FILE, or ALLOW_ANONYMOUS=1",
            self.address
        ))
    }
}

struct Reader<'v> {
    variable: &'v dyn Fn(&str) -> Option<String>,
}

impl Reader<'_> {
    /// A setting that is there and not empty.
    fn text(&self, name: &str) -> Option<String> {
        (self.variable)(name)
            .map(|value| value.trim().to_owned())
            .filter(|value| !value.is_empty())
    }

    fn list(&self, name: &str) -> impl Iterator<Item = String> {
        let text = self.text(name).unwrap_or_default();
        let items: Vec<String> = text
            .split(',')
            .map(|item| item.trim().to_owned())
            .filter(|item| !item.is_empty())
            .collect();
        items.into_iter()
    }

    fn parsed<T: FromStr>(&self, name: &str, usual: &str, what: &str) -> Result<T, String> {
        let text = self.text(name).unwrap_or_else(|| usual.to_owned());
        text.parse()
            .map_err(|_| format!("{name} is \"{text}\", and must be {what}"))
    }

    /// An address; empty where the setting is there and empty.
    fn address(&self, name: &str, usual: &str) -> Result<Option<SocketAddr>, String> {
        if (self.variable)(name).is_some_and(|value| value.trim().is_empty()) {
            return Ok(None);
        }
        self.parsed(
            name,
            usual,
            "an address and a port, such as 127.0.0.1:9090, or empty for none",
        )
        .map(Some)
    }

    fn number<T: Copy + FromStr + PartialOrd + ToString>(
        &self,
        name: &str,
        usual: T,
        within: RangeInclusive<T>,
    ) -> Result<T, String> {
        let (least, most) = (within.start().to_string(), within.end().to_string());
        let what = format!("a whole number from {least} to {most}");
        let number = self.parsed(name, &usual.to_string(), &what)?;
        if within.contains(&number) {
            Ok(number)
        } else {
            Err(format!(
                "{name} is \"{}\", and must be {what}",
                number.to_string()
            ))
        }
    }

    fn yes_no(&self, name: &str, usual: bool) -> Result<bool, String> {
        match self.text(name).as_deref() {
            None => Ok(usual),
            Some("1" | "true") => Ok(true),
            Some("0" | "false") => Ok(false),
            Some(other) => Err(format!("{name} is \"{other}\", and must be 1 or 0")),
        }
    }

    fn networks(&self, name: &str) -> Result<Vec<IpNet>, String> {
        let network = |text: String| {
            let parsed = text
                .parse()
                .or_else(|_| text.parse::<IpAddr>().map(IpNet::from));
            parsed.map_err(|_| format!("{name} has \"{text}\", which is neither an address nor a network such as 10.0.0.0/8"))
        };
        self.list(name).map(network).collect()
    }

    fn key(&self) -> Result<Option<Key>, String> {
        let algorithm = self.text("JWT_ALGORITHM");
        match (self.text("JWT_SECRET"), self.text("JWT_PUBLIC_KEY_FILE")) {
            (None, None) => match algorithm {
                Some(_) => Err("JWT_ALGORITHM is set, but there is no key: set JWT_SECRET or JWT_PUBLIC_KEY_FILE too".to_owned()),
                None => Ok(None),
            },
            (Some(_), Some(_)) => Err("JWT_SECRET and JWT_PUBLIC_KEY_FILE are both set: one key verifies all tokens".to_owned()),
            (Some(secret), None) => Key::secret(&secret, algorithm.as_deref()).map(Some),
            (None, Some(file)) => Key::public(&file, algorithm.as_deref()).map(Some),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(set: &[(&str, &str)]) -> Result<Settings, String> {
        Settings::read(|name| {
            set.iter()
                .find(|(other, _)| *other == name)
                .map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn nothing_has_to_be_set() {
        let settings = read(&[]).expect("settings");
        assert!(settings.is_local() && settings.takes_anonymous());
    }

    #[test]
    fn a_bad_value_is_named_with_what_it_must_be() {
        for (name, value) in [
            ("ADDRESS", "8080"),
            ("METRICS_ADDRESS", "here"),
            ("ALLOW_ANONYMOUS", "perhaps"),
            ("TRUSTED_PROXIES", "10.0.0.0/99"),
            ("KEY_SECONDS", "0"),
            ("DRAIN_SECONDS", "301"),
            ("HISTORY_LENGTH", "-1"),
            ("RATE_LIMIT", "many"),
            ("JWT_SECRET", "short"),
            ("JWT_ALGORITHM", "HS256"),
        ] {
            let error = read(&[(name, value)]).err().expect(name);
            assert!(error.contains(name), "{error}");
        }
    }

    #[test]
    fn an_address_for_all_needs_a_key_or_a_word() {
        let open = ("ADDRESS", "0.0.0.0:8080");
        assert!(read(&[open]).is_err());
        assert!(read(&[open, ("ALLOW_ANONYMOUS", "1")]).is_ok());
        assert!(read(&[open, ("JWT_SECRET", "0123456789abcdef0123456789abcdef")]).is_ok());
    }
}
