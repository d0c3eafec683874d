//! This node's ear: one subscription for all of its clients, and whether Redis is there at all.
//!
//! Redis Pub/Sub keeps nothing for who is away. So an announcement only tells that there is news: it is merged by id into what this
//! node knows, and what was not heard is read from the streams.

//% if long_polling or sse or websocket
use std::sync::Arc;
//% endif
use std::sync::atomic::Ordering;
use std::time::Duration;

//% if long_polling or sse or websocket
use futures_util::{StreamExt, stream};
use redis::Client;
//% endif
use redis::{InfoDict, RedisError, RedisResult};
use tokio::time::timeout;

//% if long_polling or sse or websocket
use super::super::cursor::Cursor;
use super::super::feature::TopicId;
use super::super::hub::Hub;
use super::super::live::Merge;
use super::super::window::{From, Most};
use super::announcement::{self, Announced, What};
//% endif
use super::{PATIENCE, Redis};

/// Between two signs of life, and at most for one.
const PING: Duration = Duration::from_secs(5);
/// Before the next attempt.
const PAUSE: Duration = Duration::from_millis(250);
//% if long_polling or sse or websocket
/// Topics that are read at the same time after a break.
const READS: usize = 32;
/// Events that a node hands on from the stream; behind more of them, each client reads at its own pace.
const HANDED_ON: usize = 128;
//% endif

/// Listens for as long as the program runs, and says whether Redis is there.
//% if long_polling or sse or websocket
pub async fn watch(client: Client, redis: Redis, hub: Arc<Hub>) {
//% else
pub async fn watch(redis: Redis) {
//% endif
    let mut before = None;
    let mut known = false;
    loop {
//% if long_polling or sse or websocket
        let error = listen(&client, &redis, &hub, &mut known).await.err();
//% else
        let error = ask(&redis, &mut known).await.err();
//% endif
        let was_there = redis.there.swap(false, Ordering::Relaxed);
        let said = error.map_or_else(
            || "the connection has closed".to_owned(),
            |error| error.to_string(),
        );
        if was_there || before.as_ref() != Some(&said) {
            tracing::warn!(error = said, "Redis does not answer");
        }
        before = Some(said);
        tokio::time::sleep(PAUSE).await;
    }
}
//% if long_polling or sse or websocket

/// Subscribes, then reads what was missed, then merges what comes, until the connection breaks.
async fn listen(client: &Client, redis: &Redis, hub: &Hub, known: &mut bool) -> RedisResult<()> {
    let (mut sink, mut messages) = within(PATIENCE, client.get_async_pubsub()).await?.split();
    within(PATIENCE, sink.subscribe(redis.channel())).await?;
    stream::iter(hub.heard())
        .for_each_concurrent(READS, async |(topic, last)| {
            read_on(redis, hub, &topic, last).await;
        })
        .await;
    is_there(redis, known).await?;
    let mut life = tokio::time::interval(PING);
    loop {
        tokio::select! {
            message = messages.next() => match message {
                Some(message) => announced(redis, hub, &message.get_payload::<String>()?).await,
                None => return Ok(()),
            },
            _ = life.tick() => within(PING, sink.ping::<()>()).await?,
        }
    }
}

async fn announced(redis: &Redis, hub: &Hub, text: &str) {
    let Some(Announced { topic, what }) = announcement::read(text, |topic| hub.is_heard(topic))
    else {
        return;
    };
    match what {
        What::Event { prev, event } => match hub.merge(&topic, prev, &Arc::new(event)) {
            Merge::Done => {}
            Merge::Gap(last) => read_on(redis, hub, &topic, last).await,
            Merge::Lost => hub.break_off(&topic, true),
        },
//% if sse or websocket
        What::Passing(passing) => hub.pass(&topic, passing),
//% endif
    }
}

/// Hands on what follows `last` in a topic's stream; where that is much, or not there any more, its clients read for themselves.
async fn read_on(redis: &Redis, hub: &Hub, topic: &TopicId, last: Cursor) {
    let most = Most {
        events: HANDED_ON,
        ..Most::default()
    };
    match redis.read(topic, From::After(last), most).await {
        Ok(page) if !page.more && !page.start.reset => {
            let mut prev = last;
            for event in &page.events {
                hub.merge(topic, prev, event);
                prev = event.id;
            }
        }
        Ok(page) => hub.break_off(topic, page.start.reset),
        Err(_) => hub.break_off(topic, false),
    }
}
//% else

/// Asks for a sign of life again and again, until there is none.
async fn ask(redis: &Redis, known: &mut bool) -> RedisResult<()> {
    is_there(redis, known).await?;
    let mut connection = redis.connection.clone();
    loop {
        tokio::time::sleep(PING).await;
        within(PING, redis::cmd("PING").query_async::<()>(&mut connection)).await?;
    }
}
//% endif

/// Redis answers again; the first time, what of its configuration loses data is said.
async fn is_there(redis: &Redis, known: &mut bool) -> RedisResult<()> {
    let mut connection = redis.connection.clone();
    let info: InfoDict = within(PATIENCE, redis::cmd("INFO").query_async(&mut connection)).await?;
    redis.there.store(true, Ordering::Relaxed);
    if *known {
        tracing::info!("Redis answers again");
        return Ok(());
    }
    *known = true;
    if info.get::<u8>("aof_enabled") == Some(0) {
        tracing::warn!(
            "AOF is off in Redis: its restart loses what was acknowledged since its last snapshot"
        );
    }
    if info.get::<u8>("cluster_enabled") == Some(1) {
        tracing::error!(
            "Redis runs in Cluster mode, in which the keys of a topic may not lie together"
        );
    }
    Ok(())
}

async fn within<T>(time: Duration, answer: impl Future<Output = RedisResult<T>>) -> RedisResult<T> {
    let late = || RedisError::from(std::io::Error::from(std::io::ErrorKind::TimedOut));
    timeout(time, answer).await.unwrap_or_else(|_| Err(late()))
}
