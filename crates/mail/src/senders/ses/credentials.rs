//! Where AWS credentials come from: the settings, the environment, or the file that the AWS tools share.

use std::collections::HashMap;
use std::path::PathBuf;

use aws_credential_types::Credentials;
use secrecy::ExposeSecret;

use super::super::kind::{SetupError, Values};

/// Where they come from.
pub(super) enum Source {
    Fixed(Credentials),
    /// Read again for each email, because other programs renew what is in it.
    File {
        path: PathBuf,
        profile: String,
    },
}

impl Source {
    /// Those of the settings; else those of the environment; else a file.
    pub(super) fn of(values: &Values) -> Result<Self, SetupError> {
        let variable = |name| std::env::var(name).ok().filter(|value| !value.is_empty());
        if let Some(id) = values.text("access_key_id") {
            let secret = values.secret("secret_access_key")?;
            let token = values.text("session_token").map(ToOwned::to_owned);
            return Ok(Self::Fixed(credentials(id.to_owned(), secret.expose_secret().to_owned(), token)));
        }
        if let (Some(id), Some(secret)) = (variable("AWS_ACCESS_KEY_ID"), variable("AWS_SECRET_ACCESS_KEY")) {
            return Ok(Self::Fixed(credentials(id, secret, variable("AWS_SESSION_TOKEN"))));
        }
        let path = variable("AWS_SHARED_CREDENTIALS_FILE")
            .or_else(|| variable("HOME").map(|home| format!("{home}/.aws/credentials")))
            .map(PathBuf::from)
            .filter(|path| path.exists());
        let Some(path) = path else {
            return Err(SetupError::new(
                "access_key_id",
                "is missing; set it and secret_access_key, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or write \
                 ~/.aws/credentials",
            ));
        };
        let profile = values.text("profile").map(ToOwned::to_owned).or_else(|| variable("AWS_PROFILE"));
        Ok(Self::File { path, profile: profile.unwrap_or_else(|| "default".to_owned()) })
    }

    pub(super) async fn get(&self) -> Result<Credentials, String> {
        let (path, profile) = match self {
            Self::Fixed(credentials) => return Ok(credentials.clone()),
            Self::File { path, profile } => (path.clone(), profile),
        };
        let shown = path.display().to_string();
        let text = tokio::task::spawn_blocking(move || std::fs::read_to_string(path)).await;
        let text = text.map_err(std::io::Error::other).flatten().map_err(|error| format!("{shown}: {error}"))?;
        of_file(&text, profile).ok_or_else(|| format!("{shown}: no credentials of the profile `{profile}`"))
    }
}

fn credentials(id: String, secret: String, token: Option<String>) -> Credentials {
    Credentials::new(id, secret, token, None, "rekey")
}

/// The credentials of a profile: a section of an INI file.
fn of_file(text: &str, profile: &str) -> Option<Credentials> {
    let header = format!("[{profile}]");
    let lines = text.lines().map(str::trim).skip_while(|line| *line != header).skip(1);
    let section = lines.take_while(|line| !line.starts_with('['));
    let entries: HashMap<&str, &str> =
        section.filter_map(|line| line.split_once('=')).map(|(key, value)| (key.trim(), value.trim())).collect();
    let text = |key: &str| entries.get(key).map(|value| (*value).to_owned());
    Some(credentials(text("aws_access_key_id")?, text("aws_secret_access_key")?, text("aws_session_token")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_profile_of_the_credentials_file_is_read() {
        let text = "[default]\naws_access_key_id = AKIA1\naws_secret_access_key = s3/cret=\n\n# mine\n[mail]\n\
                    aws_access_key_id=AKIA2\naws_secret_access_key=other\naws_session_token=token\n";
        let default = of_file(text, "default").unwrap();
        assert_eq!((default.access_key_id(), default.secret_access_key()), ("AKIA1", "s3/cret="));
        assert_eq!(default.session_token(), None);
        assert_eq!(of_file(text, "mail").unwrap().session_token(), Some("token"));
        assert!(of_file(text, "absent").is_none());
    }
}
