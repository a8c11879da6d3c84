//! Where settings come from: the TOML file, the environment, and the defaults of `--dev`.

use std::io::ErrorKind;
use std::path::Path;

use figment::value::{Dict, Map, Value};
use figment::{Metadata, Profile, Provider};

use super::complaint::{Complaint, unknown};
use super::settings::{self, Kind};

/// Settings of one origin, with word of where each stands.
pub struct Layer {
    values: Dict,
    origin: Origin,
}

#[derive(Clone)]
enum Origin {
    File(String),
    Environment,
    Development,
}

impl Layer {
    /// The settings of a TOML file.
    pub fn file(path: &Path) -> Result<Self, Complaint> {
        let place = path.display().to_string();
        let text = std::fs::read_to_string(path).map_err(|error| {
            let help = if error.kind() == ErrorKind::NotFound { "; `rekey config init` makes one" } else { "" };
            Complaint::at(&place, format!("the configuration can't be read: {error}{help}"))
        })?;
        Self::toml(&place, &text)
    }

    /// The settings of a TOML text, which stands at `place`.
    pub fn toml(place: &str, text: &str) -> Result<Self, Complaint> {
        let table: toml::Table = toml::from_str(text).map_err(|error| {
            let line = error.span().map_or(1, |span| text[..span.start].lines().count().max(1));
            Complaint::at(format!("{place}, line {line}"), format!("this is no TOML: {}", error.message()))
        })?;
        let values = Value::serialize(&table).ok().and_then(Value::into_dict).unwrap_or_default();
        Ok(Self { values, origin: Origin::File(place.to_owned()) })
    }

    /// The settings among these environment variables: `REKEY_…`, with `__` between levels. What Kubernetes adds for
    /// a service of the name `rekey` (`REKEY_PORT`, `REKEY_SERVICE_HOST`, …) is none of ours.
    pub fn environment(variables: impl IntoIterator<Item = (String, String)>) -> Self {
        let mut values = Dict::new();
        for (name, text) in variables {
            let Some(rest) = name.strip_prefix("REKEY_").filter(|rest| !is_service_link(rest)) else { continue };
            let path = rest.to_ascii_lowercase().replace("__", ".");
            if let Some(value) = environment_value(&path, &text) {
                insert(&mut values, &path, value);
            }
        }
        Self { values, origin: Origin::Environment }
    }

    /// What `--dev` takes where nothing else is set.
    pub fn development() -> Self {
        let mut values = Dict::new();
        insert(&mut values, "database_url", "sqlite:data/dev.db".into());
        insert(&mut values, "mail.from", "Rekey <no-reply@example.com>".into());
        Self { values, origin: Origin::Development }
    }

    /// A complaint for every setting that does not exist.
    pub fn unknown_settings(&self) -> Vec<Complaint> {
        let known = || settings::ALL.iter().map(|setting| setting.path);
        let paths = leaves(&self.values).into_iter().filter(|path| !known().any(|known| known == path));
        paths
            .map(|path| {
                let place = self.origin.place(&path.split('.').collect::<Vec<_>>());
                Complaint::about(&path, unknown(&path, known())).in_place(place)
            })
            .collect()
    }
}

impl Origin {
    fn place(&self, path: &[&str]) -> String {
        match self {
            Self::File(file) => file.clone(),
            Self::Environment => format!("REKEY_{}", path.join("__").to_ascii_uppercase()),
            Self::Development => "--dev".to_owned(),
        }
    }
}

impl Provider for Layer {
    fn metadata(&self) -> Metadata {
        let origin = self.origin.clone();
        Metadata::named("settings").interpolater(move |_, path| origin.place(path))
    }

    fn data(&self) -> figment::error::Result<Map<Profile, Dict>> {
        Ok(Map::from([(Profile::Default, self.values.clone())]))
    }
}

fn is_service_link(rest: &str) -> bool {
    rest == "PORT" || rest.starts_with("PORT_") || rest == "SERVICE_HOST" || rest.starts_with("SERVICE_PORT")
}

/// A variable's value as the kind of setting has it: texts are never taken for numbers, lists are separated by
/// commas or JSON. An empty variable is no setting, or an empty list.
fn environment_value(path: &str, text: &str) -> Option<Value> {
    let kind = settings::find(path).map(|setting| setting.kind);
    if text.is_empty() && kind != Some(Kind::List) {
        return None;
    }
    Some(match kind {
        Some(Kind::Switch) => text.parse::<bool>().map_or_else(|_| text.into(), Value::from),
        Some(Kind::Number) => text.parse::<u64>().map_or_else(|_| text.into(), Value::from),
        Some(Kind::Tables) => json_value(text),
        // No item of any list begins so: what is no JSON is a slip, and stays a text, which is refused.
        Some(Kind::List) if text.trim_start().starts_with('[') => json_value(text),
        Some(Kind::List) => {
            let items = text.split(',').map(str::trim).filter(|item| !item.is_empty());
            Value::from(items.map(str::to_owned).collect::<Vec<_>>())
        }
        Some(Kind::Text) | None => text.into(),
    })
}

/// A variable that holds JSON. What is none stays as it is.
fn json_value(text: &str) -> Value {
    let json = serde_json::from_str::<serde_json::Value>(text).ok();
    json.and_then(|json| Value::serialize(json).ok()).unwrap_or_else(|| text.into())
}

fn insert(values: &mut Dict, path: &str, value: Value) {
    match path.split_once('.') {
        None => {
            values.insert(path.to_owned(), value);
        }
        Some((section, rest)) => {
            let entry = values.entry(section.to_owned()).or_insert_with(|| Value::from(Dict::new()));
            if let Value::Dict(_, inner) = entry {
                insert(inner, rest, value);
            }
        }
    }
}

/// The paths of all values that are no tables; of a table that should be a value, the table itself.
fn leaves(values: &Dict) -> Vec<String> {
    let mut paths = Vec::new();
    for (name, value) in values {
        match value {
            Value::Dict(_, inner) if settings::find(name).is_none() => {
                paths.extend(leaves(inner).into_iter().map(|rest| format!("{name}.{rest}")));
            }
            _ => paths.push(name.clone()),
        }
    }
    paths
}

#[cfg(test)]
mod tests {
    use super::*;

    fn environment(variables: &[(&str, &str)]) -> Layer {
        Layer::environment(variables.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())))
    }

    #[test]
    fn a_text_from_the_environment_stays_a_text() {
        let layer = environment(&[("REKEY_SECRET", "0123"), ("REKEY_DATABASE_URL", "true"), ("PATH", "/bin")]);
        assert_eq!(layer.values["secret"].as_str(), Some("0123"));
        assert_eq!(layer.values["database_url"].as_str(), Some("true"));
        assert_eq!(layer.values.len(), 2);
    }

    #[test]
    fn lists_switches_and_numbers_come_from_the_environment_too() {
        let layer = environment(&[
            ("REKEY_TRUSTED_PROXIES", "10.0.0.0/8, ::1"),
            ("REKEY_CORS_ORIGINS", ""),
            ("REKEY_MAIL__ENABLED", "false"),
            ("REKEY_DEFAULT_LOCATION", "7"),
            ("REKEY_LISTEN", ""),
        ]);
        assert_eq!(layer.values["trusted_proxies"].as_array().unwrap().len(), 2);
        assert_eq!(layer.values["cors_origins"].as_array().unwrap().len(), 0);
        assert_eq!(layer.values["mail"].find_ref("enabled").unwrap().to_bool(), Some(false));
        assert_eq!(layer.values["default_location"].to_u128(), Some(7));
        assert!(!layer.values.contains_key("listen"), "an empty variable sets nothing");
    }

    #[test]
    fn what_kubernetes_adds_for_a_service_is_left_alone() {
        let layer = environment(&[
            ("REKEY_PORT", "tcp://10.0.0.1:8080"),
            ("REKEY_PORT_8080_TCP_ADDR", "10.0.0.1"),
            ("REKEY_SERVICE_HOST", "10.0.0.1"),
            ("REKEY_SERVICE_PORT_HTTP", "8080"),
        ]);
        assert!(layer.values.is_empty());
    }

    #[test]
    fn an_unknown_setting_is_named_with_its_place_and_the_nearest_known_one() {
        let complaints = environment(&[("REKEY_MAIL__FORM", "x")]).unknown_settings();
        assert_eq!(
            complaints[0].to_string(),
            "mail.form (in REKEY_MAIL__FORM): there is no such setting; did you mean `mail.from`?"
        );
        let layer = Layer::toml("rekey.toml", "lisen = \"x\"\n[limit]\ncooldown = \"60s\"\n").unwrap();
        let texts: Vec<String> = layer.unknown_settings().iter().map(ToString::to_string).collect();
        assert_eq!(texts.len(), 2);
        assert!(texts[1].contains("`listen`") && texts[0].contains("`limits.cooldown`"), "{texts:?}");
    }

    #[test]
    fn a_file_that_is_no_toml_is_refused_by_line_without_showing_it() {
        let complaint = Layer::toml("rekey.toml", "listen = \"x\"\nsecret = \"hush\n").err().unwrap().to_string();
        assert!(complaint.starts_with("rekey.toml, line 2: "), "{complaint}");
        assert!(!complaint.contains("hush"), "{complaint}");
    }
}
