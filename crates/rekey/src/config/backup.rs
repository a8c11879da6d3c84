//! `[backup]`: backups that a server makes of its SQLite database.

use std::path::PathBuf;
use std::str::FromStr;

use rekey_core::time::{Duration, Timestamp, after};

use super::database::DatabaseUrl;
use super::error::SettingError;
use super::parse;
use super::reader::Reader;

const SHORTEST: Duration = Duration::from_mins(1);
const LONGEST: Duration = Duration::from_hours(31 * 24);
const MOST_KEPT: u32 = 10_000;
const DAY: i64 = 24 * 60 * 60;

#[derive(Debug, Clone)]
pub struct BackupConfig {
    /// Where they go; none: no backups.
    pub folder: Option<PathBuf>,
    pub schedule: Schedule,
    /// How many of them stay.
    pub keep: u32,
}

/// When backups are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Schedule {
    /// So long after the one before.
    Every(Duration),
    /// Each day at this time, in seconds since midnight UTC.
    Daily(i64),
}

impl Schedule {
    /// The latest instant, `now` at the latest, since when a backup has to be there.
    pub fn last_due(self, now: Timestamp) -> Timestamp {
        let seconds = now.as_second();
        let due = match self {
            Self::Every(period) => seconds.saturating_sub(i64::try_from(period.as_secs()).unwrap_or(i64::MAX)),
            Self::Daily(time) => {
                let today = seconds - seconds.rem_euclid(DAY) + time;
                if today <= seconds { today } else { today - DAY }
            }
        };
        Timestamp::from_second(due).unwrap_or(Timestamp::MIN)
    }

    /// When the next one is due after one that was made then.
    pub fn due_after(self, made: Timestamp) -> Timestamp {
        match self {
            Self::Every(period) => after(made, period),
            Self::Daily(_) => after(self.last_due(made), Duration::from_secs(DAY.unsigned_abs())),
        }
    }
}

impl FromStr for Schedule {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let time = text.split_once(':').and_then(|(hour, minute)| Some((two_digits(hour)?, two_digits(minute)?)));
        match time {
            Some((hour, minute)) if hour < 24 && minute < 60 => Ok(Self::Daily((hour * 60 + minute) * 60)),
            Some(_) => Err("expected a time of day from 00:00 to 23:59".to_owned()),
            None => parse::span_within(text, SHORTEST, LONGEST)
                .map(Self::Every)
                .map_err(|problem| format!("{problem}; or expected a time of day, such as \"03:30\", in UTC")),
        }
    }
}

fn two_digits(text: &str) -> Option<i64> {
    (text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse().ok()).flatten()
}

impl Default for BackupConfig {
    fn default() -> Self {
        Self { folder: None, schedule: Schedule::Every(Duration::from_hours(24)), keep: 7 }
    }
}

impl BackupConfig {
    pub(super) fn read(reader: &mut Reader<'_>) -> Self {
        let default = Self::default();
        Self {
            folder: reader.path("folder"),
            schedule: reader.parsed("schedule", Schedule::from_str).unwrap_or(default.schedule),
            keep: reader.number("keep", 1, MOST_KEPT).unwrap_or(default.keep),
        }
    }

    pub(super) fn check(&self, database: &DatabaseUrl) -> Option<SettingError> {
        let is_possible = self.folder.is_none() || matches!(database, DatabaseUrl::Sqlite(_));
        (!is_possible).then(|| {
            let problem = "a server backs up SQLite databases only; leave [backup] out, and let cron run \
                           `(umask 077; pg_dump --format=custom --file=rekey.dump \"$REKEY_DATABASE_URL\")` for PostgreSQL";
            SettingError::new("backup.folder", problem)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn a_schedule_is_a_span_or_a_time_of_day() {
        assert_eq!("6h".parse(), Ok(Schedule::Every(Duration::from_hours(6))));
        assert_eq!("03:30".parse(), Ok(Schedule::Daily(12_600)));
        for text in ["24:00", "03:60", "3:30", "03:30:00", "1s", "often", ""] {
            assert!(text.parse::<Schedule>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_daily_back_up_is_due_from_its_time_on() {
        let daily = Schedule::Daily(12_600);
        assert_eq!(daily.last_due(at("2026-11-30T03:30:00Z")), at("2026-11-30T03:30:00Z"));
        assert_eq!(daily.last_due(at("2026-11-30T03:29:59Z")), at("2026-11-29T03:30:00Z"));
        let hourly = Schedule::Every(Duration::from_hours(1));
        assert_eq!(hourly.last_due(at("2026-11-30T03:30:00Z")), at("2026-11-30T02:30:00Z"));
    }
}
