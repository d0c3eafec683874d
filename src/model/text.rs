//! Text of the knowledge base: borrowed from the binary where it is embedded, owned where it was read from a file.

use std::borrow::{Borrow, Cow};
use std::cell::{Cell, RefCell};
use std::fmt;
use std::ops::Deref;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A piece of text. In the compiled base it is a place in one pool, so that reading the base touches no text at all.
#[derive(Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Text(Cow<'static, str>);

impl Text {
    pub fn into_owned(self) -> String {
        self.0.into_owned()
    }
}

impl Deref for Text {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl AsRef<str> for Text {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl Borrow<str> for Text {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl From<&'static str> for Text {
    fn from(text: &'static str) -> Self {
        Self(Cow::Borrowed(text))
    }
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        Self(Cow::Owned(text))
    }
}

impl PartialEq<str> for Text {
    fn eq(&self, other: &str) -> bool {
        self.0 == other
    }
}

impl PartialEq<&str> for Text {
    fn eq(&self, other: &&str) -> bool {
        self.0 == *other
    }
}

impl fmt::Display for Text {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(&self.0)
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, formatter)
    }
}

thread_local! {
    /// The text that is being gathered while a base is written.
    static GATHERED: RefCell<String> = const { RefCell::new(String::new()) };
    /// The text that places point into while a base is read.
    static POOL: Cell<&'static str> = const { Cell::new("") };
}

/// Runs what serialises texts; returns the pool that its places point into with its result.
pub fn gather<R>(write: impl FnOnce() -> R) -> (R, String) {
    GATHERED.take();
    let result = write();
    (result, GATHERED.take())
}

/// Runs what deserialises texts that were gathered into this pool.
pub fn with_pool<R>(pool: &'static str, read: impl FnOnce() -> R) -> R {
    POOL.set(pool);
    read()
}

impl Serialize for Text {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let place = GATHERED.with_borrow_mut(|pool| {
            let start = pool.find(&*self.0).unwrap_or_else(|| {
                pool.push_str(&self.0);
                pool.len() - self.0.len()
            });
            (start as u32, self.0.len() as u32)
        });
        place.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let (start, length) = <(u32, u32)>::deserialize(deserializer)?;
        let text = POOL.get().get(start as usize..(start + length) as usize);
        text.map(Self::from).ok_or_else(|| serde::de::Error::custom("a place outside of the pool of texts"))
    }
}
