//! `--send-test`: a mail to look at where it arrives.

use rekey_core::ports::{Clock, Rng};
use rekey_core::{EmailAddress, Locale, Location};
use rekey_mail::{DkimKeys, Draft, OutgoingMail, SmtpSettings, SmtpTransport, Transport};
use rekey_render::RenderedMail;

use super::finding::Finding;
use super::server::hurried;

const TEXT: &str = "This is the test mail that \"rekey doctor --send-test\" sends.\n\n\
    Look at its source where it arrived: the header Authentication-Results says whether the receiver found spf, dkim \
    and dmarc in order.\n";

/// Sends it in the name of this location.
pub(super) async fn send(
    settings: &SmtpSettings,
    location: &Location,
    keys: &DkimKeys,
    to: EmailAddress,
    (clock, rng): (&dyn Clock, &dyn Rng),
) -> Finding {
    let told = format!("to {}", to.as_stored());
    let content = RenderedMail {
        subject: format!("Test mail from {}", location.name),
        text: TEXT.to_owned(),
        html: format!(
            "<!doctype html>\n<html lang=\"en\">\n<p>{}</p>\n</html>\n",
            TEXT.trim().replace("\n\n", "</p>\n<p>")
        ),
        language: Locale::english().language().clone(),
    };
    let draft = Draft { from: location.from.clone(), reply_to: location.reply_to.clone(), to, content, code: None };
    let sent = async {
        let mail = OutgoingMail::compose(draft, keys, clock.now(), rng).map_err(|error| error.to_string())?;
        let transport = SmtpTransport::new(hurried(settings)).map_err(|error| error.to_string())?;
        let sent = transport.send(&mail).await.map_err(|error| error.to_string());
        transport.close().await;
        sent
    };
    match sent.await {
        Ok(()) => Finding::ok("test_mail", format!("the server took it, {told}"))
            .with_advice("see where it arrives: inbox or spam, and what its Authentication-Results say"),
        Err(error) => Finding::problem("test_mail", format!("not sent {told}: {error}"), "the server's words say why"),
    }
}
