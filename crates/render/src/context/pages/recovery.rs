//! Contexts of the pages that lead to a new password.

use rekey_core::policy::{BrokenRule, LONGEST_PASSWORD, PasswordPolicy};
use serde::Serialize;
use url::Url;

use super::{CodeProblem, EmailProblem, LinkPurpose, Mailbox, Setback};
use crate::context::PageContext;
use crate::context::values::{FormKeys, Span, sample};

/// Asks for the address. Posts `email` to `/forgot`.
#[derive(Debug, Clone, Serialize)]
pub struct Forgot {
    /// The hidden fields.
    pub form: FormKeys,
    /// What was typed before, or nothing.
    pub email: String,
    /// What was wrong with it.
    pub email_problem: Option<EmailProblem>,
    /// Why the form was not looked at.
    pub setback: Option<Setback>,
}

/// Says that an email is on its way, if there is an account. Posts `email` to `/forgot` for another email and, if the
/// email carries a code, `email` and `code` to `/code`.
#[derive(Debug, Clone, Serialize)]
pub struct CheckMail {
    /// The hidden fields.
    pub form: FormKeys,
    /// The address that was typed.
    pub email: String,
    /// Where its emails are read.
    pub provider: Option<Mailbox>,
    /// Whether emails of this location carry a code; the same for every address (R1).
    pub with_code: bool,
    /// What was wrong with a code that was typed here.
    pub code_problem: Option<CodeProblem>,
    /// Why the form was not looked at.
    pub setback: Option<Setback>,
    /// Whether another email was accepted now; if not, the page leads to those before. The same for every address (R1).
    pub is_accepted: bool,
    /// How long until the next request for an email; zero: now.
    pub resend_after: Span,
    /// Whether the email lands in the development inbox, to which the page then links.
    pub development: bool,
}

/// Asks for a mailed code. Posts `email` and `code` to `/code`.
#[derive(Debug, Clone, Serialize)]
pub struct CodePage {
    /// The hidden fields.
    pub form: FormKeys,
    /// What was typed before, or nothing.
    pub email: String,
    /// What was wrong with it.
    pub email_problem: Option<EmailProblem>,
    /// What was wrong with the code.
    pub code_problem: Option<CodeProblem>,
    /// Why the form was not looked at.
    pub setback: Option<Setback>,
}

/// Says that a new email is on its way to the mailbox that a spent link was sent to, which it does not name: somebody
/// else may read that mailbox than the holder of the link. Posts nothing but the hidden fields to `/reset/again` or
/// `/signin/again`.
#[derive(Debug, Clone, Serialize)]
pub struct LinkSentAgain {
    /// The hidden fields.
    pub form: FormKeys,
    /// What the link was for.
    pub purpose: LinkPurpose,
    /// Whether another email was accepted now; if not, the page leads to those before.
    pub is_accepted: bool,
    /// How long the mailbox has to wait for another email; zero: not at all.
    pub resend_after: Span,
    /// Whether the email lands in the development inbox, to which the page then links.
    pub development: bool,
}

/// Asks for the new password. Posts `password` to `/reset`.
#[derive(Debug, Clone, Serialize)]
pub struct NewPassword {
    form: FormKeys,
    email: String,
    rules: Vec<Rule>,
    problems: Vec<Rule>,
    refused: bool,
    apple_rules: String,
    ends_sessions: bool,
    setback: Option<Setback>,
}

/// A rule for passwords.
#[derive(Debug, Clone, Serialize)]
struct Rule {
    /// The stable name. The script uses it to tick the rules that it can check.
    code: &'static str,
    /// Its sentence.
    words: &'static str,
    /// The sentence itself, where a directory has a rule of its own.
    own_words: Option<String>,
    /// The number in that sentence, if it has one.
    count: u32,
    /// Whether the password that was posted breaks it.
    broken: bool,
}

impl NewPassword {
    /// The page for an account's address (shown so that password managers store it) and its location's policy. `broken`
    /// are the rules that a previously posted password broke.
    pub fn new(form: FormKeys, email: String, policy: &PasswordPolicy, broken: &[BrokenRule]) -> Self {
        let shown = shown_rules(policy);
        let is_shown = |rule: &BrokenRule| shown.iter().any(|(shown, _)| shown.code() == rule.code());
        Self {
            form,
            email,
            rules: shown
                .iter()
                .filter(|(_, asked)| *asked)
                .map(|(rule, _)| match broken.iter().find(|broken| broken.code() == rule.code()) {
                    Some(broken) => Rule::new(broken, true),
                    None => Rule::new(rule, false),
                })
                .collect(),
            problems: broken.iter().filter(|rule| !is_shown(rule)).map(|rule| Rule::new(rule, true)).collect(),
            refused: !broken.is_empty(),
            apple_rules: apple_rules(policy),
            ends_sessions: true,
            setback: None,
        }
    }

    /// The same page, for an account whose devices the new password signs out, or not.
    #[must_use]
    pub fn ending_sessions(self, ends_sessions: bool) -> Self {
        Self { ends_sessions, ..self }
    }

    /// The same page, which says why the form was not looked at.
    #[must_use]
    pub fn after(self, setback: Option<Setback>) -> Self {
        Self { setback, ..self }
    }
}

/// The rules that the page lists before anything was posted, and whether this policy requires them.
fn shown_rules(policy: &PasswordPolicy) -> [(BrokenRule, bool); 5] {
    [
        (BrokenRule::TooShort(policy.min_length), true),
        (BrokenRule::NeedsUpper, policy.needs_upper),
        (BrokenRule::NeedsLower, policy.needs_lower),
        (BrokenRule::NeedsDigit, policy.needs_digit),
        (BrokenRule::NeedsSpecial, policy.needs_special),
    ]
}

/// The policy as the attribute `passwordrules`, from which Safari generates passwords.
fn apple_rules(policy: &PasswordPolicy) -> String {
    let classes = [
        (policy.needs_upper, "upper"),
        (policy.needs_lower, "lower"),
        (policy.needs_digit, "digit"),
        (policy.needs_special, "special"),
    ];
    let required = classes.iter().filter(|(asked, _)| *asked).map(|(_, class)| format!(" required: {class};"));
    format!("minlength: {};{}", policy.min_length, required.collect::<String>())
}

impl Rule {
    fn new(rule: &BrokenRule, broken: bool) -> Self {
        let (words, count) = match rule {
            BrokenRule::TooShort(min) => ("rule-too-short", *min),
            BrokenRule::TooLong => ("rule-too-long", LONGEST_PASSWORD),
            BrokenRule::NeedsUpper => ("rule-needs-upper", 0),
            BrokenRule::NeedsLower => ("rule-needs-lower", 0),
            BrokenRule::NeedsDigit => ("rule-needs-digit", 0),
            BrokenRule::NeedsSpecial => ("rule-needs-special", 0),
            BrokenRule::TooCommon => ("rule-too-common", 0),
            BrokenRule::Breached => ("rule-breached", 0),
            BrokenRule::ContainsIdentity => ("rule-contains-identity", 0),
            BrokenRule::Reused => ("rule-reused", 0),
            BrokenRule::UsedBefore => ("rule-used-before", 0),
            BrokenRule::ChangedTooRecently => ("rule-changed-too-recently", 0),
            BrokenRule::InWords(_) => ("", 0),
        };
        let own_words = match rule {
            BrokenRule::InWords(words) => Some(words.clone()),
            _ => None,
        };
        Self { code: rule.code(), words, own_words, count, broken }
    }
}

/// Says that the password was changed.
#[derive(Debug, Clone, Serialize)]
pub struct ResetDone {
    /// Whether the person is signed in now; if not, the page leads to `/signin`.
    pub signed_in: bool,
    /// Whether the account lives in a directory, where its person signs in.
    pub elsewhere: bool,
    /// Where the person came from.
    pub continue_url: Option<Url>,
    /// Whether every other device was signed out.
    pub ends_sessions: bool,
}

impl PageContext for Forgot {
    const TEMPLATE: &'static str = "pages/forgot.html";

    fn samples() -> Vec<(&'static str, Self)> {
        let state = |email: &str, email_problem| Self {
            form: sample::form(),
            email: email.to_owned(),
            email_problem,
            setback: None,
        };
        let limited = Self { setback: Some(Setback::sample()), ..state(sample::EMAIL, None) };
        vec![
            ("empty", state("", None)),
            ("missing", state("", Some(EmailProblem::Missing))),
            ("invalid", state("ann.miller@", Some(EmailProblem::Invalid))),
            ("limited", limited),
        ]
    }
}

impl PageContext for CheckMail {
    const TEMPLATE: &'static str = "pages/check_mail.html";

    fn samples() -> Vec<(&'static str, Self)> {
        let link = Self {
            form: sample::form(),
            email: sample::EMAIL.to_owned(),
            provider: None,
            with_code: false,
            code_problem: None,
            setback: None,
            is_accepted: true,
            resend_after: sample::seconds(48),
            development: false,
        };
        let code = Self { with_code: true, ..link.clone() };
        vec![
            ("link", link.clone()),
            ("code", Self { development: true, ..code.clone() }),
            ("resend", Self { resend_after: sample::seconds(0), provider: Some(Mailbox::SAMPLE), ..code.clone() }),
            ("wrong", Self { code_problem: Some(CodeProblem::Wrong), ..code.clone() }),
            ("limited", Self { setback: Some(Setback::sample()), ..code }),
            ("sent-before", Self { is_accepted: false, resend_after: sample::seconds(252), ..link }),
        ]
    }
}

impl PageContext for CodePage {
    const TEMPLATE: &'static str = "pages/code.html";

    fn samples() -> Vec<(&'static str, Self)> {
        let empty =
            Self { form: sample::form(), email: String::new(), email_problem: None, code_problem: None, setback: None };
        let typed = Self { email: sample::EMAIL.to_owned(), ..empty.clone() };
        vec![
            ("empty", empty.clone()),
            ("missing", Self { email_problem: Some(EmailProblem::Missing), ..empty }),
            ("malformed", Self { code_problem: Some(CodeProblem::Malformed), ..typed.clone() }),
            ("wrong", Self { code_problem: Some(CodeProblem::Wrong), ..typed }),
        ]
    }
}

impl PageContext for LinkSentAgain {
    const TEMPLATE: &'static str = "pages/link_sent_again.html";

    fn samples() -> Vec<(&'static str, Self)> {
        let sent = Self {
            form: sample::form(),
            purpose: LinkPurpose::Reset,
            is_accepted: true,
            resend_after: sample::seconds(48),
            development: true,
        };
        vec![
            ("reset", sent.clone()),
            ("sign-in", Self { purpose: LinkPurpose::SignIn, development: false, ..sent.clone() }),
            ("sent-before", Self { is_accepted: false, resend_after: sample::seconds(252), ..sent }),
        ]
    }
}

impl PageContext for NewPassword {
    const TEMPLATE: &'static str = "pages/new_password.html";

    fn samples() -> Vec<(&'static str, Self)> {
        let strict = PasswordPolicy {
            min_length: 12,
            needs_upper: true,
            needs_lower: true,
            needs_digit: true,
            needs_special: true,
            refuses_reuse: true,
            ..PasswordPolicy::default()
        };
        let page = |policy: &PasswordPolicy, broken: &[BrokenRule]| {
            Self::new(sample::form(), sample::EMAIL.to_owned(), policy, broken)
        };
        let odd = [
            BrokenRule::TooLong,
            BrokenRule::TooCommon,
            BrokenRule::Breached,
            BrokenRule::ContainsIdentity,
            BrokenRule::UsedBefore,
            BrokenRule::ChangedTooRecently,
            BrokenRule::InWords("Leave your badge number out.".to_owned()),
        ];
        vec![
            ("plain", page(&PasswordPolicy::default(), &[])),
            ("common", page(&PasswordPolicy::default(), &[BrokenRule::TooCommon])),
            ("strict", page(&strict, &[BrokenRule::TooShort(12), BrokenRule::NeedsDigit, BrokenRule::Reused])),
            ("everything", page(&strict, &odd)),
            ("limited", page(&PasswordPolicy::default(), &[]).after(Some(Setback::sample()))),
            ("sessions-stay", page(&PasswordPolicy::default(), &[]).ending_sessions(false)),
        ]
    }
}

impl PageContext for ResetDone {
    const TEMPLATE: &'static str = "pages/reset_done.html";

    fn samples() -> Vec<(&'static str, Self)> {
        let sign_in = Self { signed_in: false, elsewhere: false, continue_url: None, ends_sessions: true };
        let alone = Self { signed_in: true, ..sign_in.clone() };
        let elsewhere = Self { elsewhere: true, continue_url: Some(sample::home()), ..sign_in.clone() };
        vec![
            ("sign-in", sign_in),
            ("signed-in", Self { continue_url: Some(sample::home()), ..alone.clone() }),
            ("alone", alone),
            ("elsewhere", elsewhere.clone()),
            ("sessions-stay", Self { ends_sessions: false, ..elsewhere }),
        ]
    }
}
