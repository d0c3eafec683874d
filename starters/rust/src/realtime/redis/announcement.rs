//! What nodes tell each other over the channel.

//% if binary
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
//% endif
use serde::Deserialize;
use serde_json::value::RawValue;

//% if sse or websocket
use super::super::clock;
//% endif
use super::super::cursor::Cursor;
//% if binary
use super::super::event::{Event, Message, Passing, Relayed, Sign};
//% elif sse or websocket
use super::super::event::{Event, Message, Passing, Sign};
//% else
use super::super::event::{Event, Message};
//% endif
use super::super::feature::{Feature, TopicId};

/// The version of the form.
const VERSION: u32 = 1;

#[derive(Deserialize)]
struct Form<'a> {
    v: u32,
    feature: &'a str,
    topic: &'a str,
    prev: Option<&'a str>,
    id: Option<&'a str>,
    #[serde(rename = "type")]
    kind: Option<&'a str>,
    #[serde(borrow)]
    data: &'a RawValue,
//% if binary
    sender: Option<&'a str>,
//% endif
}

/// One announcement.
pub struct Announced {
    pub topic: TopicId,
    pub what: What,
}

pub enum What {
    Event { prev: Cursor, event: Event },
//% if sse or websocket
    Passing(Passing),
//% endif
}

/// Reads an announcement; nothing where it is of another version, or of a topic that nobody hears.
pub fn read(text: &str, is_heard: impl Fn(&TopicId) -> bool) -> Option<Announced> {
    let form: Form<'_> = serde_json::from_str(text).ok()?;
    if form.v != VERSION {
        return None;
    }
    let topic = TopicId {
        feature: Feature::find(form.feature)?,
        name: form.topic.into(),
    };
    if !is_heard(&topic) {
        return None;
    }
    let what = what(&form)?;
    Some(Announced { topic, what })
}

fn what(form: &Form<'_>) -> Option<What> {
    let data = form.data.get();
//% if binary
    if let Some(sender) = form.sender {
        let bytes = STANDARD
            .decode(serde_json::from_str::<&str>(data).ok()?)
            .ok()?;
        let sender = u128::from_str_radix(sender, 16).ok()?;
        let relayed = Relayed::new(bytes.into(), sender);
        return Some(What::Passing(Passing::Relayed(relayed)));
    }
//% endif
    let message = Message {
        kind: form.kind?.to_owned(),
        data: data.to_owned(),
    };
//% if sse or websocket
    let Some(id) = form.id else {
        let sign = Sign::new(form.topic, message, clock::now());
        return Some(What::Passing(Passing::Sign(sign)));
    };
//% else
    let id = form.id?;
//% endif
    Some(What::Event {
        prev: form.prev?.parse().ok()?,
        event: Event::new(id.parse().ok()?, form.topic, &message),
    })
}
//% if sse or websocket

/// What passes by, for other nodes.
pub fn of_passing(topic: &TopicId, passing: &Passing) -> String {
    let (feature, topic) = (topic.feature.name, &*topic.name);
    match passing {
        Passing::Sign(sign) => {
            let Message { kind, data } = &sign.message;
            format!(
                r#"{{"v":{VERSION},"feature":"{feature}","topic":"{topic}","type":"{kind}","data":{data}}}"#
            )
        }
//% if binary
        Passing::Relayed(relayed) => {
            let data = STANDARD.encode(&relayed.bytes);
            let sender = relayed.sender;
            format!(
                r#"{{"v":{VERSION},"feature":"{feature}","topic":"{topic}","data":"{data}","sender":"{sender:x}"}}"#
            )
        }
//% endif
    }
}
//% endif
