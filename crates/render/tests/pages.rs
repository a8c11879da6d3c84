//! Every page, with every sample, in every language: well-formed, accessible as far as markup shows it, within our
//! content security policy, and small.
#![expect(clippy::unwrap_used, reason = "helpers of tests fail by panicking")]

mod common;

use std::collections::HashSet;

use common::every_page;
use rekey_core::Locale;
use rekey_core::policy::{BrokenRule, PasswordPolicy};
use rekey_render::context::{FormKeys, NewPassword, SignedIn};
use rekey_render::{Exhibit, ExhibitKind, Look, Renderer};
use scraper::{ElementRef, Html, Selector};

/// Where the page of a verification link posts.
const VERIFY_LINK: &str = "/api/auth/email/verify-link";
const MAX_BYTES: usize = 30 * 1024;
/// Where forms may post to; http's routes.
const ACTIONS: [&str; 14] = [
    "/forgot",
    "/code",
    "/reset",
    "/reset/again",
    "/signin",
    "/signin/code-request",
    "/signin/code",
    "/signin/link",
    "/signin/again",
    "/signin/second-factor",
    "/signout",
    "/not-me",
    "/new-address",
    "/verify-email",
];

fn select<'a>(document: &'a Html, selector: &str) -> Vec<ElementRef<'a>> {
    document.select(&Selector::parse(selector).unwrap()).collect()
}

fn attribute<'a>(element: &ElementRef<'a>, name: &str) -> &'a str {
    element.value().attr(name).unwrap_or_default()
}

#[test]
fn every_page_is_well_formed_and_small() {
    every_page(|name, _, page| {
        let document = Html::parse_document(&page.html);
        assert!(document.errors.is_empty(), "{name}: {:?}", document.errors);
        assert!(page.html.len() < MAX_BYTES, "{name}: {} bytes", page.html.len());
        for left in ["{{", "}}", "{%", "[[", "none<", "undefined"] {
            assert!(!page.html.contains(left), "{name}: {left}");
        }
    });
}

#[test]
fn every_page_says_its_language_title_and_one_heading() {
    every_page(|name, _, page| {
        let document = Html::parse_document(&page.html);
        let html = select(&document, "html");
        // What is for developers is in English alone.
        let language = if name.starts_with("pages/welcome") { "en".to_owned() } else { page.language.to_string() };
        assert_eq!(attribute(&html[0], "lang"), language, "{name}");
        let direction = if language == "ar" { "rtl" } else { "ltr" };
        assert_eq!(attribute(&html[0], "dir"), direction, "{name}");
        assert!(!select(&document, "title")[0].inner_html().trim().is_empty(), "{name}");
        assert_eq!(select(&document, "h1").len(), 1, "{name}");
        assert_eq!(select(&document, "main").len(), 1, "{name}");
    });
}

#[test]
fn pages_need_nothing_that_a_strict_content_security_policy_forbids() {
    every_page(|name, _, page| {
        let document = Html::parse_document(&page.html);
        assert!(select(&document, "style, [style]").is_empty(), "{name}: inline style");
        for script in select(&document, "script") {
            assert!(attribute(&script, "src").starts_with("/assets/"), "{name}: inline or foreign script");
        }
        for element in select(&document, "*") {
            let handler = element.value().attrs().find(|(key, _)| key.starts_with("on"));
            assert!(handler.is_none(), "{name}: {handler:?}");
        }
        assert!(!page.html.contains("javascript:"), "{name}");
    });
}

#[test]
fn every_field_has_a_label_and_every_reference_a_target() {
    every_page(|name, _, page| {
        let document = Html::parse_document(&page.html);
        let ids: Vec<&str> = select(&document, "[id]").iter().map(|e| attribute(e, "id")).collect();
        let unique: HashSet<&str> = ids.iter().copied().collect();
        assert_eq!(ids.len(), unique.len(), "{name}: {ids:?}");
        for input in select(&document, "input:not([type=hidden])") {
            let label = format!("label[for='{}']", attribute(&input, "id"));
            let wrapped = input.ancestors().filter_map(ElementRef::wrap).any(|e| e.value().name() == "label");
            assert!(wrapped || !select(&document, &label).is_empty(), "{name}: {}", input.html());
        }
        for attribute_name in ["aria-describedby", "aria-controls", "for", "data-cooldown-for", "data-rules"] {
            for element in select(&document, &format!("[{attribute_name}]")) {
                for id in attribute(&element, attribute_name).split_whitespace() {
                    assert!(unique.contains(id), "{name}: {attribute_name} {id}");
                }
            }
        }
        for invalid in select(&document, "[aria-invalid]") {
            assert!(!attribute(&invalid, "aria-describedby").is_empty(), "{name}: {}", invalid.html());
        }
        for image in select(&document, "img") {
            assert!(!attribute(&image, "alt").is_empty(), "{name}");
        }
        assert!(select(&document, "[autofocus]").len() <= 1, "{name}");
    });
}

/// A focused button scrolls the question out of sight, and is read aloud without it.
#[test]
fn the_question_and_its_warning_come_before_the_button() {
    let mut seen = 0;
    every_page(|name, _, page| {
        let asking = [
            "pages/verify_email.html",
            "pages/confirm_address.html",
            "pages/sign_in_link.html",
            "pages/new_address.html",
        ];
        if !asking.iter().any(|page| name.starts_with(page)) {
            return;
        }
        let document = Html::parse_document(&page.html);
        assert!(select(&document, "[autofocus]").is_empty(), "{name}");
        let button = &select(&document, "#address ~ .hint ~ form button")[0];
        assert_eq!(attribute(button, "aria-describedby"), "address hint", "{name}");
        seen += 1;
    });
    assert!(seen > 0);
}

#[test]
fn every_form_posts_its_hidden_fields_to_a_known_place() {
    every_page(|name, _, page| {
        let document = Html::parse_document(&page.html);
        let inbox = name.starts_with("pages/inbox");
        for form in select(&document, "form") {
            let action = attribute(&form, "action");
            let known = if inbox {
                ["/_dev/inbox/clear", "/_dev/inbox/delete"].contains(&action)
            } else {
                ACTIONS.contains(&action) || action == VERIFY_LINK
            };
            assert!(known, "{name}: {action}");
            assert_eq!(attribute(&form, "method"), "post", "{name}");
            let has = |field: &str| {
                form.select(&Selector::parse(&format!("input[type=hidden][name='{field}']")).unwrap())
                    .any(|input| !attribute(&input, "value").is_empty())
            };
            // A verification link's form carries what it is about, and needs no cookie.
            if action == VERIFY_LINK {
                assert!(has("token"), "{name}");
                continue;
            }
            assert!(has("flow") && has("form_token"), "{name}");
            assert!(inbox || has("location"), "{name}");
        }
        for button in select(&document, "[formaction]") {
            assert!(ACTIONS.contains(&attribute(&button, "formaction")), "{name}");
        }
    });
}

#[test]
fn fields_tell_password_managers_what_they_are() {
    let mut seen = HashSet::new();
    every_page(|name, _, page| {
        let document = Html::parse_document(&page.html);
        for input in select(&document, "input[name=email]:not([type=hidden]), input[name=password], input#code") {
            let is = attribute(&input, "autocomplete");
            let expected: &[&str] = match attribute(&input, "name") {
                "email" => &["username"],
                "code" => &["one-time-code"],
                _ if name.starts_with("pages/new_password") => &["new-password"],
                _ => &["current-password"],
            };
            assert!(expected.contains(&is), "{name}: {is}");
            seen.insert(is.to_owned());
        }
    });
    assert_eq!(seen.len(), 4);
}

#[test]
fn what_people_typed_is_text_and_never_markup() {
    let renderer = Renderer::new().unwrap();
    let form = FormKeys { flow: None, form_token: "\"><script>1</script>".to_owned(), state: None };
    let page = SignedIn {
        form,
        email: "\"'<b>&@example.com".to_owned(),
        name: Some("{{ 7 * 7 }}<img src=x onerror=1>".to_owned()),
        continue_url: None,
    };
    let (_, look) = &Look::samples()[0];
    let html = renderer.page(&page, look, &[]).unwrap().html;
    let document = Html::parse_document(&html);
    assert!(select(&document, "img, b, script:not([src])").is_empty(), "{html}");
    assert!(html.contains("{{ 7 * 7 }}&lt;img"), "a value is not filled again: {html}");
    assert!(html.contains("<bdi>&quot;&#39;&lt;b&gt;&amp;@example.com</bdi>"), "{html}");
}

/// In every language; the template's other samples do say it.
#[test]
fn where_sessions_stay_nothing_says_that_they_end() {
    let renderer = Renderer::new().unwrap();
    let (_, look) = &Look::samples()[0];
    let text_of = |exhibit: &Exhibit| match &exhibit.kind {
        ExhibitKind::Page(page) => page.html.clone(),
        ExhibitKind::Mail(mail) => mail.text.clone(),
    };
    for language in renderer.languages() {
        let path = format!("{}/locales/{language}.ftl", env!("CARGO_MANIFEST_DIR"));
        let messages = std::fs::read_to_string(path).unwrap();
        let message =
            |key: &str| messages.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix(" = ")).unwrap();
        let exhibits = renderer.gallery(look, &[language.to_string().parse().unwrap()]).unwrap();
        for (template, key) in [
            ("pages/new_password.html", "new-password-sessions"),
            ("pages/reset_done.html", "reset-done-lede"),
            ("pages/not_me.html", "not-me-sessions"),
            ("pages/not_me_done.html", "not-me-done-lede"),
            ("pages/link_problem.html", "link-problem-not-me"),
            ("mails/password_changed", "password-changed-otherwise"),
            ("mails/disowned", "disowned-body"),
        ] {
            // What follows the last value.
            let promise = message(key).rsplit('}').next().unwrap();
            let of_template = exhibits.iter().filter(|exhibit| exhibit.template == template);
            let (stay, end): (Vec<_>, Vec<_>) = of_template.partition(|exhibit| exhibit.sample == "sessions-stay");
            let promises = |exhibits: &[&Exhibit]| exhibits.iter().any(|exhibit| text_of(exhibit).contains(promise));
            assert!(!stay.is_empty() && !promises(&stay) && promises(&end), "{template} in {language}: {promise}");
        }
    }
}

#[test]
fn a_flow_that_is_absent_has_no_field() {
    let renderer = Renderer::new().unwrap();
    let form = FormKeys { flow: None, form_token: "t".to_owned(), state: None };
    let page = NewPassword::new(form, "a@example.com".to_owned(), &PasswordPolicy::default(), &[]);
    let html = renderer.page(&page, &Look::samples()[0].1, &[]).unwrap().html;
    assert!(!html.contains("name=\"flow\""));
}

#[test]
fn a_refused_password_is_told_each_broken_rule_in_the_persons_language() {
    let renderer = Renderer::new().unwrap();
    let form = FormKeys { flow: None, form_token: "t".to_owned(), state: None };
    let broken = [BrokenRule::TooShort(8), BrokenRule::Breached];
    let page = NewPassword::new(form, "a@example.com".to_owned(), &PasswordPolicy::default(), &broken);
    let wanted: Locale = "de-AT".parse().unwrap();
    let html = renderer.page(&page, &Look::samples()[0].1, &[wanted]).unwrap().html;
    assert!(html.contains("Dieses Passwort ist aus einem Datenleck bekannt."), "{html}");
    let document = Html::parse_document(&html);
    let short = &select(&document, "li.broken")[0];
    assert!(short.text().collect::<String>().contains("Mindestens 8 Zeichen"), "{html}");
}
