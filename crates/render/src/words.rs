//! The functions that templates print with: `t` for words; `duration`, `instant` and `clock` (a countdown, `0:48`, the
//! same in every language) for times.
//!
//! Dates are patterns and month names in the Fluent files, like all words: CLDR's data would add megabytes to say one
//! sentence in a dozen languages, and an operator's own language would still need its file.

use std::borrow::Cow;
use std::sync::Arc;

use fluent_templates::fluent_bundle::FluentValue;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use minijinja::value::{Kwargs, ValueKind};
use minijinja::{Environment, Error, ErrorKind, State, Value};
use unic_langid::{CharacterDirection, LanguageIdentifier};

use crate::translations::{Args, Translations};

/// Begins a text whose direction is its own (Unicode 6.3).
const FIRST_STRONG_ISOLATE: char = '\u{2068}';
/// Ends it.
const POP_ISOLATE: char = '\u{2069}';

const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;

/// Adds these functions to `environment`, for this language.
pub(crate) fn add_to(environment: &mut Environment<'static>, all: &Arc<Translations>, language: &LanguageIdentifier) {
    let words = Arc::new(Words { all: Arc::clone(all), language: language.clone() });
    let (t, duration, instant) = (Arc::clone(&words), Arc::clone(&words), words);
    environment.add_function("t", move |state: &State<'_, '_>, key: &str, args: Kwargs| {
        let isolated = t.is_right_to_left() && state.name().rsplit('.').next() != Some("txt");
        t.say(key, &arguments(&args, isolated)?)
    });
    environment.add_function("duration", move |seconds: u64| duration.duration(seconds));
    environment.add_function("clock", |seconds: u64| format!("{}:{:02}", seconds / MINUTE, seconds % MINUTE));
    environment.add_function("instant", move |timestamp: &str, zone: Option<&str>| instant.instant(timestamp, zone));
}

/// The words of one language.
struct Words {
    all: Arc<Translations>,
    language: LanguageIdentifier,
}

impl Words {
    fn is_right_to_left(&self) -> bool {
        self.language.character_direction() == CharacterDirection::RTL
    }

    fn say(&self, key: &str, args: &Args) -> Result<String, Error> {
        self.all.say(&self.language, key, args).map_err(|reason| Error::new(ErrorKind::InvalidOperation, reason))
    }

    /// A span of time in the largest unit that loses nothing: "1 hour", "10 minutes", "90 seconds".
    fn duration(&self, seconds: u64) -> Result<String, Error> {
        let (key, unit) = match seconds {
            s if s > 0 && s.is_multiple_of(DAY) => ("duration-days", DAY),
            s if s > 0 && s.is_multiple_of(HOUR) => ("duration-hours", HOUR),
            s if s > 0 && s.is_multiple_of(MINUTE) => ("duration-minutes", MINUTE),
            _ => ("duration-seconds", 1),
        };
        self.say(key, &Args::from([("count".into(), (seconds / unit).into())]))
    }

    /// An instant, to the minute: in UTC, because readers may be anywhere, and before that in the time zone of the place
    /// where it happened, if that is known.
    fn instant(&self, timestamp: &str, zone: Option<&str>) -> Result<String, Error> {
        let timestamp: Timestamp =
            timestamp.parse().map_err(|_| Error::new(ErrorKind::InvalidOperation, "not an instant"))?;
        let zone = zone.and_then(|name| TimeZone::get(name).ok());
        let utc = timestamp.to_zoned(TimeZone::UTC);
        let at = zone.as_ref().map_or_else(|| utc.clone(), |zone| timestamp.to_zoned(zone.clone()));
        let two_digits = |number: i8| FluentValue::from(format!("{number:02}"));
        let args = Args::from([
            ("year".into(), at.year().to_string().into()),
            ("month".into(), at.month().into()),
            ("day".into(), at.day().into()),
            ("hour".into(), two_digits(at.hour())),
            ("minute".into(), two_digits(at.minute())),
            ("utc".into(), utc.strftime("%H:%M").to_string().into()),
        ]);
        self.say(if zone.is_some() { "instant-local" } else { "instant" }, &args)
    }
}

/// A template's keyword arguments as Fluent's. Numbers stay numbers, because plurals depend on them. In HTML, texts are
/// isolated, so that a name in another script, or an address, does not reorder its neighbours. In subjects and plain
/// text they are not, because people would copy the invisible marks into address fields.
fn arguments(kwargs: &Kwargs, isolated: bool) -> Result<Args, Error> {
    let mut args = Args::new();
    for name in kwargs.args() {
        let value: Value = kwargs.get(name)?;
        let value = match value.kind() {
            ValueKind::Number => FluentValue::from(i64::try_from(value)?),
            ValueKind::String if isolated => FluentValue::from(format!("{FIRST_STRONG_ISOLATE}{value}{POP_ISOLATE}")),
            ValueKind::String => FluentValue::from(value.to_string()),
            other => {
                let reason = format!("argument {name:?} must be a number or a string, not {other}");
                return Err(Error::new(ErrorKind::InvalidOperation, reason));
            }
        };
        args.insert(Cow::Owned(name.to_owned()), value);
    }
    Ok(args)
}

#[cfg(test)]
mod tests {
    use unic_langid::langid;

    use super::*;

    fn words(language: LanguageIdentifier) -> Words {
        Words { all: Arc::new(Translations::built_in()), language }
    }

    #[test]
    fn durations_are_told_in_the_largest_unit_that_loses_nothing_and_with_the_right_plural() {
        let (english, german) = (words(langid!("en")), words(langid!("de")));
        for (seconds, in_english, in_german) in [
            (0, "0 seconds", "0 Sekunden"),
            (1, "1 second", "1 Sekunde"),
            (90, "90 seconds", "90 Sekunden"),
            (60, "1 minute", "1 Minute"),
            (600, "10 minutes", "10 Minuten"),
            (5_400, "90 minutes", "90 Minuten"),
            (3_600, "1 hour", "1 Stunde"),
            (86_400, "1 day", "1 Tag"),
            (604_800, "7 days", "7 Tage"),
        ] {
            assert_eq!(english.duration(seconds).unwrap(), in_english);
            assert_eq!(german.duration(seconds).unwrap(), in_german);
        }
    }

    #[test]
    fn instants_are_told_in_utc_and_name_it() {
        let instant = "2026-03-04T05:06:59Z";
        assert_eq!(words(langid!("en")).instant(instant, None).unwrap(), "4 March 2026, 05:06 UTC");
        assert_eq!(words(langid!("de")).instant(instant, None).unwrap(), "4. März 2026, 05:06 Uhr (UTC)");
        assert_eq!(words(langid!("pl")).instant(instant, None).unwrap(), "4 marca 2026, 05:06 (UTC)");
        assert_eq!(words(langid!("ja")).instant(instant, None).unwrap(), "2026年3月4日 05:06（UTC）");
        assert_eq!(words(langid!("es")).instant(instant, None).unwrap(), "4 de marzo de 2026, 05:06 (UTC)");
    }

    #[test]
    fn instants_of_a_known_place_are_told_in_its_time_too() {
        let instant = "2026-03-04T23:06:59Z";
        let told = |language, zone| words(language).instant(instant, Some(zone)).unwrap();
        assert_eq!(told(langid!("en"), "Europe/Berlin"), "5 March 2026, 00:06 local time (23:06 UTC)");
        assert_eq!(told(langid!("de"), "America/Sao_Paulo"), "4. März 2026, 20:06 Uhr Ortszeit (23:06 UTC)");
        assert_eq!(told(langid!("en"), "Europe/Atlantis"), "4 March 2026, 23:06 UTC");
    }

    #[test]
    fn the_longest_password_is_told_as_arabic_counts() {
        let args = Args::from([("count".into(), 256.into())]);
        assert_eq!(words(langid!("ar")).say("rule-too-long", &args).unwrap(), "استخدم 256 حرفًا على الأكثر.");
    }

    #[test]
    fn plurals_are_each_languages_own() {
        for (language, minutes, told) in [
            (langid!("pl"), 1, "1 minutę"),
            (langid!("pl"), 3, "3 minuty"),
            (langid!("pl"), 10, "10 minut"),
            (langid!("uk"), 21, "21 хвилину"),
            (langid!("ar"), 1, "دقيقة واحدة"),
            (langid!("ar"), 2, "دقيقتين"),
            (langid!("ar"), 5, "5 دقائق"),
            (langid!("ar"), 15, "15 دقيقة"),
            (langid!("ja"), 10, "10分"),
        ] {
            assert_eq!(words(language).duration(minutes * 60).unwrap(), told);
        }
    }
}
