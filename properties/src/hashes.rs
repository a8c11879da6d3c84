//! Password hashes, as other systems write them.

use std::sync::{Arc, LazyLock};

use rekey::adapters::{HashCost, PasswordHasher};
use rekey_core::ports::Hasher as _;
use rekey_core::testing::SeededRng;

static HASHER: LazyLock<PasswordHasher> = LazyLock::new(|| {
    PasswordHasher::new(HashCost::recommended(1), Arc::new(SeededRng::new(1))).expect("a cost that can be paid")
});

/// An accepted hash is stored unchanged and never shown; a refusal does not repeat the refused one.
pub(crate) fn holds(data: &[u8]) {
    let Some(text) = crate::text(data) else { return };
    match HASHER.read(text) {
        Ok(hash) => {
            assert_eq!(hash.expose(), text);
            let again = HASHER.read(hash.expose()).expect("an accepted hash");
            assert_eq!(again.recipe(), hash.recipe());
            assert_eq!(HASHER.is_current(&again), HASHER.is_current(&hash));
            assert_eq!(format!("{hash:?}"), "PasswordHash(…)");
        }
        Err(error) => {
            let said = format!("{error} {error:?}");
            assert!(text.len() < 16 || !said.contains(text), "{said} repeats the hash");
        }
    }
}
