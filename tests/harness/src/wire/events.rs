//! Events and ids, checked whenever one is read.

use std::fmt;

use serde_json::Value;

/// An id or a cursor: two integers, in this order.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Id {
    pub milliseconds: u64,
    pub sequence: u64,
}

impl Id {
    /// Reads `<milliseconds>-<sequence>`, each without leading zeros.
    pub fn parse(text: &str) -> Option<Self> {
        let (milliseconds, sequence) = text.split_once('-')?;
        let id = Self { milliseconds: milliseconds.parse().ok()?, sequence: sequence.parse().ok()? };
        (id.to_string() == text).then_some(id)
    }

    /// The id in a value of JSON.
    pub fn of(value: &Value) -> Self {
        value.as_str().and_then(Self::parse).unwrap_or_else(|| panic!("not an id: {value}"))
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.milliseconds, self.sequence)
    }
}

impl fmt::Debug for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// An event as it came; an ephemeral one has no id.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    pub id: Option<Id>,
    pub topic: String,
    pub kind: String,
    pub data: Value,
}

impl Event {
    /// Reads an event, and holds it to its shape: these members and no others, and `at` the same time as the id.
    pub fn of(value: &Value) -> Self {
        let members = value.as_object().unwrap_or_else(|| panic!("an event is an object: {value}"));
        for name in members.keys() {
            assert!(["id", "topic", "type", "data", "at"].contains(&name.as_str()), "`{name}` is no member of an event: {value}");
        }
        let text = |name: &str| value[name].as_str().unwrap_or_else(|| panic!("no `{name}` in {value}")).to_owned();
        let id = value.get("id").map(Id::of);
        if let Some(id) = id {
            assert_eq!(text("at"), date(id.milliseconds), "`at` is the time of the id: {value}");
        }
        assert!(members.contains_key("data"), "an event without data: {value}");
        Self { id, topic: text("topic"), kind: text("type"), data: value["data"].clone() }
    }

    /// The id of an event that has to have one.
    pub fn kept(&self) -> Id {
        self.id.unwrap_or_else(|| panic!("an event without an id: {self:?}"))
    }
}

/// Milliseconds since 1970 as RFC 3339 writes them, in UTC (Howard Hinnant, `civil_from_days`).
pub fn date(milliseconds: u64) -> String {
    let (days, time) = (milliseconds / 86_400_000, milliseconds % 86_400_000);
    let shifted = days + 719_468;
    let (era, day_of_era) = (shifted / 146_097, shifted % 146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    let year = year_of_era + era * 400 + u64::from(month <= 2);
    let (hours, minutes, seconds) = (time / 3_600_000, time / 60_000 % 60, time / 1000 % 60);
    format!("{year:04}-{month:02}-{day:02}T{hours:02}:{minutes:02}:{seconds:02}.{:03}Z", time % 1000)
}
