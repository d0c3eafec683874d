//! How many requests a second each subject or address may send: a bucket of tokens for each.

use std::collections::HashMap;
use std::net::IpAddr;
use std::time::Instant;

use parking_lot::Mutex;

/// Buckets that are held at most; beyond, those who are not known yet wait.
const MOST: usize = 100_000;

pub struct Rates {
    /// Requests a second; 0: as many as there are.
    limit: u32,
    buckets: Mutex<HashMap<Who, Bucket>>,
}

/// Who sends.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Who {
    Subject(String),
    Address(IpAddr),
    /// An address that sends tokens which are none.
    Guesser(IpAddr),
}

struct Bucket {
    tokens: f64,
    filled: Instant,
}

impl Rates {
    pub fn new(limit: u32) -> Self {
        Self {
            limit,
            buckets: Mutex::default(),
        }
    }

    /// Takes one token; where there is none, says after how many seconds there will be.
    pub fn spend(&self, who: Who) -> Result<(), u64> {
        self.spend_at(who, Instant::now())
    }

    fn spend_at(&self, who: Who, now: Instant) -> Result<(), u64> {
        if self.limit == 0 {
            return Ok(());
        }
        let limit = f64::from(self.limit);
        let mut buckets = self.buckets.lock();
        let Some(bucket) = buckets.get_mut(&who) else {
            if buckets.len() >= MOST {
                return Err(1);
            }
            buckets.insert(
                who,
                Bucket {
                    tokens: limit - 1.0,
                    filled: now,
                },
            );
            return Ok(());
        };
        bucket.fill(limit, now);
        if bucket.tokens < 1.0 {
            return Err(1);
        }
        bucket.tokens -= 1.0;
        Ok(())
    }

    /// Whether there is a token, which stays; where there is none, says after how many seconds there will be.
    pub fn has(&self, who: &Who) -> Result<(), u64> {
        self.has_at(who, Instant::now())
    }

    fn has_at(&self, who: &Who, now: Instant) -> Result<(), u64> {
        let mut buckets = self.buckets.lock();
        let Some(bucket) = buckets.get_mut(who) else {
            return Ok(());
        };
        bucket.fill(f64::from(self.limit), now);
        if bucket.tokens < 1.0 { Err(1) } else { Ok(()) }
    }

    /// Lets go of buckets that are full again.
    pub fn sweep(&self) {
        let limit = f64::from(self.limit);
        let now = Instant::now();
        self.buckets.lock().retain(|_, bucket| {
            bucket.fill(limit, now);
            bucket.tokens < limit
        });
    }
}

impl Bucket {
    fn fill(&mut self, limit: f64, now: Instant) {
        let gained = now.duration_since(self.filled).as_secs_f64() * limit;
        self.tokens = (self.tokens + gained).min(limit);
        // Another thread may have filled it at a later moment.
        self.filled = self.filled.max(now);
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_subject_gets_a_second_worth_of_requests_at_once_and_no_more() {
        let (rates, now) = (Rates::new(3), Instant::now());
        let who = |name: &str| Who::Subject(name.to_owned());
        let spent: Vec<bool> = (0..4)
            .map(|_| rates.spend_at(who("ada"), now).is_ok())
            .collect();
        assert_eq!(spent, [true, true, true, false]);
        assert!(rates.spend_at(who("grace"), now).is_ok());
    }

    #[test]
    fn a_bucket_fills_with_time_and_to_its_limit() {
        let (rates, start) = (Rates::new(2), Instant::now());
        let spend = |later: u64| {
            let ada = Who::Subject("ada".to_owned());
            rates
                .spend_at(ada, start + Duration::from_millis(later))
                .is_ok()
        };
        assert_eq!([spend(0), spend(0), spend(0)], [true, true, false]);
        assert_eq!([spend(600), spend(600)], [true, false]);
        let hour = 3_600_000;
        assert_eq!([spend(hour), spend(hour), spend(hour)], [true, true, false]);
        assert!(!spend(hour - 1000), "an earlier moment gives nothing");
        assert!(!spend(hour), "and does not turn the clock back");
    }

    #[test]
    fn to_ask_takes_nothing() {
        let (rates, now) = (Rates::new(1), Instant::now());
        let ada = || Who::Subject("ada".to_owned());
        assert!((0..3).all(|_| rates.has_at(&ada(), now).is_ok()));
        assert!(rates.spend_at(ada(), now).is_ok());
        assert!(rates.has_at(&ada(), now).is_err());
    }

    #[test]
    fn zero_is_no_limit() {
        let rates = Rates::new(0);
        let who = Who::Address([127, 0, 0, 1].into());
        assert!((0..1000).all(|_| rates.spend(who.clone()).is_ok()));
    }
}
