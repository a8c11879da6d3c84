//! The example of a file for `rekey location apply`.

pub(super) const EXAMPLES: &str = r##"Example:
  rekey location apply locations.toml

with locations.toml such as
  [[location]]
  id = 7
  name = "Example Berlin"
  # Gets ?token=. Without it, links open Rekey's own page.
  reset_url = "https://app.example.com/new-password"
  # Where a nexudus portal signs in: gets ?t=. Without it, links open Rekey's own page.
  sign_in_url = "https://app.example.com/en/user/login"
  # Where resets end, for an app that signs people in itself: gets ?assertion=.
  done_url = "https://app.example.com/signed-in"
  # Where a singularity front end verifies an address: gets ?token=.
  verification_url = "https://app.example.com/verify-email"
  # Or "code": a code beside the link.
  reset_method = "link"
  # People can create accounts.
  sign_up = { open = true, verify_email = true, verify_method = "code" }
  allowed_redirect_urls = ["https://app.example.com/*"]
  cooldown = "60s"
  locale = "de"
  from = "Example Berlin <no-reply@example.com>"
  reply_to = "help@example.com"
  # Senders of its own, by their names in [[mail.senders]].
  senders = ["berlin"]
  # "482915 · Your code…", for locked phones.
  code_in_subject = true
  # When somebody signs in from a new network or device; and when somebody tries to
  # use the address for another account.
  notices = { new_sign_in = true, address_taken = true }
  password_policy = { min_length = 12, needs_digit = true, refuses_reuse = true }

  [location.lifetimes]
  link = "1h"
  code = "10m"
  exchanged_token = "10m"
  one_time_token = "5m"
  not_me_link = "7d"

  # docs/look.md says more; `rekey location preview 7` shows the result.
  [location.brand]
  accent_color = "#0b6bcb"
  background_color = "#f4f5f8"
  # In pixels, 0 to 32.
  corner_radius = 8
  font = "Inter, 'Segoe UI', sans-serif"
  logo_url = "https://example.com/logo.png"
  # In the dark scheme, where a dark logo would be invisible.
  logo_dark_url = "https://example.com/logo-on-dark.png"
  favicon_url = "https://example.com/icon.png"
  home_url = "https://example.com"
  support_email = "help@example.com"
  imprint_url = "https://example.com/imprint"
  privacy_url = "https://example.com/privacy"
  # For pages only.
  custom_css = ".card { border: 1px solid #d0d5dd }""##;

#[cfg(test)]
mod tests {
    use rekey_core::time::Duration;

    use super::EXAMPLES;
    use crate::config::{ImageFiles, parse_locations};

    #[test]
    fn the_example_in_the_help_can_be_applied() {
        let example = EXAMPLES.split_once("such as\n").unwrap().1;
        let patches = parse_locations("l.toml", example, ImageFiles::default()).unwrap();
        let (id, settings) = &patches[0];
        assert_eq!((id.get(), settings.name.as_deref()), (7, Some("Example Berlin")));
        assert_eq!(settings.lifetimes.not_me_link, Some(Duration::from_hours(7 * 24)));
        assert_eq!(settings.password_policy.min_length, Some(12));
        assert_eq!(settings.brand.accent_color.as_deref(), Some("#0b6bcb"));
    }
}
