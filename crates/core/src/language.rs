//! Which language an email or page uses: one order for all of them.

use crate::locale::Locale;

/// Everything that may name a language, where known.
///
/// Pages and answers never use the account: their language would show that there is one (R1). If a contract has its own
/// rule, fields that it ignores stay empty.
#[derive(Debug, Clone, Copy, Default)]
pub struct Languages<'a> {
    /// The request names it, as `?locale=de` does.
    pub request: Option<&'a Locale>,
    /// The account of the person.
    pub account: Option<&'a Locale>,
    /// The location of the email or page.
    pub location: Option<&'a Locale>,
    /// What the person's browser sends along (`Accept-Language`), best first.
    pub browser: &'a [Locale],
}

impl Languages<'_> {
    /// All of them, best first. Renderers use the first one with a translation, or English.
    pub fn in_order(self) -> Vec<Locale> {
        let named = self.request.into_iter().chain(self.account).chain(self.location);
        named.chain(self.browser).cloned().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_request_goes_before_the_account_the_location_and_the_browser() {
        let tag = |text: &str| (!text.is_empty()).then(|| text.parse::<Locale>().unwrap());
        for (request, account, location, browser, expected) in [
            ("de", "fr", "it", "ja", "de fr it ja"),
            ("", "fr", "it", "ja", "fr it ja"),
            ("", "", "it", "ja", "it ja"),
            ("", "", "", "ja", "ja"),
            ("de", "", "", "ja", "de ja"),
            ("", "fr", "", "", "fr"),
            ("", "", "", "", ""),
        ] {
            let [request, account, location] = [request, account, location].map(tag);
            let browser: Vec<Locale> = tag(browser).into_iter().collect();
            let languages = Languages {
                request: request.as_ref(),
                account: account.as_ref(),
                location: location.as_ref(),
                browser: &browser,
            };
            let order: Vec<String> = languages.in_order().iter().map(ToString::to_string).collect();
            assert_eq!(order.join(" "), expected, "{languages:?}");
        }
    }
}
