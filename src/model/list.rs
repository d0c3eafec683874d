//! Lists of the knowledge base: constants of the binary where it is embedded, owned where they were read from a file.

use std::fmt;
use std::ops::Deref;
use std::slice::Iter;

use serde::{Serialize, Serializer};

/// A list that is read as a slice. An enum of our own, and not a `Cow`, so that it can stand in a constant.
#[derive(Clone)]
pub enum List<T: 'static> {
    Constant(&'static [T]),
    Owned(Vec<T>),
}

impl<T: Clone> List<T> {
    /// The items, to be changed.
    pub fn edit(&mut self) -> &mut Vec<T> {
        if let List::Constant(items) = self {
            *self = List::Owned(items.to_vec());
        }
        match self {
            List::Owned(items) => items,
            List::Constant(_) => unreachable!("it was just made our own"),
        }
    }

    /// Writes an empty list, whatever this one holds: for what the embedded base does without.
    pub fn none<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_newtype_struct("List", &[(); 0])
    }
}

impl<T> Default for List<T> {
    fn default() -> Self {
        Self::Constant(&[])
    }
}

impl<T> Deref for List<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        match self {
            List::Constant(items) => items,
            List::Owned(items) => items,
        }
    }
}

impl<T: PartialEq> PartialEq for List<T> {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl<T: Eq> Eq for List<T> {}

impl<T> From<Vec<T>> for List<T> {
    fn from(items: Vec<T>) -> Self {
        Self::Owned(items)
    }
}

impl<T, const N: usize> From<[T; N]> for List<T> {
    fn from(items: [T; N]) -> Self {
        Vec::from(items).into()
    }
}

impl<T> FromIterator<T> for List<T> {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        Vec::from_iter(items).into()
    }
}

impl<'l, T> IntoIterator for &'l List<T> {
    type Item = &'l T;
    type IntoIter = Iter<'l, T>;

    fn into_iter(self) -> Iter<'l, T> {
        self.iter()
    }
}

impl<T: fmt::Debug> fmt::Debug for List<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&**self, formatter)
    }
}

impl<T: Serialize> Serialize for List<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_newtype_struct("List", &**self)
    }
}
