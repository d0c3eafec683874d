//! A bounded map whose entries expire.

use std::borrow::Borrow;
use std::collections::{BTreeSet, HashMap};
use std::hash::Hash;
use std::time::{Duration, Instant};

pub struct Map<K, V> {
    most: usize,
    entries: HashMap<K, (V, Instant)>,
    /// The keys by the end of their entries, which come first.
    ends: BTreeSet<(Instant, K)>,
}

impl<K: Clone + Eq + Hash + Ord, V> Map<K, V> {
    /// `most`: entries that it holds at any time.
    pub fn new(most: usize) -> Self {
        Self {
            most,
            entries: HashMap::new(),
            ends: BTreeSet::new(),
        }
    }

    pub fn get<Q: Eq + Hash + ?Sized>(&self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
    {
        let (value, end) = self.entries.get(key)?;
        (*end > Instant::now()).then_some(value)
    }
//% if tickets or replies

    pub fn is_full(&mut self) -> bool {
        self.sweep();
        self.entries.len() >= self.most
    }
//% endif
//% if tickets

    pub fn remove<Q: Eq + Hash + ?Sized>(&mut self, key: &Q) -> Option<V>
    where
        K: Borrow<Q>,
    {
        let (key, (value, end)) = self.entries.remove_entry(key)?;
        self.ends.remove(&(end, key));
        (end > Instant::now()).then_some(value)
    }
//% endif

    /// Adds an entry under a key that has none, and says how many had to go before their end.
    pub fn insert(&mut self, key: K, value: V, lifetime: Duration) -> u64 {
        self.sweep();
        let end = Instant::now() + lifetime;
        self.entries.insert(key.clone(), (value, end));
        self.ends.insert((end, key));
        let mut forgotten = 0;
        while self.entries.len() > self.most {
            self.drop_first();
            forgotten += 1;
        }
        forgotten
    }

    /// Lets go of what has expired.
    pub fn sweep(&mut self) {
        let now = Instant::now();
        while self.ends.first().is_some_and(|(end, _)| *end <= now) {
            self.drop_first();
        }
    }

    fn drop_first(&mut self) {
        if let Some((_, key)) = self.ends.pop_first() {
            self.entries.remove(&key);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LONG: Duration = Duration::from_mins(10);

    #[test]
    fn an_entry_is_there_until_it_expires() {
        let mut map = Map::new(10);
        map.insert(1, "one", LONG);
        map.insert(2, "two", Duration::ZERO);
        assert_eq!(map.get(&1), Some(&"one"));
        assert_eq!(map.get(&2), None);
    }

    #[test]
    fn what_ends_first_makes_room_for_the_newest() {
        let mut map = Map::new(2);
        assert_eq!([1, 2, 3].map(|key| map.insert(key, key, LONG)), [0, 0, 1]);
        assert_eq!(
            [1, 2, 3].map(|key| map.get(&key).copied()),
            [None, Some(2), Some(3)]
        );
    }
}
