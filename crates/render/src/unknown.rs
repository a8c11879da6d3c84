//! Typos in an operator's own words: an unused key replaces nothing, and nobody would notice.

use crate::built_in;
use crate::error::UnknownWord;
use crate::overrides::Overrides;
use crate::templates::Sources;
use crate::translations::{FILES, Translations};

/// How similar two keys must be, from 0 to 1, for one to be a likely typo of the other.
const NEAR: f64 = 0.7;

/// Finds them among the overriding words of `translations`.
pub(crate) fn find(own: &Overrides, sources: &Sources, translations: &Translations) -> Vec<UnknownWord> {
    let english = FILES.iter().find(|(name, _)| *name == "locales/en.ftl").map_or("", |(_, text)| *text);
    let built_in: Vec<String> = defined(english).map(|(_, word)| word).collect();
    let mut found = Vec::new();
    for (_, file, text) in own.words() {
        let compact = text.replace(' ', "");
        for (line, word) in defined(text) {
            let is_known = built_in.contains(&word)
                || translations.has_beneath(&word)
                || compact.contains(&format!("{{{word}}}"))
                || is_used(&word, sources);
            if !is_known {
                let near = nearest(&word, &built_in).map(str::to_owned);
                found.push(UnknownWord { file: file.to_owned(), line, word, near });
            }
        }
    }
    found
}

/// The words that a file defines, and in which line: messages, and their attributes as `message.attribute`. The file
/// has been parsed before, so that a letter at the beginning of a line begins a message.
fn defined(text: &str) -> impl Iterator<Item = (usize, String)> {
    let mut message = None;
    text.lines().enumerate().filter_map(move |(index, line)| {
        let (key, _) = line.split_once('=')?;
        let key = key.trim_end();
        let word = if let Some(attribute) = key.trim_start().strip_prefix('.') {
            format!("{}.{attribute}", message?)
        } else if key.starts_with(|first: char| first.is_ascii_alphabetic()) {
            message = Some(key);
            key.to_owned()
        } else {
            if key.starts_with('-') {
                // A term is for the file itself, and so is what belongs to it.
                message = None;
            }
            return None;
        };
        Some((index + 1, word))
    })
}

/// Whether an operator's template names the word, or puts it together: `t('harbour-' ~ kind)`, `t(kind ~ '-note')`.
fn is_used(word: &str, sources: &Sources) -> bool {
    let part_is_used = |(at, _): (usize, &str)| {
        let (prefix, suffix) = (word.get(..=at), word.get(at..));
        [prefix, suffix].into_iter().flatten().any(|part| sources.own_quotes(part) && !built_in::any_quotes(part))
    };
    sources.own_quotes(word) || word.match_indices(['-', '.']).any(part_is_used)
}

/// The word that was probably meant.
fn nearest<'a>(word: &str, known: &'a [String]) -> Option<&'a str> {
    let likeness = |known: &'a String| (strsim::normalized_damerau_levenshtein(word, known), known.as_str());
    let near = known.iter().map(likeness).filter(|(likeness, _)| *likeness > NEAR);
    near.max_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, known)| known)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_among_texts_comments_terms_and_choices() {
        let text = "# a = b\nfirst = x = y\n  more = text\n    .help = z\n-term = t\n    .case = c\nsecond={ $count ->\n   \
                    *[other] n = n\n}\n    .help = h\n";
        let words: Vec<(usize, String)> = defined(text).collect();
        let words: Vec<(usize, &str)> = words.iter().map(|(line, word)| (*line, word.as_str())).collect();
        assert_eq!(words, [(2, "first"), (4, "first.help"), (7, "second"), (10, "second.help")]);
    }
}
