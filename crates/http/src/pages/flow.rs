//! Flows: how a page holds the token of a mailed link without a URL that carries it (R17).
//!
//! Opening a link moves its token into a cookie of its own and leads on to the bare path. The cookie's name carries
//! the flow's id, and so does the page's form: two links that are open in two tabs don't mix.

use rekey_core::Token;
use rekey_core::ports::Rng;
use rekey_core::time::{Duration, Timestamp, after};

use super::csrf::random_id;
use crate::cookies::{Cookies, SetCookie};

/// How long a flow lasts. The link itself may be good for longer and can be opened again.
const LIFETIME: Duration = Duration::from_mins(10);
/// How many flows of a page a browser keeps; older ones are dropped, so that the cookies stay within what proxies
/// accept.
const MAX_FLOWS: usize = 4;
/// The cookie's value if a link carried no token at all.
const NO_TOKEN: &str = "-";
/// The cookie's value when the link has done its work.
const DONE: &str = "done";

/// The pages that mailed links open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FlowPage {
    /// `/reset`
    Reset,
    /// `/signin`
    SignIn,
    /// A spent sign-in link, after its page said so, kept so that another can be sent to its mailbox.
    SpentSignIn,
    /// `/signin/second-factor`
    SecondFactor,
    /// The same, on the way out of a reset.
    SecondFactorAfterReset,
    /// `/not-me`
    NotMe,
    /// `/new-address`
    NewAddress,
    /// `/verify-email`
    VerifyEmail,
}

impl FlowPage {
    pub(super) fn path(self) -> &'static str {
        match self {
            Self::Reset => "/reset",
            Self::SignIn | Self::SpentSignIn => "/signin",
            Self::SecondFactor | Self::SecondFactorAfterReset => "/signin/second-factor",
            Self::NotMe => "/not-me",
            Self::NewAddress => "/new-address",
            Self::VerifyEmail => "/verify-email",
        }
    }

    /// What the names of its cookies start with.
    fn cookie_start(self) -> &'static str {
        match self {
            Self::Reset => "reset_",
            Self::SignIn => "signin_",
            Self::SpentSignIn => "spent_",
            Self::SecondFactor => "second_",
            Self::SecondFactorAfterReset => "resetsecond_",
            Self::NotMe => "notme_",
            Self::NewAddress => "newaddress_",
            Self::VerifyEmail => "verify_",
        }
    }
}

/// A link that was opened in this browser.
#[derive(Debug, Clone)]
pub(super) struct Flow {
    /// Its name, in the cookie's name and in the form.
    pub(super) id: String,
    /// The link's token, if it was one.
    pub(super) token: Option<Token>,
    /// Whether the link has done its work. The Back button then leads to the last page.
    pub(super) is_done: bool,
    /// What it opened.
    pub(super) page: FlowPage,
    /// When.
    pub(super) opened_at: Timestamp,
}

impl Flow {
    /// The flow with this id.
    pub(super) fn named(id: &str, page: FlowPage, cookies: &Cookies, now: Timestamp) -> Option<Self> {
        Self::all(page, cookies, now).into_iter().find(|flow| flow.id == id)
    }

    /// The flow of this page that was opened last.
    pub(super) fn newest(page: FlowPage, cookies: &Cookies, now: Timestamp) -> Option<Self> {
        Self::all(page, cookies, now).into_iter().next()
    }

    /// Every flow of this page that has not expired, newest first.
    fn all(page: FlowPage, cookies: &Cookies, now: Timestamp) -> Vec<Self> {
        let mut flows: Vec<_> = cookies
            .starting_with(page.cookie_start())
            .filter_map(|(id, value)| Self::parse(page, id, value))
            .filter(|flow| now < after(flow.opened_at, LIFETIME))
            .collect();
        // Of one instant, a link that is open precedes one that has done its work; of two such, browsers send the
        // newer one last.
        flows.sort_by_key(|flow| (flow.opened_at, !flow.is_done));
        flows.reverse();
        flows
    }

    fn parse(page: FlowPage, id: &str, value: &str) -> Option<Self> {
        let (token, opened_at) = value.split_once('.')?;
        let opened_at = Timestamp::from_millisecond(opened_at.parse().ok()?).ok()?;
        let id_fits = (1..=32).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_alphanumeric());
        let is_done = token == DONE;
        id_fits.then(|| Self { id: id.to_owned(), token: Token::parse(token), is_done, page, opened_at })
    }

    /// A flow for a token, and what to set and forget for it. The same token has one flow, however often its link
    /// is opened.
    pub(super) fn open(
        page: FlowPage,
        token: Option<Token>,
        cookies: &Cookies,
        now: Timestamp,
        rng: &dyn Rng,
    ) -> (Self, Vec<SetCookie>) {
        let (same, others): (Vec<_>, Vec<_>) =
            Self::all(page, cookies, now).into_iter().partition(|flow| same_token(flow.token.as_ref(), token.as_ref()));
        let id = same.into_iter().next().map_or_else(|| random_id(rng), |flow| flow.id);
        let flow = Self { id, token, is_done: false, page, opened_at: now };
        let forgotten = others.iter().skip(MAX_FLOWS - 1).map(|old| old.end(cookies));
        let set = std::iter::once(flow.keep(cookies, now)).chain(forgotten).collect();
        (flow, set)
    }

    /// Gives the flow its whole time again.
    pub(super) fn keep(&self, cookies: &Cookies, now: Timestamp) -> SetCookie {
        self.keep_as(self.token.as_ref().map_or(NO_TOKEN, Token::expose), cookies, now)
    }

    /// Forgets the token, and remembers for a while that it has done its work.
    pub(super) fn finish(&self, cookies: &Cookies, now: Timestamp) -> SetCookie {
        self.keep_as(DONE, cookies, now)
    }

    fn keep_as(&self, token: &str, cookies: &Cookies, now: Timestamp) -> SetCookie {
        cookies.set(&self.cookie_name(), &format!("{token}.{}", now.as_millisecond()), Some(LIFETIME))
    }

    /// Forgets the flow.
    pub(super) fn end(&self, cookies: &Cookies) -> SetCookie {
        cookies.clear(&self.cookie_name())
    }

    fn cookie_name(&self) -> String {
        format!("{}{}", self.page.cookie_start(), self.id)
    }
}

fn same_token(one: Option<&Token>, other: Option<&Token>) -> bool {
    one.map(Token::digest) == other.map(Token::digest)
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderMap, header};
    use rekey_core::testing::SeededRng;

    use super::*;

    /// A browser that keeps its cookies.
    #[derive(Default)]
    struct Browser(Vec<(String, String)>);

    impl Browser {
        fn take(&mut self, set: Vec<SetCookie>) {
            for cookie in set {
                let text = cookie.text();
                let (name, value) = text.split(';').next().unwrap().split_once('=').unwrap();
                if text.contains("Max-Age=0") {
                    self.0.retain(|(known, _)| known != name);
                } else if let Some(known) = self.0.iter_mut().find(|(known, _)| known == name) {
                    value.clone_into(&mut known.1);
                } else {
                    self.0.push((name.to_owned(), value.to_owned()));
                }
            }
        }

        fn cookies(&self) -> Cookies {
            let text: Vec<String> = self.0.iter().map(|(name, value)| format!("{name}={value}")).collect();
            let headers = HeaderMap::from_iter([(header::COOKIE, text.join("; ").parse().unwrap())]);
            Cookies::read(&headers, false)
        }

        fn open(&mut self, token: &Token, now: Timestamp, rng: &dyn Rng) -> String {
            let (flow, set) = Flow::open(FlowPage::Reset, Some(token.clone()), &self.cookies(), now, rng);
            self.take(set);
            flow.id
        }

        fn newest(&self, now: Timestamp) -> Option<Flow> {
            Flow::newest(FlowPage::Reset, &self.cookies(), now)
        }
    }

    const START: Timestamp = Timestamp::constant(1_800_000_000, 0);

    fn seconds(count: u64) -> Timestamp {
        after(START, Duration::from_secs(count))
    }

    #[test]
    fn two_links_in_two_tabs_keep_their_own_tokens() {
        let rng = SeededRng::new(1);
        let (first, second) = (Token::generate(&rng), Token::generate(&rng));
        let mut browser = Browser::default();
        let first_id = browser.open(&first, seconds(0), &rng);
        let second_id = browser.open(&second, seconds(1), &rng);
        let token_of = |id: &str| {
            Flow::named(id, FlowPage::Reset, &browser.cookies(), seconds(2)).unwrap().token.unwrap().digest()
        };
        assert_eq!(token_of(&first_id), first.digest());
        assert_eq!(token_of(&second_id), second.digest());
        assert_eq!(browser.newest(seconds(2)).unwrap().id, second_id);
    }

    #[test]
    fn of_two_links_of_one_instant_the_later_one_is_newest() {
        let rng = SeededRng::new(1);
        let mut browser = Browser::default();
        browser.open(&Token::generate(&rng), START, &rng);
        let second = browser.open(&Token::generate(&rng), START, &rng);
        assert_eq!(browser.newest(START).unwrap().id, second);
    }

    #[test]
    fn a_link_that_is_opened_again_goes_on_with_its_flow_and_is_the_newest() {
        let rng = SeededRng::new(1);
        let (first, second) = (Token::generate(&rng), Token::generate(&rng));
        let mut browser = Browser::default();
        let id = browser.open(&first, seconds(0), &rng);
        browser.open(&second, seconds(1), &rng);
        for second in 2..22 {
            assert_eq!(browser.open(&first, seconds(second), &rng), id);
        }
        assert_eq!(browser.0.len(), 2);
        assert_eq!(browser.newest(seconds(22)).unwrap().id, id);
    }

    #[test]
    fn a_browser_keeps_a_few_flows_at_most_and_the_oldest_go() {
        let rng = SeededRng::new(1);
        let mut browser = Browser::default();
        let ids: Vec<_> = (0..6).map(|second| browser.open(&Token::generate(&rng), seconds(second), &rng)).collect();
        let kept: Vec<_> =
            Flow::all(FlowPage::Reset, &browser.cookies(), seconds(6)).into_iter().map(|flow| flow.id).collect();
        assert_eq!(kept, ids[2..].iter().rev().cloned().collect::<Vec<_>>());
    }

    #[test]
    fn a_flow_ends_after_its_time() {
        let rng = SeededRng::new(1);
        let mut browser = Browser::default();
        browser.open(&Token::generate(&rng), seconds(0), &rng);
        assert!(browser.newest(seconds(599)).is_some());
        assert!(browser.newest(seconds(600)).is_none());
    }

    #[test]
    fn a_link_without_a_proper_token_is_a_flow_too_so_that_no_older_one_answers_for_it() {
        let rng = SeededRng::new(1);
        let mut browser = Browser::default();
        browser.open(&Token::generate(&rng), seconds(0), &rng);
        let (flow, set) = Flow::open(FlowPage::Reset, None, &browser.cookies(), seconds(1), &rng);
        browser.take(set);
        let newest = browser.newest(seconds(1)).unwrap();
        assert_eq!(newest.id, flow.id);
        assert!(newest.token.is_none());
    }

    #[test]
    fn a_flow_that_is_done_keeps_no_token_and_gives_way_to_the_next_link() {
        let rng = SeededRng::new(1);
        let token = Token::generate(&rng);
        let mut browser = Browser::default();
        browser.open(&token, seconds(0), &rng);
        let flow = browser.newest(seconds(1)).unwrap();
        browser.take(vec![flow.finish(&browser.cookies(), seconds(1))]);
        assert!(browser.0.iter().all(|(_, value)| !value.contains(token.expose())));
        let done = browser.newest(seconds(2)).unwrap();
        assert!(done.is_done && done.token.is_none() && done.id == flow.id);
        browser.open(&token, seconds(3), &rng);
        assert!(!browser.newest(seconds(4)).unwrap().is_done);
    }

    #[test]
    fn of_one_instant_an_open_link_goes_before_one_that_is_done_in_whatever_order_a_client_sends_them() {
        let rng = SeededRng::new(1);
        let mut browser = Browser::default();
        browser.open(&Token::generate(&rng), START, &rng);
        let flow = browser.newest(START).unwrap();
        browser.take(vec![flow.finish(&browser.cookies(), START)]);
        let open = browser.open(&Token::generate(&rng), START, &rng);
        for _ in 0..2 {
            assert_eq!(browser.newest(START).unwrap().id, open);
            browser.0.reverse();
        }
    }

    #[test]
    fn flows_of_another_page_do_not_count() {
        let rng = SeededRng::new(1);
        let mut browser = Browser::default();
        let id = browser.open(&Token::generate(&rng), seconds(0), &rng);
        assert!(Flow::named(&id, FlowPage::NotMe, &browser.cookies(), seconds(0)).is_none());
        assert!(Flow::newest(FlowPage::SignIn, &browser.cookies(), seconds(0)).is_none());
    }

    #[test]
    fn what_is_no_flow_is_passed_over() {
        for value in ["", "x", ".", "a.b", "-.99999999999999999999"] {
            assert!(Flow::parse(FlowPage::Reset, "id", value).is_none(), "{value:?}");
        }
        assert!(Flow::parse(FlowPage::Reset, "", "-.1").is_none());
        assert!(Flow::parse(FlowPage::Reset, "a b", "-.1").is_none());
    }
}
