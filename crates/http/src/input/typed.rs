//! From a strict JSON object to the struct that documents it.
//!
//! Fields are read in the order in which the struct declares them, so that a body with several mistakes is always
//! refused for the same one. Messages name the field and repeat no value.

use std::fmt;

use serde::Deserialize;
use serde::de::value::StrDeserializer;
use serde::de::{self, DeserializeSeed, Deserializer, IntoDeserializer, MapAccess, Visitor};
use serde::forward_to_deserialize_any;
use serde_json::{Map, Value};

use super::{InputError, KeyCase};

/// Reads the struct out of the fields.
pub(super) fn read<'de, T: Deserialize<'de>>(fields: &'de Map<String, Value>, case: KeyCase) -> Result<T, InputError> {
    T::deserialize(Object { fields, case }).map_err(|mistake| InputError::malformed(mistake.sentence(None)))
}

/// What is wrong with a field.
#[derive(Debug)]
enum Mistake {
    /// The sentence, without the field's name at its start.
    OfField(String),
    /// The whole sentence.
    Whole(String),
}

impl Mistake {
    fn sentence(self, field: Option<&str>) -> String {
        match (self, field) {
            // An item of a list: its index belongs to the name.
            (Self::OfField(text), Some(field)) if text.starts_with('[') => format!("{field}{text}"),
            (Self::OfField(text), Some(field)) => format!("{field} {text}"),
            (Self::OfField(text) | Self::Whole(text), _) => text,
        }
    }
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (Self::OfField(text) | Self::Whole(text)) = self;
        f.write_str(text)
    }
}

impl std::error::Error for Mistake {}

impl de::Error for Mistake {
    fn custom<T: fmt::Display>(text: T) -> Self {
        Self::OfField(text.to_string())
    }

    fn missing_field(field: &'static str) -> Self {
        Self::Whole(format!("{field} is required."))
    }
}

#[derive(Clone, Copy)]
struct Object<'de> {
    fields: &'de Map<String, Value>,
    case: KeyCase,
}

impl<'de> Deserializer<'de> for Object<'de> {
    type Error = Mistake;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Mistake> {
        Err(de::Error::custom("must be read as a struct."))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Mistake> {
        visitor.visit_map(InOrder { object: self, fields: fields.iter(), found: None })
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map enum identifier ignored_any
    }
}

/// The fields that are present, in the order of the struct.
struct InOrder<'de> {
    object: Object<'de>,
    fields: std::slice::Iter<'static, &'static str>,
    found: Option<Field<'de>>,
}

impl<'de> MapAccess<'de> for InOrder<'de> {
    type Error = Mistake;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Mistake> {
        let Object { fields, case } = self.object;
        for name in self.fields.by_ref() {
            if let Some((_, value)) = fields.iter().find(|(key, _)| case.is_same(key, name)) {
                self.found = Some(Field { name, value });
                let key: StrDeserializer<'_, Mistake> = (*name).into_deserializer();
                return seed.deserialize(key).map(Some);
            }
        }
        Ok(None)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Mistake> {
        let field = self.found.take().ok_or_else(|| <Mistake as de::Error>::custom("is read before its name."))?;
        seed.deserialize(field).map_err(|mistake| Mistake::Whole(mistake.sentence(Some(field.name))))
    }
}

#[derive(Clone, Copy)]
struct Field<'de> {
    name: &'static str,
    value: &'de Value,
}

impl Field<'_> {
    /// What to say of a value that is not of the type: null counts as absent.
    fn must_be(self, kind: &str) -> Mistake {
        de::Error::custom(if self.value.is_null() { "is required." } else { kind })
    }
}

impl<'de> Deserializer<'de> for Field<'de> {
    type Error = Mistake;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mistake> {
        self.value.deserialize_any(visitor).map_err(de::Error::custom)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mistake> {
        if self.value.is_null() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mistake> {
        match self.value {
            Value::String(text) => visitor.visit_borrowed_str(text),
            _ => Err(self.must_be("must be a string.")),
        }
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mistake> {
        self.deserialize_str(visitor)
    }

    fn deserialize_i64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mistake> {
        match self.value.as_i64() {
            Some(number) => visitor.visit_i64(number),
            None => Err(self.must_be("must be a whole number.")),
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mistake> {
        match self.value {
            Value::Bool(value) => visitor.visit_bool(*value),
            _ => Err(self.must_be("must be true or false.")),
        }
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mistake> {
        match self.value {
            Value::Object(_) => self.deserialize_any(visitor),
            _ => Err(self.must_be("must be an object.")),
        }
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Mistake> {
        match self.value {
            Value::Object(object) => {
                Object { fields: object, case: KeyCase::Sensitive }.deserialize_struct(name, fields, visitor)
            }
            _ => Err(self.must_be("must be an object.")),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Mistake> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Mistake> {
        let Value::String(text) = self.value else { return Err(self.must_be("must be a string.")) };
        if !variants.contains(&text.as_str()) {
            return Err(de::Error::custom(format!("must be {}.", one_of(variants))));
        }
        let variant: StrDeserializer<'_, Mistake> = text.as_str().into_deserializer();
        visitor.visit_enum(variant)
    }

    forward_to_deserialize_any! {
        i8 i16 i32 i128 u8 u16 u32 u64 u128 f32 f64 char bytes byte_buf unit unit_struct seq tuple tuple_struct
        identifier ignored_any
    }
}

/// `a, b or c`.
fn one_of(names: &[&str]) -> String {
    match names {
        [] => String::new(),
        [only] => (*only).to_owned(),
        [first @ .., last] => format!("{} or {last}", first.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::super::values::{Email, Text};
    use super::super::{JsonObject, KeyCase};
    use super::*;

    #[derive(Debug, Deserialize)]
    #[serde(rename_all = "camelCase")]
    #[expect(dead_code, reason = "reading is what is tested")]
    struct Body {
        second: Text,
        email: Email,
        age: Option<i64>,
        is_new: Option<bool>,
        kind: Option<Kind>,
        inner: Option<Inner>,
        note: Option<String>,
    }

    #[derive(Debug, Deserialize)]
    #[expect(dead_code, reason = "reading is what is tested")]
    struct Inner {
        word: Option<String>,
    }

    #[derive(Debug, Deserialize)]
    #[serde(rename_all = "lowercase")]
    enum Kind {
        One,
        Two,
        Three,
    }

    fn mistake(text: &str) -> String {
        let object = JsonObject::parse(text.as_bytes(), KeyCase::Insensitive).unwrap();
        object.read::<Body>().map_or_else(|error| error.to_string(), |body| format!("{body:?}"))
    }

    #[test]
    fn a_mistake_names_its_field() {
        let with = |field: &str| mistake(&format!(r#"{{"second":"x","email":"ann@example.com",{field}}}"#));
        assert_eq!(with(r#""age":1.5"#), "age must be a whole number.");
        assert_eq!(with(r#""isNew":1"#), "isNew must be true or false.");
        assert_eq!(with(r#""kind":"four""#), "kind must be one, two or three.");
        assert_eq!(with(r#""kind":4"#), "kind must be a string.");
        assert_eq!(with(r#""note":[]"#), "note must be a string.");
        assert_eq!(with(r#""inner":"x""#), "inner must be an object.");
        assert_eq!(with(r#""inner":{"word":1}"#), "word must be a string.");
        let all = r#""AGE":7,"isnew":true,"kind":"two","inner":{"word":"w"},"note":null"#;
        assert!(with(all).starts_with("Body {"), "{}", with(all));
        assert!(with(r#""unknown":{}"#).starts_with("Body {"));
    }

    #[test]
    fn absent_null_and_empty_are_all_missing() {
        for second in ["", r#""second":null,"#, r#""second":"","#] {
            assert_eq!(mistake(&format!(r#"{{{second}"email":"ann@example.com"}}"#)), "second is required.");
        }
        assert_eq!(mistake(r#"{"second":"x","email":"ann"}"#), "email must be an email address.");
    }

    #[test]
    fn of_several_mistakes_the_first_of_the_struct_is_reported() {
        assert_eq!(mistake(r#"{"age":"x","email":1,"second":1}"#), "second must be a string.");
        assert_eq!(mistake(r#"{"age":"x","email":"ann","second":"x"}"#), "email must be an email address.");
    }
}
