//! Context of the development inbox, `/_dev/inbox`.

use std::sync::Arc;

use rekey_core::ports::CapturedMail;
use serde::Serialize;

use crate::context::PageContext;
use crate::context::values::{FormKeys, Instant, sample};

/// Shows captured mails. `/_dev/inbox?mail=ID&view=html|text|source` opens one; its HTML comes from
/// `/_dev/inbox/ID.html` in a sandboxed frame (a page of its own, since a mail's inline styles need another content
/// security policy than ours). The script asks `/_dev/inbox.json` for news. Posts the hidden fields to
/// `/_dev/inbox/clear` to forget all mails.
#[derive(Clone, Serialize)]
pub struct Inbox {
    form: FormKeys,
    mails: Vec<Row>,
    open: Option<OpenMail>,
    view: InboxView,
}

/// What is shown of an open mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum InboxView {
    /// The HTML, in a frame.
    #[default]
    Html,
    /// The plain text.
    Text,
    /// The whole message as SMTP would have carried it.
    Source,
}

impl InboxView {
    /// The view with this name in the query; unknown names are the HTML view.
    pub fn from_name(name: &str) -> Self {
        match name {
            "text" => Self::Text,
            "source" => Self::Source,
            _ => Self::Html,
        }
    }
}

#[derive(Clone, Serialize)]
struct Row {
    id: String,
    to: String,
    subject: String,
    at: Instant,
    open: bool,
}

#[derive(Clone, Serialize)]
struct OpenMail {
    id: String,
    to: String,
    from: String,
    subject: String,
    at: Instant,
    code: Option<String>,
    links: Vec<String>,
    text: String,
    source: String,
}

impl Inbox {
    /// The inbox with these mails, newest first, and one of them open: the one with the id `open`, or the newest.
    pub fn new(form: FormKeys, mails: &[Arc<CapturedMail>], open: Option<&str>, view: InboxView) -> Self {
        let opened = mails.iter().find(|mail| Some(mail.id.as_str()) == open).or(mails.first());
        let row = |mail: &Arc<CapturedMail>| Row {
            id: mail.id.clone(),
            to: mail.to.clone(),
            subject: mail.subject.clone(),
            at: Instant(mail.created_at),
            open: opened.is_some_and(|opened| opened.id == mail.id),
        };
        Self { form, mails: mails.iter().map(row).collect(), open: opened.map(|mail| OpenMail::from(&**mail)), view }
    }
}

impl From<&CapturedMail> for OpenMail {
    fn from(mail: &CapturedMail) -> Self {
        Self {
            id: mail.id.clone(),
            to: mail.to.clone(),
            from: mail.from.clone(),
            subject: mail.subject.clone(),
            at: Instant(mail.created_at),
            code: mail.code.clone(),
            links: mail.links.clone(),
            text: mail.text.clone(),
            source: mail.source.clone(),
        }
    }
}

impl PageContext for Inbox {
    const TEMPLATE: &'static str = "pages/inbox.html";

    fn samples() -> Vec<(&'static str, Self)> {
        let link = sample::link("reset").to_string();
        let mail = |id: &str, subject: &str, code: Option<&str>| {
            Arc::new(CapturedMail {
                id: id.to_owned(),
                to: sample::EMAIL.to_owned(),
                from: "Example Portal <no-reply@example.com>".to_owned(),
                subject: subject.to_owned(),
                text: format!("Hello Ann Miller,\n\nYour code:\n\n    {}\n\n{link}\n", sample::CODE),
                html: "<p>Hello Ann Miller</p>".to_owned(),
                links: vec![link.clone()],
                code: code.map(str::to_owned),
                source: format!("Subject: {subject}\r\nMIME-Version: 1.0\r\n\r\nHello <Ann>"),
                created_at: sample::instant().0,
            })
        };
        let mails = [
            mail("3", "Your code for a new password", Some(sample::CODE)),
            mail("2", "Your password was changed", None),
            mail("1", "Set a new password", None),
        ];
        let open = |id, view| Self::new(sample::form(), &mails, Some(id), view);
        vec![
            ("empty", Self::new(sample::form(), &[], None, InboxView::Html)),
            ("html", open("3", InboxView::Html)),
            ("text", open("2", InboxView::Text)),
            ("source", open("1", InboxView::Source)),
        ]
    }
}
