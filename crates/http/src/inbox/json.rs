//! The captured emails for programs: test suites of front ends read their links and codes here.

use axum::Json;
use axum::extract::State;
use rekey_core::ports::CapturedMail;
use serde::Serialize;

use super::captured;
use super::gate::Neighbour;
use crate::app::SharedApp;

/// A mail. Its field names are stable: tests of other products read them.
#[derive(Serialize)]
pub(super) struct MailJson {
    id: String,
    to: String,
    from: String,
    subject: String,
    text: String,
    html: String,
    links: Vec<String>,
    code: Option<String>,
    created_at: String,
}

impl From<&CapturedMail> for MailJson {
    fn from(mail: &CapturedMail) -> Self {
        Self {
            id: mail.id.clone(),
            to: mail.to.clone(),
            from: mail.from.clone(),
            subject: mail.subject.clone(),
            text: mail.text.clone(),
            html: mail.html.clone(),
            links: mail.links.clone(),
            code: mail.code.clone(),
            created_at: mail.created_at.to_string(),
        }
    }
}

/// All emails, newest first.
pub(super) async fn list(_: Neighbour, State(app): State<SharedApp>) -> Json<Vec<MailJson>> {
    Json(captured(&app).iter().map(|mail| MailJson::from(&**mail)).collect())
}

#[cfg(test)]
mod tests {
    use rekey_core::time::Timestamp;
    use serde_json::json;

    use super::*;

    #[test]
    fn a_mail_has_the_fixed_names_and_keeps_its_source_to_itself() {
        let mail = CapturedMail {
            id: "7".into(),
            to: "ann@example.com".into(),
            from: "Rekey <no-reply@example.com>".into(),
            subject: "Your code".into(),
            text: "123456".into(),
            html: "<p>123456</p>".into(),
            links: vec!["https://id.example.com/reset".into()],
            code: Some("123456".into()),
            source: "Subject: Your code".into(),
            created_at: Timestamp::constant(1_800_000_000, 0),
        };
        let expected = json!({
            "id": "7", "to": "ann@example.com", "from": "Rekey <no-reply@example.com>", "subject": "Your code",
            "text": "123456", "html": "<p>123456</p>", "links": ["https://id.example.com/reset"], "code": "123456",
            "created_at": "2027-01-15T08:00:00Z",
        });
        assert_eq!(serde_json::to_value(MailJson::from(&mail)).unwrap(), expected);
    }
}
