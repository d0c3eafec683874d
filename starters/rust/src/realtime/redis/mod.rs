//! The broker across machines: any number of nodes share the topics in one Redis (6.2 or later; not in Cluster mode).

//% if long_polling or sse or websocket
mod announcement;
mod gaps;
//% endif
mod lines;
mod watch;

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use redis::aio::{ConnectionManager, ConnectionManagerConfig};
//% if sse or websocket
use redis::{AsyncCommands, Client, FromRedisValue, RedisError, Script, ScriptInvocation};
//% else
use redis::{Client, FromRedisValue, RedisError, Script, ScriptInvocation};
//% endif

use super::broker::{Answer, KeyDigest, Published, Refusal};
use super::config::Settings;
use super::event::Message;
//% if sse or websocket
use super::event::Passing;
//% endif
use super::feature::TopicId;
use super::hex::hex;
//% if long_polling or sse or websocket
use super::hub::Hub;
//% endif
//% if replies
use super::replies;
//% endif
use super::window::{From, Most, Newest, Page};
use lines::{NewestLines, PageLines};

/// How long Redis may take for an answer.
const PATIENCE: Duration = Duration::from_secs(2);
/// Seconds for which a topic is kept that was read and never published to: reading must not fill the room for topics.
const UNUSED: u64 = 120;

pub struct Redis {
    client: Client,
    /// Replaced where it has died without a word.
    connection: Arc<RwLock<ConnectionManager>>,
    script: Script,
    settings: Arc<Settings>,
    there: Arc<AtomicBool>,
}

impl Redis {
    /// Connects in the background, for as long as it takes; an error is an address that is none.
//% if long_polling or sse or websocket
    pub fn connect(url: &str, settings: &Arc<Settings>, hub: &Arc<Hub>) -> Result<Self, String> {
//% else
    pub fn connect(url: &str, settings: &Arc<Settings>) -> Result<Self, String> {
//% endif
        let wrong =
            |error: RedisError| format!("REDIS_URL is no address of a Redis server: {error}");
        let client = Client::open(url).map_err(wrong)?;
        let connection = connected(&client).map_err(wrong)?;
        let there = Arc::new(AtomicBool::new(false));
        let redis = Self {
            client,
            connection: Arc::new(RwLock::new(connection)),
            script: Script::new(include_str!("../../../broker.lua")),
            settings: Arc::clone(settings),
            there,
        };
//% if long_polling or sse or websocket
        tokio::spawn(watch::watch(redis.share(), Arc::clone(hub)));
//% else
        tokio::spawn(watch::watch(redis.share()));
//% endif
        Ok(redis)
    }

    /// The same broker, for a task of its own.
    fn share(&self) -> Self {
        Self {
            client: self.client.clone(),
            connection: Arc::clone(&self.connection),
            script: self.script.clone(),
            settings: Arc::clone(&self.settings),
            there: Arc::clone(&self.there),
        }
    }

    fn connection(&self) -> ConnectionManager {
        let connection = self.connection.read();
        connection.unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Connects anew. The library does so only where a connection says that it is broken.
    fn connect_again(&self) -> Result<(), RedisError> {
        let connection = self.connection.write();
        *connection.unwrap_or_else(PoisonError::into_inner) = connected(&self.client)?;
        Ok(())
    }

    pub async fn publish(
        &self,
        topic: &TopicId,
        message: &Message,
        key: Option<KeyDigest>,
    ) -> Answer<Published> {
        let settings = &self.settings;
        let mut call = self.call(topic);
        if let Some(key) = key {
            call.key(self.named(&format!("k:{}", hex(&key))));
        }
        call.arg("publish").arg(&message.kind).arg(&message.data);
        call.arg(settings.history_length).arg(settings.key_seconds);
        call.arg(self.channel())
            .arg(topic.feature.name)
            .arg(&*topic.name);
        let (id, fresh): (String, bool) = self.invoke(&call).await?;
        // The script gives no other.
        let id = id.parse().map_err(|_| Refusal::Away)?;
        Ok(Published { id, fresh })
    }
//% if sse or websocket

    pub async fn pass(&self, topic: &TopicId, passing: &Passing) -> Answer<()> {
        let mut connection = self.connection();
        let sent: Result<i64, _> = connection
            .publish(self.channel(), announcement::of_passing(topic, passing))
            .await;
        sent.map(drop).map_err(|error| refusal(&error))
    }
//% endif

    pub async fn read(&self, topic: &TopicId, from: From, most: Most) -> Answer<Page> {
        let cursor = match from {
            From::Nothing => String::new(),
            From::Oldest => "oldest".to_owned(),
            From::Latest => "latest".to_owned(),
            From::After(cursor) => cursor.to_string(),
            From::Malformed => "malformed".to_owned(),
        };
        let mut call = self.call(topic);
        call.arg("read")
            .arg(cursor)
            .arg(topic.feature.missed.name());
        call.arg(most.events).arg(most.bytes);
        let lines: PageLines = self.invoke(&call).await?;
        Ok(lines.page(&topic.name))
    }

    pub async fn newest(&self, topic: &TopicId, count: usize) -> Answer<Newest> {
        let mut call = self.call(topic);
        call.arg("newest").arg(count);
        let lines: NewestLines = self.invoke(&call).await?;
        Ok(lines.newest(&topic.name))
    }
//% if tickets or replies

    pub async fn keep(&self, name: &str, value: &str, seconds: u64) -> Answer<Option<String>> {
        let name = self.named(name);
        let mut connection = self.connection();
        let options = redis::SetOptions::default()
            .conditional_set(redis::ExistenceCheck::NX)
            .with_expiration(redis::SetExpiry::EX(seconds));
        loop {
            let set: Option<String> = connection
                .set_options(&name, value, options.clone())
                .await
                .map_err(|error| refusal(&error))?;
            if set.is_some() {
                return Ok(None);
            }
            let there: Option<String> = connection
                .get(&name)
                .await
                .map_err(|error| refusal(&error))?;
            // Where it has just expired, it can be set now.
            if there.is_some() {
                return Ok(there);
            }
        }
    }
//% endif
//% if replies

    pub async fn look_up(&self, name: &str) -> Answer<Option<String>> {
        self.connection()
            .get(self.named(name))
            .await
            .map_err(|error| refusal(&error))
    }
//% endif
//% if tickets

    pub async fn take(&self, name: &str) -> Answer<Option<String>> {
        self.connection()
            .get_del(self.named(name))
            .await
            .map_err(|error| refusal(&error))
    }
//% endif

    /// Whether it answered when it was last asked.
    pub fn is_there(&self) -> bool {
        self.there.load(Ordering::Relaxed)
    }

    /// A call of the script for a topic.
    fn call(&self, topic: &TopicId) -> ScriptInvocation<'_> {
        let mut call = self.script.prepare_invoke();
        call.key(self.stream(topic))
            .key(self.record(topic))
            .key(self.named("topics"));
//% if replies
        let lifetime = replies::lifetime(&self.settings, topic);
//% else
        let lifetime = self.settings.history_ttl;
//% endif
//% if short_polling
        let unused = UNUSED.max(2 * u64::from(topic.feature.poll_seconds));
//% else
        let unused = UNUSED;
//% endif
//% if replies
        // A reply may take its time to begin.
        let unused = if replies::is_reply(topic) {
            lifetime
        } else {
            unused
        };
//% endif
        call.arg(lifetime)
            .arg(unused.min(lifetime))
            .arg(self.settings.max_topics);
        call
    }

    async fn invoke<T: FromRedisValue>(&self, call: &ScriptInvocation<'_>) -> Answer<T> {
        let mut connection = self.connection();
        call.invoke_async(&mut connection)
            .await
            .map_err(|error| refusal(&error))
    }

    fn stream(&self, topic: &TopicId) -> String {
        self.named(&format!("s:{}:{}", topic.feature.name, topic.name))
    }

    fn record(&self, topic: &TopicId) -> String {
        self.named(&format!("r:{}:{}", topic.feature.name, topic.name))
    }

    fn channel(&self) -> String {
        self.named("events")
    }

    fn named(&self, name: &str) -> String {
        format!("{}:{name}", self.settings.redis_prefix)
    }
}

/// A connection that is made when it is needed.
fn connected(client: &Client) -> Result<ConnectionManager, RedisError> {
    let config = ConnectionManagerConfig::new()
        .set_response_timeout(Some(PATIENCE))
        .set_connection_timeout(Some(PATIENCE))
        .set_number_of_retries(0);
    ConnectionManager::new_lazy_with_config(client.clone(), config)
}

/// What the script refuses; every other error may be over soon, and those that will not be are logged.
fn refusal(error: &RedisError) -> Refusal {
    match error.code() {
        Some("ENDED") => return Refusal::Ended,
        Some("FULL") => return Refusal::Full,
        _ => {}
    }
    if !error.is_io_error() && !error.is_timeout() {
        tracing::error!(%error, "Redis refuses");
    }
    Refusal::Away
}
