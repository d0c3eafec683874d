//! Somebody who reads a topic over any transport, as the contract tells a client to.

use std::collections::VecDeque;
use std::io;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::client::{Client, Page, Ready};
use crate::wire::PATIENCE;
use crate::wire::events::{Event, Id};
use crate::wire::http::Request;
use crate::wire::socket::{Came, Socket};
use crate::wire::sse::Stream;

/// The ways to read a topic.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Transport {
    Short,
    Long,
    Stream,
    Socket,
}

/// What a reader learns.
#[derive(Clone, Debug, PartialEq)]
pub enum News {
    Event(Event),
    /// The cursor that counts from now on; what was seen before is to be forgotten.
    Reset(Id),
    /// The topic is over; whether its last event came with it or before is for the check to say.
    Ended,
}

enum Link {
    None,
    Stream(Box<Stream>),
    Socket(Box<Socket>),
}

/// A reader with its cursor; where its link breaks, it resumes.
pub struct Reader<'a> {
    client: Client<'a>,
    pub transport: Transport,
    feature: String,
    topic: String,
    /// None until the first answer.
    pub cursor: Option<String>,
    link: Link,
    waiting: VecDeque<News>,
}

impl<'a> Reader<'a> {
    pub fn open(client: Client<'a>, transport: Transport, feature: &str, topic: &str, cursor: Option<&str>) -> Self {
        let (feature, topic) = (feature.to_owned(), topic.to_owned());
        let cursor = cursor.map(str::to_owned);
        let mut reader = Self { client, transport, feature, topic, cursor, link: Link::None, waiting: VecDeque::new() };
        reader.begin();
        reader
    }

    /// Breaks the link, if there is one. The next look resumes at the cursor.
    pub fn part(&mut self) {
        self.link = Link::None;
        self.waiting.clear();
    }

    /// The next event, which has to come.
    pub fn event(&mut self) -> Event {
        match self.news() {
            News::Event(event) => event,
            other => panic!("an event was to come over {:?}, and not {other:?}", self.transport),
        }
    }

    /// The data of so many events.
    pub fn data(&mut self, count: usize) -> Vec<Value> {
        (0..count).map(|_| self.event().data).collect()
    }

    /// The next news, which has to come.
    pub fn news(&mut self) -> News {
        let came = self.news_within(PATIENCE);
        came.unwrap_or_else(|| panic!("nothing came over {:?} after {:?}", self.transport, self.cursor))
    }

    /// The next news, if it comes in time.
    pub fn news_within(&mut self, time: Duration) -> Option<News> {
        let deadline = Instant::now() + time;
        loop {
            if let Some(news) = self.waiting.pop_front() {
                if let News::Event(Event { id: Some(id), .. }) | News::Reset(id) = &news {
                    self.cursor = Some(id.to_string());
                }
                return Some(news);
            }
            if Instant::now() >= deadline {
                return None;
            }
            match self.look(deadline) {
                Ok(()) => {}
                Err(problem) if problem.kind() == io::ErrorKind::TimedOut => return None,
                Err(_) => self.part(),
            }
        }
    }

    /// The next news over the link that is open; none where that has ended. It has to come or to end.
    pub fn news_of_this_link(&mut self) -> Option<News> {
        let deadline = Instant::now() + PATIENCE;
        while self.waiting.is_empty() {
            if matches!(self.link, Link::None) {
                return None;
            }
            match self.look(deadline) {
                Ok(()) => {}
                Err(problem) if problem.kind() == io::ErrorKind::TimedOut => panic!("nothing came over {:?}", self.transport),
                Err(_) => self.part(),
            }
        }
        self.news_within(PATIENCE)
    }

    /// The next news in some time over the link that is open, which must not end.
    pub fn news_of_this_link_within(&mut self, time: Duration) -> Option<News> {
        let deadline = Instant::now() + time;
        while self.waiting.is_empty() {
            match self.look(deadline) {
                Ok(()) => {}
                Err(problem) if problem.kind() == io::ErrorKind::TimedOut => return None,
                Err(problem) => panic!("the connection broke: {problem}"),
            }
            assert!(!matches!(self.link, Link::None), "the connection ended over {:?}", self.transport);
        }
        self.news_within(PATIENCE)
    }

    /// Takes in what comes next.
    fn look(&mut self, deadline: Instant) -> io::Result<()> {
        match (&mut self.link, self.transport) {
            (Link::None, Transport::Short | Transport::Long) => {
                let page = self.page(deadline);
                self.take(page);
                if self.waiting.is_empty() && self.transport == Transport::Short {
                    std::thread::sleep(crate::host::PAUSE);
                }
            }
            (Link::None, _) => self.begin(),
            (Link::Stream(stream), _) => match stream.block(deadline)? {
                None => self.part(),
                Some(block) if block.is("heartbeat") => assert_eq!(block.id, None, "a heartbeat has no id"),
                Some(block) if block.is("reset") => self.waiting.push_back(News::Reset(Id::of(&Value::from(block.id)))),
                Some(block) if block.is("end") => {
                    self.waiting.extend([News::Event(Event::of(&block.json())), News::Ended]);
                }
                Some(block) if block.event.is_none() && block.data.is_some() => {
                    let event = Event::of(&block.json());
                    assert_eq!(block.id, event.id.map(|id| id.to_string()), "the id of the block is the id of the event");
                    self.waiting.push_back(News::Event(event));
                }
                Some(block) if block.data.is_none() && block.retry.is_some() => {}
                Some(other) => panic!("an unknown block: {other:?}"),
            },
            (Link::Socket(socket), _) => match socket.message(deadline)? {
                Came::Json(message) if message.get("event").is_some() => {
                    let event = Event::of(&message["event"]);
                    let ended = event.kind == "end";
                    self.waiting.push_back(News::Event(event));
                    self.waiting.extend(ended.then_some(News::Ended));
                }
                Came::Json(message) if message.get("reset").is_some() => {
                    self.waiting.push_back(News::Reset(Id::of(&message["reset"]["cursor"])));
                }
                Came::Json(_) | Came::Binary(_) => {}
                Came::Close(_) | Came::Gone | Came::Ping => self.part(),
            },
        }
        Ok(())
    }

    /// Opens the link; a poller asks once, as a page that has just been opened does.
    fn begin(&mut self) {
        let cursor = self.cursor.clone();
        let ready = match self.transport {
            Transport::Short | Transport::Long => {
                let after = cursor.map(|cursor| format!("&after={cursor}")).unwrap_or_default();
                let wait = if self.transport == Transport::Long { "&wait=1" } else { "" };
                let page = Page::of(self.client.get(format!("/{}/events?topic={}{after}{wait}", self.feature, self.topic)));
                return self.take(page);
            }
            Transport::Stream => {
                let mut request = Request::get(format!("/{}/stream?topic={}", self.feature, self.topic));
                if let Some(cursor) = cursor {
                    request = request.header("Last-Event-ID", cursor);
                }
                let exchange = self.client.open(request);
                if exchange.head.status == 204 {
                    return self.waiting.push_back(News::Ended);
                }
                assert_eq!(exchange.head.status, 200, "a stream: {:?}", exchange.head);
                let mut stream = Stream::new(exchange);
                let block = stream.block(Instant::now() + PATIENCE).expect("a first block").expect("a first block");
                self.link = Link::Stream(Box::new(stream));
                Ready::of(&block.json())
            }
            Transport::Socket => {
                let (socket, ready) = self.client.socket(&self.feature, &self.topic, cursor.as_deref());
                self.link = Link::Socket(Box::new(socket));
                ready
            }
        };
        assert_eq!(ready.topic, self.topic, "ready names the topic");
        self.cursor = Some(ready.cursor.to_string());
        self.waiting.extend(ready.reset.then_some(News::Reset(ready.cursor)));
    }

    fn page(&self, deadline: Instant) -> Page {
        let cursor = self.cursor.as_deref().expect("a poller has a cursor after its first answer");
        match self.transport {
            Transport::Long => {
                let seconds = deadline.saturating_duration_since(Instant::now()).as_secs().clamp(1, 5);
                self.client.wait(&self.feature, &self.topic, cursor, seconds)
            }
            _ => self.client.poll(&self.feature, &self.topic, cursor),
        }
    }

    fn take(&mut self, page: Page) {
        let last = page.events.last().map(Event::kept);
        self.waiting.extend(page.reset.then(|| News::Reset(Id::of(&Value::from(page.cursor.clone())))));
        self.waiting.extend(page.events.into_iter().map(News::Event));
        if let Some(last) = last {
            assert_eq!(page.cursor, last.to_string(), "the cursor of a page is its last event");
        }
        self.cursor = Some(page.cursor);
        self.waiting.extend((page.ended && !page.more).then_some(News::Ended));
    }
}
