//! Keeps emails in memory, for the development inbox.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use rekey_core::ports::{CapturedMail, CapturedMails};

use super::{Accepted, SendError, Transport};
use crate::message::OutgoingMail;

/// Keeps the newest emails in memory and sends none.
#[derive(Debug)]
pub struct CapturedTransport {
    capacity: usize,
    newest_first: Mutex<VecDeque<Arc<CapturedMail>>>,
}

impl CapturedTransport {
    /// Keeps up to `capacity` emails; the oldest make room.
    pub fn new(capacity: usize) -> Self {
        Self { capacity, newest_first: Mutex::default() }
    }

    fn lock(&self) -> MutexGuard<'_, VecDeque<Arc<CapturedMail>>> {
        self.newest_first.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl Transport for CapturedTransport {
    async fn send(&self, mail: &OutgoingMail) -> Result<Accepted, SendError> {
        let content = mail.content();
        let captured = CapturedMail {
            id: mail.id().to_owned(),
            to: mail.to().as_stored().to_owned(),
            from: mail.from().to_string(),
            subject: content.subject.clone(),
            text: content.text.clone(),
            html: content.html.clone(),
            links: links(&content.text),
            code: mail.code().map(|code| code.expose().to_owned()),
            source: String::from_utf8_lossy(mail.source()).into_owned(),
            created_at: mail.at(),
        };
        let mut mails = self.lock();
        mails.push_front(Arc::new(captured));
        mails.truncate(self.capacity);
        Ok(Accepted::default())
    }

    /// Keeping an email in memory takes no time and can't fail.
    async fn rehearse(&self, _: &OutgoingMail) -> Result<(), SendError> {
        Ok(())
    }
}

impl CapturedMails for CapturedTransport {
    fn list(&self) -> Vec<Arc<CapturedMail>> {
        self.lock().iter().cloned().collect()
    }

    fn remove(&self, id: &str) {
        self.lock().retain(|mail| mail.id != id);
    }

    fn clear(&self) {
        self.lock().clear();
    }
}

/// The links of a plain text, without duplicates, in order. The plain text says all that the HTML says.
fn links(text: &str) -> Vec<String> {
    let mut links: Vec<String> = Vec::new();
    let is_boundary = |c: char| c.is_whitespace() || "<>\"".contains(c);
    for word in text.split(is_boundary) {
        let Some(start) = word.find("https://").or_else(|| word.find("http://")) else { continue };
        let link = word[start..].trim_end_matches(['.', ',', ';', ':', '!', '?', ')', ']']);
        if !links.iter().any(|known| known == link) {
            links.push(link.to_owned());
        }
    }
    links
}

#[cfg(test)]
mod tests {
    use super::links;

    #[test]
    fn links_are_found_once_each_without_the_punctuation_around_them() {
        let text =
            "Open https://a.example/reset?token=1f.\nOr (http://b.example/x), <https://a.example/reset?token=1f>!";
        assert_eq!(links(text), ["https://a.example/reset?token=1f", "http://b.example/x"]);
    }
}
