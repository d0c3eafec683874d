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
use futures_util::StreamExt;
//% endif
use redis::{InfoDict, RedisError, RedisResult};
use tokio::time::timeout;

//% if long_polling or sse or websocket
use super::super::hub::Hub;
use super::super::live::Merge;
use super::announcement::{self, Announced, What};
use super::gaps::Gaps;
//% endif
use super::{PATIENCE, Redis};

/// Between two signs of life, and at most for one.
const PING: Duration = Duration::from_secs(5);
//% if long_polling or sse or websocket
/// Between two times that the topics which are listened to are kept: a fraction of how long one lives that nobody has published to.
const KEEP: Duration = Duration::from_secs(30);
//% endif
/// Before the next attempt.
const PAUSE: Duration = Duration::from_millis(250);

/// Listens for as long as the program runs, and says whether Redis is there.
//% if long_polling or sse or websocket
pub async fn watch(redis: Redis, hub: Arc<Hub>) {
//% else
pub async fn watch(redis: Redis) {
//% endif
    let mut before = None;
    let mut known = false;
    loop {
//% if long_polling or sse or websocket
        let error = listen(&redis, &hub, &mut known).await.err();
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

/// Subscribes, has what was missed read again, and merges what comes, until the connection breaks.
///
/// Nothing here waits while announcements come: the library holds those that nobody takes, without a bound.
async fn listen(redis: &Redis, hub: &Hub, known: &mut bool) -> RedisResult<()> {
    let subscription = within(PATIENCE, redis.client.get_async_pubsub()).await?;
    let (mut sink, mut messages) = subscription.split();
    within(PATIENCE, sink.subscribe(redis.channel())).await?;
    is_there(redis, known).await?;
    let life = async {
        loop {
            tokio::time::sleep(PING).await;
            within(PING, sink.ping::<()>()).await?;
        }
    };
    let keep = keep(redis, hub);
    tokio::pin!(life, keep);
    let mut gaps = Gaps::new(redis, hub);
    for (topic, last) in hub.heard() {
        match last {
            Some(last) => gaps.add(topic, last),
            // Whoever has read and not joined yet reads once more.
            None => hub.break_off(&topic, false),
        }
    }
    loop {
        tokio::select! {
            message = messages.next() => match message {
                Some(message) => announced(&mut gaps, hub, &message.get_payload::<String>()?),
                None => return Ok(()),
            },
            () = gaps.next() => {}
            ended = &mut life => return ended,
            () = &mut keep => {}
        }
    }
}

/// Reads of every topic that somebody listens to where it stands, so that none of them is forgotten.
async fn keep(redis: &Redis, hub: &Hub) {
    loop {
        tokio::time::sleep(KEEP).await;
        for (topic, _) in hub.heard() {
            // What does not answer now is asked again.
            let _ = redis.newest(&topic, 0).await;
        }
    }
}

fn announced(gaps: &mut Gaps<'_>, hub: &Hub, text: &str) {
    let Some(Announced { topic, what }) = announcement::read(text, |topic| hub.is_heard(topic))
    else {
        return;
    };
    match what {
        What::Event { prev, event } => match hub.merge(&topic, prev, &Arc::new(event)) {
            Merge::Done => {}
            Merge::Gap(last) => gaps.add(topic, last),
            Merge::Lost => hub.break_off(&topic, true),
        },
//% if sse or websocket
        What::Passing(passing) => hub.pass(&topic, passing),
//% endif
    }
}
//% else

/// Asks for a sign of life again and again, until there is none.
async fn ask(redis: &Redis, known: &mut bool) -> RedisResult<()> {
    is_there(redis, known).await?;
    let mut connection = redis.connection();
    loop {
        tokio::time::sleep(PING).await;
        within(PING, redis::cmd("PING").query_async::<()>(&mut connection)).await?;
    }
}
//% endif

/// Redis answers again; the first time, what of its configuration loses data is said.
async fn is_there(redis: &Redis, known: &mut bool) -> RedisResult<()> {
    let mut connection = redis.connection();
    let asked: RedisResult<InfoDict> =
        within(PATIENCE, redis::cmd("INFO").query_async(&mut connection)).await;
    if asked.is_err() {
        redis.connect_again()?;
    }
    say(&asked?, known);
    // Only now: who finds this node ready finds in its log what was to be said.
    redis.there.store(true, Ordering::Relaxed);
    Ok(())
}

fn say(info: &InfoDict, known: &mut bool) {
    if *known {
        tracing::info!("Redis answers again");
        return;
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
}

async fn within<T>(time: Duration, answer: impl Future<Output = RedisResult<T>>) -> RedisResult<T> {
    let late = || RedisError::from(std::io::Error::from(std::io::ErrorKind::TimedOut));
    timeout(time, answer).await.unwrap_or_else(|_| Err(late()))
}
