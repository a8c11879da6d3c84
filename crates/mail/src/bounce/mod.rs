//! Reports on emails that arrive as mails: what mail servers send back, and complaints.

mod delivery;
mod feedback;
mod fields;

use mail_parser::{HeaderValue, Message, MessageParser, MimeHeaders, PartType};
use rekey_core::EmailAddress;
use rekey_core::outbox::{MailFate, MailName, MailReport};

use feedback::Feedback;
pub(crate) use feedback::is_complaint;

/// What a message reports of emails that it names; nothing, if it is another kind of message. Whether the emails are
/// ours is for others to say.
pub fn reports(message: &[u8]) -> Vec<MailReport> {
    let Some(message) = MessageParser::default().parse(message) else { return Vec::new() };
    let (mut statuses, mut feedback, mut returned, mut named) = (Vec::new(), None, None, None);
    for part in &message.parts {
        let Some(kind) = part.content_type() else { continue };
        let is = |main: &str, sub: &str| {
            kind.ctype().eq_ignore_ascii_case(main) && kind.subtype().is_some_and(|kind| kind.eq_ignore_ascii_case(sub))
        };
        let text = || String::from_utf8_lossy(part.contents());
        if is("message", "delivery-status") || is("message", "global-delivery-status") {
            named = delivery::original_message(&text());
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
    // Some servers return nothing of the email, and name it alone.
    let named = || Some(Returned { mail: named.or_else(|| answered(&message))?, to: None });
    let Some(Returned { mail, to }) = returned.or_else(named) else { return Vec::new() };
    if let Some(feedback) = feedback.filter(Feedback::is_complaint) {
        let complaint = |recipient| MailReport { mail, fate: MailFate::Complained, recipient, reason: None };
        return feedback.recipient.or(to).map(complaint).into_iter().collect();
    }
    let read = |recipient: delivery::Recipient| {
        Some(MailReport { mail, fate: recipient.fate()?, recipient: recipient.address?, reason: recipient.diagnostic })
    };
    statuses.into_iter().filter_map(read).collect()
}

/// The email that a message says it is the answer to.
fn answered(message: &Message<'_>) -> Option<MailName> {
    let ids = [message.in_reply_to(), message.references()].into_iter().filter_map(HeaderValue::as_text_list);
    ids.flatten().find_map(|id| MailName::of_message_id(id))
}

/// The email that a report is about.
struct Returned {
    mail: MailName,
    /// An email of ours goes to one address.
    to: Option<EmailAddress>,
}

impl Returned {
    fn of(message: &Message<'_>) -> Option<Self> {
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

    /// The fields about a recipient as other servers write them.
    #[test]
    fn each_servers_way_of_writing_is_read() {
        let permanent = MailFate::Bounced(Bounce::Permanent);
        let transient = MailFate::Bounced(Bounce::Transient);
        for (server, status, fate) in [
            (
                "Exim",
                "Action: failed\r\nFinal-Recipient: rfc822;ann@example.com\r\nStatus: 5.0.0\r\n\
                 Remote-MTA: dns; mx.example.com\r\nDiagnostic-Code: smtp; 550-5.1.1 no such\r\n 550 5.1.1 user",
                permanent,
            ),
            (
                "Exim, of a policy",
                "Action: failed\r\nFinal-Recipient: rfc822;ann@example.com\r\nStatus: 5.0.0\r\n\
                 Diagnostic-Code: smtp; 550 5.7.1 not from you",
                transient,
            ),
            (
                "Exim, of a server without enhanced codes",
                "Action: failed\r\nFinal-Recipient: rfc822;ann@example.com\r\nStatus: 5.0.0\r\n\
                 Diagnostic-Code: smtp; 550 Mailbox unavailable",
                transient,
            ),
            (
                "Exchange",
                "Original-Recipient: rfc822;ann@example.com\r\nFinal-Recipient: rfc822;ann@inner.example\r\n\
                 Action: failed\r\nStatus: 5.1.10\r\n\
                 Diagnostic-Code: smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found\r\n\
                 X-Display-Name: Ann",
                permanent,
            ),
            (
                "Exchange, of another's refusal",
                "Final-Recipient: rfc822;ann@example.com\r\nAction: failed\r\nStatus: 5.7.1\r\n\
                 Diagnostic-Code: smtp;550 5.1.1 quoted <ann@example.com>",
                transient,
            ),
            (
                "Google",
                "Final-Recipient: rfc822; ann@example.com\r\nAction: failed\r\nStatus: 5.1.1\r\n\
                 Remote-MTA: dns; mx.example.com. (192.0.2.1, the server for the domain example.com.)\r\n\
                 Diagnostic-Code: smtp; 550-5.1.1 The email account does not exist. Please try\r\n 550 5.1.1 again\r\n\
                 Last-Attempt-Date: Mon, 30 Nov 2026 00:00:00 -0800 (PST)",
                permanent,
            ),
            (
                "sendmail",
                "Original-Recipient: rfc822;ann@example.com\r\nFinal-Recipient: RFC822; <ann@example.com>\r\n\
                 Action: Failed\r\nStatus: 5.1.1 (bad destination mailbox address)\r\nRemote-MTA: DNS; mx.example.com\r\n\
                 Diagnostic-Code: SMTP; 550 5.1.1 user unknown",
                permanent,
            ),
            (
                "a status with words",
                "Final-Recipient: rfc822;ann@example.com\r\nAction: failed\r\nStatus: 5.1.1 user unknown",
                permanent,
            ),
        ] {
            for returned in [WHOLE, HEADERS] {
                let read = reports(report(status, returned).as_bytes());
                let [report] = &read[..] else { panic!("{server}: {read:?}") };
                assert_eq!((report.recipient.canonical(), report.fate), ("ann@example.com", fate), "{server}");
            }
        }
    }

    #[test]
    fn a_report_that_returns_nothing_names_the_mail_that_it_answers() {
        let nothing = "Content-Type: text/plain\r\n\r\nnothing";
        let id = "<00112233445566778899aabbccddeeff@example.com>";
        let plain = report(FAILED, nothing);
        for named in [
            plain.replacen("Subject:", &format!("In-Reply-To: {id}\r\nSubject:"), 1),
            plain.replacen("Subject:", &format!("References: <other@example.net>\r\n {id}\r\nSubject:"), 1),
            plain.replacen("Arrival-Date:", &format!("X-Original-Message-ID: {id}\r\nArrival-Date:"), 1),
        ] {
            let read = reports(named.as_bytes());
            let [report] = &read[..] else { panic!("{named}: {read:?}") };
            assert_eq!(report.mail.to_string(), "00112233445566778899aabbccddeeff");
        }
        let answer = format!("In-Reply-To: {id}\r\nSubject: thank you\r\n\r\nFinal-Recipient: rfc822; ann@example.com");
        assert_eq!(reports(answer.as_bytes()), []);
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
