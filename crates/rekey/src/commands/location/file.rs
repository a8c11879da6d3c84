//! The file that `rekey location apply` reads.

use std::path::Path;
use std::str::FromStr;

use figment::Figment;
use rekey_core::location::{LifetimeSettings, LocationSettings, MailMethod, SignUpSettings};
use rekey_core::policy::PasswordPolicySettings;
use rekey_core::redirect::Pattern;
use rekey_core::time::Duration;
use rekey_core::{Locale, LocationId, Mailbox};
use serde::{Deserialize, Deserializer};

use super::brand::BrandEntry;
use crate::config::{Complaint, ConfigError, Layer, PublicUrl, min_length, read};
use crate::failure::Failure;

/// Examples for `--help`.
pub(super) const EXAMPLES: &str = r##"Example:
  rekey location apply locations.toml

with locations.toml such as
  [[location]]
  id = 7
  name = "Example Berlin"
  # Gets ?token=; without it our own page.
  reset_url = "https://app.example.com/new-password"
  # Or "code": a code beside the link.
  reset_method = "link"
  # People make accounts by themselves.
  sign_up = { open = true, verify_email = true, verify_method = "code" }
  allowed_redirect_urls = ["https://app.example.com/*"]
  cooldown = "60s"
  locale = "de"
  from = "Example Berlin <no-reply@example.com>"
  reply_to = "help@example.com"
  # "482915 · Your code…", for locked phones.
  code_in_subject = true
  password_policy = { min_length = 12, needs_digit = true, refuses_reuse = true }

  [location.lifetimes]
  link = "1h"
  code = "10m"
  exchanged_token = "10m"
  one_time_token = "5m"
  not_me_link = "7d"

  # docs/look.md tells more; `rekey location preview 7` shows it.
  [location.brand]
  accent_color = "#0b6bcb"
  background_color = "#f4f5f8"
  # In pixels, 0 to 32.
  corner_radius = 8
  font = "Inter, 'Segoe UI', sans-serif"
  logo_url = "https://example.com/logo.png"
  home_url = "https://example.com"
  support_email = "help@example.com"
  imprint_url = "https://example.com/imprint"
  privacy_url = "https://example.com/privacy"
  # For pages alone.
  custom_css = ".card { border: 1px solid #d0d5dd }""##;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    location: Vec<Entry>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    #[serde(deserialize_with = "id")]
    id: LocationId,
    #[serde(default, deserialize_with = "read::some_text")]
    name: Option<Name>,
    #[serde(default, deserialize_with = "read::some_text")]
    reset_url: Option<PublicUrl>,
    #[serde(default, deserialize_with = "read::some_text")]
    reset_method: Option<Method>,
    #[serde(default)]
    sign_up: SignUpEntry,
    #[serde(default, deserialize_with = "redirects")]
    allowed_redirect_urls: Option<Vec<String>>,
    #[serde(default, deserialize_with = "read::some_cooldown")]
    cooldown: Option<Duration>,
    #[serde(default, deserialize_with = "read::some_text")]
    locale: Option<Locale>,
    #[serde(default, deserialize_with = "read::some_text")]
    from: Option<Mailbox>,
    #[serde(default, deserialize_with = "read::some_text")]
    reply_to: Option<Mailbox>,
    code_in_subject: Option<bool>,
    #[serde(default)]
    brand: BrandEntry,
    #[serde(default)]
    password_policy: PolicyEntry,
    #[serde(default)]
    lifetimes: LifetimesEntry,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct SignUpEntry {
    open: Option<bool>,
    verify_email: Option<bool>,
    #[serde(deserialize_with = "read::some_text")]
    verify_method: Option<Method>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct PolicyEntry {
    #[serde(deserialize_with = "some_min_length")]
    min_length: Option<u32>,
    needs_upper: Option<bool>,
    needs_lower: Option<bool>,
    needs_digit: Option<bool>,
    needs_special: Option<bool>,
    refuses_reuse: Option<bool>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct LifetimesEntry {
    #[serde(deserialize_with = "read::some_lifetime")]
    link: Option<Duration>,
    #[serde(deserialize_with = "read::some_lifetime")]
    code: Option<Duration>,
    #[serde(deserialize_with = "read::some_lifetime")]
    exchanged_token: Option<Duration>,
    #[serde(deserialize_with = "read::some_lifetime")]
    one_time_token: Option<Duration>,
    #[serde(deserialize_with = "read::some_not_me_lifetime")]
    not_me_link: Option<Duration>,
}

/// Reads the file: the settings of each location that it names.
pub(super) fn read(path: &Path) -> Result<Vec<(LocationId, LocationSettings)>, Failure> {
    let place = path.display().to_string();
    let text = std::fs::read_to_string(path).map_err(|error| {
        Failure::failed(format!("{place} can't be read: {error}")).help("rekey location apply --help shows an example")
    })?;
    parse(&place, &text).map_err(|ConfigError(complaints)| {
        let lines: Vec<String> = complaints.iter().map(|complaint| format!("  {complaint}")).collect();
        Failure::failed(format!("nothing is applied\n{}", lines.join("\n")))
            .help("rekey location apply --help shows an example")
    })
}

fn parse(place: &str, text: &str) -> Result<Vec<(LocationId, LocationSettings)>, ConfigError> {
    let layer = Layer::toml(place, text).map_err(|complaint| ConfigError(vec![complaint]))?;
    let file: File = Figment::new().merge(layer).extract()?;
    let mut patches: Vec<(LocationId, LocationSettings)> = Vec::new();
    for entry in file.location {
        let id = entry.id;
        if patches.iter().any(|(known, _)| *known == id) {
            let complaint = Complaint::about("location", format!("the id {id} stands there twice")).in_place(place);
            return Err(ConfigError(vec![complaint]));
        }
        patches.push((id, entry.settings()));
    }
    Ok(patches)
}

impl Entry {
    fn settings(self) -> LocationSettings {
        let Self { sign_up, brand, password_policy: policy, lifetimes, .. } = self;
        LocationSettings {
            name: self.name.map(|name| name.0),
            reset_url: self.reset_url.map(|url| url.0),
            reset_method: self.reset_method.map(|method| method.0),
            sign_up: SignUpSettings {
                open: sign_up.open,
                verify_email: sign_up.verify_email,
                verify_method: sign_up.verify_method.map(|method| method.0),
            },
            allowed_redirect_urls: self.allowed_redirect_urls,
            cooldown: self.cooldown,
            locale: self.locale,
            from: self.from,
            reply_to: self.reply_to,
            code_in_subject: self.code_in_subject,
            brand: brand.into(),
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
                link: lifetimes.link,
                code: lifetimes.code,
                exchanged_token: lifetimes.exchanged_token,
                one_time_token: lifetimes.one_time_token,
                not_me_link: lifetimes.not_me_link,
            },
        }
    }
}

fn id<'de, D: Deserializer<'de>>(input: D) -> Result<LocationId, D::Error> {
    let number = read::number_within(input, 1, i32::MAX.unsigned_abs())?;
    Ok(LocationId::new(number.into()).unwrap_or(LocationId::FIRST))
}

fn some_min_length<'de, D: Deserializer<'de>>(input: D) -> Result<Option<u32>, D::Error> {
    min_length(input).map(Some)
}

fn redirects<'de, D: Deserializer<'de>>(input: D) -> Result<Option<Vec<String>>, D::Error> {
    let patterns: Vec<Pattern> = read::texts(input)?;
    Ok(Some(patterns.iter().map(ToString::to_string).collect()))
}

/// What mails call a location: at most this many characters, and no control characters.
const LONGEST_NAME: usize = 100;

#[derive(Debug)]
struct Name(String);

impl FromStr for Name {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let name = text.trim();
        let fits = !name.is_empty() && name.chars().count() <= LONGEST_NAME && !name.chars().any(char::is_control);
        if fits { Ok(Self(name.to_owned())) } else { Err(format!("expected a name of 1 to {LONGEST_NAME} characters")) }
    }
}

#[derive(Debug)]
struct Method(MailMethod);

impl FromStr for Method {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        MailMethod::from_code(text).map(Self).ok_or("expected \"code\" or \"link\"")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn complaint(text: &str) -> String {
        parse("l.toml", text).unwrap_err().to_string()
    }

    #[test]
    fn the_example_in_the_help_can_be_applied() {
        let example = EXAMPLES.split_once("such as\n").unwrap().1;
        let patches = parse("l.toml", example).unwrap();
        let (id, settings) = &patches[0];
        assert_eq!((id.get(), settings.name.as_deref()), (7, Some("Example Berlin")));
        assert_eq!(settings.lifetimes.not_me_link, Some(Duration::from_hours(7 * 24)));
        assert_eq!(settings.password_policy.min_length, Some(12));
        assert_eq!(settings.brand.accent_color.as_deref(), Some("#0b6bcb"));
    }

    #[test]
    fn what_is_absent_stays_absent() {
        assert_eq!(parse("l.toml", "[[location]]\nid = 3\n").unwrap()[0].1, LocationSettings::default());
    }

    #[test]
    fn a_wrong_value_is_complained_of_by_name_and_what_would_be_right() {
        for (line, expected) in [
            ("nmae = \"x\"", "did you mean `name`?"),
            ("brand = { accent_colour = \"#000000\" }", "did you mean `accent_color`?"),
            ("brand = { accent_color = \"blue\" }", "location.0.brand.accent_color (in l.toml): expected a colour"),
            ("brand = { corner_radius = 99 }", "0 to 32"),
            ("brand = { font = \"x;}body{\" }", "expected fonts"),
            ("brand = { custom_css = \"@import 'x'\" }", "@import"),
            ("brand = { custom_css = \".card {\" }", "braces"),
            ("brand = { custom_css = \"a { background: url(https://x.example/a.png) }\" }", "data:"),
            ("reset_url = \"http://app.example.com\"", "use https:"),
            ("reset_method = \"pigeon\"", "\"code\" or \"link\""),
            ("sign_up = { verify_method = \"pigeon\" }", "\"code\" or \"link\""),
            ("sign_up = { opne = true }", "did you mean `open`?"),
            ("lifetimes = { link = \"2d\" }", "1m to 1d"),
            ("cooldown = \"soon\"", "a span of time"),
            ("allowed_redirect_urls = [\"*\"]", "expected an http or https URL"),
            ("allowed_redirect_urls = [\"https://*.com/*\"]", "a name of your own"),
            ("name = \"\"", "1 to 100"),
        ] {
            let text = complaint(&format!("[[location]]\nid = 1\n{line}\n"));
            assert!(text.contains(expected), "{text}");
        }
        assert!(complaint("[[location]]\nname = \"x\"\n").contains("`id` is missing"));
        assert!(complaint("[[location]]\nid = 0\n").contains("1 to"));
        assert!(complaint("[[location]]\nid = 1\n[[location]]\nid = 1\n").contains("twice"));
        assert!(complaint("[[locations]]\nid = 1\n").contains("did you mean `location`?"));
        assert!(complaint("").contains("`location` is missing"));
    }
}
