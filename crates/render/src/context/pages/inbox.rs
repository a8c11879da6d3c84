//! Context of the development inbox, `/_dev/inbox`.

use std::sync::Arc;

use rekey_core::ports::CapturedMail;
use serde::Serialize;

use crate::context::PageContext;
use crate::context::values::{FormKeys, Instant, sample};

/// Shows captured emails. `/_dev/inbox?mail=ID&view=html|text|headers|source&scheme=light|dark` opens one; its HTML
/// comes from `/_dev/inbox/ID.html` in a sandboxed frame (a page of its own, since an email's inline styles need
/// another content security policy than ours). The script asks `/_dev/inbox.json` for news. Posts the hidden fields to
/// `/_dev/inbox/clear` to forget all emails.
#[derive(Clone, Serialize)]
pub struct Inbox {
    form: FormKeys,
    mails: Vec<Row>,
    open: Option<OpenMail>,
    view: InboxView,
    scheme: Option<InboxScheme>,
    images: bool,
}

/// Which part of the inbox the query selects.
#[derive(Debug, Clone, Copy)]
pub struct InboxQuery<'a> {
    /// The id of the email to open. Falls back to the newest.
    pub open: Option<&'a str>,
    /// What of it.
    pub view: InboxView,
    /// Its HTML in this colour scheme, instead of the browser's.
    pub scheme: Option<InboxScheme>,
    /// Its HTML with images.
    pub images: bool,
}

impl Default for InboxQuery<'_> {
    fn default() -> Self {
        Self { open: None, view: InboxView::default(), scheme: None, images: true }
    }
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
    /// The headers, each on a row.
    Headers,
    /// The whole message as SMTP would have carried it.
    Source,
}

impl InboxView {
    /// The view with this name in the query; unknown names are the HTML view.
    pub fn from_name(name: &str) -> Self {
        match name {
            "text" => Self::Text,
            "headers" => Self::Headers,
            "source" => Self::Source,
            _ => Self::Html,
        }
    }
}

/// A colour scheme for an email, whatever the browser prefers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum InboxScheme {
    /// As in daylight.
    Light,
    /// As at night.
    Dark,
}

impl InboxScheme {
    /// The scheme with this name in the query.
    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "light" => Some(Self::Light),
            "dark" => Some(Self::Dark),
            _ => None,
        }
    }

    /// An email's HTML in this scheme. Its media queries are resolved beforehand, because a page can't set the
    /// preference of a frame.
    pub fn apply(self, html: &str) -> String {
        let answer = |scheme| if self == scheme { "(min-width: 1px)" } else { "(max-width: 0px)" };
        html.replace("(prefers-color-scheme: dark)", answer(Self::Dark))
            .replace("(prefers-color-scheme:dark)", answer(Self::Dark))
            .replace("(prefers-color-scheme: light)", answer(Self::Light))
            .replace("(prefers-color-scheme:light)", answer(Self::Light))
    }
}

#[derive(Clone, Serialize)]
struct Row {
    id: String,
    to: String,
    subject: String,
    preheader: String,
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
    headers: Vec<Header>,
    source: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct Header {
    name: String,
    value: String,
}

impl Inbox {
    /// The inbox with these emails, newest first, and one of them open.
    pub fn new(form: FormKeys, mails: &[Arc<CapturedMail>], query: InboxQuery<'_>) -> Self {
        let InboxQuery { open, view, scheme, images } = query;
        let opened = mails.iter().find(|mail| Some(mail.id.as_str()) == open).or(mails.first());
        let row = |mail: &Arc<CapturedMail>| Row {
            id: mail.id.clone(),
            to: mail.to.clone(),
            subject: mail.subject.clone(),
            preheader: preheader(&mail.html),
            at: Instant(mail.created_at),
            open: opened.is_some_and(|opened| opened.id == mail.id),
        };
        let open = opened.map(|mail| OpenMail::from(&**mail));
        Self { form, mails: mails.iter().map(row).collect(), open, view, scheme, images }
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
            headers: headers(&mail.source),
            source: mail.source.clone(),
        }
    }
}

/// What a list of emails shows beside the subject: the text that an email's HTML hides at its beginning, up to the
/// blanks that keep the list from reading on.
fn preheader(html: &str) -> String {
    let hidden = html.split_once("<div style=\"display:none").and_then(|(_, rest)| rest.split_once('>'));
    let text = hidden.and_then(|(_, rest)| rest.split_once("</div>")).map_or("", |(text, _)| text);
    let text = text.split("&#847;").next().unwrap_or_default();
    let entities = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")];
    entities.iter().fold(text.trim().to_owned(), |text, (entity, plain)| text.replace(entity, plain))
}

/// The headers of a message, each in one line (RFC 5322, 2.2.3).
fn headers(source: &str) -> Vec<Header> {
    let mut headers: Vec<Header> = Vec::new();
    for line in source.lines().take_while(|line| !line.is_empty()) {
        match (headers.last_mut(), line.split_once(':')) {
            (Some(last), _) if line.starts_with([' ', '\t']) => last.value = format!("{} {}", last.value, line.trim()),
            (_, Some((name, value))) => {
                headers.push(Header { name: name.to_owned(), value: value.trim().to_owned() });
            }
            _ => {}
        }
    }
    headers
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
                html: "<div style=\"display:none;\">If it wasn’t you, you can ignore this email.&#847;</div>"
                    .to_owned(),
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
        let open = |id, view, scheme| {
            Self::new(sample::form(), &mails, InboxQuery { open: Some(id), view, scheme, images: true })
        };
        vec![
            ("empty", Self::new(sample::form(), &[], InboxQuery::default())),
            ("html", open("3", InboxView::Html, None)),
            ("dark", open("3", InboxView::Html, Some(InboxScheme::Dark))),
            ("text", open("2", InboxView::Text, None)),
            ("headers", open("1", InboxView::Headers, None)),
            ("source", open("1", InboxView::Source, None)),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_that_were_folded_are_one_line_each() {
        let source = "Subject: a\r\n long: one\r\nX-Empty:\r\nDate: today\r\n\r\nNot: a header\r\n";
        let pairs: Vec<(String, String)> =
            headers(source).into_iter().map(|header| (header.name, header.value)).collect();
        let expected = [("Subject", "a long: one"), ("X-Empty", ""), ("Date", "today")];
        assert_eq!(pairs, expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
    }

    #[test]
    fn the_preheader_is_what_a_list_of_mails_shows() {
        let html =
            "<body><div style=\"display:none;font-size:1px\">482915 · Tom &amp; Ann&#847;&#8204;</div><p>Hello</p>";
        assert_eq!(preheader(html), "482915 · Tom & Ann");
        assert_eq!(preheader("<p>Hello</p>"), "");
    }

    #[test]
    fn a_scheme_is_answered_for_the_browser() {
        let html = "@media (prefers-color-scheme: dark) {a} @media (prefers-color-scheme:light) {b}";
        let dark = "@media (min-width: 1px) {a} @media (max-width: 0px) {b}";
        assert_eq!(InboxScheme::Dark.apply(html), dark);
        let light = "@media (max-width: 0px) {a} @media (min-width: 1px) {b}";
        assert_eq!(InboxScheme::Light.apply(html), light);
    }
}
