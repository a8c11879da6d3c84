//! The links in mails. Built from configuration alone; nothing a client sends has a say (R12).

use std::fmt;

use url::Url;

use crate::location::Location;
use crate::outbox::Channel;
use crate::purpose::Purpose;
use crate::token::Token;

/// A link that carries a token. `Debug` shows nothing (R17).
#[derive(Clone)]
pub struct Link(Url);

impl Link {
    /// The link's text, to be put into a mail or an answer.
    pub fn expose(&self) -> &str {
        self.0.as_str()
    }

    /// The link itself, for templates.
    pub fn expose_url(&self) -> &Url {
        &self.0
    }
}

impl fmt::Debug for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Link(…)")
    }
}

/// Knows where the pages are.
#[derive(Debug, Clone)]
pub struct Links {
    public_url: Url,
}

impl Links {
    /// Pages stand under this URL.
    pub fn new(public_url: Url) -> Self {
        Self { public_url }
    }

    /// The link of a recovery mail: the location's own page for resets, else ours. With a `redirect_to` the link
    /// leads there, by way of the door that the request came in by (contracts/insforge.md); the redirect itself is
    /// looked up by the token.
    pub fn recovery(
        &self,
        purpose: Purpose,
        channel: Channel,
        redirect_to: Option<&Url>,
        location: &Location,
        token: &Token,
    ) -> Link {
        let page = match purpose {
            Purpose::ResetPassword => match (&location.reset_url, redirect_to, channel) {
                (_, Some(_), Channel::Insforge) => self.page("api/auth/email/reset-password-link"),
                (Some(url), _, _) => url.clone(),
                (None, _, _) => self.page("reset"),
            },
            Purpose::SignIn => self.page("signin"),
            Purpose::VerifyEmail => self.page("api/auth/email/verify-link"),
        };
        with_token(page, token)
    }

    /// The "this wasn't me" link of a notice.
    pub fn not_me(&self, token: &Token) -> Link {
        with_token(self.page("not-me"), token)
    }

    /// The page where a forgotten password begins.
    pub fn forgot(&self, location: &Location) -> Url {
        let mut url = self.page("forgot");
        url.query_pairs_mut().append_pair("location", &location.id.to_string());
        url
    }

    fn page(&self, path: &str) -> Url {
        let mut url = self.public_url.clone();
        let base = url.path().trim_end_matches('/').to_owned();
        url.set_path(&format!("{base}/{path}"));
        url
    }
}

fn with_token(mut page: Url, token: &Token) -> Link {
    page.query_pairs_mut().append_pair("token", token.expose());
    Link(page)
}
