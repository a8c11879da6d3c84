//! Queries and forms.

use rekey_http::input::{Fields, KeyCase, MAX_FIELDS};

/// A form is read as a plain decoder reads it. Repeated fields are refused, in any spelling; so are too many fields,
/// and invalid UTF-8.
pub(crate) fn holds(data: &[u8]) {
    for case in [KeyCase::Sensitive, KeyCase::Insensitive] {
        let raw: Vec<(Vec<u8>, Vec<u8>)> =
            decode(data).into_iter().map(|(key, value)| (spell(key, case), value)).collect();
        let twice = raw.iter().enumerate().any(|(at, (key, _))| raw[..at].iter().any(|(known, _)| known == key));
        let text = |bytes: &[u8]| std::str::from_utf8(bytes).map(str::to_owned);
        let plain: Result<Vec<(String, String)>, _> =
            raw.iter().map(|(key, value)| Ok((text(key)?, text(value)?))).collect();
        let plain = plain.map_err(|_: std::str::Utf8Error| ());
        match Fields::parse(data, case) {
            Ok(fields) => {
                assert!(!twice, "a repeated field was accepted");
                let plain = plain.expect("invalid UTF-8 was accepted");
                assert!(plain.len() <= MAX_FIELDS, "too many were accepted");
                for (key, value) in &plain {
                    assert_eq!(fields.get(key).unwrap_or_default(), value);
                }
                if let Err(error) = fields.only(&["email"]) {
                    let named =
                        plain.iter().any(|(key, _)| error.to_string().starts_with(&format!("Unknown field {key};")));
                    assert!(named || error.to_string().starts_with("Unknown field;"), "{error}");
                }
                if let Err(error) = fields.required("email") {
                    assert_eq!(error.to_string(), "email is required.");
                }
                assert_eq!(format!("{fields:?}"), format!("Fields {{ case: {case:?}, .. }}"), "a value is shown");
            }
            Err(error) => {
                let named = match error.to_string().as_str() {
                    "A field is given more than once." => twice,
                    "A field is not UTF-8." => plain.is_err(),
                    "There are more than 64 fields." => raw.len() > MAX_FIELDS,
                    _ => false,
                };
                assert!(named, "{error}");
            }
        }
    }
}

fn spell(mut key: Vec<u8>, case: KeyCase) -> Vec<u8> {
    if case == KeyCase::Insensitive {
        key.make_ascii_lowercase();
    }
    key
}

/// `application/x-www-form-urlencoded`, as the URL standard defines it (5.1).
fn decode(data: &[u8]) -> Vec<(Vec<u8>, Vec<u8>)> {
    let pairs = data.split(|byte| *byte == b'&').filter(|pair| !pair.is_empty());
    let halves = pairs.map(|pair| {
        let equals = pair.iter().position(|byte| *byte == b'=');
        equals.map_or((pair, &[][..]), |at| (&pair[..at], &pair[at + 1..]))
    });
    halves.map(|(key, value)| (unescape(key), unescape(value))).collect()
}

fn unescape(mut rest: &[u8]) -> Vec<u8> {
    let digit = |byte: &u8| char::from(*byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let mut bytes = Vec::new();
    while let Some((first, tail)) = rest.split_first() {
        rest = tail;
        match (first, tail) {
            (b'+', _) => bytes.push(b' '),
            (b'%', [high, low, after @ ..]) if digit(high).is_some() && digit(low).is_some() => {
                bytes.push(digit(high).unwrap_or_default() << 4 | digit(low).unwrap_or_default());
                rest = after;
            }
            _ => bytes.push(*first),
        }
    }
    bytes
}
