//! What is wrong with a configuration: which setting, where it is set, and what would be right.

use std::fmt;

use super::tree::Source;

/// One mistake in the settings. It never repeats a value that may be a secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SettingError {
    /// The full name, such as `mail.from`; none where a whole file is wrong.
    pub setting: Option<String>,
    /// Such as `rekey.toml, line 3` or `REKEY_MAIL__FROM`; none for a setting that is missing.
    pub source: Option<String>,
    /// What is wrong and what would be right.
    pub message: String,
}

impl SettingError {
    pub fn new(setting: &str, message: impl Into<String>) -> Self {
        Self { setting: Some(setting.to_owned()), source: None, message: message.into() }
    }

    /// An error that no single setting causes.
    pub fn in_file(file: &str, message: impl Into<String>) -> Self {
        Self { setting: None, source: Some(file.to_owned()), message: message.into() }
    }

    #[must_use]
    pub fn from(self, source: &Source) -> Self {
        Self { source: Some(source.to_string()), ..self }
    }
}

impl fmt::Display for SettingError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.setting, &self.source) {
            (Some(setting), Some(source)) => write!(f, "{setting} (in {source}): {}", self.message),
            (Some(one), None) | (None, Some(one)) => write!(f, "{one}: {}", self.message),
            (None, None) => f.write_str(&self.message),
        }
    }
}

/// Whether one of the errors concerns this setting, or the file that it is read from.
pub(super) fn reported(errors: &[SettingError], setting: &str) -> bool {
    let names = errors.iter().filter_map(|error| error.setting.as_deref());
    names.into_iter().any(|name| name == setting || name.strip_suffix("_file") == Some(setting))
}

/// Every mistake that was found.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", lines(.0))]
pub struct ConfigError(pub Vec<SettingError>);

fn lines(errors: &[SettingError]) -> String {
    errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

/// The known name that was probably meant, if any is close enough. The right key in the wrong section counts, and so
/// does a `_` where a level begins: `mail_smtp_url` means `mail.smtp_url`.
pub fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let key = |path: &str| path.rsplit('.').next().unwrap_or_default().to_owned();
    known
        .into_iter()
        .map(|candidate| {
            let flat = |path: &str| path.replace('.', "_");
            let whole = strsim::jaro_winkler(&flat(name), &flat(candidate));
            let own = strsim::jaro_winkler(&key(name), &key(candidate)) - 0.05;
            (whole.max(own), candidate)
        })
        .filter(|(nearness, _)| *nearness > 0.8)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_is_found_also_in_another_section() {
        let known = ["listen", "mail.from", "mail.smtp_url", "limits.cooldown", "secret"];
        assert_eq!(nearest("lisen", known), Some("listen"));
        assert_eq!(nearest("mail.form", known), Some("mail.from"));
        assert_eq!(nearest("smtp_url", known), Some("mail.smtp_url"));
        assert_eq!(nearest("mail_smtp_url", known), Some("mail.smtp_url"));
        assert_eq!(nearest("limit.cooldown", known), Some("limits.cooldown"));
        assert_eq!(nearest("zzz", known), None);
    }
}
