//! What the tests share.

mod faulty_server;
mod office;
mod recorder;
mod smtp_server;
mod transports;
mod verifier;

pub(crate) use faulty_server::{Act, At, FaultyServer};
pub(crate) use office::{ANN, Office, address, request};
pub(crate) use recorder::Recorder;
pub(crate) use smtp_server::SmtpServer;
pub(crate) use transports::{Gate, Refusing};
pub(crate) use verifier::verified;

use rekey_core::outbox::MailName;
use rekey_core::ports::Clock;
use rekey_core::testing::{ManualClock, SeededRng};
use rekey_core::{Code, Locale};
use rekey_mail::{DkimKeys, Draft, OutgoingMail};
use rekey_render::RenderedMail;

/// A mail to this address, with all that is hard to carry in it.
pub(crate) fn mail_to(to: &str) -> OutgoingMail {
    mail(to, TEXT)
}

pub(crate) const TEXT: &str =
    "Grüß dich, Ann!\n\n.\n..two dots\nFrom here: https://id.example.com/reset?token=abc=def\n\nYour code: 123456\n";
pub(crate) const HTML: &str =
    "<p>Grüß dich, Ann! <a href=\"https://id.example.com/reset?token=abc=def\">Here</a></p>\n";

/// A mail to this address with this text.
pub(crate) fn mail(to: &str, text: &str) -> OutgoingMail {
    compose(draft(to, text), &DkimKeys::default())
}

/// A draft to this address with this text.
pub(crate) fn draft(to: &str, text: &str) -> Draft {
    Draft {
        name: MailName::generate(ManualClock::default().now(), &SeededRng::new(2)),
        from: "Bücher & Söhne <no-reply@bücher.example>".parse().expect("a mailbox"),
        reply_to: None,
        to: address(to),
        images: Vec::new(),
        content: RenderedMail {
            subject: "Dein neues Passwort für „Bücher & Söhne“".to_owned(),
            text: text.to_owned(),
            html: HTML.to_owned(),
            language: Locale::english().language().clone(),
        },
        code: Code::parse("123456"),
        senders: Vec::new(),
    }
}

/// The mail that a draft becomes.
pub(crate) fn compose(draft: Draft, keys: &DkimKeys) -> OutgoingMail {
    OutgoingMail::compose(draft, keys, ManualClock::default().now(), &SeededRng::new(1)).expect("a mail")
}
