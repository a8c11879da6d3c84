//! An operator's own templates and words: a folder's, for all locations, or those that one location has in the
//! database.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use unic_langid::LanguageIdentifier;

use crate::built_in;
use crate::error::RenderError;

/// Texts that replace built-in ones: `mails/…`, `pages/…` and `assets/…` as whole files, `locales/….ftl` word by word.
#[derive(Debug, Clone, Default)]
pub struct Overrides {
    texts: BTreeMap<String, String>,
}

impl Overrides {
    /// Those of a folder; none if the folder does not exist. A file that replaces nothing is an error, because it is a
    /// typo that nobody would notice.
    pub(crate) fn of_folder(folder: &Path) -> Result<Self, RenderError> {
        let mut texts = BTreeMap::new();
        refuse_strays(folder)?;
        for part in PARTS {
            for path in files(&folder.join(part))? {
                let name = format!("{part}/{}", path.file_name().unwrap_or_default().to_string_lossy());
                if language_of(&name).is_none() && !built_in::names().any(|known| known == name) {
                    let known = built_in::names().collect::<Vec<_>>().join(", ");
                    return Err(RenderError::UnknownOverride { path, known });
                }
                let text = std::fs::read_to_string(&path).map_err(|source| RenderError::Read { path, source })?;
                texts.insert(name, text);
            }
        }
        Ok(Self { texts })
    }

    /// Those of a location. Names that this version does not know are skipped, so that templates accepted by an older
    /// version do no harm; use [`Renderer::takes`](crate::Renderer::takes) to accept new ones.
    pub fn of_location(texts: impl IntoIterator<Item = (String, String)>) -> Self {
        let known = |(name, _): &(String, String)| language_of(name).is_some() || is_for_locations(name);
        Self { texts: texts.into_iter().filter(known).collect() }
    }

    /// Adds one, or replaces it.
    pub fn set(&mut self, name: &str, text: &str) {
        self.texts.insert(name.to_owned(), text.to_owned());
    }

    /// The words, by language.
    pub(crate) fn words(&self) -> impl Iterator<Item = (LanguageIdentifier, &str, &str)> {
        self.iter().filter_map(|(name, text)| Some((language_of(name)?, name, text)))
    }

    /// All of them: name and text.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.texts.iter().map(|(name, text)| (name.as_str(), text.as_str()))
    }
}

/// The language of a file of words: `de` of `locales/de.ftl`.
pub(crate) fn language_of(name: &str) -> Option<LanguageIdentifier> {
    name.strip_prefix("locales/")?.strip_suffix(".ftl")?.parse().ok()
}

/// The canonical name of a language's file of words.
pub(crate) fn name_of_words(language: &LanguageIdentifier) -> String {
    format!("locales/{language}.ftl")
}

/// Whether a template is one that a location may have of its own. Assets are not: their addresses are the same for
/// all locations. The development inbox belongs to no location.
pub(crate) fn is_for_locations(name: &str) -> bool {
    let is_shown_to_people = !name.starts_with("assets/") && name != "pages/inbox.html";
    is_shown_to_people && built_in::names().any(|known| known == name)
}

/// Where files replace anything.
const PARTS: [&str; 4] = ["mails", "pages", "assets", "locales"];
const EXTENSIONS: [&str; 7] = ["html", "mjml", "txt", "ftl", "css", "js", "svg"];

/// Refuses files and folders next to the parts, such as `forgot.html` or `page/`: nothing would ever read them.
fn refuse_strays(folder: &Path) -> Result<(), RenderError> {
    for path in files(folder)? {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let is_template = path.extension().is_some_and(|extension| EXTENSIONS.iter().any(|known| extension == *known));
        if !name.starts_with('.') && !PARTS.contains(&&*name) && (path.is_dir() || is_template) {
            let known = PARTS.map(|part| format!("{part}/")).join(", ");
            return Err(RenderError::UnknownOverride { path, known });
        }
    }
    Ok(())
}

/// The files of a folder, sorted; none if the folder does not exist.
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
