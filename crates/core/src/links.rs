//! The links in emails. Built from configuration only, never from client input (R12).

use std::fmt;

use url::Url;

use crate::image::ImageName;
use crate::jwt::Jwt;
use crate::location::Location;
use crate::outbox::ChannelProfile;
use crate::purpose::Purpose;
use crate::token::Token;

/// A link that carries a token. `Debug` shows nothing (R17).
#[derive(Clone)]
pub struct Link(Url);

impl Link {
    /// The link's text, for an email or an answer.
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
    /// Pages are below this URL.
    pub fn new(public_url: Url) -> Self {
        Self { public_url }
    }

    /// What our pages are below.
    pub fn public_url(&self) -> &Url {
        &self.public_url
    }

    /// Where an image that is kept is served.
    pub fn image(&self, name: ImageName) -> Url {
        self.page(&format!("assets/image-{name}"))
    }

    /// The link of a recovery mail: the location's own reset page, or the hosted one. A reset link with a `redirect_to`
    /// leads to the channel's route, which looks the target up by the token.
    pub fn recovery(
        &self,
        purpose: Purpose,
        channel: &ChannelProfile,
        redirect_to: Option<&Url>,
        location: &Location,
        token: &Token,
    ) -> Link {
        let page = match purpose {
            Purpose::ResetPassword => match (channel.reset_redirect_path, redirect_to, &location.reset_url) {
                (Some(path), Some(_), _) => self.page(path),
                (_, _, Some(url)) => url.clone(),
                (_, _, None) => self.page("reset"),
            },
            Purpose::SignIn => self.page("signin"),
            Purpose::VerifyEmail => match (channel.verification_path, &location.verification_url) {
                (Some(path), _) => self.page(path),
                (None, Some(url)) => url.clone(),
                (None, None) => self.page("verify-email"),
            },
        };
        with_token(page, token)
    }

    /// The link that confirms the new address of an account: the location's own page that verifies addresses, or the
    /// hosted one.
    pub fn new_address(&self, location: &Location, token: &Token) -> Link {
        with_token(location.verification_url.clone().unwrap_or_else(|| self.page("new-address")), token)
    }

    /// The location's own page that a link leads to and reads a JWT from, and the parameter that it reads.
    pub fn portal(purpose: Purpose, location: &Location) -> Option<(&Url, &'static str)> {
        match purpose {
            Purpose::ResetPassword => Some((location.reset_url.as_ref()?, "token")),
            Purpose::SignIn => Some((location.sign_in_url.as_ref()?, "t")),
            Purpose::VerifyEmail => None,
        }
    }

    /// The link to a portal's page.
    pub fn to_portal(page: &Url, parameter: &str, jwt: &Jwt) -> Link {
        let mut page = page.clone();
        page.query_pairs_mut().append_pair(parameter, jwt.expose());
        Link(page)
    }

    /// The hosted page for a new password, for a person who is already on a hosted page.
    pub fn own_reset(&self, token: &Token) -> Link {
        with_token(self.page("reset"), token)
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
