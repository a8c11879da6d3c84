//! `--send-test`: an email to look at where it arrives.

use rekey_core::outbox::MailName;
use rekey_core::ports::{Clock, Rng};
use rekey_core::span;
use rekey_core::time::Duration;
use rekey_core::{EmailAddress, Locale, Location};
use rekey_mail::{ComposeError, DkimKeys, Draft, OutgoingMail, Transport};
use rekey_render::RenderedMail;

use super::finding::Finding;
use super::wait::watched;

const TEXT: &str = "This is the test email that \"rekey doctor --send-test\" sends.\n\n\
    Look at its source where it arrived: the header Authentication-Results says whether the receiver found spf, dkim \
    and dmarc in order.\n";

/// How long a server may take over it, all steps together.
const LIMIT: Duration = Duration::from_mins(2);

/// A test email in the name of this location.
pub(super) fn compose(
    location: &Location,
    keys: &DkimKeys,
    to: EmailAddress,
    (clock, rng): (&dyn Clock, &dyn Rng),
) -> Result<OutgoingMail, ComposeError> {
    let content = RenderedMail {
        subject: format!("Test email from {}", location.name),
        text: TEXT.to_owned(),
        html: format!(
            "<!doctype html>\n<html lang=\"en\">\n<p>{}</p>\n</html>\n",
            TEXT.trim().replace("\n\n", "</p>\n<p>")
        ),
        language: Locale::english().language().clone(),
    };
    let (from, reply_to) = (location.from.clone(), location.reply_to.clone());
    let name = MailName::generate(clock.now(), rng);
    let draft = Draft { name, from, reply_to, to, content, images: Vec::new(), code: None, senders: Vec::new() };
    OutgoingMail::compose(draft, keys, clock.now(), rng)
}

/// Sends it. `server` is what the wait is for.
pub(super) async fn send(
    transport: &dyn Transport,
    server: &str,
    mail: Result<OutgoingMail, ComposeError>,
    to: &EmailAddress,
) -> Finding {
    let told = format!("to {}", to.as_stored());
    let sent = match mail {
        Ok(mail) => match watched(server, LIMIT, transport.send(&mail)).await {
            Some(sent) => sent.map_err(|error| error.to_string()),
            None => Err(format!("no end within {}", span::format(LIMIT))),
        },
        Err(error) => Err(error.to_string()),
    };
    transport.close().await;
    match sent {
        Ok(_) => Finding::ok("test_mail", format!("the server accepted it, {told}"))
            .with_advice("see where it arrives: inbox or spam, and what its Authentication-Results say"),
        Err(error) => {
            Finding::problem("test_mail", format!("not sent {told}: {error}"), "the server's answer says why")
        }
    }
}
