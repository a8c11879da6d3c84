//! Rates: how often something may happen, and the arithmetic of a bucket that refills steadily.

use std::fmt;
use std::str::FromStr;

use crate::time::{Duration, Timestamp, after, until};

/// A number in a span: `3/15m` is a bucket that holds three and refills one every five minutes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    count: u32,
    per: Duration,
}

/// The text is not a rate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("expected a count and a span such as \"3/15m\"")]
pub struct RateError;

impl Rate {
    /// `count` in `per`. The count is at least one.
    pub const fn new(count: u32, per: Duration) -> Self {
        Self { count: if count == 0 { 1 } else { count }, per }
    }

    /// The time in which one refills.
    pub fn interval(self) -> Duration {
        self.per / self.count
    }

    /// How far from full a bucket can be and still have one left.
    fn slack(self) -> Duration {
        self.interval() * (self.count - 1)
    }

    /// This many times as often.
    #[must_use]
    pub fn times(self, factor: u32) -> Self {
        Self { count: self.count.saturating_mul(factor), per: self.per }
    }

    /// How many a full bucket holds.
    pub fn count(self) -> u32 {
        self.count
    }

    /// The time in which an empty bucket is full again.
    pub fn per(self) -> Duration {
        self.per
    }
}

impl FromStr for Rate {
    type Err = RateError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (count, per) = text.split_once('/').ok_or(RateError)?;
        let count = count.trim().parse().ok().filter(|count| *count > 0).ok_or(RateError)?;
        let per = crate::span::parse(per).map_err(|_| RateError)?;
        if per.is_zero() {
            return Err(RateError);
        }
        Ok(Self { count, per })
    }
}

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.count, crate::span::format(self.per))
    }
}

/// A bucket, kept as the single instant at which it will be full again (the generic cell rate algorithm of
/// ITU-T I.371): one number to store, and it refills without a timer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bucket {
    /// When the bucket is full again; in the past if it is full.
    pub full_at: Timestamp,
}

impl Bucket {
    /// A full bucket.
    pub const FULL: Self = Self { full_at: Timestamp::MIN };

    /// Spends one at `now`, or says how long until one is available.
    pub fn take(self, rate: Rate, now: Timestamp) -> Result<Self, Duration> {
        let wait = self.wait(rate, now);
        if wait.is_zero() { Ok(self.spend(rate, 1, now)) } else { Err(wait) }
    }

    /// How long until one is available; zero if one is.
    pub fn wait(self, rate: Rate, now: Timestamp) -> Duration {
        until(self.full_at, now).saturating_sub(rate.slack())
    }

    /// The share that is used, from 0 to 1.
    pub fn used(self, rate: Rate, now: Timestamp) -> f64 {
        (until(self.full_at, now).as_secs_f64() / rate.per().as_secs_f64()).min(1.0)
    }

    /// The bucket, filled just enough for a wait of at most `longest`.
    #[must_use]
    pub fn waiting_at_most(self, longest: Duration, rate: Rate, now: Timestamp) -> Self {
        Self { full_at: self.full_at.min(after(now, rate.slack() + longest)) }
    }

    /// The bucket after spending `count` at `now`, whether or not they were available.
    #[must_use]
    pub fn spend(self, rate: Rate, count: u32, now: Timestamp) -> Self {
        Self { full_at: after(self.full_at.max(now), rate.interval() * count) }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const RATE: Rate = Rate::new(3, Duration::from_mins(15));

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + seconds).unwrap()
    }

    #[test]
    fn a_full_bucket_gives_its_count_and_then_refills_steadily() {
        let mut bucket = Bucket::FULL;
        for _ in 0..3 {
            bucket = bucket.take(RATE, at(0)).unwrap();
        }
        assert_eq!(bucket.take(RATE, at(0)), Err(Duration::from_mins(5)));
        assert_eq!(bucket.take(RATE, at(299)), Err(Duration::from_secs(1)));
        let bucket = bucket.take(RATE, at(300)).unwrap();
        assert_eq!(bucket.take(RATE, at(300)), Err(Duration::from_mins(5)));
    }

    #[test]
    fn an_empty_bucket_with_a_longest_wait_gives_one_each_time_that_is_over() {
        let (rate, longest) = (Rate::new(20, Duration::from_hours(24)), Duration::from_mins(15));
        let take = |bucket: Bucket, now| bucket.take(rate, now).map(|left| left.waiting_at_most(longest, rate, now));
        let mut bucket = Bucket::FULL;
        for _ in 0..20 {
            bucket = take(bucket, at(0)).unwrap();
        }
        for quarter in 0..200 {
            assert_eq!(take(bucket, at(quarter * 900)), Err(longest), "{quarter}");
            bucket = take(bucket, at((quarter + 1) * 900)).unwrap();
        }
    }

    #[test]
    fn a_bucket_is_used_by_the_share_that_was_taken_and_has_not_come_back() {
        let bucket = Bucket::FULL.spend(RATE, 2, at(0));
        for (seconds, used) in [(0, 2.0 / 3.0), (300, 1.0 / 3.0), (600, 0.0), (6000, 0.0)] {
            assert!((bucket.used(RATE, at(seconds)) - used).abs() < 1e-9, "{seconds}");
        }
        assert!((bucket.spend(RATE, 7, at(0)).used(RATE, at(0)) - 1.0).abs() < 1e-9, "more than there was");
    }

    #[test]
    fn rates_are_read_as_they_are_written() {
        for text in ["3/15m", "20/1d", "1/60s", "5/1h"] {
            let rate: Rate = text.parse().unwrap();
            assert_eq!(rate, rate.to_string().parse().unwrap(), "{text}");
        }
        for text in ["", "3", "0/1m", "3/", "3/0s", "-1/1m", "x/1m", "3/1y"] {
            assert!(text.parse::<Rate>().is_err(), "{text}");
        }
    }

    proptest! {
        /// At any times of the attempts, no window of `per` sees more than twice the count.
        #[test]
        fn no_more_passes_than_the_rate_allows(steps in prop::collection::vec(0i64..600, 1..200)) {
            let mut bucket = Bucket::FULL;
            let mut now = 0;
            let mut passed = Vec::new();
            for step in steps {
                now += step;
                if let Ok(taken) = bucket.take(RATE, at(now)) {
                    bucket = taken;
                    passed.push(now);
                }
            }
            for (index, start) in passed.iter().enumerate() {
                let within = passed[index..].iter().take_while(|time| *time - start < 900).count();
                prop_assert!(within < 6, "{passed:?}");
            }
        }
    }
}
