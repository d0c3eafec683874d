//! One open socket, until it closes.

use std::future::poll_fn;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::io::AsyncWriteExt;
use tokio::time::Instant;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::tungstenite::{self, Message, Utf8Bytes};

use super::closing::Why;
use super::connections::Held;
use super::delivery::{Delivery, Step, Writing};
//% if binary
use super::event::{Passing, Relayed, joined};
//% else
use super::event::joined;
//% endif
use super::feature::TopicId;
use super::pace::{Beat, Pace};
use super::problem::Problem;
use super::queue::Item;
//% if binary
use super::random;
//% endif
use super::socket::{Client, text};
use super::wire::Wire;
//% if binary
use super::{Realtime, access, command};
//% else
use super::{Realtime, command};
//% endif
//% if binary
use crate::app::policy::Action;
//% endif

/// Refused messages in one heartbeat after which a client is taken to be broken.
const BREACHES: u32 = 100;
/// How long the other end has to take the last message.
const GOODBYE: Duration = Duration::from_secs(5);

pub struct Session {
    socket: WebSocketStream<Wire>,
    /// The library has handed out all that it has read.
    level: bool,
    /// It may have something to say, such as a pong.
    owes: bool,
    realtime: Arc<Realtime>,
    client: Client,
    delivery: Delivery,
    pace: Pace,
    /// When the other end last answered a ping.
    heard: Instant,
    breaches: u32,
    /// Until when nothing is published, and why: what was sent behind a refused message must not overtake it.
    halted: Option<(Instant, Problem)>,
    _held: Held,
//% if binary
    name: u128,
//% endif
}

impl Session {
    pub fn new(
        socket: WebSocketStream<Wire>,
        realtime: Arc<Realtime>,
        client: Client,
        mut delivery: Delivery,
        held: Held,
    ) -> Self {
        let pace = Pace::new(&realtime, &client.subject);
//% if binary
        let name = random::number();
//% endif
        delivery.by_rows(Writing {
            port: socket.get_ref().port(),
            encode: Item::frame,
//% if binary
            name,
//% endif
        });
        Self {
            socket,
            level: false,
            owes: false,
            realtime,
            client,
            delivery,
            pace,
            heard: Instant::now(),
            breaches: 0,
            halted: None,
            _held: held,
//% if binary
            name,
//% endif
        }
    }

    pub fn topic(&self) -> &TopicId {
        &self.client.topic
    }

    /// Serves the socket until there is a reason to close it.
    pub async fn run(&mut self) -> Why {
        match self.turns().await {
            Ok(never) => match never {},
            Err(why) => why,
        }
    }

    pub async fn close(&mut self, why: Why) {
        if why == Why::Gone {
            // Where it has said that it closes, the library's answer to that.
            let _ = tokio::time::timeout(GOODBYE, self.socket.flush()).await;
            return;
        }
        let frame = CloseFrame {
            code: (why as u16).into(),
            reason: Utf8Bytes::from_static(why.reason()),
        };
        let goodbye = async {
            if self.socket.send(Message::Close(Some(frame))).await.is_ok() {
                // The answer to it; what else comes is not for us any more.
                while let Some(Ok(_)) = self.socket.next().await {}
            }
        };
        let _ = tokio::time::timeout(GOODBYE, goodbye).await;
    }

    async fn turns(&mut self) -> Result<std::convert::Infallible, Why> {
        let start = self.delivery.start;
        self.send(&json!({ "ready": {
            "topic": &*self.client.topic.name,
            "cursor": start.cursor.to_string(),
            "reset": start.reset,
            "heartbeat": self.realtime.settings.heartbeat_seconds,
        }}))
        .await?;
        loop {
            tokio::select! {
                step = self.delivery.next() => self.deliver(step).await?,
                message = poll_fn(|context| poll_message(&mut self.socket, &mut self.level, context)) => {
                    // In a box, for this is rare, and its state is large.
                    Box::pin(self.take(message)).await?;
                }
                beat = self.pace.next() => self.beat(beat).await?,
            }
        }
    }

    async fn deliver(&mut self, step: Step) -> Result<(), Why> {
        match step {
//% if binary
            Step::Items(items) => {
                let items = items.iter().filter(|item| !self.is_own(item));
                self.write(&joined(items.map(Item::frame))).await
            }
//% else
            Step::Items(items) => self.write(&joined(items.iter().map(Item::frame))).await,
//% endif
            Step::Held => {
                let held = self.socket.get_mut().flush().await;
                held.map_err(|_| Why::Gone)
            }
            Step::Reset(cursor) => {
                self.send(&json!({ "reset": { "cursor": cursor.to_string() } }))
                    .await
            }
//% if replay
            Step::TooSlow => Err(Why::TooSlow),
//% endif
            Step::End => Err(Why::Ended),
        }
    }
//% if binary

    /// Whether it is a frame that came in here.
    fn is_own(&self, item: &Item) -> bool {
        let Item::Passing(passing) = item else {
            return false;
        };
        matches!(&**passing, Passing::Relayed(relayed) if relayed.sender == self.name)
    }
//% endif

    async fn take(&mut self, message: Option<tungstenite::Result<Message>>) -> Result<(), Why> {
        self.owes = true;
        match message {
            None | Some(Ok(Message::Close(_))) => Err(Why::Gone),
            Some(Err(error)) => Err(Why::from_error(&error)),
            Some(Ok(Message::Text(text))) => self.command(&text).await,
//% if binary
            Some(Ok(Message::Binary(bytes))) => self.relay(bytes).await,
//% else
            Some(Ok(Message::Binary(_))) => Err(Why::NoBinary),
//% endif
            Some(Ok(Message::Ping(_) | Message::Frame(_))) => Ok(()),
            Some(Ok(Message::Pong(_))) => {
                self.heard = Instant::now();
                Ok(())
            }
        }
    }

    async fn command(&mut self, message: &str) -> Result<(), Why> {
        let json: Value = serde_json::from_str(message).map_err(|_| Why::NotJson)?;
        let reference = &json["publish"]["ref"];
        if let Some((until, problem)) = &self.halted
            && Instant::now() < *until
        {
            // It was on its way, and is no breach.
            let problem = problem.clone();
            return self.tell(&problem, reference).await;
        }
        match command::run(&self.realtime, &self.client, message).await {
            Ok(ack) => self.send(&json!({ "ack": ack })).await,
            Err(problem) => {
                self.halted = problem.retry_after.map(|seconds| {
                    (
                        Instant::now() + Duration::from_secs(seconds),
                        problem.clone(),
                    )
                });
                self.refuse(&problem, reference).await
            }
        }
    }

    async fn tell(&mut self, problem: &Problem, reference: &Value) -> Result<(), Why> {
        let mut error = problem.json();
        if !reference.is_null() {
            error["ref"] = reference.clone();
        }
        self.send(&json!({ "error": error })).await
    }

    async fn refuse(&mut self, problem: &Problem, reference: &Value) -> Result<(), Why> {
        self.tell(problem, reference).await?;
        self.breaches += u32::from(problem.is_breach());
        if self.breaches > BREACHES {
            Err(Why::Breaches)
        } else {
            Ok(())
        }
    }
//% if binary

    /// Passes a frame on to the topic's other sockets.
    async fn relay(&mut self, bytes: Bytes) -> Result<(), Why> {
        if !self.client.topic.feature.binary {
            return Err(Why::NoBinary);
        }
        let Client {
            subject,
            topic,
            address,
        } = &self.client;
        let allowed = access::limit(&self.realtime, subject, *address)
            .and_then(|()| access::authorize(subject, Action::Write, topic));
        let passed = match allowed {
            Ok(()) => {
                let passing = Passing::Relayed(Relayed::new(bytes, self.name));
                let passed = self.realtime.broker.pass(topic, passing).await;
                passed.map_err(Problem::from)
            }
            Err(problem) => Err(problem),
        };
        match passed {
            Ok(()) => Ok(()),
            // Frames too many are as good as lost on the way.
            Err(problem) if problem.retry_after.is_some() => {
                self.tell(&problem, &Value::Null).await
            }
            Err(problem) => self.refuse(&problem, &Value::Null).await,
        }
    }
//% endif

    async fn beat(&mut self, beat: Beat) -> Result<(), Why> {
        match beat {
            Beat::Drained => Err(Why::Draining),
            Beat::Expired => Err(Why::SignIn),
            Beat::Heartbeat => {
                let silence = Duration::from_secs(2 * self.realtime.settings.heartbeat_seconds);
                if self.heard.elapsed() > silence {
                    return Err(Why::Gone);
                }
                self.breaches = 0;
                // Pages cannot see a ping, and some balancers do not count one.
                self.socket
                    .feed(Message::Ping(Bytes::new()))
                    .await
                    .map_err(|_| Why::Gone)?;
                self.send(&json!({ "heartbeat": {} })).await
            }
        }
    }

    /// Writes frames that all listeners share past the library, which would copy them for each; what it has to say comes first.
    async fn write(&mut self, frames: &[u8]) -> Result<(), Why> {
        if self.owes {
            self.socket.flush().await.map_err(|_| Why::Gone)?;
            self.owes = false;
        }
        let wire = self.socket.get_mut();
        wire.write_all(frames).await.map_err(|_| Why::Gone)
    }

    async fn send(&mut self, message: &Value) -> Result<(), Why> {
        self.socket.send(text(message)).await.map_err(|_| Why::Gone)
    }
}

/// What the client says next. The library fills its buffer anew whenever it looks for more, so it is only asked where there is.
fn poll_message(
    socket: &mut WebSocketStream<Wire>,
    level: &mut bool,
    context: &mut Context<'_>,
) -> Poll<Option<tungstenite::Result<Message>>> {
    if *level {
        ready!(socket.get_ref().poll_readable(context));
    }
    let polled = socket.poll_next_unpin(context);
    *level = polled.is_pending();
    polled
}
