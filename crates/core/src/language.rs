//! In which language somebody is spoken to: one order for every mail and page.

use crate::locale::Locale;

/// Everything that may name a language, each where it is known.
///
/// A page and an answer know no account, whoever asks: their language would tell that there is one (R1). Where a
/// contract has a rule of its own, what it leaves out is not put in.
#[derive(Debug, Clone, Copy, Default)]
pub struct Languages<'a> {
    /// The request names it, as `?locale=de` does.
    pub request: Option<&'a Locale>,
    /// The account of the person.
    pub account: Option<&'a Locale>,
    /// The location in whose name it is said.
    pub location: Option<&'a Locale>,
    /// What the person's browser sends along (`Accept-Language`), best first.
    pub browser: &'a [Locale],
}

impl Languages<'_> {
    /// All of them, best first. Whoever renders takes the first that there are words in, and English if there is none.
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
