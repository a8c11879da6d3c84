//! Delivery reports as mail servers send them back (RFC 3464).

use mail_parser::{MessageParser, MimeHeaders, PartType};
use rekey_core::EmailAddress;
use rekey_core::outbox::{Bounce, MailFate, MailName, MailReport};

/// How many recipients of a report are read. A mail of ours has one.
const MOST_RECIPIENTS: usize = 10;
/// Statuses of mailboxes that take no mail (RFC 3463): no such mailbox or domain, moved, switched off.
const NO_MAILBOX: [&str; 6] = ["5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1"];

/// What a message reports of mails that it names; nothing, if it is another kind of message. Whether the mails are ours is for
/// others to say.
pub fn reports(message: &[u8]) -> Vec<MailReport> {
    let Some(message) = MessageParser::default().parse(message) else { return Vec::new() };
    let (mut statuses, mut mail) = (Vec::new(), None);
    for part in &message.parts {
        let Some(kind) = part.content_type() else { continue };
        let is = |main: &str, sub: &str| {
            kind.ctype().eq_ignore_ascii_case(main) && kind.subtype().is_some_and(|kind| kind.eq_ignore_ascii_case(sub))
        };
        if is("message", "delivery-status") || is("message", "global-delivery-status") {
            statuses = recipients(&String::from_utf8_lossy(part.contents()));
        } else if let PartType::Message(returned) = &part.body {
            mail = mail.or_else(|| name(returned));
        } else if is("text", "rfc822-headers") || is("message", "global-headers") {
            let returned = MessageParser::default().parse_headers(part.contents());
            mail = mail.or_else(|| returned.as_ref().and_then(name));
        }
    }
    let Some(mail) = mail else { return Vec::new() };
    let read = |recipient: Recipient| {
        Some(MailReport { mail, fate: recipient.fate()?, recipient: recipient.address?, reason: recipient.diagnostic })
    };
    statuses.into_iter().filter_map(read).collect()
}

fn name(returned: &mail_parser::Message<'_>) -> Option<MailName> {
    MailName::of_message_id(returned.message_id()?)
}

/// What a report says of one recipient.
#[derive(Default)]
struct Recipient {
    address: Option<EmailAddress>,
    action: String,
    status: String,
    diagnostic: Option<String>,
}

impl Recipient {
    fn fate(&self) -> Option<MailFate> {
        match self.action.as_str() {
            "delivered" => Some(MailFate::Delivered),
            "failed" if NO_MAILBOX.contains(&self.status.as_str()) => Some(MailFate::Bounced(Bounce::Permanent)),
            "failed" => Some(MailFate::Bounced(Bounce::Transient)),
            _ => None,
        }
    }
}

/// The groups of fields, of which the first is about the whole message (RFC 3464, 2.1).
fn recipients(text: &str) -> Vec<Recipient> {
    let text = text.replace("\r\n", "\n");
    let groups = text.split("\n\n").map(group).filter(|recipient| recipient.address.is_some());
    groups.take(MOST_RECIPIENTS).collect()
}

fn group(text: &str) -> Recipient {
    let (mut recipient, mut original) = (Recipient::default(), None);
    // A line that begins with a space continues the one before.
    let unfolded = text.replace("\n ", " ").replace("\n\t", " ");
    for line in unfolded.lines() {
        let Some((name, value)) = line.split_once(':') else { continue };
        // A value may begin with its type: `rfc822; ann@example.com`, `smtp; 550 no`.
        let untyped = |value: &str| value.split_once(';').map_or(value, |(_, rest)| rest).trim().to_owned();
        // Without a comment. A server's words may have parentheses of their own.
        let bare = value.split('(').next().unwrap_or_default().trim();
        match name.trim().to_ascii_lowercase().as_str() {
            "final-recipient" => recipient.address = address(&untyped(bare)),
            "original-recipient" => original = address(&untyped(bare)),
            "action" => recipient.action = bare.to_ascii_lowercase(),
            "status" => bare.clone_into(&mut recipient.status),
            "diagnostic-code" => recipient.diagnostic = Some(untyped(value)),
            _ => {}
        }
    }
    // The last server may know the recipient by another address than the one that the mail was sent to.
    recipient.address = original.or(recipient.address);
    recipient
}

fn address(text: &str) -> Option<EmailAddress> {
    EmailAddress::parse(text.trim_start_matches('<').trim_end_matches('>')).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As Postfix writes them, with the fields that vary.
    fn report(status: &str, returned: &str) -> String {
        format!(
            "From: MAILER-DAEMON@mx.example.net (Mail Delivery System)\r\n\
             Subject: Undelivered Mail Returned to Sender\r\nMIME-Version: 1.0\r\n\
             Content-Type: multipart/report; report-type=delivery-status;\r\n\tboundary=\"A/B.mx.example.net\"\r\n\r\n\
             --A/B.mx.example.net\r\nContent-Description: Notification\r\nContent-Type: text/plain; charset=us-ascii\r\n\r\n\
             I'm sorry to have to inform you that your message could not be delivered.\r\n\r\n\
             --A/B.mx.example.net\r\nContent-Description: Delivery report\r\nContent-Type: message/delivery-status\r\n\r\n\
             Reporting-MTA: dns; mx.example.net\r\nX-Postfix-Queue-ID: 1234\r\nArrival-Date: Mon, 30 Nov 2026 08:00:00 +0000 (UTC)\r\n\r\n\
             {status}\r\n\r\n\
             --A/B.mx.example.net\r\n{returned}\r\n\r\n--A/B.mx.example.net--\r\n"
        )
    }

    const FAILED: &str = "Final-Recipient: rfc822; ann@example.com\r\nOriginal-Recipient: rfc822;Ann@example.com\r\nAction: failed\r\n\
                          Status: 5.1.1\r\nRemote-MTA: dns; mx.example.com\r\nDiagnostic-Code: smtp; 550 5.1.1 <ann@example.com>:\r\n    (recipient) user unknown";
    const WHOLE: &str = "Content-Description: Undelivered Message\r\nContent-Type: message/rfc822\r\n\r\n\
                         Message-ID: <00112233445566778899aabbccddeeff@example.com>\r\nTo: ann@example.com\r\nSubject: x\r\n\r\nhello";
    const HEADERS: &str = "Content-Type: text/rfc822-headers\r\n\r\n\
                           Message-ID: <00112233445566778899aabbccddeeff@example.com>\r\nTo: ann@example.com\r\n";

    #[test]
    fn a_report_names_mail_recipient_and_reason() {
        for returned in [WHOLE, HEADERS] {
            let read = reports(report(FAILED, returned).as_bytes());
            let [report] = &read[..] else { panic!("{read:?}") };
            assert_eq!(report.mail.to_string(), "00112233445566778899aabbccddeeff");
            assert_eq!(report.recipient.canonical(), "ann@example.com");
            assert_eq!(report.fate, MailFate::Bounced(Bounce::Permanent));
            let reason = report.reason.as_deref().unwrap();
            assert!(reason.starts_with("550 5.1.1") && reason.ends_with("(recipient) user unknown"), "{report:?}");
        }
    }

    #[test]
    fn only_mailboxes_that_are_not_there_bounce_for_good() {
        let fate = |from: &str, to: &str| {
            reports(report(&FAILED.replace(from, to), WHOLE).as_bytes()).first().map(|report| report.fate)
        };
        assert_eq!(fate("Status: 5.1.1", "Status: 5.7.1"), Some(MailFate::Bounced(Bounce::Transient)));
        assert_eq!(fate("Status: 5.1.1", "Status: 4.4.7"), Some(MailFate::Bounced(Bounce::Transient)));
        assert_eq!(fate("Action: failed", "Action: delivered"), Some(MailFate::Delivered));
        assert_eq!(fate("Action: failed", "Action: delayed"), None);
    }

    #[test]
    fn what_names_no_mail_of_ours_reports_nothing() {
        for message in [
            String::new(),
            "Subject: hello\r\n\r\nMessage-ID: <00112233445566778899aabbccddeeff@example.com>".to_owned(),
            report(FAILED, "Content-Type: text/plain\r\n\r\nnothing"),
            report(FAILED, &WHOLE.replace("00112233445566778899aabbccddeeff", "someone-elses")),
            report("Action: failed\r\nStatus: 5.1.1", WHOLE),
        ] {
            assert_eq!(reports(message.as_bytes()), [], "{message}");
        }
    }
}
