//! Whether each client got each message exactly once, and all of them in the same order.
//!
//! Of every client the number of messages and a value that depends on their order is kept; of the first client, the whole list.
//! Where those agree and the list is right, all are.

/// A prime far from a power of two, so that no two orders of the same messages have the same value but by chance.
const MIX: u64 = 0x9e37_79b9_7f4a_7c15;

#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
struct Tally {
    count: u32,
    order: u64,
}

pub struct Roll {
    clients: Vec<Tally>,
    /// What the first client got.
    first: Vec<u32>,
    /// By which connection each message was published.
    publishers: Vec<u16>,
}

/// What came of what was published.
#[derive(Clone, PartialEq, Eq, Debug, Default, serde::Serialize, serde::Deserialize)]
pub struct Verdict {
    pub published: u64,
    pub delivered: u64,
    pub lost: u64,
    pub doubled: u64,
    /// Clients that got other messages than the first, or in another order.
    pub disordered: u64,
}

impl Roll {
    pub fn new(clients: usize) -> Self {
        Self { clients: vec![Tally::default(); clients], first: Vec::new(), publishers: Vec::new() }
    }

    /// A message is about to be published: its number.
    pub fn publish(&mut self, publisher: usize) -> u32 {
        self.publishers.push(u16::try_from(publisher).expect("few publishers"));
        u32::try_from(self.publishers.len() - 1).expect("fewer messages than that")
    }

    pub fn deliver(&mut self, client: usize, number: u32) {
        let tally = &mut self.clients[client];
        tally.count += 1;
        tally.order = tally.order.wrapping_add(u64::from(number) + 1).wrapping_mul(MIX);
        if client == 0 {
            self.first.push(number);
        }
    }

    pub fn verdict(&self) -> Verdict {
        let published = self.publishers.len() as u64;
        let first = self.clients[0];
        let own_order = u64::from(!self.first_is_in_order());
        Verdict {
            published,
            delivered: self.clients.iter().map(|tally| u64::from(tally.count)).sum(),
            lost: self.clients.iter().map(|tally| published.saturating_sub(tally.count.into())).sum(),
            doubled: self.clients.iter().map(|tally| u64::from(tally.count).saturating_sub(published)).sum(),
            disordered: self.clients.iter().filter(|tally| **tally != first).count() as u64 + own_order,
        }
    }

    /// Whether the first client got every message once, and those of each publisher as they were published: it waits for the
    /// answer to one before it sends the next.
    fn first_is_in_order(&self) -> bool {
        let mut seen = vec![false; self.publishers.len()];
        let mut newest = vec![None; usize::from(self.publishers.iter().copied().max().unwrap_or_default()) + 1];
        self.first.iter().all(|&number| {
            let Some(seen) = seen.get_mut(number as usize) else {
                return false;
            };
            let newest = &mut newest[usize::from(self.publishers[number as usize])];
            let right = !*seen && newest.is_none_or(|newest| newest < number);
            *seen = true;
            *newest = Some(number);
            right
        })
    }
}

impl Verdict {
    pub fn is_sound(&self) -> bool {
        self.lost == 0 && self.doubled == 0 && self.disordered == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Three clients that got these, of four messages by two publishers.
    fn verdict(got: [&[u32]; 3]) -> Verdict {
        let mut roll = Roll::new(3);
        for publisher in [0, 1, 0, 1] {
            roll.publish(publisher);
        }
        for (client, numbers) in got.iter().enumerate() {
            for number in *numbers {
                roll.deliver(client, *number);
            }
        }
        roll.verdict()
    }

    #[test]
    fn any_order_will_do_that_is_the_same_for_all_and_keeps_each_publishers() {
        for order in [[0, 1, 2, 3], [1, 0, 3, 2], [0, 2, 1, 3], [1, 3, 0, 2]] {
            assert!(verdict([&order; 3]).is_sound(), "{order:?}");
        }
    }

    #[test]
    fn loss_is_found() {
        assert_eq!(verdict([&[0, 1, 2, 3], &[0, 1, 3], &[0, 1, 2]]).lost, 2);
        assert_eq!(verdict([&[0, 1]; 3]).lost, 6);
    }

    #[test]
    fn what_comes_twice_is_found() {
        assert_eq!(verdict([&[0, 1, 2, 3], &[0, 1, 2, 3, 3], &[0, 1, 2, 3]]).doubled, 1);
        assert!(!verdict([&[0, 0, 2, 3]; 3]).is_sound());
    }

    #[test]
    fn disorder_is_found() {
        assert_eq!(verdict([&[0, 1, 2, 3], &[1, 0, 2, 3], &[0, 1, 2, 3]]).disordered, 1);
        assert_eq!(verdict([&[2, 0, 1, 3]; 3]).disordered, 1);
    }
}
