//! What clients say on a socket.

use serde::Deserialize;
use serde_json::{Value, json};

use super::problem::Problem;
use super::publish::{Draft, publish};
use super::socket::Client;
use super::{Realtime, access};

#[derive(Deserialize)]
struct Command {
    publish: Option<Publish>,
}

#[derive(Deserialize)]
struct Publish {
    #[serde(rename = "ref")]
    reference: Value,
    #[serde(flatten)]
    draft: Draft,
}

/// Does what a message says; what is acknowledged of it.
pub async fn run(realtime: &Realtime, client: &Client, message: &str) -> Result<Value, Problem> {
    let wrong = |what: String| Problem::bad("bad-message", what);
    match serde_json::from_str(message) {
        Ok(Command { publish: Some(it) }) => published(realtime, client, it).await,
        Ok(Command { publish: None }) => Err(wrong("The message here is `publish`.".to_owned())),
        Err(error) => Err(wrong(format!(
            "The message is not what it must be: {error}."
        ))),
    }
}

async fn published(realtime: &Realtime, client: &Client, it: Publish) -> Result<Value, Problem> {
    // The others of the topic may have been closed already, and would not get it.
    if let Some(seconds) = realtime.drain.remaining() {
        return Err(Problem::draining(seconds));
    }
    access::limit(realtime, &client.subject, client.address)?;
    let id = publish(realtime, &client.subject, &client.topic, it.draft).await?;
    let mut ack = json!({ "ref": it.reference });
    if let Some(id) = id {
        ack["id"] = id.to_string().into();
    }
    Ok(ack)
}
