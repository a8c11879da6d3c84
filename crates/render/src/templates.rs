//! Where templates come from: built into the binary, each of which a file in a folder may replace.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::assets::{self, Asset};
use crate::error::RenderError;

macro_rules! built_in {
    ($($name:literal),* $(,)?) => {
        &[$(($name, include_str!(concat!("../templates/", $name)))),*]
    };
}

/// Every built-in template. Names that start with `_` are parts of others.
const BUILT_IN: &[(&str, &str)] = built_in![
    "mails/_foot.txt",
    "mails/_layout.mjml",
    "mails/_parts.mjml",
    "mails/address_taken.mjml",
    "mails/address_taken.txt",
    "mails/disowned.mjml",
    "mails/disowned.txt",
    "mails/no_account.mjml",
    "mails/no_account.txt",
    "mails/other_provider.mjml",
    "mails/other_provider.txt",
    "mails/password_changed.mjml",
    "mails/password_changed.txt",
    "mails/reset_code.mjml",
    "mails/reset_code.txt",
    "mails/reset_link.mjml",
    "mails/reset_link.txt",
    "mails/account_changed.mjml",
    "mails/account_changed.txt",
    "mails/sign_in.mjml",
    "mails/sign_in.txt",
    "mails/verify_email.mjml",
    "mails/verify_email.txt",
    "pages/_layout.html",
    "pages/_parts.html",
    "pages/check_mail.html",
    "pages/code.html",
    "pages/error.html",
    "pages/forgot.html",
    "pages/inbox.html",
    "pages/link_problem.html",
    "pages/new_password.html",
    "pages/not_me.html",
    "pages/not_me_done.html",
    "pages/reset_done.html",
    "pages/second_factor.html",
    "pages/sign_in.html",
    "pages/sign_in_code.html",
    "pages/sign_in_link.html",
    "pages/signed_in.html",
    "pages/signed_out.html",
    "pages/verify_email.html",
    "pages/verify_email_done.html",
];

/// The text of every template and asset.
pub(crate) struct Sources {
    texts: BTreeMap<String, Cow<'static, str>>,
}

impl Sources {
    /// What is built in.
    pub(crate) fn built_in() -> Self {
        let templates = BUILT_IN.iter().map(|(name, text)| ((*name).to_owned(), Cow::Borrowed(*text)));
        let assets = assets::BUILT_IN.iter().map(|(stem, ext, _, text)| (asset_name(stem, ext), Cow::Borrowed(*text)));
        Self { texts: templates.chain(assets).collect() }
    }

    /// What is built in, with the files of a folder in place of those of the same name. A file that replaces
    /// nothing is an error: it would be a typing mistake that nobody sees.
    pub(crate) fn with_overrides(folder: &Path) -> Result<Self, RenderError> {
        let mut sources = Self::built_in();
        for part in ["mails", "pages", "assets"] {
            for path in files(&folder.join(part))? {
                let file_name = path.file_name().unwrap_or_default().to_string_lossy();
                let name = format!("{part}/{file_name}");
                if !sources.texts.contains_key(&name) {
                    let known: Vec<&str> = sources.texts.keys().map(String::as_str).collect();
                    return Err(RenderError::UnknownOverride { path, known: known.join(", ") });
                }
                let text = std::fs::read_to_string(&path).map_err(|source| RenderError::Read { path, source })?;
                sources.texts.insert(name, Cow::Owned(text));
            }
        }
        Ok(sources)
    }

    /// The sources of HTML mails, parts included.
    pub(crate) fn mjml(&self) -> impl Iterator<Item = (&str, &str)> {
        self.with_ending(".mjml")
    }

    /// The templates that are filled as they are: pages, and the plain text of mails.
    pub(crate) fn plain(&self) -> impl Iterator<Item = (&str, &str)> {
        self.with_ending(".html").chain(self.with_ending(".txt"))
    }

    /// The files that pages link to, in the order of [`assets::BUILT_IN`].
    pub(crate) fn assets(&self) -> [Asset; 6] {
        assets::BUILT_IN.map(|(stem, extension, content_type, built_in)| {
            let text = self.texts.get(&asset_name(stem, extension)).cloned().unwrap_or(Cow::Borrowed(built_in));
            Asset::new(stem, extension, content_type, text)
        })
    }

    fn with_ending(&self, ending: &'static str) -> impl Iterator<Item = (&str, &str)> {
        self.texts.iter().filter(move |(name, _)| name.ends_with(ending)).map(|(name, text)| (name.as_str(), &**text))
    }
}

fn asset_name(stem: &str, extension: &str) -> String {
    format!("assets/{stem}.{extension}")
}

/// The files of a folder, sorted; none if there is no such folder.
fn files(folder: &Path) -> Result<Vec<PathBuf>, RenderError> {
    let failed = |source| RenderError::Read { path: folder.to_owned(), source };
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(failed(error)),
    };
    let mut paths =
        entries.map(|entry| entry.map(|entry| entry.path())).collect::<Result<Vec<_>, _>>().map_err(failed)?;
    paths.sort();
    Ok(paths)
}
