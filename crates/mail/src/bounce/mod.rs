//! Reports on emails that arrive as mails: what mail servers send back, and complaints.

mod delivery;
mod feedback;
mod fields;

use mail_parser::{MessageParser, MimeHeaders, PartType};
use rekey_core::EmailAddress;
use rekey_core::outbox::{MailFate, MailName, MailReport};

use feedback::Feedback;
pub(crate) use feedback::is_complaint;

/// What a message reports of emails that it names; nothing, if it is another kind of message. Whether the emails are
/// ours is for others to say.
pub fn reports(message: &[u8]) -> Vec<MailReport> {
    let Some(message) = MessageParser::default().parse(message) else { return Vec::new() };
    let (mut statuses, mut feedback, mut returned) = (Vec::new(), None, None);
    for part in &message.parts {
        let Some(kind) = part.content_type() else { continue };
        let is = |main: &str, sub: &str| {
            kind.ctype().eq_ignore_ascii_case(main) && kind.subtype().is_some_and(|kind| kind.eq_ignore_ascii_case(sub))
        };
        let text = || String::from_utf8_lossy(part.contents());
        if is("message", "delivery-status") || is("message", "global-delivery-status") {
            statuses = delivery::recipients(&text());
        } else if is("message", "feedback-report") {
            feedback = Some(Feedback::parse(&text()));
        } else if let PartType::Message(whole) = &part.body {
            returned = returned.or_else(|| Returned::of(whole));
        } else if is("text", "rfc822-headers") || is("message", "global-headers") {
            let headers = MessageParser::default().parse_headers(part.contents());
            returned = returned.or_else(|| Returned::of(headers.as_ref()?));
        }
    }
    let Some(Returned { mail, to }) = returned else { return Vec::new() };
    if let Some(feedback) = feedback.filter(Feedback::is_complaint) {
        let complaint = |recipient| MailReport { mail, fate: MailFate::Complained, recipient, reason: None };
        return feedback.recipient.or(to).map(complaint).into_iter().collect();
    }
    let read = |recipient: delivery::Recipient| {
        Some(MailReport { mail, fate: recipient.fate()?, recipient: recipient.address?, reason: recipient.diagnostic })
    };
    statuses.into_iter().filter_map(read).collect()
}

/// The email that a report is about.
struct Returned {
    mail: MailName,
    /// An email of ours goes to one address.
    to: Option<EmailAddress>,
}

impl Returned {
    fn of(message: &mail_parser::Message<'_>) -> Option<Self> {
        let to = message.to().and_then(|to| to.first()?.address());
        Some(Self { mail: MailName::of_message_id(message.message_id()?)?, to: to.and_then(fields::address) })
    }
}

#[cfg(test)]
mod tests {
    use rekey_core::outbox::Bounce;

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

    /// As mailbox providers write them.
    fn complaint(fields: &str, returned: &str) -> String {
        format!(
            "From: <abusedesk@example.com>\r\nSubject: FW: x\r\nMIME-Version: 1.0\r\n\
             Content-Type: multipart/report; report-type=feedback-report; boundary=\"b\"\r\n\r\n\
             --b\r\nContent-Type: text/plain; charset=\"US-ASCII\"\r\n\r\nThis is an email abuse report.\r\n\r\n\
             --b\r\nContent-Type: message/feedback-report\r\n\r\n\
             User-Agent: SomeGenerator/1.0\r\nVersion: 1\r\n{fields}\r\n\r\n\
             --b\r\n{returned}\r\n\r\n--b--\r\n"
        )
    }

    #[test]
    fn a_complaint_names_the_mail_and_its_recipient_or_returns_it() {
        for fields in [
            "Feedback-Type: abuse\r\nOriginal-Rcpt-To: <Ann@example.com>",
            "Feedback-Type:\r\n Fraud\r\nOriginal-Rcpt-To: redacted\r\nOriginal-Rcpt-To: ann@example.com",
            "Feedback-Type: abuse",
        ] {
            for returned in [WHOLE, HEADERS] {
                let read = reports(complaint(fields, returned).as_bytes());
                let [report] = &read[..] else { panic!("{fields}: {read:?}") };
                assert_eq!(report.mail.to_string(), "00112233445566778899aabbccddeeff");
                assert_eq!(report.recipient.canonical(), "ann@example.com");
                assert_eq!((report.fate, &report.reason), (MailFate::Complained, &None));
            }
        }
    }

    #[test]
    fn feedback_that_is_no_complaint_or_names_nobody_reports_nothing() {
        let without_to = WHOLE.replace("To: ann@example.com\r\n", "");
        for (fields, returned) in [
            ("Feedback-Type: not-spam", WHOLE),
            ("Feedback-Type: Auth-Failure", WHOLE),
            ("Original-Rcpt-To: ann@example.com", WHOLE),
            ("Feedback-Type: abuse", &*without_to),
            ("Feedback-Type: abuse", "Content-Type: text/plain\r\n\r\nnothing"),
        ] {
            assert_eq!(reports(complaint(fields, returned).as_bytes()), [], "{fields} {returned}");
        }
    }
}
