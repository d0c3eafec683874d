//! Somebody who publishes one message after the other, each until it is acknowledged (`client/outbox.js`).

use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use harness::wire::events::Id;
use harness::wire::frames::Frame;
use harness::wire::http::Request;
use harness::wire::socket::{Came, Socket};
use serde_json::{Value, json};

use super::backoff::Backoff;
use super::link::{self, Failure, Link, Place};
use super::{Control, Diary, Manner, open, rest, signed};
use crate::history::{History, Transport, What};
use crate::network;
use crate::random::Random;

/// How long an answer may take.
const ANSWER_WITHIN: Duration = Duration::from_secs(5);
/// How long the last message is repeated after the publisher was told to stop.
const LAST: Duration = Duration::from_secs(30);

/// How a publisher works.
#[derive(Clone, Copy)]
pub struct Habit {
    pub by_socket: bool,
    /// Between two messages.
    pub every: Duration,
    /// Bytes that each message carries beside its number.
    pub ballast: usize,
}

pub struct Publisher {
    diary: Diary,
    manner: Manner,
    place: Place,
    habit: Habit,
    socket: Option<Box<Socket>>,
    backoff: Backoff,
    random: Random,
}

/// What a publisher is made of.
pub struct Beginning {
    pub name: String,
    pub place: Place,
    pub habit: Habit,
    pub manner: Manner,
    pub control: Arc<Control>,
    pub start: Instant,
    pub seed: u64,
}

/// What became of an attempt.
enum Outcome {
    Acknowledged(Id),
    /// It would be refused again.
    Refused(String),
}

impl Publisher {
    pub fn new(beginning: Beginning) -> Self {
        let Beginning { name, place, habit, manner, control, start, seed } = beginning;
        let history = History::new(name, place.name());
        let backoff = Backoff::new(manner.first_pause, manner.longest_pause);
        let (diary, random) = (Diary { start, history, control }, Random::new(seed));
        Self { diary, manner, place, habit, socket: None, backoff, random }
    }

    /// Publishes until it is told to stop.
    pub fn run(mut self) -> History {
        network::enter(self.manner.network.as_deref());
        let control = Arc::clone(&self.diary.control);
        let mut number = 0;
        while !Control::is(&control.stop) {
            if Control::is(&control.away) {
                rest(&control, Duration::from_millis(20));
                continue;
            }
            number += 1;
            self.publish(number);
            rest(&control, self.habit.every);
        }
        control.let_go();
        self.diary.history
    }

    /// Publishes one message, again and again with the same key.
    fn publish(&mut self, number: u64) {
        let key = format!("{}-{number}-{:x}", self.diary.history.client, self.random.next());
        let body = json!({ "data": {
            "by": &*self.diary.history.client, "number": number, "text": "x".repeat(self.habit.ballast),
        }, "key": key });
        let mut give_up = None;
        loop {
            self.diary.write(What::Sent { number, key: key.clone() });
            let outcome = if self.habit.by_socket { self.by_socket(number, &body) } else { self.by_post(&body) };
            let failure = match outcome {
                Ok(Outcome::Acknowledged(id)) => {
                    self.diary.write(What::Acknowledged { number, id });
                    return self.backoff.reset();
                }
                Ok(Outcome::Refused(why)) => return self.diary.write(What::Refused { number, why }),
                Err(failure) => failure,
            };
            let transport = if self.habit.by_socket { Transport::WebSocket } else { Transport::ShortPolling };
            self.diary.write(What::Parted { transport, why: failure.why });
            self.socket = None;
            if Control::is(&self.diary.control.stop) && *give_up.get_or_insert(Instant::now() + LAST) < Instant::now() {
                return;
            }
            thread::sleep(self.backoff.next(failure.retry_after, &mut self.random));
        }
    }

    fn by_post(&mut self, body: &Value) -> Result<Outcome, Failure> {
        let request = Request::post(format!("/{}/events?topic={}", self.place.feature, self.place.topic), body);
        let answer = open(&self.manner, &self.diary.control, signed(&self.manner, request), ANSWER_WITHIN)?.finish()?;
        match answer.status() {
            201 => Ok(Outcome::Acknowledged(Id::of(&answer.json()["id"]))),
            status @ (401 | 408 | 425 | 429 | 500..) => Err(link::refused(status, answer.header("Retry-After"))),
            status => Ok(Outcome::Refused(format!("status {status}"))),
        }
    }

    fn by_socket(&mut self, number: u64, body: &Value) -> Result<Outcome, Failure> {
        if self.socket.is_none() {
            let opened = link::connect(&self.manner, &self.diary.control, Transport::WebSocket, &self.place, None)?;
            let (Link::Socket(socket), _) = opened else { unreachable!("a socket was asked for") };
            self.socket = Some(socket);
        }
        let socket = self.socket.as_mut().expect("it has just been opened");
        let mut message = body.clone();
        let reference = number.to_string();
        message["ref"] = json!(reference);
        socket.raw(&Frame::text(json!({ "publish": message }).to_string()).bytes())?;
        let deadline = Instant::now() + ANSWER_WITHIN;
        loop {
            match socket.next(deadline)? {
                Came::Json(message) if message["ack"]["ref"] == reference => {
                    return Ok(Outcome::Acknowledged(Id::of(&message["ack"]["id"])));
                }
                Came::Json(message) if message["error"]["ref"] == reference => {
                    let (code, after) = (&message["error"]["code"], message["error"]["retry_after"].as_u64());
                    let Some(retry_after) = after else { return Ok(Outcome::Refused(format!("error {code}"))) };
                    return Err(Failure { retry_after, ..Failure::new(format!("error {code}")) });
                }
                Came::Json(_) | Came::Binary(_) | Came::Ping => {}
                Came::Close(code) => return Err(Failure::new(format!("the socket closed with {code}"))),
                Came::Gone => return Err(Failure::new("the connection ended")),
            }
        }
    }
}
