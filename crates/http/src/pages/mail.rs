//! Asking for an email, and what the browser remembers of that for the page that follows.

use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rekey_core::assertion::{AppState, Begun};
use rekey_core::email_address::EmailAddressError;
use rekey_core::outbox::Channel;
use rekey_core::ports::Acceptance;
use rekey_core::recovery::{NewRequest, RequestError};
use rekey_core::time::{Duration, Timestamp, after, until};
use rekey_core::{EmailAddress, Fault, Purpose};
use rekey_render::context::{EmailProblem, Mailbox, Span};

use super::typed;
use super::visit::Visit;
use crate::cookies::{Cookies, SetCookie};

/// How long a browser remembers the address: as long as anybody looks for a mail.
const REMEMBERED: Duration = Duration::from_mins(30);
/// The end of what is remembered of a request that was not accepted.
const SUPPRESSED: &str = ".suppressed";

/// Separates the state that an app began with.
const STATE: &str = ".state-";

/// Keeps an address that a sign-in was tried with.
const TYPED: &str = "typed";

/// What is wrong with an address that was typed.
pub(super) fn problem(error: EmailAddressError) -> EmailProblem {
    match error {
        EmailAddressError::Empty => EmailProblem::Missing,
        _ => EmailProblem::Invalid,
    }
}

/// Asks the engine for an email and leads on to `next`. The answer is the same whether or not the address has an
/// account; it only shows whether the address has to wait (R1). The address travels in a cookie, not in the URL.
pub(super) async fn ask(visit: &Visit, purpose: Purpose, address: EmailAddress, next: &str) -> Result<Response, Fault> {
    ask_from(visit, purpose, address, None, next).await
}

/// The same for a reset that an app may have begun. Another email of the same reset keeps its state.
pub(super) async fn ask_for_reset(
    visit: &Visit,
    address: EmailAddress,
    state: Option<AppState>,
    next: &str,
) -> Result<Response, Fault> {
    let purpose = Purpose::ResetPassword;
    let before = || RequestedMail::recall(visit, purpose).and_then(|before| before.state);
    let state = state.or_else(before).filter(|_| visit.location().done_url.is_some());
    ask_from(visit, purpose, address, state, next).await
}

async fn ask_from(
    visit: &Visit,
    purpose: Purpose,
    address: EmailAddress,
    state: Option<AppState>,
    next: &str,
) -> Result<Response, Fault> {
    let asked = Asked::ask(visit, purpose, address.clone()).await?;
    let remembered = RequestedMail { address, asked, state }.remember(&visit.cookies, purpose);
    Ok(visit.with_cookies(visit.redirect(next), [remembered]))
}

/// The same for the mailbox of a used or expired link, which stays secret: no part of its address reaches the browser,
/// not even in a cookie. Without one, the answer is the same.
pub(super) async fn ask_again(
    visit: &Visit,
    purpose: Purpose,
    address: Option<EmailAddress>,
) -> Result<SetCookie, Fault> {
    let asked = match address {
        Some(address) => Asked::ask(visit, purpose, address).await?,
        None => Asked { next_at: after(visit.now(), visit.location().cooldown), is_accepted: true },
    };
    Ok(visit.cookies.set(again_cookie_name(purpose), &asked.text(), Some(REMEMBERED)))
}

/// The address that was typed in this browser a while ago, so that it need not be typed again.
pub(super) fn typed_before(visit: &Visit) -> Option<String> {
    let of = |purpose| RequestedMail::recall(visit, purpose).map(|requested| requested.address);
    let typed = visit.cookies.get(TYPED).and_then(read_address);
    typed.or_else(|| of(Purpose::ResetPassword)).or_else(|| of(Purpose::SignIn)).map(|a| a.as_stored().to_owned())
}

/// Remembers an address that was typed, if it is one.
pub(super) fn remember_typed(cookies: &Cookies, typed: &str) -> Option<SetCookie> {
    let address = typed::read_address(typed).ok()?;
    Some(cookies.set(TYPED, &URL_SAFE_NO_PAD.encode(address.as_stored()), Some(REMEMBERED)))
}

fn read_address(encoded: &str) -> Option<EmailAddress> {
    EmailAddress::parse(&String::from_utf8(URL_SAFE_NO_PAD.decode(encoded).ok()?).ok()?).ok()
}

/// What became of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Asked {
    /// When the address gets another mail.
    next_at: Timestamp,
    /// Whether it was accepted; if not, earlier ones were.
    pub(super) is_accepted: bool,
}

impl Asked {
    async fn ask(visit: &Visit, purpose: Purpose, address: EmailAddress) -> Result<Self, Fault> {
        let request = NewRequest {
            purpose,
            address: address.clone(),
            channel: Channel::PAGES,
            location: Some(visit.location().id.get().into()),
            locale: visit.locale(),
            browser_locale: visit.browser_locale(),
            redirect_to: None,
            origin: visit.origin,
        };
        let receipt = visit.app.engine.recovery.request(request).await.map_err(|error| match error {
            RequestError::Fault(fault) => fault,
            // It existed a moment ago.
            unknown @ RequestError::UnknownLocation => Fault::Internal(Box::new(unknown)),
        })?;
        let (is_accepted, wait) = match receipt.acceptance {
            Acceptance::Accepted => {
                // The address's bucket may be empty now, which takes longer than the cooldown. The email is accepted
                // all the same.
                let bucket = visit.app.engine.recovery.remaining_cooldown(&address, purpose).await;
                (true, receipt.cooldown.max(bucket.unwrap_or_default()))
            }
            Acceptance::Suppressed { remaining } => (false, remaining),
        };
        Ok(Self { next_at: after(visit.now(), wait), is_accepted })
    }

    /// What the browser remembers of a request for the mailbox of a spent link.
    pub(super) fn recall_again(visit: &Visit, purpose: Purpose) -> Option<Self> {
        Self::parse(visit.cookies.get(again_cookie_name(purpose))?)
    }

    /// How long the address has to wait for another mail.
    pub(super) fn wait(self, visit: &Visit) -> Span {
        Span(until(self.next_at, visit.now()))
    }

    fn text(self) -> String {
        let suppressed = if self.is_accepted { "" } else { SUPPRESSED };
        format!("{}{suppressed}", self.next_at.as_second())
    }

    fn parse(value: &str) -> Option<Self> {
        let suppressed = value.strip_suffix(SUPPRESSED);
        let next_at = Timestamp::from_second(suppressed.unwrap_or(value).parse().ok()?).ok()?;
        Some(Self { next_at, is_accepted: suppressed.is_none() })
    }
}

/// An email that this browser asked for.
#[derive(Debug, Clone)]
pub(super) struct RequestedMail {
    /// The address that was typed.
    pub(super) address: EmailAddress,
    /// What became of the request.
    pub(super) asked: Asked,
    /// What an app began the reset with.
    pub(super) state: Option<AppState>,
}

impl RequestedMail {
    /// What the browser remembers.
    pub(super) fn recall(visit: &Visit, purpose: Purpose) -> Option<Self> {
        Self::parse(visit.cookies.get(cookie_name(purpose))?)
    }

    /// Where its emails are read.
    pub(super) fn provider(&self) -> Option<Mailbox> {
        Mailbox::of(&self.address)
    }

    /// Forgets what the browser remembers.
    pub(super) fn forget(cookies: &Cookies, purpose: Purpose) -> SetCookie {
        cookies.clear(cookie_name(purpose))
    }

    fn remember(&self, cookies: &Cookies, purpose: Purpose) -> SetCookie {
        let address = URL_SAFE_NO_PAD.encode(self.address.as_stored());
        let state = self.state.as_ref().map(|state| format!("{STATE}{}", URL_SAFE_NO_PAD.encode(state.as_str())));
        let value = format!("{address}.{}{}", self.asked.text(), state.unwrap_or_default());
        cookies.set(cookie_name(purpose), &value, Some(REMEMBERED))
    }

    fn parse(value: &str) -> Option<Self> {
        let (address, rest) = value.split_once('.')?;
        let (asked, state) = match rest.split_once(STATE) {
            Some((asked, state)) => {
                let state = String::from_utf8(URL_SAFE_NO_PAD.decode(state).ok()?).ok()?;
                (asked, Some(AppState::parse(&state)?))
            }
            None => (rest, None),
        };
        Some(Self { address: read_address(address)?, asked: Asked::parse(asked)?, state })
    }

    /// The reset that an app began here, if one did.
    pub(super) fn begun(visit: &Visit) -> Option<Begun> {
        let Self { address, state, .. } = Self::recall(visit, Purpose::ResetPassword)?;
        Some(Begun { address, state: state? })
    }
}

fn cookie_name(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::SignIn => "asked_signin",
        Purpose::ResetPassword | Purpose::VerifyEmail => "asked_reset",
    }
}

fn again_cookie_name(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::SignIn => "again_signin",
        Purpose::ResetPassword | Purpose::VerifyEmail => "again_reset",
    }
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderMap, header};

    use super::*;

    #[test]
    fn what_was_asked_is_remembered_without_showing_the_address_to_a_glance() {
        let none = Cookies::read(&HeaderMap::new(), false);
        let state = AppState::parse("a.b-c_~=");
        for (is_accepted, state) in [(true, None), (false, None), (true, state.clone()), (false, state)] {
            let asked = RequestedMail {
                state,
                address: EmailAddress::parse("Žofie@example.com").unwrap(),
                asked: Asked { next_at: Timestamp::constant(1_800_000_000, 0), is_accepted },
            };
            let set = asked.remember(&none, Purpose::SignIn);
            assert!(!set.text().contains("example"));
            let text = set.text();
            let pair = text.split(';').next().unwrap();
            let cookies = Cookies::read(&HeaderMap::from_iter([(header::COOKIE, pair.parse().unwrap())]), false);
            let back = RequestedMail::parse(cookies.get(cookie_name(Purpose::SignIn)).unwrap()).unwrap();
            assert_eq!(back.address.as_stored(), "Žofie@example.com");
            assert_eq!((back.asked, back.state), (asked.asked, asked.state));
            assert!(cookies.get(cookie_name(Purpose::ResetPassword)).is_none());
        }
    }

    #[test]
    fn what_is_not_ours_is_not_recalled() {
        let known = "YUBleGFtcGxlLmNvbQ";
        for value in [
            "",
            ".",
            "YQ.1",
            "!.1",
            known,
            &format!("{known}.x"),
            &format!("{known}.1.x"),
            SUPPRESSED,
            &format!("{known}.1.state-!"),
        ] {
            assert!(RequestedMail::parse(value).is_none(), "{value:?}");
        }
    }
}
