//! Contexts of emails.

use rekey_core::device::{Browser, System};
use serde::Serialize;
use url::Url;

use super::MailContext;
use super::values::{Instant, Span, sample};

/// A code in a mail.
#[derive(Clone, Serialize)]
pub struct MailedCode {
    /// Its digits.
    pub digits: String,
    /// How long it can be used.
    pub valid_for: Span,
}

/// "Set a new password", by a link.
#[derive(Clone, Serialize)]
pub struct ResetLink {
    /// What to call the person.
    pub name: Option<String>,
    /// The account's address.
    pub email: String,
    /// From where it was requested, if by a browser. The network is left out.
    pub requested: Option<Origin>,
    /// The link.
    pub link: Url,
    /// How long the link can be used.
    pub link_valid_for: Span,
}

/// "Set a new password", by a code, with a link beside it that wrong codes don't touch (R4).
#[derive(Clone, Serialize)]
pub struct ResetCode {
    /// What to call the person.
    pub name: Option<String>,
    /// The account's address.
    pub email: String,
    /// From where it was requested, if by a browser. The network is left out.
    pub requested: Option<Origin>,
    /// The code.
    pub code: MailedCode,
    /// The link.
    pub link: Url,
    /// How long the link can be used.
    pub link_valid_for: Span,
}

/// "Set a new password" of one of several accounts, by a link for each.
#[derive(Clone, Serialize)]
pub struct ResetChoice {
    /// The accounts' address.
    pub email: String,
    /// From where it was requested, if by a browser. The network is left out.
    pub requested: Option<Origin>,
    /// The accounts.
    pub accounts: Vec<ChoiceLink>,
    /// How long a link can be used.
    pub link_valid_for: Span,
}

/// The link of one of several accounts.
#[derive(Clone, Serialize)]
pub struct ChoiceLink {
    /// What the person signs in with.
    pub user: String,
    /// The link.
    pub link: Url,
}

/// "Sign in without a password".
#[derive(Clone, Serialize)]
pub struct SignInMail {
    /// What to call the person.
    pub name: Option<String>,
    /// The account's address.
    pub email: String,
    /// From where it was requested, if by a browser. The network is left out.
    pub requested: Option<Origin>,
    /// The code, unless wrong tries have left the address none (R4).
    pub code: Option<MailedCode>,
    /// The link.
    pub link: Url,
    /// How long the link can be used.
    pub link_valid_for: Span,
}

/// "Confirm that this address is yours".
#[derive(Clone, Serialize)]
pub struct VerifyEmail {
    /// What to call the person.
    pub name: Option<String>,
    /// The address to be confirmed.
    pub email: String,
    /// The code, unless wrong tries have left the address none (R4).
    pub code: Option<MailedCode>,
    /// The link.
    pub link: Url,
    /// How long the link can be used.
    pub link_valid_for: Span,
}

/// "Confirm your new address". It goes to an address that anybody with an account may have typed, so it greets nobody: the
/// account's name may be anything (R11).
#[derive(Clone, Serialize)]
pub struct NewAddress {
    /// The address to be confirmed.
    pub email: String,
    /// The link.
    pub link: Url,
    /// How long the link can be used.
    pub link_valid_for: Span,
}

/// "There is no account with this address". It goes to an address that a stranger may have typed, so its text is
/// fixed: nothing of the request is in it (R11).
#[derive(Clone, Serialize)]
pub struct NoAccount {}

/// When and from where something was done, as far as a mail may say.
#[derive(Clone, Serialize)]
pub struct Origin {
    /// When.
    pub at: Instant,
    /// The network, coarsely: [`rekey_core::ClientNetwork::coarse`].
    pub network: Option<String>,
    /// Where the network is, if the operator has a table of places.
    pub place: Option<Place>,
    /// What the person used, if it gave itself a name that we know.
    pub device: Option<Device>,
}

/// What a person used, by the names that its makers give it. At least one is known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Device {
    /// The browser, such as `Chrome`.
    pub browser: Option<&'static str>,
    /// The system, such as `Windows`.
    pub system: Option<&'static str>,
}

impl From<rekey_core::device::Device> for Device {
    fn from(device: rekey_core::device::Device) -> Self {
        Self { browser: device.browser().map(Browser::name), system: device.system().map(System::name) }
    }
}

/// Where a network is, roughly. The names are in the language of the email where the table of places has them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Place {
    /// The country.
    pub country: String,
    /// The city, where it is known.
    pub city: Option<String>,
    /// Its time zone by its IANA name, such as `Europe/Berlin`, where it is known.
    pub time_zone: Option<String>,
}

/// "Your password was changed" (R9).
#[derive(Clone, Serialize)]
pub struct PasswordChanged {
    /// What to call the person.
    pub name: Option<String>,
    /// The account's address.
    pub email: String,
    /// When and from where.
    #[serde(flatten)]
    pub origin: Origin,
    /// Whether it signed out every device, as "this wasn't me" would.
    pub ends_sessions: bool,
    /// The "this wasn't me" link.
    pub not_me_link: Url,
    /// How long that link can be used.
    pub not_me_valid_for: Span,
}

/// "You said: this wasn't me; your account is shut until you set a new password" (R9).
#[derive(Clone, Serialize)]
pub struct Disowned {
    /// What to call the person.
    pub name: Option<String>,
    /// The account's address.
    pub email: String,
    /// When and from where.
    #[serde(flatten)]
    pub origin: Origin,
    /// Whether it signed out every device.
    pub ends_sessions: bool,
    /// Where to ask for a new password; no secret.
    pub forgot_url: Url,
}

/// "Somebody wanted your address for another account".
#[derive(Clone, Serialize)]
pub struct AddressTaken {
    /// What to call the person.
    pub name: Option<String>,
    /// The account's address.
    pub email: String,
    /// Where to ask for a new password; no secret.
    pub forgot_url: Url,
}

/// "You sign in with another provider": the reply to a reset request for an account without a password.
#[derive(Clone, Serialize)]
pub struct OtherProvider {
    /// What to call the person.
    pub name: Option<String>,
    /// The account's address.
    pub email: String,
    /// What the person signs in with.
    pub provider: String,
}

/// A change of an account, other than of its password.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum AccountChange {
    /// The second factor was turned on.
    #[serde(rename = "second-factor-added")]
    SecondFactorAdded,
    /// The second factor was turned off.
    #[serde(rename = "second-factor-removed")]
    SecondFactorRemoved,
    /// New recovery codes replaced the old ones.
    #[serde(rename = "second-factor-codes")]
    NewRecoveryCodes,
    /// Somebody with the right password entered wrong codes.
    #[serde(rename = "second-factor-guessed")]
    SecondFactorGuessed,
    /// The address changed. This email goes to the previous one.
    #[serde(rename = "address-changed")]
    Address,
    /// Unchanged, but one of its sessions was used from far away.
    #[serde(rename = "session-elsewhere")]
    SessionElsewhere,
    /// Unchanged, but somebody signed in from a new network or by a new device.
    #[serde(rename = "new-sign-in")]
    NewSignIn,
}

/// "Your account was changed".
#[derive(Clone, Serialize)]
pub struct AccountChanged {
    /// What to call the person.
    pub name: Option<String>,
    /// The account's address.
    pub email: String,
    /// What changed.
    pub change: AccountChange,
    /// When and from where.
    #[serde(flatten)]
    pub origin: Origin,
    /// The "this wasn't me" link.
    pub not_me_link: Url,
    /// How long that link can be used.
    pub not_me_valid_for: Span,
}

fn sample_origin() -> Origin {
    let (city, time_zone) = (Some("Berlin".to_owned()), Some("Europe/Berlin".to_owned()));
    let place = Place { country: "Germany".to_owned(), city, time_zone };
    let device = Device { browser: Some(Browser::Chrome.name()), system: Some(System::Windows.name()) };
    Origin { at: sample::instant(), network: Some("192.0.2.x".to_owned()), place: Some(place), device: Some(device) }
}

fn sample_origin_in_a_country() -> Origin {
    let place = Place { country: "New Zealand".to_owned(), city: None, time_zone: None };
    let device = Device { browser: None, system: Some(System::IPhone.name()) };
    let network = Some("2001:db8:1::x".to_owned());
    Origin { at: sample::instant(), network, place: Some(place), device: Some(device) }
}

fn sample_origin_without_place() -> Origin {
    Origin { at: sample::instant(), network: Some("2001:db8:1::x".to_owned()), place: None, device: None }
}

fn sample_origin_of_operator() -> Origin {
    Origin { at: sample::instant(), network: None, place: None, device: None }
}

fn sample_request() -> Origin {
    Origin { network: None, ..sample_origin() }
}

fn sample_code() -> MailedCode {
    MailedCode { digits: sample::CODE.to_owned(), valid_for: sample::minutes(10) }
}

impl MailContext for ResetLink {
    const TEMPLATE: &'static str = "mails/reset_link";

    fn samples() -> Vec<(&'static str, Self)> {
        let named = Self {
            name: Some(sample::NAME.to_owned()),
            email: sample::EMAIL.to_owned(),
            requested: Some(sample_request()),
            link: sample::link("reset"),
            link_valid_for: sample::minutes(60),
        };
        vec![("named", named.clone()), ("nameless", Self { name: None, requested: None, ..named })]
    }
}

impl MailContext for ResetCode {
    const TEMPLATE: &'static str = "mails/reset_code";

    fn samples() -> Vec<(&'static str, Self)> {
        let named = Self {
            name: Some(sample::NAME.to_owned()),
            email: sample::EMAIL.to_owned(),
            requested: Some(sample_request()),
            code: sample_code(),
            link: sample::link("reset"),
            link_valid_for: sample::minutes(60),
        };
        vec![("named", named.clone()), ("nameless", Self { name: None, requested: None, ..named })]
    }
}

impl MailContext for ResetChoice {
    const TEMPLATE: &'static str = "mails/reset_choice";

    fn samples() -> Vec<(&'static str, Self)> {
        let account = |user: &str| ChoiceLink { user: user.to_owned(), link: sample::link("reset") };
        let accounts = vec![account("ann"), account("ann.lee-admin")];
        let (email, requested) = (sample::EMAIL.to_owned(), Some(sample_request()));
        vec![("only", Self { email, requested, accounts, link_valid_for: sample::minutes(60) })]
    }
}

impl MailContext for SignInMail {
    const TEMPLATE: &'static str = "mails/sign_in";

    fn samples() -> Vec<(&'static str, Self)> {
        let with_code = Self {
            name: Some(sample::NAME.to_owned()),
            email: sample::EMAIL.to_owned(),
            requested: Some(sample_request()),
            code: Some(sample_code()),
            link: sample::link("signin"),
            link_valid_for: sample::minutes(60),
        };
        vec![("code", with_code.clone()), ("link-alone", Self { name: None, requested: None, code: None, ..with_code })]
    }
}

impl MailContext for VerifyEmail {
    const TEMPLATE: &'static str = "mails/verify_email";

    fn samples() -> Vec<(&'static str, Self)> {
        let with_code = Self {
            name: Some(sample::NAME.to_owned()),
            email: sample::EMAIL.to_owned(),
            code: Some(sample_code()),
            link: sample::link("verify"),
            link_valid_for: sample::minutes(24 * 60),
        };
        vec![("code", with_code.clone()), ("link-alone", Self { name: None, code: None, ..with_code })]
    }
}

impl MailContext for NewAddress {
    const TEMPLATE: &'static str = "mails/new_address";

    fn samples() -> Vec<(&'static str, Self)> {
        vec![(
            "only",
            Self { email: sample::EMAIL.to_owned(), link: sample::link("verify"), link_valid_for: sample::minutes(60) },
        )]
    }
}

impl MailContext for NoAccount {
    const TEMPLATE: &'static str = "mails/no_account";

    fn samples() -> Vec<(&'static str, Self)> {
        vec![("only", Self {})]
    }
}

impl MailContext for PasswordChanged {
    const TEMPLATE: &'static str = "mails/password_changed";

    fn samples() -> Vec<(&'static str, Self)> {
        let named = Self {
            name: Some(sample::NAME.to_owned()),
            email: sample::EMAIL.to_owned(),
            origin: sample_origin(),
            ends_sessions: true,
            not_me_link: sample::link("not-me"),
            not_me_valid_for: sample::minutes(7 * 24 * 60),
        };
        let nameless = Self { name: None, origin: sample_origin_without_place(), ..named.clone() };
        let stay = Self { ends_sessions: false, ..named.clone() };
        vec![("named", named), ("nameless", nameless), ("sessions-stay", stay)]
    }
}

impl MailContext for Disowned {
    const TEMPLATE: &'static str = "mails/disowned";

    fn samples() -> Vec<(&'static str, Self)> {
        let mut forgot_url = sample::link("forgot");
        forgot_url.set_query(Some("location=1"));
        let named = Self {
            name: Some(sample::NAME.to_owned()),
            email: sample::EMAIL.to_owned(),
            origin: sample_origin(),
            ends_sessions: true,
            forgot_url,
        };
        let stay = Self { ends_sessions: false, ..named.clone() };
        vec![("named", named.clone()), ("nameless", Self { name: None, ..named }), ("sessions-stay", stay)]
    }
}

impl MailContext for AddressTaken {
    const TEMPLATE: &'static str = "mails/address_taken";

    fn samples() -> Vec<(&'static str, Self)> {
        let mut forgot_url = sample::link("forgot");
        forgot_url.set_query(Some("location=1"));
        let named = Self { name: Some(sample::NAME.to_owned()), email: sample::EMAIL.to_owned(), forgot_url };
        vec![("named", named.clone()), ("nameless", Self { name: None, ..named })]
    }
}

impl MailContext for OtherProvider {
    const TEMPLATE: &'static str = "mails/other_provider";

    fn samples() -> Vec<(&'static str, Self)> {
        let named = Self {
            name: Some(sample::NAME.to_owned()),
            email: sample::EMAIL.to_owned(),
            provider: "Google".to_owned(),
        };
        let nameless = Self { name: None, provider: "Møller & Söhne".to_owned(), ..named.clone() };
        vec![("named", named), ("nameless", nameless)]
    }
}

impl MailContext for AccountChanged {
    const TEMPLATE: &'static str = "mails/account_changed";

    fn samples() -> Vec<(&'static str, Self)> {
        let added = Self {
            name: Some(sample::NAME.to_owned()),
            email: sample::EMAIL.to_owned(),
            change: AccountChange::SecondFactorAdded,
            origin: sample_origin(),
            not_me_link: sample::link("not-me"),
            not_me_valid_for: sample::minutes(7 * 24 * 60),
        };
        let removed =
            Self { change: AccountChange::SecondFactorRemoved, origin: sample_origin_in_a_country(), ..added.clone() };
        let codes = Self { name: None, change: AccountChange::NewRecoveryCodes, ..added.clone() };
        let guessed = Self { change: AccountChange::SecondFactorGuessed, ..added.clone() };
        let address = Self { change: AccountChange::Address, origin: sample_origin_of_operator(), ..added.clone() };
        let elsewhere = Self { change: AccountChange::SessionElsewhere, ..added.clone() };
        let sign_in = Self { change: AccountChange::NewSignIn, ..added.clone() };
        vec![
            ("added", added),
            ("removed", removed),
            ("recovery-codes", codes),
            ("guessed", guessed),
            ("address", address),
            ("session-elsewhere", elsewhere),
            ("new-sign-in", sign_in),
        ]
    }
}
