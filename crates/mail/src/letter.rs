//! What the engine wants to tell becomes words.

use rekey_core::delivery::Letter;
use rekey_core::links::{Link, Links};
use rekey_core::location::Location;
use rekey_core::outbox::{Content, NoticeKind};
use rekey_core::purpose::Purpose;
use rekey_core::time::Timestamp;
use rekey_render::context::{
    AccountChange, AccountChanged, AddressTaken, ChoiceLink, Disowned, Instant, MailContext, MailedCode, NewAddress,
    NoAccount, Origin, OtherProvider, PasswordChanged, ResetChoice, ResetCode, ResetLink, SignInMail, Span,
    VerifyEmail,
};
use rekey_render::{Look, RenderError, RenderedMail, Renderer};
use url::Url;

use crate::places::Places;

/// A letter could not be put into words.
#[derive(Debug, thiserror::Error)]
pub(crate) enum LetterError {
    /// The templates are at fault.
    #[error(transparent)]
    Render(#[from] RenderError),
    /// The engine made a letter of this kind without its link.
    #[error("the letter has no link")]
    NoLink,
}

/// Puts a letter into words, in the best of its languages and the look of its location.
pub(crate) fn render(
    renderer: &Renderer,
    links: &Links,
    places: Option<&dyn Places>,
    letter: &Letter,
) -> Result<RenderedMail, LetterError> {
    let plan = &letter.plan;
    let location = letter.location();
    let look = look(location, links);
    let (name, email) = (plan.name.clone(), plan.to.as_stored().to_owned());
    let filled = Filled { renderer, look, letter };
    let mut mail = match &plan.content {
        Content::Recovery { purpose, link_lifetime, code_lifetime, at, origin, .. } => {
            let link = link(letter)?;
            let requested = filled.requested(*at, *origin, places);
            let link_valid_for = Span(*link_lifetime);
            let code = letter
                .code
                .as_ref()
                .map(|code| MailedCode { digits: code.expose().to_owned(), valid_for: Span(*code_lifetime) });
            match (purpose, code) {
                (Purpose::ResetPassword, Some(code)) => {
                    filled.mail(&ResetCode { name, email, requested, code, link, link_valid_for })
                }
                (Purpose::ResetPassword, None) => {
                    filled.mail(&ResetLink { name, email, requested, link, link_valid_for })
                }
                (Purpose::SignIn, code) => {
                    filled.mail(&SignInMail { name, email, requested, code, link, link_valid_for })
                }
                (Purpose::VerifyEmail, code) => filled.mail(&VerifyEmail { name, email, code, link, link_valid_for }),
            }
        }
        Content::NewAddress { link_lifetime } => {
            filled.mail(&NewAddress { email, link: link(letter)?, link_valid_for: Span(*link_lifetime) })
        }
        Content::Choice { link_lifetime, at, origin, .. } => {
            let requested = filled.requested(*at, *origin, places);
            let account =
                |(user, link): &(String, Link)| ChoiceLink { user: user.clone(), link: link.expose_url().clone() };
            let accounts = letter.choices.iter().map(account).collect();
            filled.mail(&ResetChoice { email, requested, accounts, link_valid_for: Span(*link_lifetime) })
        }
        Content::NoAccount => filled.mail(&NoAccount {}),
        Content::AddressTaken => filled.mail(&AddressTaken { name, email, forgot_url: links.forgot(location) }),
        Content::SignsInElsewhere { provider } => {
            filled.mail(&OtherProvider { name, email, provider: provider.clone() })
        }
        Content::Notice { kind, at, origin, link_lifetime, .. } => {
            let origin = filled.origin(*at, *origin, places);
            filled.notice(*kind, origin, Span(*link_lifetime), links)
        }
    }?;
    if let Some(code) = letter.code.as_ref().filter(|_| location.code_in_subject) {
        mail.subject = format!("{} · {}", code.expose(), mail.subject);
    }
    Ok(mail)
}

/// Renders the other mails that the same request would have sent, had the address no account, one with a password, one
/// without, or several: so that a template that fails does so for all addresses alike (R1).
pub(crate) fn render_counterparts(renderer: &Renderer, links: &Links, letter: &Letter) -> Result<(), LetterError> {
    let location = letter.location();
    let filled = Filled { renderer, look: look(location, links), letter };
    let content = &letter.plan.content;
    let (name, email) = (letter.plan.name.clone(), letter.plan.to.as_stored().to_owned());
    if !matches!(content, Content::NoAccount) {
        filled.mail(&NoAccount {})?;
    }
    if !matches!(content, Content::SignsInElsewhere { .. }) {
        let provider = location.name.clone();
        filled.mail(&OtherProvider { name: name.clone(), email: email.clone(), provider })?;
    }
    let link_valid_for = Span(location.lifetimes.link);
    if location.directory.is_some() && !matches!(content, Content::Choice { .. }) {
        let accounts = vec![ChoiceLink { user: email.clone(), link: links.forgot(location) }];
        filled.mail(&ResetChoice { email: email.clone(), requested: None, accounts, link_valid_for })?;
    }
    if !matches!(content, Content::Recovery { .. }) {
        filled.mail(&ResetLink { name, email, requested: None, link: links.forgot(location), link_valid_for })?;
    }
    Ok(())
}

struct Filled<'a> {
    renderer: &'a Renderer,
    look: Look,
    letter: &'a Letter,
}

impl Filled<'_> {
    fn mail(&self, context: &impl MailContext) -> Result<RenderedMail, LetterError> {
        Ok(self.renderer.mail(context, &self.look, &self.letter.plan.locales)?)
    }

    fn origin(&self, at: Timestamp, origin: rekey_core::Origin, places: Option<&dyn Places>) -> Origin {
        let language = self.renderer.negotiate(&self.letter.plan.locales).to_string();
        let place = places.and_then(|places| places.place_of(origin.network, &language));
        Origin { at: Instant(at), network: origin.network.coarse(), place, device: origin.device.map(Into::into) }
    }

    /// From where a mail was requested, if by a browser: the place of a server that called an API would mislead people.
    fn requested(&self, at: Timestamp, origin: rekey_core::Origin, places: Option<&dyn Places>) -> Option<Origin> {
        origin.device.map(|_| Origin { network: None, ..self.origin(at, origin, places) })
    }

    fn notice(
        &self,
        kind: NoticeKind,
        origin: Origin,
        not_me_valid_for: Span,
        links: &Links,
    ) -> Result<RenderedMail, LetterError> {
        let (name, email) = (self.letter.plan.name.clone(), self.letter.plan.to.as_stored().to_owned());
        let (not_me_link, ends_sessions) = (|| link(self.letter), self.letter.ends_sessions);
        let change = match kind {
            NoticeKind::PasswordChanged => {
                let not_me_link = not_me_link()?;
                return self.mail(&PasswordChanged {
                    name,
                    email,
                    origin,
                    ends_sessions,
                    not_me_link,
                    not_me_valid_for,
                });
            }
            NoticeKind::Disowned => {
                let forgot_url = links.forgot(self.letter.location());
                return self.mail(&Disowned { name, email, origin, ends_sessions, forgot_url });
            }
            NoticeKind::SecondFactorAdded => AccountChange::SecondFactorAdded,
            NoticeKind::SecondFactorRemoved => AccountChange::SecondFactorRemoved,
            NoticeKind::RecoveryCodesReplaced => AccountChange::NewRecoveryCodes,
            NoticeKind::SecondFactorGuessed => AccountChange::SecondFactorGuessed,
            NoticeKind::AddressChanged => AccountChange::Address,
            NoticeKind::SessionElsewhere => AccountChange::SessionElsewhere,
            NoticeKind::NewSignIn => AccountChange::NewSignIn,
        };
        self.mail(&AccountChanged { name, email, change, origin, not_me_link: not_me_link()?, not_me_valid_for })
    }
}

/// The look of a location's mails, whose images need whole URLs.
fn look(location: &Location, links: &Links) -> Look {
    Look::of(location).under(links.public_url().as_str())
}

fn link(letter: &Letter) -> Result<Url, LetterError> {
    Ok(letter.link.as_ref().ok_or(LetterError::NoLink)?.expose_url().clone())
}
