//! Secrets that documents and examples show: everybody knows them, so a server must not run with one.

use std::fmt::Display;
use std::str::FromStr;

/// What the settings' examples and the documents show.
const PUBLISHED: [&str; 6] = [
    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
    "shop:3bLyJpLLqq6IImUuW2Zx",
    "7Yf1y0lLcl3E9bRzT0m0m5O8cF1Jm0u1pZsW3gq7yVg=",
    "k9mQv3xT8wYp2LhN5bRc7JdF4sGz6AeU1oXiVtKyBqM=",
    "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
    "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
];

/// What people write into a template where a secret has to go, in small letters and without signs.
const PLACEHOLDERS: [&str; 8] =
    ["changeme", "changethis", "replaceme", "replacethis", "yoursecret", "yourtoken", "placeholder", "xxxxxxxx"];

/// Whether this is text that waits to be replaced by a secret.
fn is_placeholder(text: &str) -> bool {
    let letters = text.chars().filter(char::is_ascii_alphanumeric).map(|letter| letter.to_ascii_lowercase());
    let bare: String = letters.collect();
    PLACEHOLDERS.iter().any(|placeholder| bare.contains(placeholder))
}

/// Whether the documents show this secret, whatever name is before it.
fn is_published(text: &str) -> bool {
    let bare = |text: &str| text.rsplit(':').next().unwrap_or_default().to_owned();
    PUBLISHED.iter().any(|published| bare(published) == bare(text))
}

/// A secret, unless it is an example.
pub(super) struct Fresh<T>(pub T);

impl<T: FromStr<Err: Display>> FromStr for Fresh<T> {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if is_published(text) {
            return Err("this is the example from the docs, which everybody knows; make your own with \
                        `openssl rand -base64 32`"
                .to_owned());
        }
        if is_placeholder(text) {
            return Err("this is a placeholder; make a secret of your own with `openssl rand -base64 32`".to_owned());
        }
        text.parse().map(Self).map_err(|error: T::Err| error.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::settings;

    #[test]
    fn text_that_waits_to_be_replaced_is_no_secret() {
        for text in [
            "CHANGE_ME-CHANGE_ME-CHANGE_ME-CHANGE_ME",
            "shop:please-replace-this-before-you-start",
            "X".repeat(32).as_str(),
        ] {
            let error = text.parse::<Fresh<String>>().err().unwrap();
            assert!(error.contains("placeholder"), "{text}: {error}");
        }
        for seed in 0..1_000 {
            let secret = crate::config::Secret::generate(&rekey_core::testing::SeededRng::new(seed));
            assert!(!is_placeholder(&secret.expose()), "{seed}");
        }
    }

    #[test]
    fn every_example_of_a_secret_that_we_hand_out_is_known() {
        for path in
            ["secret", "introspection_clients", "webhooks", "directories", "admin.token", "admin.previous_tokens"]
        {
            let example = settings::find(path).unwrap().example;
            assert!(PUBLISHED.iter().any(|published| example.contains(published)), "{path}: {example}");
        }
    }
}
