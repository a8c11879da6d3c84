//! What an outbox entry is about, as its columns hold it.

use rekey_core::account::Epoch;
use rekey_core::outbox::{Channel, Notice, NoticeKind, NoticeLanguage, Request, Subject};
use rekey_core::{AccountId, AddressKey, EmailAddress, Locale, LocationId, Purpose};

use super::corrupt::Corrupt;
use super::notice_language_row::origin;

/// The columns of an entry's subject. An entry with an account is a notice, every other one a request.
#[derive(Debug)]
pub(crate) struct SubjectRow {
    /// The code of the [`Purpose`] or [`NoticeKind`].
    pub(crate) subject: String,
    /// The typed address, or the previous one for a notice of a change; until the entry is settled.
    pub(crate) address: Option<String>,
    /// The keyed digest of that address.
    pub(crate) address_key: Option<[u8; 32]>,
    /// The channel of a request, or of the change that a notice reports.
    pub(crate) channel: Option<String>,
    /// Which location.
    pub(crate) location: i64,
    /// The requested language.
    pub(crate) locale: Option<String>,
    /// The browser's language.
    pub(crate) browser_locale: Option<String>,
    /// The final target of a request's link.
    pub(crate) redirect_to: Option<String>,
    /// The client network.
    pub(crate) network: String,
    /// The device, if it is known.
    pub(crate) device: Option<String>,
    /// Whether a request may end in a no-account notice.
    pub(crate) notice_allowed: bool,
    /// The account that is to get the address of a request.
    pub(crate) moves: Option<AccountId>,
    /// The account of a notice, and its epoch.
    pub(crate) notice: Option<(AccountId, Epoch)>,
}

impl SubjectRow {
    /// The subject in these columns.
    pub(crate) fn into_subject(self) -> Result<Subject, Corrupt> {
        let location = LocationId::new(self.location).ok_or_else(|| Corrupt::column("outbox.location"))?;
        let origin = origin(&self.network, self.device.as_deref()).ok_or_else(|| Corrupt::column("outbox.network"))?;
        let address = self.address.as_deref().map(EmailAddress::parse).transpose();
        let address = address.map_err(|_| Corrupt::column("outbox.address"))?;
        let channel = self.channel.map(Channel::from_code);
        let [locale, browser_locale] = [self.locale, self.browser_locale].map(|text| Locale::from_row(text.as_deref()));
        if let Some((account, epoch)) = self.notice {
            let kind = NoticeKind::from_code(&self.subject).ok_or_else(|| Corrupt::column("outbox.subject"))?;
            let language = channel.map(|channel| NoticeLanguage { channel, locale, browser_locale });
            return Ok(Subject::Notice(Notice { kind, account, location, origin, language, epoch, to: address }));
        }
        let address = address.ok_or_else(|| Corrupt::column("outbox.address"))?;
        let parsed = |column| move |_| Corrupt::column(column);
        Ok(Subject::Request(Request {
            purpose: Purpose::from_code(&self.subject).ok_or_else(|| Corrupt::column("outbox.subject"))?,
            address,
            address_key: self.address_key.map(AddressKey::from).ok_or_else(|| Corrupt::column("outbox.address_key"))?,
            channel: channel.ok_or_else(|| Corrupt::column("outbox.channel"))?,
            location,
            locale,
            browser_locale,
            redirect_to: self.redirect_to.map(|text| text.parse()).transpose().map_err(parsed("outbox.redirect_to"))?,
            origin,
            notice_allowed: self.notice_allowed,
            moves: self.moves,
        }))
    }
}

/// The stable name of a subject of either kind, from its code.
pub(crate) fn subject_code(code: &str) -> Result<&'static str, Corrupt> {
    Purpose::from_code(code)
        .map(Purpose::code)
        .or_else(|| NoticeKind::from_code(code).map(NoticeKind::code))
        .ok_or_else(|| Corrupt::column("outbox.subject"))
}
