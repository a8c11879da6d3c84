//! `rekey config init`: a file to start from.

use std::io::Write;
use std::path::{Path, PathBuf};

use crate::adapters::OsRng;
use crate::command_error::CommandError;
use crate::config::settings::{self, Setting};
use crate::config::{DEFAULT_FILE, Secret, Sources};
use crate::file_error::reason;
use crate::installation::write_private;
use crate::output::stdout;

pub(super) const EXAMPLES: &str = "\
Examples:
  rekey config init                             Write ./rekey.toml
  rekey config init --config /etc/rekey.toml    Write another file";

/// The `public_url` of a fresh file, until somebody sets another.
const PUBLIC_URL: &str = r#""http://localhost:8080""#;

/// Writes the file. An existing one is never overwritten, because it holds a secret.
pub(super) fn run(sources: &Sources) -> Result<(), CommandError> {
    let path = sources.file.clone().unwrap_or_else(|| PathBuf::from(DEFAULT_FILE));
    let secret = Secret::generate(&OsRng::default());
    write_private(&path, content(&secret).as_bytes()).map_err(|error| refuse(&path, &error))?;
    let mut out = stdout();
    writeln!(out, "{} is written, with a fresh secret. Set public_url and [mail] next, then:", path.display())?;
    writeln!(out, "  rekey config check\n  rekey serve")?;
    Ok(())
}

fn refuse(path: &Path, error: &std::io::Error) -> CommandError {
    if error.kind() == std::io::ErrorKind::AlreadyExists {
        CommandError::failed(format!("{} exists already and is not changed", path.display()))
            .help("move it away, or write another file: rekey config init --config FILE")
    } else {
        CommandError::failed(format!("{} can't be written: {}", path.display(), reason(error)))
            .help("choose a place that you can write to: rekey config init --config FILE")
    }
}

/// Every setting with what it does: the two that are needed are set, the others are comments.
fn content(secret: &Secret) -> String {
    let mut text =
        "# Settings of Rekey. A commented line such as #name = value shows the default, or an example.\n".to_owned();
    text.push_str("# Environment variables override them: REKEY_MAIL__FROM sets `from` in [mail]. A list such as\n");
    text.push_str(
        "# [\"a\", \"b\"] is a,b or JSON in a variable. `rekey config schema` lists every variable with an example.\n",
    );
    let mut section = None;
    for setting in settings::ALL {
        if setting.section() != section {
            section = setting.section();
            text.extend(["\n[", section.unwrap_or_default(), "]\n"]);
        }
        let line = match setting.path {
            "secret" => format!("secret = \"{}\"", secret.expose().as_str()),
            "public_url" => format!("public_url = {PUBLIC_URL}"),
            _ => format!("#{} = {}", setting.key(), shown(setting)),
        };
        text.extend(["\n# ", setting.about, "\n", line.as_str(), "\n"]);
        if setting.secret {
            text.extend(["#", setting.key(), "_file = \"/run/secrets/", setting.key(), "\"\n"]);
        }
    }
    text
}

fn shown(setting: &Setting) -> &'static str {
    if setting.default.is_empty() { setting.example } else { setting.default }
}

#[cfg(test)]
mod tests {
    use rekey_core::testing::SeededRng;

    use super::*;
    use crate::config::{Config, Layer};

    #[test]
    fn the_fresh_file_is_usable_unchanged() {
        let text = content(&Secret::generate(&SeededRng::new(1)));
        let config = Config::from_layers([Layer::toml("rekey.toml", &text).unwrap()], false).unwrap();
        assert_eq!(config.server.public_url.unwrap().0.as_str(), "http://localhost:8080/");
    }

    #[test]
    fn every_setting_stands_in_the_fresh_file_with_what_it_does() {
        let text = content(&Secret::generate(&SeededRng::new(1)));
        for setting in settings::ALL {
            assert!(text.contains(&format!("# {}\n", setting.about)), "{}", setting.path);
        }
    }
}
