//! Mailboxes that people open in a browser.

use rekey_core::EmailAddress;
use serde::Serialize;

/// The page of a mail provider, so that a person gets there by one press. Only the typed domain decides: nothing is
/// known of the address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Mailbox {
    name: &'static str,
    url: &'static str,
}

const PROVIDERS: [(Mailbox, &[&str]); 9] = [
    (Mailbox { name: "Gmail", url: "https://mail.google.com/" }, &["gmail.com", "googlemail.com"]),
    (
        Mailbox { name: "Outlook", url: "https://outlook.live.com/mail/" },
        &[
            "outlook.com",
            "outlook.de",
            "outlook.fr",
            "hotmail.com",
            "hotmail.co.uk",
            "hotmail.fr",
            "live.com",
            "msn.com",
        ],
    ),
    (
        Mailbox { name: "Yahoo Mail", url: "https://mail.yahoo.com/" },
        &["yahoo.com", "yahoo.co.uk", "yahoo.de", "yahoo.fr", "yahoo.es", "yahoo.it", "yahoo.com.br", "ymail.com"],
    ),
    (Mailbox { name: "iCloud Mail", url: "https://www.icloud.com/mail/" }, &["icloud.com", "me.com", "mac.com"]),
    (Mailbox { name: "Proton Mail", url: "https://mail.proton.me/" }, &["proton.me", "protonmail.com", "pm.me"]),
    (Mailbox { name: "AOL Mail", url: "https://mail.aol.com/" }, &["aol.com"]),
    (Mailbox { name: "GMX", url: "https://www.gmx.net/" }, &["gmx.de", "gmx.net", "gmx.at", "gmx.ch"]),
    (Mailbox { name: "WEB.DE", url: "https://web.de/" }, &["web.de"]),
    (Mailbox { name: "Fastmail", url: "https://app.fastmail.com/" }, &["fastmail.com", "fastmail.fm"]),
];

impl Mailbox {
    pub(super) const SAMPLE: Self = PROVIDERS[0].0;

    /// Where the emails of this address are read, if it is one of the well-known providers'.
    pub fn of(address: &EmailAddress) -> Option<Self> {
        let domain = address.domain().to_lowercase();
        PROVIDERS.iter().find(|(_, domains)| domains.contains(&domain.as_str())).map(|(mailbox, _)| *mailbox)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_domain_alone_tells_where_a_mailbox_is_opened() {
        let name = |address| Mailbox::of(&EmailAddress::parse(address).unwrap()).map(|mailbox| mailbox.name);
        assert_eq!(name("ann@gmail.com"), Some("Gmail"));
        assert_eq!(name("ann@HOTMAIL.com"), Some("Outlook"));
        assert_eq!(name("gmail.com@example.com"), None);
        assert_eq!(name("ann@notgmail.com"), None);
    }
}
