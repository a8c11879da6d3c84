//! E-mail addresses (R11).

use rekey_core::EmailAddress;
use rekey_core::email_address::Mailbox;

/// An accepted address has one canonical form, can be mailed to, and shows no name when it is masked.
pub(crate) fn holds(data: &[u8]) {
    let Some(text) = crate::text(data) else { return };
    if let Ok(address) = EmailAddress::parse(text) {
        is_stable(&address);
        assert_eq!(address.as_stored(), text.trim_matches(' '), "who typed it is mailed to nowhere else");
        let mailed: Result<lettre::Address, _> = address.as_stored().parse();
        // lettre accepts fewer non-ASCII letters; a mail to such a name is given up, with the reason.
        assert!(mailed.is_ok() || !address.local_part().is_ascii(), "no email could be sent to {text:?}");
    }
    if let Ok(mailbox) = text.parse::<Mailbox>() {
        let printed = mailbox.to_string();
        assert_eq!(printed.parse().ok(), Some(mailbox), "{printed:?} is read as another mailbox");
        assert!(!printed.contains(['\r', '\n']), "{printed:?} would break a header");
    }
}

fn is_stable(address: &EmailAddress) {
    let again = EmailAddress::parse(address.canonical()).expect("a canonical form is an address");
    assert_eq!(again.canonical(), address.canonical());
    assert_eq!(&again, address);
    assert_eq!(format!("{}@{}", address.local_part(), address.domain()), address.canonical());
    assert!(address.domain().is_ascii(), "a domain is kept as A-labels");
    let first = address.as_stored().chars().next().expect("an address is not empty");
    let masked = format!("{first}•••@{}", address.domain());
    assert_eq!(format!("{} {address:?}", address.masked()), format!("{masked} EmailAddress({masked})"));
}
