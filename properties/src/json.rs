//! JSON bodies (R15).

use rekey_http::input::{InputError, JsonObject, KeyCase};
use serde_json::{Map, Value};

/// A body is accepted if `serde_json` reads it and no key is repeated. A refusal repeats nothing that was sent.
pub(crate) fn holds(data: &[u8]) {
    for case in [KeyCase::Sensitive, KeyCase::Insensitive] {
        match JsonObject::parse(data, case) {
            Ok(object) => is_read_rightly(data, case, object),
            Err(error) => {
                let words = ["The body is not valid JSON, or a key comes twice.", "The body must be a JSON object."];
                assert!(words.contains(&error.to_string().as_str()), "{error}");
            }
        }
    }
}

fn is_read_rightly(data: &[u8], case: KeyCase, object: JsonObject) {
    assert_eq!(format!("{object:?}"), format!("JsonObject {{ case: {case:?}, .. }}"), "a value is shown");
    refusals_are_our_own_words(&object);
    let others: Map<String, Value> = serde_json::from_slice(data).expect("an object for others, too");
    let spelled = |key: String| if case == KeyCase::Insensitive { key.to_ascii_lowercase() } else { key };
    let count = others.len();
    let others: Map<String, Value> = others.into_iter().map(|(key, value)| (spelled(key), value)).collect();
    assert_eq!(others.len(), count, "two spellings of a key were accepted");
    let fields = object.into_fields();
    assert_eq!(fields, others);
    if fields.values().any(has_fraction) {
        // serde_json writes these exactly, and reads them with the last digit off.
        return;
    }
    let printed = serde_json::to_vec(&fields).expect("what was read can be written");
    let again = JsonObject::parse(&printed, case).expect("what was written can be read");
    assert_eq!(again.into_fields(), fields);
}

fn has_fraction(value: &Value) -> bool {
    match value {
        Value::Number(number) => number.is_f64(),
        Value::Array(items) => items.iter().any(has_fraction),
        Value::Object(fields) => fields.values().any(has_fraction),
        _ => false,
    }
}

/// Reads every field in every way.
fn refusals_are_our_own_words(object: &JsonObject) {
    for name in object.names() {
        for error in [
            object.required_string(name).err(),
            object.optional_string(name).err(),
            object.nullable_string(name).err(),
            object.required_integer(name).err(),
            object.optional_integer(name).err(),
            object.optional_integers(name).err(),
            object.optional_strings(name).err(),
            object.optional_bool(name).err(),
            object.optional_object(name).err(),
        ] {
            error.inspect(|error| is_about(name, error));
        }
        if let Ok(text) = object.required_string(name) {
            assert!(!text.is_empty());
        }
    }
}

fn is_about(name: &str, error: &InputError) {
    const WORDS: [&str; 7] = [
        "is required.",
        "must be a string.",
        "must be a whole number.",
        "must be a list of whole numbers.",
        "must be a list of strings.",
        "must be true or false.",
        "must be an object.",
    ];
    let text = error.to_string();
    let words = text.strip_prefix(name).and_then(|rest| rest.strip_prefix(' '));
    assert!(words.is_some_and(|words| WORDS.contains(&words)), "{text}");
}
