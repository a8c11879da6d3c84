//! Fields of queries and forms.

use std::fmt;

use axum::extract::Request;
use percent_encoding::percent_decode;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use zeroize::{Zeroize, Zeroizing};

use super::{InputError, KeyCase, is_media_type, read_body, typed};

/// The content type of forms.
pub(crate) const FORM: &str = "application/x-www-form-urlencoded";

/// The most fields of a query or form, several times what any needs. 16 KiB can hold thousands, and comparing each with
/// all others would keep a core busy (R22).
pub const MAX_FIELDS: usize = 64;

/// Fields in the form of `application/x-www-form-urlencoded`, each at most once. `Debug` shows nothing of them.
pub struct Fields {
    case: KeyCase,
    pairs: Vec<(String, Zeroizing<String>)>,
}

impl Fields {
    /// Reads at most [`MAX_FIELDS`] fields. A repeated field is an error, because parsers disagree on which one counts.
    /// So is invalid UTF-8: a lenient parser would replace it, and confuse one password with another (R16).
    pub fn parse(text: &[u8], case: KeyCase) -> Result<Self, InputError> {
        let mut pairs: Vec<(String, Zeroizing<String>)> = Vec::new();
        for pair in text.split(|byte| *byte == b'&').filter(|pair| !pair.is_empty()) {
            let (key, value) = match pair.iter().position(|byte| *byte == b'=') {
                Some(place) => (&pair[..place], &pair[place + 1..]),
                None => (pair, &[][..]),
            };
            let (key, value) = (case.normalize(&**decode(key)?), decode(value)?);
            if pairs.iter().any(|(known, _)| *known == key) {
                return Err(InputError::malformed("A field is given more than once."));
            }
            if pairs.len() == MAX_FIELDS {
                return Err(InputError::malformed(format!("There are more than {MAX_FIELDS} fields.")));
            }
            pairs.push((key, value));
        }
        Ok(Self { case, pairs })
    }

    /// The struct that documents the fields.
    pub(crate) fn read<T: DeserializeOwned>(&self) -> Result<T, InputError> {
        let text = |(key, value): &(String, Zeroizing<String>)| (key.clone(), Value::String(value.to_string()));
        let mut fields: Map<String, Value> = self.pairs.iter().map(text).collect();
        let read = typed::read(&fields, self.case);
        for value in fields.values_mut() {
            if let Value::String(text) = value {
                text.zeroize();
            }
        }
        read
    }

    /// A field's value; an empty one counts as absent.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.pairs
            .iter()
            .find(|(key, _)| self.case.is_same(key, name))
            .map(|(_, value)| value.as_str())
            .filter(|value| !value.is_empty())
    }

    /// Whether a field is present, even if it is empty.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.pairs.iter().any(|(key, _)| self.case.is_same(key, name))
    }

    /// Refuses all other fields.
    pub fn only(&self, known: &[&str]) -> Result<(), InputError> {
        super::only(self.pairs.iter().map(|(key, _)| key.as_str()), known)
    }

    /// Refuses fields that are present and empty, where that is probably a mistake.
    pub(crate) fn none_empty(&self) -> Result<(), InputError> {
        match self.pairs.iter().find(|(_, value)| value.is_empty()) {
            Some((key, _)) => Err(InputError::malformed(format!("{key} is empty."))),
            None => Ok(()),
        }
    }

    /// A field's value, which must not be empty.
    pub fn required(&self, name: &str) -> Result<&str, InputError> {
        self.get(name).ok_or_else(|| InputError::malformed(format!("{name} is required.")))
    }
}

/// A key or value without its escapes.
fn decode(text: &[u8]) -> Result<Zeroizing<String>, InputError> {
    let spaced: Zeroizing<Vec<u8>> =
        Zeroizing::new(text.iter().map(|byte| if *byte == b'+' { b' ' } else { *byte }).collect());
    let decoded = Zeroizing::new(percent_decode(&spaced).collect::<Vec<u8>>());
    let text = std::str::from_utf8(&decoded).map_err(|_| InputError::malformed("A field is not UTF-8."))?;
    Ok(Zeroizing::new(text.to_owned()))
}

/// Forms hold passwords, tokens and codes.
impl fmt::Debug for Fields {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Fields").field("case", &self.case).finish_non_exhaustive()
    }
}

/// Reads a query as the struct that documents it.
pub(crate) fn read_query<T: DeserializeOwned>(query: Option<&str>, case: KeyCase) -> Result<T, InputError> {
    Fields::parse(query.unwrap_or_default().as_bytes(), case)?.read()
}

/// Reads a request's form as the struct that documents it.
pub(crate) async fn read_form_as<T: DeserializeOwned>(request: Request, case: KeyCase) -> Result<T, InputError> {
    let (parts, body) = request.into_parts();
    let body = read_body(body).await?;
    if !is_media_type(&parts.headers, FORM) {
        return Err(InputError::UnsupportedMediaType);
    }
    Fields::parse(&body, case)?.read()
}

#[cfg(test)]
mod tests {
    use super::super::values::filled;
    use super::*;

    #[test]
    fn a_repeated_field_is_refused_also_in_another_spelling() {
        assert!(Fields::parse(b"a=1&a=2", KeyCase::Sensitive).is_err());
        assert!(Fields::parse(b"a=1&%61=2", KeyCase::Sensitive).is_err());
        assert!(Fields::parse(b"a=1&A=2", KeyCase::Sensitive).is_ok());
        assert!(Fields::parse(b"a=1&A=2", KeyCase::Insensitive).is_err());
    }

    #[test]
    fn there_are_not_so_many_fields_that_reading_them_would_keep_a_core_busy() {
        let read = |count: usize| {
            let names: Vec<String> = (0..count).map(|number| number.to_string()).collect();
            Fields::parse(names.join("&").as_bytes(), KeyCase::Sensitive).is_ok()
        };
        assert!(read(MAX_FIELDS));
        assert!(!read(MAX_FIELDS + 1));
    }

    #[test]
    fn what_is_not_utf_8_is_refused_instead_of_replaced() {
        for text in [&b"a=%FF"[..], b"a=\xff", b"%C3=1", b"a=J%F6rg"] {
            let error = Fields::parse(text, KeyCase::Sensitive).unwrap_err();
            assert_eq!(error.to_string(), "A field is not UTF-8.");
        }
        let fields =
            Fields::parse("a=J%C3%B6rg&b=J\u{f6}rg&c=%EF%BF%BD&d=100%".as_bytes(), KeyCase::Sensitive).unwrap();
        let values = ["a", "b", "c", "d"].map(|name| fields.get(name).unwrap());
        assert_eq!(values, ["J\u{f6}rg", "J\u{f6}rg", "\u{fffd}", "100%"]);
    }

    #[test]
    fn fields_are_read_as_the_struct_that_documents_them() {
        #[derive(Debug, PartialEq, serde::Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct Form {
            user_name: String,
            #[serde(default, deserialize_with = "filled")]
            nick_name: Option<String>,
        }
        let read = |text: &str, case| Fields::parse(text.as_bytes(), case).unwrap().read::<Form>();
        let form =
            |nick_name: Option<&str>| Form { user_name: "x y".to_owned(), nick_name: nick_name.map(str::to_owned) };
        assert_eq!(read("userName=x+y&nickName=%7a", KeyCase::Sensitive).unwrap(), form(Some("z")));
        assert_eq!(read("USERNAME=x+y&NickName=", KeyCase::Insensitive).unwrap(), form(None));
        assert_eq!(read("userName=x+y&other=1", KeyCase::Sensitive).unwrap(), form(None));
        let error = read("USERNAME=x+y", KeyCase::Sensitive).unwrap_err();
        assert_eq!(error.to_string(), "userName is required.");
    }

    #[test]
    fn an_empty_field_counts_as_absent() {
        let fields = Fields::parse(b"Email=&b=x+y", KeyCase::Insensitive).unwrap();
        assert!(fields.required("email").is_err());
        assert_eq!(fields.get("B"), Some("x y"));
    }
}
