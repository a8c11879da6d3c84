//! Spans of time as settings write them: `90s`, `15m`, `1h`, `7d`.

use crate::time::Duration;

/// The text is not a span of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("expected a span of time such as \"90s\", \"15m\", \"1h\" or \"7d\"")]
pub struct SpanError;

const UNITS: [(&str, u64); 4] = [("d", 86_400), ("h", 3_600), ("m", 60), ("s", 1)];

/// Reads a whole number with a unit: `ms`, `s`, `m`, `h` or `d`.
pub fn parse(text: &str) -> Result<Duration, SpanError> {
    let text = text.trim();
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, unit) = text.split_at(digits);
    let number: u64 = number.parse().map_err(|_| SpanError)?;
    if unit == "ms" {
        return Ok(Duration::from_millis(number));
    }
    let (_, seconds) = UNITS.iter().find(|(name, _)| *name == unit).ok_or(SpanError)?;
    number.checked_mul(*seconds).map(Duration::from_secs).ok_or(SpanError)
}

/// Writes a span in the largest unit that loses nothing.
pub fn format(span: Duration) -> String {
    if span.subsec_millis() > 0 {
        return format!("{}ms", span.as_millis());
    }
    let seconds = span.as_secs();
    let (name, unit) =
        UNITS.into_iter().find(|(_, unit)| seconds.is_multiple_of(*unit) && seconds > 0).unwrap_or(("s", 1));
    format!("{}{name}", seconds / unit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_read_and_written() {
        for (text, seconds) in [("0s", 0), ("90s", 90), ("15m", 900), ("1h", 3_600), ("7d", 604_800)] {
            assert_eq!(parse(text), Ok(Duration::from_secs(seconds)));
            assert_eq!(format(Duration::from_secs(seconds)), text);
        }
        assert_eq!(parse("250ms"), Ok(Duration::from_millis(250)));
        assert_eq!(format(Duration::from_millis(1250)), "1250ms");
    }

    #[test]
    fn what_is_no_span_is_refused() {
        for text in ["", "s", "5", "-5s", "5 s", "1.5h", "5y", "99999999999999999999s", "9999999999999999d"] {
            assert_eq!(parse(text), Err(SpanError), "{text:?}");
        }
    }
}
