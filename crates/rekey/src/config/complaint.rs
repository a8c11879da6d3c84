//! What is wrong with a configuration: which setting, where it stands, and what would be right.

use std::fmt;

use figment::error::{Actual, Kind};

/// One thing that is wrong. It never repeats a value, which may be a secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Complaint {
    /// The setting, such as `mail.from`; none where the whole file is meant.
    pub setting: Option<String>,
    /// Where it stands, such as `rekey.toml` or `REKEY_MAIL__FROM`; none where it stands nowhere.
    pub place: Option<String>,
    /// What is wrong and what would be right.
    pub problem: String,
}

impl Complaint {
    /// A complaint about a setting, wherever it stands.
    pub fn about(setting: &str, problem: impl Into<String>) -> Self {
        Self { setting: Some(setting.to_owned()), place: None, problem: problem.into() }
    }

    /// A complaint about a whole file.
    pub fn at(place: impl Into<String>, problem: impl Into<String>) -> Self {
        Self { setting: None, place: Some(place.into()), problem: problem.into() }
    }

    /// The same complaint, with its place.
    #[must_use]
    pub fn in_place(self, place: impl Into<String>) -> Self {
        Self { place: Some(place.into()), ..self }
    }
}

impl fmt::Display for Complaint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.setting, &self.place) {
            (Some(setting), Some(place)) => write!(f, "{setting} (in {place}): {}", self.problem),
            (Some(one), None) | (None, Some(one)) => write!(f, "{one}: {}", self.problem),
            (None, None) => f.write_str(&self.problem),
        }
    }
}

/// All that is wrong.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", lines(.0))]
pub struct ConfigError(pub Vec<Complaint>);

fn lines(complaints: &[Complaint]) -> String {
    complaints.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

impl From<figment::Error> for ConfigError {
    fn from(errors: figment::Error) -> Self {
        Self(errors.into_iter().map(Complaint::from).collect())
    }
}

impl From<figment::Error> for Complaint {
    fn from(error: figment::Error) -> Self {
        let place = match (&error.metadata, &error.profile) {
            (Some(metadata), Some(profile)) => Some(metadata.interpolate(profile, &error.path)),
            _ => None,
        };
        let setting = (!error.path.is_empty()).then(|| error.path.join("."));
        Self { setting, place, problem: problem(&error.kind) }
    }
}

fn problem(kind: &Kind) -> String {
    match kind {
        Kind::Message(message) => message.clone(),
        Kind::InvalidType(found, expected) | Kind::InvalidValue(found, expected) => {
            format!("expected {expected}, found {}", name_of(found))
        }
        Kind::UnknownField(name, known) => unknown(name, known.iter().copied()),
        Kind::MissingField(name) => format!("`{name}` is missing"),
        other => other.to_string(),
    }
}

/// What kind of value it is, without the value.
fn name_of(found: &Actual) -> &'static str {
    match found {
        Actual::Bool(_) => "true or false",
        Actual::Unsigned(_) | Actual::Signed(_) => "a number without quotes",
        Actual::Float(_) => "a fraction without quotes",
        Actual::Char(_) | Actual::Str(_) => "a text",
        Actual::Seq => "a list",
        Actual::Map => "a table",
        _ => "something else",
    }
}

/// The known name that is nearest to one that is not known, if any is near enough to be what was meant.
pub fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let last = |path: &str| path.rsplit('.').next().unwrap_or_default().to_owned();
    known
        .into_iter()
        .map(|candidate| {
            let whole = strsim::jaro_winkler(name, candidate);
            // The right name in the wrong section is near as well.
            let own = strsim::jaro_winkler(&last(name), &last(candidate)) - 0.05;
            (whole.max(own), candidate)
        })
        .filter(|(nearness, _)| *nearness > 0.8)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, candidate)| candidate)
}

/// What to say about a name that is not known.
pub fn unknown<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    match nearest(name, known) {
        Some(near) => format!("there is no such setting; did you mean `{near}`?"),
        None => "there is no such setting".to_owned(),
    }
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
        assert_eq!(nearest("limit.cooldown", known), Some("limits.cooldown"));
        assert_eq!(nearest("zzz", known), None);
    }
}
