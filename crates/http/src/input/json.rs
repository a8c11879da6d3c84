//! JSON bodies: one object, no key twice, at any depth.

use std::fmt;

use axum::extract::Request;
use axum::http::{HeaderMap, header};
use serde::de::{DeserializeOwned, DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

use super::{InputError, KeyCase, is_media_type, read_body, typed};

/// A JSON object whose fields are read by name and type. `Debug` shows nothing of them.
pub struct JsonObject {
    case: KeyCase,
    fields: Map<String, Value>,
}

/// Reads a request's body as a JSON object.
pub(crate) async fn read_object(request: Request, case: KeyCase) -> Result<JsonObject, InputError> {
    let (parts, body) = request.into_parts();
    let body = read_body(body).await?;
    object(&parts.headers, &body, case)
}

fn object(headers: &HeaderMap, body: &[u8], case: KeyCase) -> Result<JsonObject, InputError> {
    if !is_media_type(headers, "application/json") {
        return Err(if body.is_empty() && !headers.contains_key(header::CONTENT_TYPE) {
            InputError::malformed("A JSON body is required.")
        } else {
            InputError::UnsupportedMediaType
        });
    }
    JsonObject::parse(body, case)
}

/// Reads a request's body as the struct that documents it, if there is a body.
pub(crate) async fn read_optional_body_as<T: DeserializeOwned>(
    request: Request,
    case: KeyCase,
) -> Result<Option<T>, InputError> {
    let (parts, body) = request.into_parts();
    let body = read_body(body).await?;
    if body.is_empty() { Ok(None) } else { object(&parts.headers, &body, case)?.read().map(Some) }
}

/// Reads a request's body as the struct that documents it.
pub(crate) async fn read_body_as<T: DeserializeOwned>(request: Request, case: KeyCase) -> Result<T, InputError> {
    read_object(request, case).await?.read()
}

impl JsonObject {
    /// The struct that documents the object.
    pub(crate) fn read<T: DeserializeOwned>(&self) -> Result<T, InputError> {
        typed::read(&self.fields, self.case)
    }

    /// Reads an object. Keys at the top follow `case`; deeper ones are always case-sensitive.
    pub fn parse(text: &[u8], case: KeyCase) -> Result<Self, InputError> {
        let mut deserializer = serde_json::Deserializer::from_slice(text);
        let value = Strict { case }
            .deserialize(&mut deserializer)
            .and_then(|value| deserializer.end().map(|()| value))
            .map_err(|_| InputError::malformed("The body is not valid JSON, or a key comes twice."))?;
        match value {
            Value::Object(fields) => Ok(Self { case, fields }),
            _ => Err(InputError::malformed("The body must be a JSON object.")),
        }
    }

    /// A string that must be there and not be empty.
    pub fn required_string(&self, name: &str) -> Result<&str, InputError> {
        match self.optional_string(name)? {
            Some(text) if !text.is_empty() => Ok(text),
            _ => Err(InputError::malformed(format!("{name} is required."))),
        }
    }

    /// A string that may be absent or null.
    pub fn optional_string(&self, name: &str) -> Result<Option<&str>, InputError> {
        match self.value(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(InputError::malformed(format!("{name} must be a string."))),
        }
    }

    /// A string that may be absent; null says that there is to be none.
    pub fn nullable_string(&self, name: &str) -> Result<Option<Option<&str>>, InputError> {
        let text = self.optional_string(name)?;
        Ok(self.value(name).map(|_| text))
    }

    /// A list of whole numbers that may be absent or null.
    pub fn optional_integers(&self, name: &str) -> Result<Option<Vec<i64>>, InputError> {
        let wrong = || InputError::malformed(format!("{name} must be a list of whole numbers."));
        match self.value(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::Array(items)) => {
                items.iter().map(|item| item.as_i64().ok_or_else(wrong)).collect::<Result<_, _>>().map(Some)
            }
            Some(_) => Err(wrong()),
        }
    }

    /// Refuses fields that are none of these.
    pub fn only(&self, known: &[&str]) -> Result<(), InputError> {
        super::only(self.names(), known)
    }

    /// A whole number that must be there.
    pub fn required_integer(&self, name: &str) -> Result<i64, InputError> {
        self.optional_integer(name)?.ok_or_else(|| InputError::malformed(format!("{name} is required.")))
    }

    /// A whole number that may be absent or null.
    pub fn optional_integer(&self, name: &str) -> Result<Option<i64>, InputError> {
        match self.value(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::Number(number)) if number.is_i64() => Ok(number.as_i64()),
            Some(_) => Err(InputError::malformed(format!("{name} must be a whole number."))),
        }
    }

    /// A truth value that may be absent or null.
    pub fn optional_bool(&self, name: &str) -> Result<Option<bool>, InputError> {
        match self.value(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::Bool(value)) => Ok(Some(*value)),
            Some(_) => Err(InputError::malformed(format!("{name} must be true or false."))),
        }
    }

    /// A list of strings that may be absent or null.
    pub fn optional_strings(&self, name: &str) -> Result<Option<Vec<&str>>, InputError> {
        let items = match self.value(name) {
            None | Some(Value::Null) => return Ok(None),
            Some(Value::Array(items)) => items.iter().map(Value::as_str).collect::<Option<Vec<_>>>(),
            Some(_) => None,
        };
        items.map(Some).ok_or_else(|| InputError::malformed(format!("{name} must be a list of strings.")))
    }

    /// The names of the fields.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.fields.keys().map(String::as_str)
    }

    /// The fields, whatever they hold.
    pub fn into_fields(self) -> Map<String, Value> {
        self.fields
    }

    /// An object that may be absent or null. Its keys are case-sensitive.
    pub fn optional_object(&self, name: &str) -> Result<Option<Self>, InputError> {
        match self.value(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::Object(fields)) => Ok(Some(Self { case: KeyCase::Sensitive, fields: fields.clone() })),
            Some(_) => Err(InputError::malformed(format!("{name} must be an object."))),
        }
    }

    fn value(&self, name: &str) -> Option<&Value> {
        self.fields.iter().find(|(key, _)| self.case.is_same(key, name)).map(|(_, value)| value)
    }
}

/// Bodies hold passwords, tokens and codes.
impl fmt::Debug for JsonObject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JsonObject").field("case", &self.case).finish_non_exhaustive()
    }
}

/// Reads any JSON value, refusing objects in which a key comes twice. (`serde_json` itself takes the last one.)
struct Strict {
    case: KeyCase,
}

impl<'de> DeserializeSeed<'de> for Strict {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Strict {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value without repeated keys")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<Value, E> {
        Number::from_f64(value).map(Value::Number).ok_or_else(|| E::custom("not a number"))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(Strict { case: KeyCase::Sensitive })? {
            list.push(item);
        }
        Ok(Value::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut object = Map::new();
        while let Some(key) = entries.next_key::<String>()? {
            let value = entries.next_value_seed(Strict { case: KeyCase::Sensitive })?;
            if object.insert(self.case.normalize(key), value).is_some() {
                return Err(A::Error::custom("a key comes twice"));
            }
        }
        Ok(Value::Object(object))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn parse(text: &str, case: KeyCase) -> Result<JsonObject, InputError> {
        JsonObject::parse(text.as_bytes(), case)
    }

    #[test]
    fn a_key_that_comes_twice_is_refused_at_any_depth() {
        for text in [r#"{"a":1,"a":2}"#, r#"{"a":1,"\u0061":2}"#, r#"{"a":{"b":1,"b":2}}"#, r#"{"a":[{"b":1,"b":2}]}"#]
        {
            assert!(parse(text, KeyCase::Sensitive).is_err(), "{text}");
        }
        assert!(parse(r#"{"a":1,"A":2}"#, KeyCase::Sensitive).is_ok());
        assert!(parse(r#"{"a":1,"A":2}"#, KeyCase::Insensitive).is_err());
    }

    #[test]
    fn what_is_no_object_is_refused() {
        for text in ["", "null", "[]", "1", "\"a\"", "{", "{} {}", "{\"a\":}", "{'a':1}"] {
            assert!(parse(text, KeyCase::Sensitive).is_err(), "{text}");
        }
    }

    #[test]
    fn a_field_of_another_type_is_refused() {
        let text = r#"{"Null":null,"List":["a"],"Object":{},"Number":1,"Float":1.5,"Bool":true,"Empty":"","Text":"x"}"#;
        let object = parse(text, KeyCase::Insensitive).unwrap();
        for name in ["null", "list", "object", "number", "bool", "empty", "absent"] {
            assert!(object.required_string(name).is_err(), "{name}");
        }
        for name in ["null", "list", "object", "float", "bool", "empty", "text", "absent"] {
            assert!(object.required_integer(name).is_err(), "{name}");
        }
        assert_eq!(object.required_string("TEXT"), Ok("x"));
        assert_eq!(object.required_integer("number"), Ok(1));
        assert_eq!(object.optional_string("null"), Ok(None));
        assert_eq!(object.optional_integer("absent"), Ok(None));
        assert!(object.optional_object("list").is_err());
        assert!(object.optional_object("null").unwrap().is_none());
        assert!(object.optional_object("object").unwrap().is_some());
    }

    proptest! {
        #[test]
        fn parsing_never_panics(text in "\\PC*") {
            let _ = parse(&text, KeyCase::Insensitive);
        }
    }
}
