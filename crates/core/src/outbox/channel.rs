//! Channels: the APIs, pages and tools that requests come through, and what the rules need to know of each.

use std::borrow::Cow;
use std::sync::Arc;

/// The stable code of a channel, as storage keeps it. What it means is its [`ChannelProfile`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Channel(Cow<'static, str>);

impl Channel {
    /// Our own pages.
    pub const PAGES: Self = PAGES.channel();
    /// The command line and the product's own backend.
    pub const OPERATOR: Self = OPERATOR.channel();

    /// The code.
    pub fn code(&self) -> &str {
        &self.0
    }

    /// The channel of a stored code. Any code is read: an entry may be older or newer than this build.
    pub fn from_code(code: impl Into<String>) -> Self {
        Self(Cow::Owned(code.into()))
    }
}

/// How requests of one channel are treated. Public APIs hand their own over when the engine is put together.
#[derive(Debug, Clone, Copy)]
#[expect(clippy::struct_excessive_bools, reason = "independent facts about an API")]
pub struct ChannelProfile {
    /// The code that storage keeps. Once used it must never change its meaning.
    pub code: &'static str,
    /// Whether the location's reset method applies. Otherwise resets are always by link.
    pub follows_reset_method: bool,
    /// Whether an address without an account gets an email that says so, where the setting allows it.
    pub no_account_notice: bool,
    /// Whether callers hear what became of the first attempt to send the mail. Then everything that can go wrong must
    /// go wrong for known and unknown addresses alike (R1).
    pub reports_delivery: bool,
    /// Whether an account's own language applies where the request names none.
    ///
    /// A channel that reports delivery must say no: a template that fails in one language would fail only for known
    /// addresses.
    pub account_language: bool,
    /// Whether a reset gives a password to an account that signs in with another provider. Otherwise the email names
    /// the provider.
    pub sets_first_password: bool,
    /// Whether its requests are sign-ups, so that the holder of an existing account is warned and gets no link.
    pub signs_up: bool,
    /// Whether addresses are verified by link whatever the location's method is.
    pub verifies_by_link: bool,
    /// Whether links to a location's own pages carry a JWT that the page reads ([`link_jwt`](crate::link_jwt)), and
    /// sign-in links lead to the location's own page.
    pub portal_links: bool,
    /// Whether a request for a sign-in code makes an account for an address that has none, where the location's sign-up
    /// is open. The account is unconfirmed until the code proves the address.
    pub code_signs_up: bool,
    /// The path below the public URL that reset links lead to if the request named a redirect target.
    pub reset_redirect_path: Option<&'static str>,
    /// The path below the public URL of the page that verifies an address.
    pub verification_path: Option<&'static str>,
}

impl ChannelProfile {
    /// The least that a channel can do: resets by link to our own pages, and no email to an address without an account.
    pub const fn minimal(code: &'static str) -> Self {
        Self {
            code,
            follows_reset_method: false,
            no_account_notice: false,
            reports_delivery: false,
            account_language: true,
            sets_first_password: false,
            signs_up: false,
            verifies_by_link: false,
            portal_links: false,
            code_signs_up: false,
            reset_redirect_path: None,
            verification_path: None,
        }
    }

    /// The channel that this describes.
    pub const fn channel(&self) -> Channel {
        Channel(Cow::Borrowed(self.code))
    }
}

const PAGES: ChannelProfile =
    ChannelProfile { follows_reset_method: true, no_account_notice: true, ..ChannelProfile::minimal("pages") };

/// An operator who starts a reset wants the person to have a password.
pub(crate) const OPERATOR: ChannelProfile =
    ChannelProfile { sets_first_password: true, ..ChannelProfile::minimal("operator") };

/// For a code that this build does not know: such an entry is still delivered.
const UNKNOWN: ChannelProfile = ChannelProfile::minimal("unknown");

/// The profiles of all channels: those of APIs that are switched off as well, whose accepted emails are still sent.
#[derive(Debug, Clone)]
pub struct Channels(Arc<[ChannelProfile]>);

impl Channels {
    /// The profiles of the public APIs, beside those of our own pages and of operators.
    pub fn new(profiles: impl IntoIterator<Item = ChannelProfile>) -> Self {
        Self([PAGES, OPERATOR].into_iter().chain(profiles).collect())
    }

    /// How requests of this channel are treated.
    pub fn profile(&self, channel: &Channel) -> &ChannelProfile {
        self.0.iter().find(|profile| profile.code == channel.code()).unwrap_or(&UNKNOWN)
    }

    /// Every profile.
    pub fn iter(&self) -> impl Iterator<Item = &ChannelProfile> {
        self.0.iter()
    }
}
