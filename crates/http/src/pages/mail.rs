//! Asking for a mail, and what the browser remembers of that for the page that follows.

use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rekey_core::email_address::EmailAddressError;
use rekey_core::outbox::Channel;
use rekey_core::ports::Acceptance;
use rekey_core::recovery::{NewRequest, RequestError};
use rekey_core::time::{Duration, Timestamp, after, until};
use rekey_core::{EmailAddress, Fault, Purpose};
use rekey_render::context::{EmailProblem, Span};

use super::visit::{RenderedError, Visit};
use crate::cookies::{Cookies, SetCookie};

/// How long a browser remembers the address: as long as anybody looks for a mail.
const REMEMBERED: Duration = Duration::from_mins(30);
/// Stands at the end of what is remembered of a request that was not accepted.
const SUPPRESSED: &str = ".suppressed";

/// What is wrong with an address that was typed.
pub(super) fn problem(error: EmailAddressError) -> EmailProblem {
    match error {
        EmailAddressError::Empty => EmailProblem::Missing,
        _ => EmailProblem::Invalid,
    }
}

/// Asks the engine for a mail and leads on to `next`. Every address is answered alike, whether or not it has an account;
/// only whether it has to wait is told (R1). The address travels in a cookie, not in the URL.
pub(super) async fn ask(
    visit: &Visit,
    purpose: Purpose,
    address: EmailAddress,
    next: &str,
) -> Result<Response, RenderedError> {
    let request = NewRequest {
        purpose,
        address: address.clone(),
        channel: Channel::PAGES,
        location: Some(visit.location().id.get().into()),
        locale: visit.locale(),
        browser_locale: visit.browser_locale(),
        redirect_to: None,
        network: visit.network,
    };
    let receipt = visit.app.engine.recovery.request(request).await.map_err(|error| match error {
        RequestError::Fault(fault) => visit.fault(fault),
        // It existed a moment ago.
        unknown @ RequestError::UnknownLocation => visit.fault(Fault::Internal(Box::new(unknown))),
    })?;
    let (is_accepted, wait) = match receipt.acceptance {
        Acceptance::Accepted => {
            // The address's bucket may be empty now, which takes longer than the cooldown. The mail is accepted all the same.
            let bucket = visit.app.engine.recovery.remaining_cooldown(&address, purpose).await;
            (true, receipt.cooldown.max(bucket.unwrap_or_default()))
        }
        Acceptance::Suppressed { remaining } => (false, remaining),
    };
    let asked = RequestedMail { address, next_at: after(visit.now(), wait), is_accepted };
    Ok(visit.with_cookies(visit.redirect(next), [asked.remember(&visit.cookies, purpose)]))
}

/// A mail that this browser asked for.
#[derive(Debug, Clone)]
pub(super) struct RequestedMail {
    /// The address that was typed.
    pub(super) address: EmailAddress,
    /// From when another mail can be asked for.
    next_at: Timestamp,
    /// Whether it was accepted; if not, earlier ones were.
    pub(super) is_accepted: bool,
}

impl RequestedMail {
    /// What the browser remembers.
    pub(super) fn recall(visit: &Visit, purpose: Purpose) -> Option<Self> {
        Self::parse(visit.cookies.get(cookie_name(purpose))?)
    }

    /// How long until another mail can be asked for.
    pub(super) fn wait(&self, visit: &Visit) -> Span {
        Span(until(self.next_at, visit.now()))
    }

    /// Forgets what the browser remembers.
    pub(super) fn forget(cookies: &Cookies, purpose: Purpose) -> SetCookie {
        cookies.clear(cookie_name(purpose))
    }

    fn remember(&self, cookies: &Cookies, purpose: Purpose) -> SetCookie {
        let address = URL_SAFE_NO_PAD.encode(self.address.as_stored());
        let suppressed = if self.is_accepted { "" } else { SUPPRESSED };
        let value = format!("{address}.{}{suppressed}", self.next_at.as_second());
        cookies.set(cookie_name(purpose), &value, Some(REMEMBERED))
    }

    fn parse(value: &str) -> Option<Self> {
        let suppressed = value.strip_suffix(SUPPRESSED);
        let (address, next_at) = suppressed.unwrap_or(value).split_once('.')?;
        let address = String::from_utf8(URL_SAFE_NO_PAD.decode(address).ok()?).ok()?;
        Some(Self {
            address: EmailAddress::parse(&address).ok()?,
            next_at: Timestamp::from_second(next_at.parse().ok()?).ok()?,
            is_accepted: suppressed.is_none(),
        })
    }
}

fn cookie_name(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::SignIn => "asked_signin",
        Purpose::ResetPassword | Purpose::VerifyEmail => "asked_reset",
    }
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderMap, header};

    use super::*;

    #[test]
    fn what_was_asked_is_remembered_without_showing_the_address_to_a_glance() {
        let none = Cookies::read(&HeaderMap::new(), false);
        for is_accepted in [true, false] {
            let asked = RequestedMail {
                address: EmailAddress::parse("Žofie@example.com").unwrap(),
                next_at: Timestamp::constant(1_800_000_000, 0),
                is_accepted,
            };
            let set = asked.remember(&none, Purpose::SignIn);
            assert!(!set.text().contains("example"));
            let text = set.text();
            let pair = text.split(';').next().unwrap();
            let cookies = Cookies::read(&HeaderMap::from_iter([(header::COOKIE, pair.parse().unwrap())]), false);
            let back = RequestedMail::parse(cookies.get(cookie_name(Purpose::SignIn)).unwrap()).unwrap();
            assert_eq!(back.address.as_stored(), "Žofie@example.com");
            assert_eq!((back.next_at, back.is_accepted), (asked.next_at, is_accepted));
            assert!(cookies.get(cookie_name(Purpose::ResetPassword)).is_none());
        }
    }

    #[test]
    fn what_is_not_ours_is_not_recalled() {
        let known = "YUBleGFtcGxlLmNvbQ";
        for value in ["", ".", "YQ.1", "!.1", known, &format!("{known}.x"), &format!("{known}.1.x"), SUPPRESSED] {
            assert!(RequestedMail::parse(value).is_none(), "{value:?}");
        }
    }
}
