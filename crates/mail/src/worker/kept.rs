//! Emails that a server refused for now, or may have accepted: the next try of this process sends the same bytes under
//! the same `Message-ID`, so that a receiving server can recognize a duplicate.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use rekey_core::EntryId;
use rekey_core::delivery::Letter;

use crate::message::OutgoingMail;

/// How many are kept, some 20 KB each without logos. The oldest make room: they are composed again.
const MOST: usize = 500;
/// How many bytes they have together, unless one alone has more.
const MOST_BYTES: usize = 16 * 1024 * 1024;

/// An email that was tried, and the letter that it was made of.
pub(super) struct Kept {
    pub(super) letter: Box<Letter>,
    pub(super) mail: OutgoingMail,
}

/// Emails to be tried again, in memory alone: they hold secrets (R17).
#[derive(Default)]
pub(super) struct KeptMails(Mutex<BTreeMap<EntryId, Kept>>);

impl KeptMails {
    pub(super) fn keep(&self, entry: EntryId, kept: Kept) {
        let mut mails = self.lock();
        mails.insert(entry, kept);
        while mails.len() > MOST || (mails.len() > 1 && bytes(&mails) > MOST_BYTES) {
            // Ids rise with time.
            mails.pop_first();
        }
    }

    pub(super) fn take(&self, entry: EntryId) -> Option<Kept> {
        self.lock().remove(&entry)
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<EntryId, Kept>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn bytes(mails: &BTreeMap<EntryId, Kept>) -> usize {
    mails.values().map(|kept| kept.mail.source().len()).sum()
}
