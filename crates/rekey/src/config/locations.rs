//! Settings of locations: `[[locations]]`, and the file that `rekey location apply` reads.

use std::path::Path;

use rekey_core::location::{LocationSettings, MailMethod, NoticeSettings, SignUpSettings};
use rekey_core::redirect::Pattern;
use rekey_core::{Locale, LocationId};

use super::error::{ConfigError, SettingError};
use super::image_files::ImageFiles;
use super::layer::Layer;
use super::limits::LONGEST_COOLDOWN;
use super::reader::{Found, Reader};
use super::shared::{PublicUrl, location_id};
use super::{brand, passwords, tokens};
use crate::file_error::reason;

/// What to change of a location. Absent settings keep their value.
pub type LocationPatch = (LocationId, LocationSettings);

/// How locations are written.
const EXPECTED: &str = "tables: [[locations]] with id and settings in a file, the same as JSON in the environment, \
                        such as [{\"id\": 7, \"name\": \"Example Berlin\"}]";

/// Reads a file of locations, or standard input if that is `-`, under either of the keys `location` and `locations`.
pub fn read_locations(path: &Path) -> Result<Vec<LocationPatch>, ConfigError> {
    let is_input = path == Path::new("-");
    let name = if is_input { "standard input".to_owned() } else { path.display().to_string() };
    let text = if is_input { std::io::read_to_string(std::io::stdin().lock()) } else { std::fs::read_to_string(path) };
    let text = text.map_err(|error| {
        let message = format!("{name} can't be read: {}", reason(&error));
        ConfigError(vec![SettingError { setting: None, source: None, message }])
    })?;
    let folder = path.parent().filter(|_| !is_input).unwrap_or(Path::new(""));
    parse_locations(&name, &text, ImageFiles::In(folder.to_owned()))
}

/// Reads the text of such a file, and the images that it names.
pub fn parse_locations(name: &str, text: &str, image_files: ImageFiles) -> Result<Vec<LocationPatch>, ConfigError> {
    let layer = Layer::toml(name, text)?;
    let mut found = Found { image_files, ..Found::default() };
    let mut reader = Reader::file(&layer.table, &mut found);
    let (one, other) = (read(&mut reader, "location"), read(&mut reader, "locations"));
    reader.finish();
    let patches = [one.unwrap_or_default(), other.unwrap_or_default()].concat();
    let mut errors = found.errors;
    if errors.is_empty() && patches.is_empty() {
        errors.push(SettingError::in_file(name, "expected a table [[location]] for each location"));
    }
    if errors.is_empty() { Ok(patches) } else { Err(ConfigError(errors)) }
}

/// Reads the list of locations at `key`.
pub(super) fn read(reader: &mut Reader<'_>, key: &str) -> Option<Vec<LocationPatch>> {
    let mut ids = Vec::new();
    reader.tables(key, EXPECTED, |reader| {
        reader.require("id", "the number of the location");
        let id = location_id(reader, "id");
        let settings = settings(reader);
        let id = id?;
        if ids.contains(&id) {
            reader.report("id", format!("duplicate id {id}; put all settings of a location into one table"));
        }
        ids.push(id);
        Some((id, settings))
    })
}

fn settings(reader: &mut Reader<'_>) -> LocationSettings {
    let redirects: Option<Vec<Pattern>> = reader.list("allowed_redirect_urls");
    LocationSettings {
        name: reader.parsed("name", location_name),
        reset_url: reader.text::<PublicUrl>("reset_url").map(|url| url.0),
        sign_in_url: reader.text::<PublicUrl>("sign_in_url").map(|url| url.0),
        verification_url: reader.text::<PublicUrl>("verification_url").map(|url| url.0),
        reset_method: reader.parsed("reset_method", mail_method),
        sign_up: reader.section("sign_up", |sign_up| SignUpSettings {
            open: sign_up.switch("open"),
            verify_email: sign_up.switch("verify_email"),
            verify_method: sign_up.parsed("verify_method", mail_method),
        }),
        allowed_redirect_urls: redirects.map(|patterns| patterns.iter().map(ToString::to_string).collect()),
        cooldown: reader.span_or_off("cooldown", LONGEST_COOLDOWN),
        locale: reader.text::<Locale>("locale"),
        from: reader.text("from"),
        reply_to: reader.text("reply_to"),
        senders: reader.list("senders"),
        code_in_subject: reader.switch("code_in_subject"),
        notices: reader.section("notices", |notices| NoticeSettings {
            new_sign_in: notices.switch("new_sign_in"),
            address_taken: notices.switch("address_taken"),
        }),
        brand: reader.section("brand", brand::read),
        images: reader.take_images(),
        password_policy: reader.section("password_policy", passwords::policy),
        lifetimes: reader.section("lifetimes", tokens::lifetimes),
        directory: reader.text("directory"),
        done_url: reader.text::<PublicUrl>("done_url").map(|url| url.0),
    }
}

/// In characters.
const LONGEST_NAME: usize = 100;

fn location_name(text: &str) -> Result<String, String> {
    let fits = !text.is_empty() && text.chars().count() <= LONGEST_NAME;
    if fits { Ok(text.to_owned()) } else { Err(format!("expected a name of 1 to {LONGEST_NAME} characters")) }
}

fn mail_method(text: &str) -> Result<MailMethod, String> {
    MailMethod::from_code(text).ok_or_else(|| "expected \"code\" or \"link\"".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn complaint(text: &str) -> String {
        parse_locations("l.toml", text, ImageFiles::default()).unwrap_err().to_string()
    }

    #[test]
    fn what_is_absent_stays_absent() {
        assert_eq!(
            parse_locations("l.toml", "[[location]]\nid = 3\n", ImageFiles::default()).unwrap()[0].1,
            LocationSettings::default()
        );
    }

    #[test]
    fn a_wrong_value_is_complained_of_by_name_and_what_would_be_right() {
        for (line, expected) in [
            ("nmae = \"x\"", "did you mean `name`?"),
            ("brand = { accent_colour = \"#000000\" }", "did you mean `accent_color`?"),
            (
                "brand = { accent_color = \"blue\" }",
                "location.0.brand.accent_color (in l.toml, line 3): expected a color",
            ),
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
        let text = complaint("[[location]]\nname = \"x\"\n");
        assert!(text.contains("location.0.id (in l.toml, line 1): is missing"), "{text}");
        assert!(complaint("[[location]]\nid = 0\n").contains("1 to"));
        assert!(complaint("[[location]]\nid = 1\n[[location]]\nid = 1\n").contains("duplicate id 1"));
        assert!(complaint("[[locaton]]\nid = 1\n").contains("did you mean `location`?"));
        assert!(complaint("").contains("expected a table [[location]]"));
    }
}
