//! A rendered email becomes MIME.

use std::fmt;
use std::time::SystemTime;

use lettre::message::header::{ContentTransferEncoding, ContentType, HeaderName, HeaderValue};
use lettre::message::{Attachment, Body, Message, MultiPart, MultiPartBuilder, SinglePart};
use lettre::{Address, address::Envelope};
use rekey_core::image::Image;
use rekey_core::outbox::{MailName, redact};
use rekey_core::ports::Rng;
use rekey_core::time::Timestamp;
use rekey_core::{Code, EmailAddress, Mailbox};
use rekey_render::RenderedMail;
use url::Url;

use crate::deadline::Deadline;
use crate::dkim::DkimKeys;
use crate::quoted_printable;

/// What an email is put together from.
pub struct Draft {
    /// Its random name, which its `Message-ID` has before the `@`.
    pub name: MailName,
    /// Who it comes from; bounces go there too.
    pub from: Mailbox,
    /// Where answers go, if not to the sender.
    pub reply_to: Option<Mailbox>,
    /// Who it goes to.
    pub to: EmailAddress,
    /// What it says.
    pub content: RenderedMail,
    /// Images that come with it, by the URLs that its HTML shows them from.
    pub images: Vec<(Url, Image)>,
    /// The code in it.
    pub code: Option<Code>,
    /// The senders that its location names; none: those that all share.
    pub senders: Vec<String>,
}

/// An email, ready to leave. `Debug` shows neither its words nor the whole address, because they are secrets (R17).
pub struct OutgoingMail {
    draft: Draft,
    id: String,
    at: Timestamp,
    envelope: Envelope,
    source: Vec<u8>,
    deadline: Option<Deadline>,
}

/// An email could not be put together.
#[derive(Debug, thiserror::Error)]
pub enum ComposeError {
    /// An address, or a header, is not one.
    #[error("the email could not be put together: {0}")]
    Message(#[from] lettre::error::Error),
    /// The media type of an image is not one.
    #[error("an image of the email has no media type: {0}")]
    MediaType(#[from] lettre::message::header::ContentTypeErr),
}

impl OutgoingMail {
    /// Puts an email together: plain text and HTML side by side, marked as written by a machine, so that no holiday
    /// answer comes back (RFC 3834), and without anything that would tell us when it is read.
    /// The keys of the sender's domain sign it.
    pub fn compose(draft: Draft, keys: &DkimKeys, now: Timestamp, rng: &dyn Rng) -> Result<Self, ComposeError> {
        let id = draft.name.to_string();
        let from = wire_address(&draft.from.address);
        let to = wire_address(&draft.to);
        let envelope = Envelope::new(Some(from.clone()), vec![to.clone()])?;
        let body = MultiPart::alternative()
            .boundary(hex::encode(random(rng)))
            .singlepart(part(ContentType::TEXT_PLAIN, &draft.content.text));
        let body = if draft.images.is_empty() {
            body.singlepart(part(ContentType::TEXT_HTML, &draft.content.html))
        } else {
            body.multipart(with_images(&draft, MultiPart::related().boundary(hex::encode(random(rng))))?)
        };
        let domain = draft.from.address.domain();
        let mut head = Message::builder()
            .message_id(Some(format!("<{id}@{domain}>")))
            .date(SystemTime::from(now))
            .from(lettre::message::Mailbox::new(draft.from.name.clone(), from));
        if let Some(Mailbox { name, address }) = &draft.reply_to {
            head = head.reply_to(lettre::message::Mailbox::new(name.clone(), wire_address(address)));
        }
        let message = head
            .to(to.into())
            // Without it lettre reads the address back from the header, and refuses some that servers take.
            .envelope(envelope.clone())
            .subject(draft.content.subject.as_str())
            .raw_header(header("Content-Language", &draft.content.language.to_string()))
            .raw_header(header("Auto-Submitted", "auto-generated"))
            .raw_header(header("X-Auto-Response-Suppress", "All"))
            .multipart(body)?;
        let source = keys.sign(message.formatted(), domain, now);
        Ok(Self { source, envelope, id, at: now, draft, deadline: None })
    }

    /// The same email, which must not leave any more once this has passed: by then it may be another worker's.
    #[must_use]
    pub(crate) fn until(self, deadline: Deadline) -> Self {
        Self { deadline: Some(deadline), ..self }
    }

    /// Whether it must not leave any more. Checked right before the text goes out: a process that was held up until
    /// then (stopped, swapped out, its machine asleep) has no other way to find out.
    pub fn is_late(&self) -> bool {
        self.deadline.as_ref().is_some_and(|deadline| deadline.time_left().is_zero())
    }

    /// Its random name.
    pub fn name(&self) -> MailName {
        self.draft.name
    }

    /// Its name as text: the part of the `Message-ID` before the `@`.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// When it was put together.
    pub fn at(&self) -> Timestamp {
        self.at
    }

    /// Who it comes from.
    pub fn from(&self) -> &Mailbox {
        &self.draft.from
    }

    /// Who it goes to.
    pub fn to(&self) -> &EmailAddress {
        &self.draft.to
    }

    /// What it says.
    pub fn content(&self) -> &RenderedMail {
        &self.draft.content
    }

    /// The code in it.
    pub fn code(&self) -> Option<&Code> {
        self.draft.code.as_ref()
    }

    /// A server's words about this email, fit for operators (R17).
    pub(crate) fn redact(&self, words: &str) -> String {
        redact(words, self.to(), self.code())
    }

    /// Its whole `Message-ID`, without brackets.
    pub fn message_id(&self) -> String {
        format!("{}@{}", self.id, self.draft.from.address.domain())
    }

    /// Where answers go, if not to the sender.
    pub fn reply_to(&self) -> Option<&Mailbox> {
        self.draft.reply_to.as_ref()
    }

    /// The senders that its location names; none: those that all share.
    pub fn senders(&self) -> &[String] {
        &self.draft.senders
    }

    /// The headers for an API, which makes the others itself.
    pub(crate) fn own_headers(&self) -> [(&'static str, String); 4] {
        [
            ("Message-ID", format!("<{}>", self.message_id())),
            ("Content-Language", self.draft.content.language.to_string()),
            ("Auto-Submitted", "auto-generated".to_owned()),
            ("X-Auto-Response-Suppress", "All".to_owned()),
        ]
    }

    /// The whole message.
    pub fn source(&self) -> &[u8] {
        &self.source
    }

    pub(crate) fn envelope(&self) -> &Envelope {
        &self.envelope
    }
}

impl fmt::Debug for OutgoingMail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OutgoingMail").field("id", &self.id).field("to", &self.draft.to).finish_non_exhaustive()
    }
}

/// The address as servers everywhere take it: the local part as stored, the domain as A-labels. What is left outside
/// ASCII then is a local part that needs SMTPUTF8 (RFC 6531) all the way.
pub(crate) fn wire_address(address: &EmailAddress) -> Address {
    let local = address.as_stored().rsplit_once('@').map_or(address.local_part(), |(local, _)| local);
    // An `EmailAddress` is well-formed by being one; lettre's own check refuses some that servers take.
    Address::new_dangerous(local, address.domain())
}

/// A sender or receiver as headers and APIs write it: `"Name" <address>`.
pub(crate) fn wire_mailbox(mailbox: &Mailbox) -> String {
    let address = wire_address(&mailbox.address);
    match &mailbox.name {
        Some(name) => {
            let quoted = name.replace('\\', "\\\\").replace('"', "\\\"");
            format!("\"{quoted}\" <{address}>")
        }
        None => address.to_string(),
    }
}

/// Quoted-printable always: lines stay short and bytes stay ASCII, whatever the words.
fn part(content_type: ContentType, text: &str) -> SinglePart {
    let encoding = ContentTransferEncoding::QuotedPrintable;
    let body = Body::dangerous_pre_encoded(quoted_printable::encode(text), encoding);
    SinglePart::builder().header(content_type).header(encoding).body(body)
}

/// The HTML with its images in one part (RFC 2387), so that opening the email loads nothing from elsewhere.
fn with_images(draft: &Draft, related: MultiPartBuilder) -> Result<MultiPart, ComposeError> {
    let id = |image: &Image| format!("{}@images", hex::encode(&image.name().digest()[..12]));
    let html = draft.images.iter().fold(draft.content.html.clone(), |html, (url, image)| {
        html.replace(&format!("\"{url}\""), &format!("\"cid:{}\"", id(image)))
    });
    let mut related = related.singlepart(part(ContentType::TEXT_HTML, &html));
    for (_, image) in &draft.images {
        let kind = ContentType::parse(image.name().kind().media_type())?;
        let attachment = Attachment::new_inline(id(image));
        related = related.singlepart(attachment.body(image.bytes().to_vec(), kind));
    }
    Ok(related)
}

fn header(name: &'static str, value: &str) -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str(name), value.to_owned())
}

fn random(rng: &dyn Rng) -> [u8; 16] {
    let mut bytes = [0; 16];
    rng.fill(&mut bytes);
    bytes
}
