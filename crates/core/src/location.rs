//! Locations: the brands or tenants in whose name emails go out and pages are shown.

use std::collections::BTreeMap;

use url::Url;

use crate::directory::DirectoryName;
use crate::email_address::Mailbox;
use crate::ids::LocationId;
use crate::image::Image;
use crate::locale::Locale;
use crate::policy::{PasswordPolicy, PasswordPolicySettings};
use crate::time::{Duration, Timestamp};

/// A brand or tenant, with every setting filled in.
#[derive(Debug, Clone)]
pub struct Location {
    /// Its number.
    pub id: LocationId,
    /// What emails and pages call it.
    pub name: String,
    /// The front end's page that reset links open, with `?token=`; none: our own `/reset`.
    pub reset_url: Option<Url>,
    /// The front end's page that sign-in links open, with `?t=`, for dialects whose front end has one; none: our own
    /// `/signin`.
    pub sign_in_url: Option<Url>,
    /// The front end's page that verification links open, with `?token=`, for dialects whose front end has one; none:
    /// our own page for a new password, which proves the address as well, or the one for a changed address.
    pub verification_url: Option<Url>,
    /// What reset emails carry, for dialects and pages that leave it to the location.
    pub reset_method: MailMethod,
    /// Whether and how people can sign up.
    pub sign_up: SignUp,
    /// Where an API may ask to be redirected to: URLs or globs.
    pub allowed_redirect_urls: Vec<String>,
    /// How long after an email the next one may be requested; zero: immediately.
    pub cooldown: Duration,
    /// The language where neither request nor account names one; none: the browser's.
    pub locale: Option<Locale>,
    /// Who its emails come from.
    pub from: Mailbox,
    /// Where answers to its emails go; none: to the sender.
    pub reply_to: Option<Mailbox>,
    /// The names of its own senders, tried in order; none: those that all share.
    pub senders: Vec<String>,
    /// Whether an email with a code says it in the subject, too, where a locked phone shows it.
    pub code_in_subject: bool,
    /// Which notices it sends of those that it may leave out.
    pub notices: Notices,
    /// Its look.
    pub brand: Brand,
    /// What passwords must be like.
    pub password_policy: PasswordPolicy,
    /// The part that was set for this very location, which overrides what a door's contract requires.
    pub own_password_policy: PasswordPolicySettings,
    /// How long its secrets live.
    pub lifetimes: Lifetimes,
    /// Where its accounts live; none: here.
    pub directory: Option<DirectoryName>,
    /// The app's page that resets end at, with an assertion; none: they end with a session of ours.
    pub done_url: Option<Url>,
}

/// Notices that a location may leave out. Those of changes are always sent (R9).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Notices {
    /// Of sign-ins from a new network or by a new device.
    pub new_sign_in: bool,
    /// To the holder of an address that somebody wanted for another account.
    pub address_taken: bool,
}

/// What of [`Notices`] an operator set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct NoticeSettings {
    /// See [`Notices::new_sign_in`].
    pub new_sign_in: Option<bool>,
    /// See [`Notices::address_taken`].
    pub address_taken: Option<bool>,
}

impl NoticeSettings {
    fn resolve(self) -> Notices {
        Notices { new_sign_in: self.new_sign_in.unwrap_or(true), address_taken: self.address_taken.unwrap_or(true) }
    }

    fn patched_by(self, patch: Self) -> Self {
        Self {
            new_sign_in: patch.new_sign_in.or(self.new_sign_in),
            address_taken: patch.address_taken.or(self.address_taken),
        }
    }
}

/// What an email that asks its reader to act contains: a reset email, or one that has an address verified.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MailMethod {
    /// Six digits, and a link beside them (R4).
    Code,
    /// A link.
    Link,
}

impl MailMethod {
    /// The stable name, used in storage and configuration.
    pub fn code(self) -> &'static str {
        match self {
            Self::Code => "code",
            Self::Link => "link",
        }
    }

    /// The method with this [`code`](Self::code).
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Code, Self::Link].into_iter().find(|method| method.code() == code)
    }
}

/// Whether and how people can sign up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SignUp {
    /// Whether they may. Off unless somebody set so: who runs a portal makes its accounts elsewhere.
    pub open: bool,
    /// Whether an address must be verified before its password lets anybody in. Where sign-up is open
    /// it must, unless somebody set otherwise.
    pub verify_email: bool,
    /// What the email carries that has an address verified.
    pub verify_method: MailMethod,
}

/// What of [`SignUp`] an operator set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SignUpSettings {
    /// See [`SignUp::open`].
    pub open: Option<bool>,
    /// See [`SignUp::verify_email`].
    pub verify_email: Option<bool>,
    /// See [`SignUp::verify_method`].
    pub verify_method: Option<MailMethod>,
}

impl SignUpSettings {
    fn resolve(self) -> SignUp {
        let open = self.open.unwrap_or(false);
        SignUp {
            open,
            verify_email: self.verify_email.unwrap_or(open),
            verify_method: self.verify_method.unwrap_or(MailMethod::Code),
        }
    }

    fn patched_by(self, patch: Self) -> Self {
        Self {
            open: patch.open.or(self.open),
            verify_email: patch.verify_email.or(self.verify_email),
            verify_method: patch.verify_method.or(self.verify_method),
        }
    }
}

/// A location's look.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Brand {
    /// The colour of buttons and links, `#rrggbb`.
    pub accent_color: Option<String>,
    /// What pages and emails lie on in the light scheme, `#rrggbb`.
    pub background_color: Option<String>,
    /// How round the corners of buttons and fields are, in CSS pixels; the cards' follow.
    pub corner_radius: Option<u8>,
    /// A list of fonts, as CSS has it.
    pub font: Option<String>,
    /// An image for the head of emails and pages: at its URL, or one that is kept
    /// ([`ImageName::to_url`](crate::image::ImageName::to_url)).
    pub logo_url: Option<Url>,
    /// The same for the dark scheme, where a dark logo could not be seen.
    pub logo_dark_url: Option<Url>,
    /// The icon of the pages' tabs.
    pub favicon_url: Option<Url>,
    /// Where "back to …" leads.
    pub home_url: Option<Url>,
    /// Whom a person can write to.
    pub support_email: Option<String>,
    /// The page about the people behind it, which the law of some countries requires.
    pub imprint_url: Option<Url>,
    /// What it does with data.
    pub privacy_url: Option<Url>,
    /// Style rules for the pages, after all others.
    pub custom_css: Option<String>,
}

impl Brand {
    /// This look, with what a patch sets.
    #[must_use]
    pub fn patched_by(self, patch: Self) -> Self {
        Self {
            accent_color: patch.accent_color.or(self.accent_color),
            background_color: patch.background_color.or(self.background_color),
            corner_radius: patch.corner_radius.or(self.corner_radius),
            font: patch.font.or(self.font),
            logo_url: patch.logo_url.or(self.logo_url),
            logo_dark_url: patch.logo_dark_url.or(self.logo_dark_url),
            favicon_url: patch.favicon_url.or(self.favicon_url),
            home_url: patch.home_url.or(self.home_url),
            support_email: patch.support_email.or(self.support_email),
            imprint_url: patch.imprint_url.or(self.imprint_url),
            privacy_url: patch.privacy_url.or(self.privacy_url),
            custom_css: patch.custom_css.or(self.custom_css),
        }
    }
}

/// How long secrets live, per location (R5).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lifetimes {
    /// A mailed link.
    pub link: Duration,
    /// A mailed code.
    pub code: Duration,
    /// What a code was exchanged for.
    pub exchanged_token: Duration,
    /// A one-time JWT, or another way in that is handed over once.
    pub one_time_token: Duration,
    /// A "this wasn't me" link.
    pub not_me_link: Duration,
}

impl Default for Lifetimes {
    fn default() -> Self {
        Self {
            link: Duration::from_hours(1),
            code: Duration::from_mins(10),
            exchanged_token: Duration::from_mins(10),
            one_time_token: Duration::from_mins(5),
            not_me_link: Duration::from_hours(7 * 24),
        }
    }
}

/// The shortest life that a setting may give a secret (R5).
pub const SHORTEST_LIFETIME: Duration = Duration::from_mins(1);
/// The longest life that a setting may give a link, a code or a token (R5).
pub const LONGEST_LIFETIME: Duration = Duration::from_hours(24);
/// The longest life that a setting may give a "this wasn't me" link.
pub const LONGEST_NOT_ME_LIFETIME: Duration = Duration::from_hours(30 * 24);

/// What an operator set for a location. Absent settings come from the file, then from the built-in defaults.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LocationSettings {
    /// See [`Location::name`].
    pub name: Option<String>,
    /// See [`Location::reset_url`].
    pub reset_url: Option<Url>,
    /// See [`Location::sign_in_url`].
    pub sign_in_url: Option<Url>,
    /// See [`Location::verification_url`].
    pub verification_url: Option<Url>,
    /// See [`Location::reset_method`].
    pub reset_method: Option<MailMethod>,
    /// See [`Location::sign_up`]; each field is optional.
    pub sign_up: SignUpSettings,
    /// See [`Location::allowed_redirect_urls`].
    pub allowed_redirect_urls: Option<Vec<String>>,
    /// See [`Location::cooldown`].
    pub cooldown: Option<Duration>,
    /// See [`Location::locale`].
    pub locale: Option<Locale>,
    /// See [`Location::from`].
    pub from: Option<Mailbox>,
    /// See [`Location::reply_to`].
    pub reply_to: Option<Mailbox>,
    /// See [`Location::senders`].
    pub senders: Option<Vec<String>>,
    /// See [`Location::code_in_subject`].
    pub code_in_subject: Option<bool>,
    /// See [`Location::notices`]; each field is optional.
    pub notices: NoticeSettings,
    /// See [`Location::brand`]; each field is optional.
    pub brand: Brand,
    /// See [`Location::password_policy`]; each field is optional.
    pub password_policy: PasswordPolicySettings,
    /// See [`Location::lifetimes`]; each field is optional.
    pub lifetimes: LifetimeSettings,
    /// See [`Location::directory`].
    pub directory: Option<DirectoryName>,
    /// See [`Location::done_url`].
    pub done_url: Option<Url>,
    /// The images that the look names, to be kept. Stored settings have none.
    pub images: Vec<Image>,
}

/// Lifetimes that an operator set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct LifetimeSettings {
    /// See [`Lifetimes::link`].
    pub link: Option<Duration>,
    /// See [`Lifetimes::code`].
    pub code: Option<Duration>,
    /// See [`Lifetimes::exchanged_token`].
    pub exchanged_token: Option<Duration>,
    /// See [`Lifetimes::one_time_token`].
    pub one_time_token: Option<Duration>,
    /// See [`Lifetimes::not_me_link`].
    pub not_me_link: Option<Duration>,
}

impl LifetimeSettings {
    /// These settings, with what they leave open taken from `base`.
    pub fn or(self, base: Lifetimes) -> Lifetimes {
        Lifetimes {
            link: self.link.unwrap_or(base.link),
            code: self.code.unwrap_or(base.code),
            exchanged_token: self.exchanged_token.unwrap_or(base.exchanged_token),
            one_time_token: self.one_time_token.unwrap_or(base.one_time_token),
            not_me_link: self.not_me_link.unwrap_or(base.not_me_link),
        }
    }

    fn patched_by(self, patch: Self) -> Self {
        Self {
            link: patch.link.or(self.link),
            code: patch.code.or(self.code),
            exchanged_token: patch.exchanged_token.or(self.exchanged_token),
            one_time_token: patch.one_time_token.or(self.one_time_token),
            not_me_link: patch.not_me_link.or(self.not_me_link),
        }
    }
}

impl LocationSettings {
    /// These settings after a patch: what the patch leaves absent keeps its value.
    #[must_use]
    pub fn patched_by(self, patch: Self) -> Self {
        Self {
            name: patch.name.or(self.name),
            reset_url: patch.reset_url.or(self.reset_url),
            sign_in_url: patch.sign_in_url.or(self.sign_in_url),
            verification_url: patch.verification_url.or(self.verification_url),
            reset_method: patch.reset_method.or(self.reset_method),
            sign_up: self.sign_up.patched_by(patch.sign_up),
            allowed_redirect_urls: patch.allowed_redirect_urls.or(self.allowed_redirect_urls),
            cooldown: patch.cooldown.or(self.cooldown),
            locale: patch.locale.or(self.locale),
            from: patch.from.or(self.from),
            reply_to: patch.reply_to.or(self.reply_to),
            senders: patch.senders.or(self.senders),
            code_in_subject: patch.code_in_subject.or(self.code_in_subject),
            notices: self.notices.patched_by(patch.notices),
            brand: self.brand.patched_by(patch.brand),
            password_policy: self.password_policy.patched_by(patch.password_policy),
            lifetimes: self.lifetimes.patched_by(patch.lifetimes),
            directory: patch.directory.or(self.directory),
            done_url: patch.done_url.or(self.done_url),
            images: patch.images,
        }
    }
}

/// When a location was set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LocationDates {
    /// For the first time.
    pub created_at: Timestamp,
    /// For the last time.
    pub updated_at: Timestamp,
}

/// What applies to every location that sets nothing else: the configuration file over the built-in values.
#[derive(Debug, Clone)]
pub struct LocationDefaults {
    /// The location of requests that name none.
    pub default_location: LocationId,
    /// See [`Location::name`].
    pub name: String,
    /// See [`Location::cooldown`].
    pub cooldown: Duration,
    /// See [`Location::from`].
    pub from: Mailbox,
    /// See [`Location::password_policy`].
    pub password_policy: PasswordPolicy,
    /// See [`Location::lifetimes`].
    pub lifetimes: Lifetimes,
}

impl LocationDefaults {
    /// A location with its settings over these defaults.
    pub fn resolve(&self, id: LocationId, settings: LocationSettings) -> Location {
        Location {
            id,
            name: settings.name.unwrap_or_else(|| self.name.clone()),
            reset_url: settings.reset_url,
            sign_in_url: settings.sign_in_url,
            verification_url: settings.verification_url,
            reset_method: settings.reset_method.unwrap_or(MailMethod::Code),
            sign_up: settings.sign_up.resolve(),
            allowed_redirect_urls: settings.allowed_redirect_urls.unwrap_or_default(),
            cooldown: settings.cooldown.unwrap_or(self.cooldown),
            locale: settings.locale,
            from: settings.from.unwrap_or_else(|| self.from.clone()),
            reply_to: settings.reply_to,
            senders: settings.senders.unwrap_or_default(),
            code_in_subject: settings.code_in_subject.unwrap_or(true),
            notices: settings.notices.resolve(),
            brand: settings.brand,
            password_policy: settings.password_policy.or(self.password_policy),
            own_password_policy: settings.password_policy,
            lifetimes: settings.lifetimes.or(self.lifetimes),
            directory: settings.directory,
            done_url: settings.done_url,
        }
    }
}

/// Every location at one moment. The first and the default one are always among them.
#[derive(Debug)]
pub struct Locations {
    default: LocationId,
    by_id: BTreeMap<LocationId, Location>,
}

impl Locations {
    /// The stored locations over the defaults.
    pub fn resolve(defaults: &LocationDefaults, rows: Vec<(LocationId, LocationSettings)>) -> Self {
        let built_in = [LocationId::FIRST, defaults.default_location].map(|id| (id, LocationSettings::default()));
        let by_id =
            built_in.into_iter().chain(rows).map(|(id, settings)| (id, defaults.resolve(id, settings))).collect();
        Self { default: defaults.default_location, by_id }
    }

    /// The location with this id.
    pub fn get(&self, id: LocationId) -> Option<&Location> {
        self.by_id.get(&id)
    }

    /// The location with this id, or the default one if it is gone.
    pub fn get_or_default(&self, id: LocationId) -> &Location {
        self.get(id).unwrap_or_else(|| self.default())
    }

    /// The location of requests that name none.
    #[expect(clippy::indexing_slicing, reason = "`resolve` always puts the default location in")]
    pub fn default(&self) -> &Location {
        &self.by_id[&self.default]
    }

    /// All of them, by number.
    pub fn iter(&self) -> impl Iterator<Item = &Location> {
        self.by_id.values()
    }
}
