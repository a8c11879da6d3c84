//! A password's hash, as its two columns hold it.

use rekey_core::PasswordHash;
use rekey_core::password_hash::HashRecipe;

use super::corrupt::Corrupt;

/// The hash that the columns `password` and `hash_recipe` mean.
pub(crate) fn stored_hash(text: Option<&str>, recipe: Option<String>) -> Result<Option<PasswordHash>, Corrupt> {
    let corrupt = || Corrupt::column("accounts.password");
    match (text, recipe) {
        (Some(text), Some(recipe)) => PasswordHash::new(text, HashRecipe(recipe)).map(Some).map_err(|_| corrupt()),
        (None, None) => Ok(None),
        _ => Err(corrupt()),
    }
}

/// What the column `hash_recipe` holds for this hash.
pub(crate) fn recipe_text(hash: &PasswordHash) -> &str {
    &hash.recipe().0
}
