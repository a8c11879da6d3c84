//! Which languages a browser asks for.

use axum::http::{HeaderMap, header};
use rekey_core::Locale;

/// More are not looked at.
const MAX_LANGUAGES: usize = 10;

/// The languages of `Accept-Language`, best first; what is malformed is passed over.
pub fn accepted_languages(headers: &HeaderMap) -> Vec<Locale> {
    let value = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let mut languages: Vec<(f32, Locale)> = value.split(',').take(MAX_LANGUAGES).filter_map(weighted).collect();
    languages.sort_by(|(one, _), (other, _)| other.total_cmp(one));
    languages.into_iter().map(|(_, language)| language).collect()
}

/// One entry, such as `de-AT;q=0.9`. A weight of zero is a refusal.
fn weighted(entry: &str) -> Option<(f32, Locale)> {
    let (tag, weight) = match entry.split_once(';') {
        Some((tag, weight)) => (tag, weight.trim().strip_prefix("q=")?.parse().ok()?),
        None => (entry, 1.0),
    };
    let language = tag.trim().parse().ok()?;
    (weight > 0.0 && weight <= 1.0).then_some((weight, language))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<String> {
        let headers = HeaderMap::from_iter([(header::ACCEPT_LANGUAGE, text.parse().unwrap())]);
        accepted_languages(&headers).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn languages_come_by_weight_and_else_in_their_order() {
        assert_eq!(read("en;q=0.5, de-AT, de;q=0.9, fr"), ["de-AT", "fr", "de", "en"]);
    }

    #[test]
    fn refused_and_malformed_languages_are_passed_over() {
        assert_eq!(read("de;q=0, *, en;q=x, fr;q=2, it;level=1, ;;, nl;q=NaN, es"), ["es"]);
        assert!(read("").is_empty());
    }
}
