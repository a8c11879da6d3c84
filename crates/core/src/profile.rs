//! Profiles: a JSON object that an app keeps about a person. Rekey stores it and never reads it. The name is the
//! account's.

use serde_json::{Map, Value};

/// The longest profile, in bytes of JSON.
pub const LONGEST_PROFILE: usize = 4 * 1024;

/// A JSON object of at most [`LONGEST_PROFILE`] bytes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Profile(Map<String, Value>);

/// A profile would be longer than [`LONGEST_PROFILE`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a profile may have at most {LONGEST_PROFILE} bytes of JSON")]
pub struct ProfileTooLong;

impl Profile {
    /// The fields.
    pub fn fields(&self) -> &Map<String, Value> {
        &self.0
    }

    /// The JSON, as stored.
    pub fn to_json(&self) -> String {
        // Objects with text keys are always JSON.
        serde_json::to_string(&self.0).unwrap_or_default()
    }

    /// The profile from its JSON; `None` if it is not a valid one.
    pub fn from_json(json: &str) -> Option<Self> {
        serde_json::from_str(json).ok().map(Self)
    }

    /// The profile after a change: each named field is set, or removed if it is null. Other fields stay.
    pub fn patched_by(mut self, patch: &Map<String, Value>) -> Result<Self, ProfileTooLong> {
        for (key, value) in patch {
            if value.is_null() {
                self.0.remove(key);
            } else {
                self.0.insert(key.clone(), value.clone());
            }
        }
        if self.to_json().len() > LONGEST_PROFILE { Err(ProfileTooLong) } else { Ok(self) }
    }
}

/// A change of a person's profile.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ProfilePatch {
    /// What to call the person: absent leaves the name, `Some(None)` removes it.
    pub name: Option<Option<String>>,
    /// Fields to set, or to remove if they are null.
    pub fields: Map<String, Value>,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn object(value: Value) -> Map<String, Value> {
        serde_json::from_value(value).unwrap()
    }

    #[test]
    fn a_change_sets_and_takes_out_and_leaves_the_rest() {
        let profile = Profile(object(json!({ "city": "Graz", "bio": "climbs" })));
        let changed = profile.patched_by(&object(json!({ "bio": null, "pets": ["cat"], "nobody": null }))).unwrap();
        assert_eq!(changed.fields(), &object(json!({ "city": "Graz", "pets": ["cat"] })));
        assert_eq!(Profile::from_json(&changed.to_json()), Some(changed));
    }

    #[test]
    fn a_profile_stays_within_its_bound() {
        let fill = |length: usize| Profile::default().patched_by(&object(json!({ "a": "x".repeat(length) })));
        assert!(fill(LONGEST_PROFILE - r#"{"a":""}"#.len()).is_ok());
        assert_eq!(fill(LONGEST_PROFILE - r#"{"a":""}"#.len() + 1), Err(ProfileTooLong));
    }
}
