//! A location's settings as JSON: a row holds what an operator set and nothing else. Spans are in milliseconds.

use std::str::FromStr;

use rekey_core::email_address::{EmailAddress, Mailbox};
use rekey_core::location::{Brand, LifetimeSettings, LocationSettings, MailMethod, NoticeSettings, SignUpSettings};
use rekey_core::policy::PasswordPolicySettings;
use rekey_core::time::Duration;
use serde::{Deserialize, Serialize};

use super::corrupt::Corrupt;

/// The JSON of a location's settings.
pub(crate) fn to_json(settings: &LocationSettings) -> String {
    // Strings, numbers, lists and objects with text keys are always JSON.
    serde_json::to_string(&LocationRow::from(settings)).unwrap_or_default()
}

/// The settings that the JSON means.
pub(crate) fn from_json(json: &str) -> Result<LocationSettings, Corrupt> {
    let unreadable = || Corrupt::column("locations.settings");
    let row: LocationRow = serde_json::from_str(json).map_err(|_| unreadable())?;
    row.into_settings().ok_or_else(unreadable)
}

#[derive(Serialize, Deserialize, Default)]
#[serde(default)]
struct LocationRow {
    name: Option<String>,
    reset_url: Option<String>,
    sign_in_url: Option<String>,
    verification_url: Option<String>,
    reset_method: Option<String>,
    sign_up: SignUpRow,
    allowed_redirect_urls: Option<Vec<String>>,
    cooldown: Option<u64>,
    locale: Option<String>,
    from_name: Option<String>,
    from_address: Option<String>,
    reply_to_name: Option<String>,
    reply_to_address: Option<String>,
    senders: Option<Vec<String>>,
    code_in_subject: Option<bool>,
    notices: NoticesRow,
    brand: BrandRow,
    password_policy: PolicyRow,
    lifetimes: LifetimesRow,
    directory: Option<String>,
    done_url: Option<String>,
}

#[derive(Serialize, Deserialize, Default)]
#[serde(default)]
struct SignUpRow {
    open: Option<bool>,
    verify_email: Option<bool>,
    verify_method: Option<String>,
}

#[derive(Serialize, Deserialize, Default)]
#[serde(default)]
struct NoticesRow {
    new_sign_in: Option<bool>,
    address_taken: Option<bool>,
}

#[derive(Serialize, Deserialize, Default)]
#[serde(default)]
struct BrandRow {
    accent_color: Option<String>,
    background_color: Option<String>,
    corner_radius: Option<u8>,
    font: Option<String>,
    logo_url: Option<String>,
    logo_dark_url: Option<String>,
    favicon_url: Option<String>,
    home_url: Option<String>,
    support_email: Option<String>,
    imprint_url: Option<String>,
    privacy_url: Option<String>,
    custom_css: Option<String>,
}

#[derive(Serialize, Deserialize, Default)]
#[serde(default)]
struct PolicyRow {
    min_length: Option<u32>,
    needs_upper: Option<bool>,
    needs_lower: Option<bool>,
    needs_digit: Option<bool>,
    needs_special: Option<bool>,
    refuses_reuse: Option<bool>,
}

#[derive(Serialize, Deserialize, Default)]
#[serde(default)]
struct LifetimesRow {
    link: Option<u64>,
    code: Option<u64>,
    exchanged_token: Option<u64>,
    one_time_token: Option<u64>,
    not_me_link: Option<u64>,
}

impl From<&LocationSettings> for LocationRow {
    fn from(settings: &LocationSettings) -> Self {
        let LocationSettings { brand, password_policy: policy, lifetimes, .. } = settings;
        Self {
            name: settings.name.clone(),
            reset_url: settings.reset_url.as_ref().map(ToString::to_string),
            sign_in_url: settings.sign_in_url.as_ref().map(ToString::to_string),
            verification_url: settings.verification_url.as_ref().map(ToString::to_string),
            reset_method: settings.reset_method.map(|method| method.code().to_owned()),
            sign_up: SignUpRow {
                open: settings.sign_up.open,
                verify_email: settings.sign_up.verify_email,
                verify_method: settings.sign_up.verify_method.map(|method| method.code().to_owned()),
            },
            allowed_redirect_urls: settings.allowed_redirect_urls.clone(),
            cooldown: settings.cooldown.map(millis),
            locale: settings.locale.as_ref().map(ToString::to_string),
            from_name: name(settings.from.as_ref()),
            from_address: address(settings.from.as_ref()),
            reply_to_name: name(settings.reply_to.as_ref()),
            reply_to_address: address(settings.reply_to.as_ref()),
            senders: settings.senders.clone(),
            code_in_subject: settings.code_in_subject,
            notices: NoticesRow {
                new_sign_in: settings.notices.new_sign_in,
                address_taken: settings.notices.address_taken,
            },
            brand: BrandRow {
                accent_color: brand.accent_color.clone(),
                background_color: brand.background_color.clone(),
                corner_radius: brand.corner_radius,
                font: brand.font.clone(),
                logo_url: brand.logo_url.as_ref().map(ToString::to_string),
                logo_dark_url: brand.logo_dark_url.as_ref().map(ToString::to_string),
                favicon_url: brand.favicon_url.as_ref().map(ToString::to_string),
                home_url: brand.home_url.as_ref().map(ToString::to_string),
                support_email: brand.support_email.clone(),
                imprint_url: brand.imprint_url.as_ref().map(ToString::to_string),
                privacy_url: brand.privacy_url.as_ref().map(ToString::to_string),
                custom_css: brand.custom_css.clone(),
            },
            password_policy: PolicyRow {
                min_length: policy.min_length,
                needs_upper: policy.needs_upper,
                needs_lower: policy.needs_lower,
                needs_digit: policy.needs_digit,
                needs_special: policy.needs_special,
                refuses_reuse: policy.refuses_reuse,
            },
            lifetimes: LifetimesRow {
                link: lifetimes.link.map(millis),
                code: lifetimes.code.map(millis),
                exchanged_token: lifetimes.exchanged_token.map(millis),
                one_time_token: lifetimes.one_time_token.map(millis),
                not_me_link: lifetimes.not_me_link.map(millis),
            },
            directory: settings.directory.as_ref().map(ToString::to_string),
            done_url: settings.done_url.as_ref().map(ToString::to_string),
        }
    }
}

impl LocationRow {
    /// `None` if a text is not what its field holds.
    fn into_settings(self) -> Option<LocationSettings> {
        let Self { brand, password_policy: policy, lifetimes, .. } = self;
        Some(LocationSettings {
            name: self.name,
            reset_url: parse(self.reset_url).ok()?,
            sign_in_url: parse(self.sign_in_url).ok()?,
            verification_url: parse(self.verification_url).ok()?,
            reset_method: method(self.reset_method)?,
            sign_up: SignUpSettings {
                open: self.sign_up.open,
                verify_email: self.sign_up.verify_email,
                verify_method: method(self.sign_up.verify_method)?,
            },
            allowed_redirect_urls: self.allowed_redirect_urls,
            cooldown: self.cooldown.map(Duration::from_millis),
            locale: parse(self.locale).ok()?,
            from: mailbox(self.from_name, self.from_address)?,
            reply_to: mailbox(self.reply_to_name, self.reply_to_address)?,
            senders: self.senders,
            code_in_subject: self.code_in_subject,
            notices: NoticeSettings {
                new_sign_in: self.notices.new_sign_in,
                address_taken: self.notices.address_taken,
            },
            brand: Brand {
                accent_color: brand.accent_color,
                background_color: brand.background_color,
                corner_radius: brand.corner_radius,
                font: brand.font,
                logo_url: parse(brand.logo_url).ok()?,
                logo_dark_url: parse(brand.logo_dark_url).ok()?,
                favicon_url: parse(brand.favicon_url).ok()?,
                home_url: parse(brand.home_url).ok()?,
                support_email: brand.support_email,
                imprint_url: parse(brand.imprint_url).ok()?,
                privacy_url: parse(brand.privacy_url).ok()?,
                custom_css: brand.custom_css,
            },
            password_policy: PasswordPolicySettings {
                min_length: policy.min_length,
                needs_upper: policy.needs_upper,
                needs_lower: policy.needs_lower,
                needs_digit: policy.needs_digit,
                needs_special: policy.needs_special,
                special_characters: None,
                refuses_reuse: policy.refuses_reuse,
            },
            lifetimes: LifetimeSettings {
                link: lifetimes.link.map(Duration::from_millis),
                code: lifetimes.code.map(Duration::from_millis),
                exchanged_token: lifetimes.exchanged_token.map(Duration::from_millis),
                one_time_token: lifetimes.one_time_token.map(Duration::from_millis),
                not_me_link: lifetimes.not_me_link.map(Duration::from_millis),
            },
            directory: parse(self.directory).ok()?,
            done_url: parse(self.done_url).ok()?,
            images: Vec::new(),
        })
    }
}

/// The method with this code, if there is one; `None` for a code that is not ours.
#[expect(clippy::option_option, reason = "without a code there is no method, a wrong code is a broken row")]
fn method(code: Option<String>) -> Option<Option<MailMethod>> {
    match code {
        Some(code) => MailMethod::from_code(&code).map(Some),
        None => Some(None),
    }
}

fn name(mailbox: Option<&Mailbox>) -> Option<String> {
    mailbox?.name.clone()
}

fn address(mailbox: Option<&Mailbox>) -> Option<String> {
    Some(mailbox?.address.as_stored().to_owned())
}

/// `None` for an invalid address; `Some(None)` without one.
#[expect(clippy::option_option, reason = "`None` is a corrupt row, as everywhere in `into_settings`")]
fn mailbox(name: Option<String>, address: Option<String>) -> Option<Option<Mailbox>> {
    let Some(address) = address else { return Some(None) };
    Some(Some(Mailbox { name, address: EmailAddress::parse(&address).ok()? }))
}

/// The text as a `T`, if there is one.
fn parse<T: FromStr>(text: Option<String>) -> Result<Option<T>, T::Err> {
    text.map(|text| text.parse()).transpose()
}

/// Settings are written in milliseconds at the finest ([`rekey_core::span`]).
fn millis(span: Duration) -> u64 {
    u64::try_from(span.as_millis()).unwrap_or(u64::MAX)
}
