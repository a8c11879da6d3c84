//! How people and other programs write simple values.

/// What is said by `true` and `false`, as JSON, spreadsheets, databases and people write them.
pub(crate) fn truth(text: &str) -> Option<bool> {
    match text.to_ascii_lowercase().as_str() {
        "true" | "t" | "yes" | "y" | "on" | "1" => Some(true),
        "false" | "f" | "no" | "n" | "off" | "0" => Some(false),
        _ => None,
    }
}

/// A text, unless it is empty.
pub(crate) fn unless_empty(text: String) -> Option<String> {
    Some(text).filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn truth_is_read_as_people_write_it() {
        for text in ["true", "True", "TRUE", "1", "yes", "Y", "on", "On", "T"] {
            assert_eq!(truth(text), Some(true), "{text}");
        }
        for text in ["false", "False", "0", "no", "N", "off", "OFF", "f"] {
            assert_eq!(truth(text), Some(false), "{text}");
        }
        for text in ["", "2", "maybe", "truee"] {
            assert_eq!(truth(text), None, "{text}");
        }
    }
}
