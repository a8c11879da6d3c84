//! Delivery reports on standard input.

use rekey_mail::bounce::reports;

/// Whatever mail servers send back, no report names a mail that the message does not name, and few come of one message.
pub(crate) fn holds(data: &[u8]) {
    let reports = reports(data);
    assert!(reports.len() <= 10, "{} reports", reports.len());
    let lower = String::from_utf8_lossy(data).to_lowercase();
    // Long headers are folded.
    let text: String = lower.chars().filter(|letter| !letter.is_whitespace()).collect();
    // What is encoded is not there letter by letter.
    if text.contains("base64") || text.contains("quoted-printable") {
        return;
    }
    for report in reports {
        assert!(text.contains(&report.mail.to_string()), "{report:?}");
        assert!(text.contains("delivery-status"), "{report:?}");
    }
}
