//! What travels: requests, bytes, and how late an update is. docs/capacity.md has the same formulas in prose.

use std::cell::OnceCell;

use super::figure::{Figure, Part};
use super::gap::Gap;
use super::number::{Amount, Known, Number};
use super::setting::Setting;
use crate::model::{Bound, ConstantKey, Delivery, Measure, NumberKey, QuestionKey};

/// The formulas for one feature on one transport.
pub struct Formulas<'s, 'k, Q> {
    pub setting: &'s Setting<'k>,
    /// By measure, once it is worked out: some are made of others.
    pub(super) figures: [OnceCell<Figure<Q>>; Measure::ALL.len()],
}

impl<'s, 'k, Q: Number> Formulas<'s, 'k, Q> {
    pub fn new(setting: &'s Setting<'k>) -> Self {
        Self { setting, figures: Default::default() }
    }

    pub fn clients(&self) -> Known<Q> {
        self.setting.number(NumberKey::Clients)
    }

    pub fn constant(&self, key: ConstantKey) -> Known<Q> {
        self.setting.constant(key)
    }

    /// The time between two updates of one client; as long as it is open which way they travel, that is a gap too.
    pub fn interval(&self) -> Known<Q> {
        self.directed(self.setting.number(NumberKey::Interval))
    }

    /// The longest delay, and so the time between two polls: the longest that the requirements allow.
    pub fn delay(&self) -> Known<Q> {
        self.directed(self.setting.number(NumberKey::Delay))
    }

    fn directed(&self, number: Known<Q>) -> Known<Q> {
        if self.setting.is_open(QuestionKey::Reports) {
            return Known::gap(number.0.err().unwrap_or_default().and(Gap::question(QuestionKey::Reports)));
        }
        number
    }

    /// The clients report and the server only takes.
    pub fn reports(&self) -> bool {
        self.setting.is(QuestionKey::Reports)
    }

    /// The time between two requests that carry reports: those of the allowed delay go together.
    pub fn report_interval(&self) -> Known<Q> {
        self.interval().most(self.delay())
    }

    /// The time between two answers that bring news.
    fn news_interval(&self) -> Known<Q> {
        match self.setting.delivery {
            Delivery::Ask => self.interval().most(self.delay()),
            _ => self.interval().most(self.constant(ConstantKey::ReAsk)),
        }
    }

    /// Answers without news, for each client and second.
    fn empty_answers(&self) -> Known<Q> {
        let one = || Known::plain(1.0);
        match self.setting.delivery {
            Delivery::Ask => one() / self.delay() - one() / self.news_interval(),
            // Each update ends a hold early, by half of one on average.
            _ => self.silences(self.beat(ConstantKey::HoldTime), self.news_interval()),
        }
    }

    /// How often a time passes without an update, for each client and second, where each update begins it anew.
    fn silences(&self, time: Known<Q>, between_updates: Known<Q>) -> Known<Q> {
        let one = || Known::plain(1.0);
        let rate = one() / time - one() / (Known::plain(2.0) * between_updates);
        Known::plain(0.0).most(rate)
    }

    /// A hold time or the time between heartbeats: at most half of the idle limit of the path.
    fn beat(&self, key: ConstantKey) -> Known<Q> {
        let usual = self.constant(key);
        match self.setting.known(NumberKey::Idle) {
            Some(_) => usual.least(self.setting.number(NumberKey::Idle) / Known::plain(2.0)),
            None => usual,
        }
    }

    /// What clients send beside the updates, for each client and second; none where they never do.
    pub fn sends(&self) -> Option<(Known<Q>, Bound)> {
        if self.reports() || self.setting.is(QuestionKey::Never) {
            None
        } else if self.setting.is(QuestionKey::Often) {
            Some((self.constant(ConstantKey::OftenSends), Bound::AtLeast))
        } else if self.setting.is(QuestionKey::Rarely) {
            Some((Known::plain(0.0), Bound::AtLeast))
        } else {
            Some((Known::gap(Gap::question(QuestionKey::Never)), Bound::Exact))
        }
    }

    fn sent(&self, name: &'static str, weight: impl FnOnce(Known<Q>) -> Known<Q>) -> Option<Part<Q>> {
        let (rate, bound) = self.sends()?;
        if rate.value() == Some(0.0) {
            // Nothing of it is counted, which makes a lower bound of the figure.
            return Some(Part::new(name, rate).bound(bound));
        }
        Some(Part::new(name, weight(self.clients() * rate)).bound(bound))
    }

    pub fn requests(&self) -> Vec<Part<Q>> {
        let mut parts = Vec::new();
        match self.setting.delivery {
            Delivery::Ask | Delivery::Hold if !self.reports() => {
                parts.push(Part::new("answered with news", self.clients() / self.news_interval()));
                parts.push(Part::new("answered without news", self.clients() * self.empty_answers()));
            }
            Delivery::Frames => return parts,
            _ => {}
        }
        if self.reports() {
            parts.push(Part::new("carrying reports", self.clients() / self.report_interval()));
            if self.setting.delivery == Delivery::Hold {
                parts.push(Part::new("answered without news", self.clients() / self.beat(ConstantKey::HoldTime)));
            }
        }
        parts.extend(self.sent("carrying what clients send", |sent| sent));
        parts
    }

    pub fn bytes_down(&self) -> Vec<Part<Q>> {
        let mut parts = Vec::new();
        match self.setting.delivery {
            Delivery::Frames => {
                if !self.reports() {
                    let updates = || self.clients() / self.interval();
                    parts.push(Part::new("data", updates() * self.size()));
                    parts.push(Part::new("frame headers", updates() * self.frame()));
                }
                let pings = self.clients() / self.beat(ConstantKey::HeartbeatFrames);
                parts.push(Part::new("pings", pings * self.constant(ConstantKey::FrameShort)));
                return parts;
            }
            Delivery::Stream if self.reports() => {
                parts.push(self.comments(self.clients() / self.beat(ConstantKey::HeartbeatStream)))
            }
            Delivery::Stream => self.events(&mut parts),
            _ => {}
        }
        for request in self.requests() {
            let (name, headers) = match request.name {
                "answered with news" => ("headers of answers with news", ConstantKey::AnswerHeaders),
                "answered without news" => ("answers without news", ConstantKey::EmptyAnswer),
                "carrying reports" => ("answers to reports", ConstantKey::EmptyAnswer),
                _ => ("answers to what clients send", ConstantKey::EmptyAnswer),
            };
            parts.push(self.headers(Part { name, ..request }, self.constant(headers)));
        }
        if matches!(self.setting.delivery, Delivery::Ask | Delivery::Hold) && !self.reports() {
            parts.push(Part::new("data", self.clients() / self.data_interval(self.news_interval()) * self.size()));
        }
        parts
    }

    pub fn bytes_up(&self) -> Vec<Part<Q>> {
        if self.setting.delivery == Delivery::Frames {
            let mut parts = Vec::new();
            let headers = || self.frame() + self.constant(ConstantKey::Mask);
            if self.reports() {
                let reports = || self.clients() / self.interval();
                parts.push(Part::new("reports", reports() * self.size()));
                parts.push(Part::new("frame headers of reports", reports() * headers()));
            }
            parts.extend(self.sent("what clients send, in frames", |sent| sent * (self.size() + headers())));
            let pongs = self.clients() / self.beat(ConstantKey::HeartbeatFrames);
            let pong = self.constant(ConstantKey::FrameShort) + self.constant(ConstantKey::Mask);
            parts.push(Part::new("pongs", pongs * pong));
            return parts;
        }
        let mut parts = Vec::new();
        for request in self.requests() {
            let name = match request.name {
                "answered with news" => "requests answered with news",
                "answered without news" => "requests answered without news",
                "carrying reports" => "headers of reports",
                _ => "headers of what clients send",
            };
            parts.push(self.headers(Part { name, ..request }, self.constant(ConstantKey::RequestHeaders)));
        }
        if self.reports() {
            let reports = self.clients() / self.data_interval(self.report_interval());
            parts.push(Part::new("reports", reports * self.size()));
        }
        parts.extend(self.sent("what clients send", |sent| sent * self.size()));
        parts
    }

    /// Headers of so many requests or answers; over HTTP/2 they are at most that.
    fn headers(&self, count: Part<Q>, each: Known<Q>) -> Part<Q> {
        let bound = if self.setting.is(QuestionKey::Multiplexed) { Bound::AtMost } else { Bound::Exact };
        Part { amount: count.amount * each, ..count }.bound(bound)
    }

    /// The time between two updates whose data travels, where one request may carry several: all of them where none may be
    /// missed, and only the latest where that is enough.
    fn data_interval(&self, between_requests: Known<Q>) -> Known<Q> {
        let interval = self.interval();
        let several = interval.value().zip(between_requests.value()).is_some_and(|(update, request)| update < request);
        if several && self.setting.is_open(QuestionKey::Latest) {
            return Known::gap(Gap::question(QuestionKey::Latest));
        }
        if several && self.setting.is(QuestionKey::Latest) || between_requests.value().is_none() {
            return between_requests;
        }
        interval
    }

    fn events(&self, parts: &mut Vec<Part<Q>>) {
        let updates = || self.clients() / self.interval();
        let with_ids = !self.setting.is(QuestionKey::Latest);
        let lines = || {
            let lines = self.constant(ConstantKey::EventLines);
            if with_ids { lines + self.constant(ConstantKey::EventId) } else { lines }
        };
        let data = self.event_data();
        let event = data.value().zip(lines().value()).map(|(data, lines)| data + lines);
        let chunk = event.map_or_else(|| data.clone(), |event| self.chunk(event));
        let bound = if self.setting.is_open(QuestionKey::Latest) { Bound::AtMost } else { Bound::Exact };
        parts.push(Part::new("data", updates() * data));
        parts.push(Part::new("lines of events", updates() * lines()).bound(bound));
        parts.push(Part::new("chunks of events", updates() * chunk));
        parts.push(self.comments(self.clients() * self.silences(self.beat(ConstantKey::HeartbeatStream), self.interval())));
    }

    fn comments(&self, count: Known<Q>) -> Part<Q> {
        let comment = self.constant(ConstantKey::Comment);
        let chunk = self.chunk(comment.value().unwrap_or_default());
        Part::new("comments in silence", count * (comment + chunk))
    }

    /// What HTTP/1.1 adds to a piece of an open response: its length in hexadecimal digits, and two line ends.
    fn chunk(&self, bytes: f64) -> Known<Q> {
        let digits = format!("{:x}", bytes as u64).len();
        self.constant(ConstantKey::ChunkEnds) + Known(Ok(Q::named("length in digits", digits as f64, Amount::Bytes, None)))
    }

    fn size(&self) -> Known<Q> {
        self.setting.number(NumberKey::Size)
    }

    /// The data of an event: an event stream is text, so bytes go as base64.
    fn event_data(&self) -> Known<Q> {
        if self.setting.is_open(QuestionKey::Binary) {
            return Known::gap(self.size().0.err().unwrap_or_default().and(Gap::question(QuestionKey::Binary)));
        }
        if !self.setting.is(QuestionKey::Binary) {
            return self.size();
        }
        (self.size() / self.constant(ConstantKey::Base64Takes)).rounded_up() * self.constant(ConstantKey::Base64Gives)
    }

    /// The header of a frame that carries an update.
    fn frame(&self) -> Known<Q> {
        let size = self.size();
        let most = |key: ConstantKey| self.constant(key).value();
        match size.value() {
            None => size,
            bytes if bytes <= most(ConstantKey::FrameShortUpTo) => self.constant(ConstantKey::FrameShort),
            bytes if bytes <= most(ConstantKey::FrameMediumUpTo) => self.constant(ConstantKey::FrameMedium),
            _ => self.constant(ConstantKey::FrameLong),
        }
    }

    /// How much later than over an ideal push an update is, on average.
    pub fn mean_staleness(&self) -> Vec<Part<Q>> {
        let half = |time: Known<Q>| time / Known::plain(2.0);
        match (self.waits_for_poll(), self.setting.delivery) {
            (Some(poll), _) => {
                let cached = self.cached().map(|part| Part { amount: half(part.amount), ..part });
                std::iter::once(Part::new("half of the time between two requests", half(poll))).chain(cached).collect()
            }
            (None, Delivery::Hold) if !self.reports() => {
                let away = || self.constant(ConstantKey::ReAsk);
                let share = Known::plain(1.0).least(away() * (Known::plain(1.0) / self.news_interval() + self.empty_answers()));
                vec![Part::new("updates between an answer and the next request", share * half(away()))]
            }
            _ => Vec::new(),
        }
    }

    /// How much later than over an ideal push an update is at most.
    pub fn worst_staleness(&self) -> Vec<Part<Q>> {
        match (self.waits_for_poll(), self.setting.delivery) {
            (Some(poll), _) => std::iter::once(Part::new("the time between two requests", poll)).chain(self.cached()).collect(),
            (None, Delivery::Hold) if !self.reports() => {
                vec![Part::new("from an answer to the next request", self.constant(ConstantKey::ReAsk))]
            }
            _ => Vec::new(),
        }
    }

    /// How long a shared cache may answer polls for the origin, where all see the same; without one it is nothing.
    fn cached(&self) -> Option<Part<Q>> {
        let answers = self.setting.delivery == Delivery::Ask && !self.reports() && self.setting.is(QuestionKey::Shared);
        answers.then(|| {
            Part::new("age of an answer of the shared cache", self.constant(ConstantKey::SharedCache)).bound(Bound::AtMost)
        })
    }

    /// The time for which updates gather until a request takes them.
    fn waits_for_poll(&self) -> Option<Known<Q>> {
        let (interval, delay) = (self.interval(), self.delay());
        match self.setting.delivery {
            Delivery::Frames => None,
            // Reports that are further apart than the allowed delay are sent at once.
            _ if self.reports() => {
                let gather = interval.value().zip(delay.value()).is_none_or(|(interval, delay)| interval < delay);
                gather.then(|| if interval.value().is_none() { interval } else { delay })
            }
            Delivery::Ask => Some(delay),
            Delivery::Hold | Delivery::Stream => None,
        }
    }
}
