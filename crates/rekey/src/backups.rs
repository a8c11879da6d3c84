//! Backups that a server makes of its SQLite database, as `[backup]` says.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rekey_core::ports::Clock;
use rekey_core::time::{Timestamp, until};
use rekey_store::sqlite::{BackUp, back_up};
use rustix::fs::{FlockOperation, flock};

use crate::command_error::with_causes;
use crate::config::{BackupConfig, Config, DatabaseUrl, Schedule};
use crate::telemetry::{BackUpFigures, Meter};

const PREFIX: &str = "rekey-";
const SUFFIX: &str = ".db";
/// Ends the name while one is being written.
const PARTIAL: &str = ".partial";
/// Held while one is made, so that servers with the same folder make it once.
const LOCK: &str = ".rekey-backup.lock";

/// Makes the backups of one database.
pub(crate) struct BackUps {
    database: PathBuf,
    folder: PathBuf,
    schedule: Schedule,
    keep: usize,
    clock: Arc<dyn Clock>,
    meter: Arc<Meter>,
    /// Since when this server makes them.
    began: Timestamp,
}

/// What became of a look at the schedule.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Round {
    /// None is due, or another server makes it.
    NotDue,
    Made {
        file: PathBuf,
        bytes: u64,
        accounts: u64,
        removed: usize,
    },
}

impl BackUps {
    /// None if the configuration asks for no backups. Makes the folder.
    pub(crate) fn of(config: &Config, clock: Arc<dyn Clock>, meter: Arc<Meter>) -> io::Result<Option<Self>> {
        let BackupConfig { folder: Some(folder), schedule, keep } = &config.backup else { return Ok(None) };
        let DatabaseUrl::Sqlite(database) = &config.server.database_url else { return Ok(None) };
        make_private_folder(folder)?;
        Ok(Some(Self {
            database: database.clone(),
            folder: folder.clone(),
            schedule: *schedule,
            keep: usize::try_from(*keep).unwrap_or(usize::MAX),
            began: clock.now(),
            clock,
            meter,
        }))
    }

    /// Makes one if it is due. Blocks.
    pub(crate) fn step(&self) -> Result<Round, String> {
        let now = self.clock.now();
        let round = self.round(now);
        let last = newest(&self.folder, now);
        let due = last.map_or(self.began, |last| self.schedule.due_after(last));
        let overdue = until(now, due);
        self.meter.tell_back_ups(&BackUpFigures { last, overdue });
        round
    }

    fn round(&self, now: Timestamp) -> Result<Round, String> {
        if !self.is_due(now) {
            return Ok(Round::NotDue);
        }
        let unusable = |error: io::Error| format!("{} can't be written to: {error}", self.folder.display());
        let lock = File::options().create(true).truncate(false).write(true).open(self.folder.join(LOCK));
        let lock = lock.map_err(unusable)?;
        match flock(&lock, FlockOperation::NonBlockingLockExclusive) {
            Ok(()) => {}
            Err(rustix::io::Errno::WOULDBLOCK) => return Ok(Round::NotDue),
            Err(error) => return Err(unusable(error.into())),
        }
        // Another server may have made it just now.
        if !self.is_due(now) {
            return Ok(Round::NotDue);
        }
        let file = self.folder.join(name(now));
        let partial = file.with_extension(format!("db{PARTIAL}"));
        self.remove_partial().map_err(unusable)?;
        let BackUp { bytes, accounts } = back_up(&self.database, &partial).map_err(|error| with_causes(&error))?;
        std::fs::rename(&partial, &file).map_err(unusable)?;
        let removed = self.remove_old(now).unwrap_or_else(|error| {
            tracing::warn!(%error, folder = %self.folder.display(), "old backups can't be removed");
            0
        });
        Ok(Round::Made { file, bytes, accounts, removed })
    }

    fn is_due(&self, now: Timestamp) -> bool {
        newest(&self.folder, now).is_none_or(|newest| newest < self.schedule.last_due(now))
    }

    /// What a server left behind that was killed meanwhile.
    fn remove_partial(&self) -> io::Result<()> {
        let is_ours = |name: &str| name.strip_suffix(PARTIAL).and_then(time_of).is_some();
        for entry in std::fs::read_dir(&self.folder)? {
            let entry = entry?;
            if entry.file_name().to_str().is_some_and(is_ours) {
                std::fs::remove_file(entry.path())?;
            }
        }
        Ok(())
    }

    /// Removes the oldest ones beyond those that are kept. Files with other names are left alone.
    fn remove_old(&self, now: Timestamp) -> io::Result<usize> {
        let mut made = made(&self.folder)?;
        made.retain(|(at, _)| *at <= now);
        made.sort_by(|one, other| other.cmp(one));
        let old = made.split_off(self.keep.min(made.len()));
        for (_, path) in &old {
            std::fs::remove_file(path)?;
        }
        Ok(old.len())
    }
}

/// `rekey-20261130T033000Z.db`
fn name(at: Timestamp) -> String {
    let text = Timestamp::from_second(at.as_second()).unwrap_or(at).to_string();
    format!("{PREFIX}{}{SUFFIX}", text.replace(['-', ':'], ""))
}

fn time_of(name: &str) -> Option<Timestamp> {
    let text = name.strip_prefix(PREFIX)?.strip_suffix(SUFFIX)?;
    let (date, time) = (text.get(..8)?, text.get(9..15)?);
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(date) || !digits(time) || text.get(8..9)? != "T" || text.get(15..)? != "Z" {
        return None;
    }
    let (day, clock) = ((&date[..4], &date[4..6], &date[6..]), (&time[..2], &time[2..4], &time[4..]));
    format!("{}-{}-{}T{}:{}:{}Z", day.0, day.1, day.2, clock.0, clock.1, clock.2).parse().ok()
}

/// Every backup in a folder.
fn made(folder: &Path) -> io::Result<Vec<(Timestamp, PathBuf)>> {
    let mut made = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        if let Some(at) = entry.file_name().to_str().and_then(time_of) {
            made.push((at, entry.path()));
        }
    }
    Ok(made)
}

/// When the newest backup was made. One from the future, before the clock was set back, does not count.
fn newest(folder: &Path, now: Timestamp) -> Option<Timestamp> {
    made(folder).ok()?.into_iter().map(|(at, _)| at).filter(|at| *at <= now).max()
}

fn make_private_folder(folder: &Path) -> io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

#[cfg(test)]
mod tests {
    use rekey_core::testing::ManualClock;
    use rekey_core::time::Duration;
    use rekey_store::SqlStore;
    use rekey_store::sqlite::SqliteSettings;
    use tempfile::TempDir;

    use super::*;

    struct Fixture {
        folder: TempDir,
        clock: Arc<ManualClock>,
        meter: Arc<Meter>,
    }

    impl Fixture {
        fn new() -> Self {
            let folder = tempfile::tempdir().unwrap();
            let clock = Arc::new(ManualClock::default());
            let meter = Arc::new(Meter::new(clock.now()));
            drop(SqlStore::open_sqlite(&SqliteSettings::new(folder.path().join("rekey.db")), clock.clone()).unwrap());
            Self { folder, clock, meter }
        }

        fn back_ups(&self) -> BackUps {
            let folder = self.folder.path().join("backups");
            make_private_folder(&folder).unwrap();
            BackUps {
                database: self.folder.path().join("rekey.db"),
                folder,
                schedule: Schedule::Every(Duration::from_hours(1)),
                keep: 2,
                clock: self.clock.clone(),
                meter: self.meter.clone(),
                began: self.clock.now(),
            }
        }

        fn names(&self) -> Vec<String> {
            let files = std::fs::read_dir(self.folder.path().join("backups")).unwrap();
            let names = files.map(|file| file.unwrap().file_name().into_string().unwrap());
            let mut names: Vec<_> = names.filter(|name| name != LOCK).collect();
            names.sort();
            names
        }
    }

    #[test]
    fn one_is_made_when_it_is_due_and_the_oldest_make_room() {
        let fixture = Fixture::new();
        let back_ups = fixture.back_ups();
        std::fs::write(fixture.folder.path().join("backups/rekey-notes.db"), "kept").unwrap();
        let mut seen = Vec::new();
        for _ in 0..3 {
            let Ok(Round::Made { file, .. }) = back_ups.step() else { panic!("none was made") };
            seen.push(file.file_name().unwrap().to_str().unwrap().to_owned());
            assert_eq!(back_ups.step(), Ok(Round::NotDue));
            fixture.clock.advance(Duration::from_hours(1) + Duration::from_secs(1));
        }
        assert_eq!(fixture.names(), [&*seen[1], &*seen[2], "rekey-notes.db"]);
        assert_eq!(
            time_of(&seen[0]),
            Some(ManualClock::default().now()).map(|at| Timestamp::from_second(at.as_second()).unwrap())
        );
    }

    #[test]
    fn two_servers_make_it_once() {
        let fixture = Fixture::new();
        let (one, other) = (fixture.back_ups(), fixture.back_ups());
        let held = File::create(one.folder.join(LOCK)).unwrap();
        flock(&held, FlockOperation::LockExclusive).unwrap();
        assert_eq!(other.step(), Ok(Round::NotDue), "the other one is at it");
        drop(held);
        assert!(matches!(one.step(), Ok(Round::Made { .. })));
        assert_eq!(other.step(), Ok(Round::NotDue));
        assert_eq!(fixture.names().len(), 1);
    }

    #[test]
    fn one_that_can_t_be_made_is_overdue_and_leaves_no_half_file() {
        let fixture = Fixture::new();
        let back_ups = BackUps { database: fixture.folder.path().join("gone/rekey.db"), ..fixture.back_ups() };
        std::fs::write(back_ups.folder.join("rekey-20200101T000000Z.db.partial"), "half").unwrap();
        std::fs::write(back_ups.folder.join("other.partial"), "somebody else's").unwrap();
        assert!(back_ups.step().is_err());
        fixture.clock.advance(Duration::from_mins(90));
        assert!(back_ups.step().is_err());
        assert_eq!(fixture.names(), ["other.partial"]);
        let text = fixture.meter.render();
        assert!(text.contains("rekey_backup_overdue_seconds 5400"), "{text}");
        let back_ups = BackUps { began: back_ups.began, ..fixture.back_ups() };
        assert!(matches!(back_ups.step(), Ok(Round::Made { .. })));
        let text = fixture.meter.render();
        assert!(text.contains("rekey_backup_overdue_seconds 0"), "{text}");
        let last = fixture.clock.now().as_second();
        assert!(text.contains(&format!("rekey_backup_last_success_timestamp_seconds {last}")), "{text}");
    }

    #[test]
    fn a_back_up_from_the_future_does_not_count() {
        let fixture = Fixture::new();
        let back_ups = fixture.back_ups();
        fixture.clock.advance(Duration::from_hours(1));
        let future = name(fixture.clock.now());
        std::fs::write(back_ups.folder.join(&future), "").unwrap();
        let before = BackUps { clock: Arc::new(ManualClock::default()), ..fixture.back_ups() };
        assert!(matches!(before.step(), Ok(Round::Made { .. })), "a clock that was set back keeps nobody from it");
    }
}
