//! Templates and words that one location has of its own.
#![expect(clippy::unwrap_used, clippy::panic, reason = "helpers of tests fail by panicking")]

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use rekey_core::location::{LocationDefaults, LocationSettings};
use rekey_core::ports::{Event, Observer};
use rekey_core::{Location, LocationId};
use rekey_render::context::{AddressTaken, ErrorKind, ErrorPage, Forgot, FormKeys, NoAccount};
use rekey_render::{Look, Overrides, RenderError, Renderer};

fn look(number: i64) -> Look {
    let defaults = LocationDefaults {
        default_location: LocationId::FIRST,
        name: "Example".to_owned(),
        cooldown: std::time::Duration::ZERO,
        from: "a@example.com".parse().unwrap(),
        password_policy: rekey_core::policy::PasswordPolicy::default(),
        lifetimes: rekey_core::location::Lifetimes::default(),
    };
    let location: Location = defaults.resolve(LocationId::new(number).unwrap(), LocationSettings::default());
    Look::of(&location)
}

fn own(texts: &[(&str, &str)]) -> Overrides {
    Overrides::of_location(texts.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())))
}

/// A renderer whose location 7 has these.
fn renderer(texts: &[(&str, &str)]) -> Renderer {
    let renderer = Renderer::new().unwrap();
    let own = renderer.compile(&own(texts)).unwrap_or_else(|error| panic!("{error}"));
    renderer.give(LocationId::new(7).unwrap(), Some(own));
    renderer
}

fn heading(renderer: &Renderer, location: i64, language: &str) -> String {
    let form = FormKeys { flow: None, form_token: "t".to_owned(), state: None };
    let forgot = Forgot { form, email: String::new(), email_problem: None, setback: None };
    let html = renderer.page(&forgot, &look(location), &[language.parse().unwrap()]).unwrap().html;
    let (_, rest) = html.split_once("<h1>").unwrap();
    rest.split_once("</h1>").unwrap().0.to_owned()
}

fn refusal(texts: &[(&str, &str)]) -> String {
    let renderer = Renderer::new().unwrap();
    let checked = renderer.compile(&own(texts)).and_then(|own| own.check());
    checked.map_or_else(|error: RenderError| error.to_string(), |()| panic!("{texts:?} is accepted"))
}

#[test]
fn a_location_has_its_own_template_and_others_the_common_one() {
    let renderer = renderer(&[("pages/forgot.html", "<h1>{{ t('forgot-title') }} at {{ frame.name }}</h1>")]);
    assert_eq!(heading(&renderer, 7, "en"), "Forgot your password? at Example");
    assert_eq!(heading(&renderer, 7, "de"), "Passwort vergessen? at Example");
    assert_eq!(heading(&renderer, 1, "en"), "Forgot your password?");
    renderer.give(LocationId::new(7).unwrap(), None);
    assert_eq!(heading(&renderer, 7, "en"), "Forgot your password?");
}

#[test]
fn a_location_has_its_own_words() {
    let renderer = renderer(&[("locales/de.ftl", "forgot-title = Weg?\n")]);
    assert_eq!(heading(&renderer, 7, "de-AT"), "Weg?");
    assert_eq!(heading(&renderer, 7, "en"), "Forgot your password?");
    assert_eq!(heading(&renderer, 1, "de"), "Passwort vergessen?");
}

#[test]
fn a_word_and_what_belongs_to_it_are_replaced_each_by_itself() {
    let words = "error-not-found = Nowhere\nerror-internal = Ours\n    .help = Ask Ada.\n";
    let renderer = renderer(&[("locales/en.ftl", words)]);
    let page = |kind| {
        let context = ErrorPage { status: 500, kind, retry_after: None, request_id: "1".to_owned(), instead: None };
        renderer.page(&context, &look(7), &["en".parse().unwrap()]).unwrap().html
    };
    let (lost, ours) = (page(ErrorKind::NotFound), page(ErrorKind::Internal));
    assert!(lost.contains("Nowhere") && lost.contains("mistyped"), "{lost}");
    assert!(ours.contains("Ask Ada."), "{ours}");
}

#[test]
fn a_part_of_its_own_is_in_every_mail_of_the_location() {
    let common = Renderer::new().unwrap();
    let layout = common.source("mails/_layout.mjml").unwrap().replace("<mj-body", "<!-- --><mj-body");
    let foot = format!("{}\nHarbour Ltd.\n", common.source("mails/_foot.txt").unwrap());
    let renderer = renderer(&[("mails/_foot.txt", &foot), ("mails/_layout.mjml", &layout)]);
    let text =
        |location| renderer.mail(&NoAccount {}, &look(location), &[]).unwrap_or_else(|error| panic!("{error}")).text;
    assert!(text(7).ends_with("Harbour Ltd.\n"), "{}", text(7));
    assert!(!text(1).contains("Harbour"));
}

#[derive(Debug, Default)]
struct Failures(AtomicUsize);

impl Observer for Failures {
    fn happened(&self, event: Event) {
        assert_eq!(event, Event::TemplateFailed { when: "filled" });
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

#[test]
fn what_an_own_template_cannot_say_the_common_one_says_and_it_is_counted() {
    let failures = Arc::new(Failures::default());
    let renderer = renderer(&[("mails/address_taken.txt", "Subject: {{ no_longer_there }}\n\nHello\n")]);
    let renderer = renderer.observed(failures.clone());
    let mail = AddressTaken {
        name: None,
        email: "ann@example.com".to_owned(),
        forgot_url: "https://id.example.com/forgot".parse().unwrap(),
    };
    let sent = renderer.mail(&mail, &look(7), &[]).unwrap_or_else(|error| panic!("{error}"));
    let common = renderer.mail(&mail, &look(1), &[]).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(sent.subject, common.subject);
    assert_eq!(failures.0.load(Ordering::Relaxed), 1);
}

#[test]
fn mistakes_are_told_with_file_and_line_as_they_were_written() {
    let common = Renderer::new().unwrap();
    let mail = |from: &str, to: &str| {
        let source = common.source("mails/no_account.mjml").unwrap();
        let changed = source.replacen(from, to, 1);
        assert_ne!(changed, source, "{from}");
        let line = changed.lines().position(|line| line.contains(to.lines().last().unwrap())).unwrap() + 1;
        (refusal(&[("mails/no_account.mjml", &changed)]), format!("mails/no_account.mjml, line {line}"))
    };
    let (undefined, place) = mail("{{ t('no-account-", "{{ naem }}{{ t('no-account-");
    assert!(undefined.contains(&place), "{undefined}; not {place}");
    let (element, place) = mail("[% block body %]", "[% block body %]\n<mj-buton></mj-buton>");
    assert!(element.contains("no element mj-buton") && element.contains(&place), "{element}; not {place}");
    let (unclosed, place) = mail("[% block body %]", "[% block body %]\n<mj-text x=>");
    assert!(unclosed.contains(&place), "{unclosed}; not {place}");
    let words = refusal(&[("locales/de.ftl", "forgot-title = Weg?\n\nforgot-lead = { $\n")]);
    assert!(words.contains("locales/de.ftl") && words.contains("line 3"), "{words}");
    let page = refusal(&[("pages/forgot.html", "<p>\n{{ emial }}")]);
    assert!(page.contains("pages/forgot.html, line 2"), "{page}");
}

#[test]
fn a_word_that_nothing_says_is_told() {
    let renderer = Renderer::new().unwrap();
    let unknown = |texts: &[(&str, &str)]| {
        let own = own(texts);
        let compiled = renderer.compile(&own).unwrap_or_else(|error| panic!("{error}"));
        compiled.unknown_words(&own).iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    let words = ("locales/de.ftl", "forgot-title = Weg?\nharbour-note = Moin\nforgot-ledde = Moin\n");
    assert_eq!(
        unknown(&[words]),
        [
            "locales/de.ftl, line 2: `harbour-note`: no such word, and no template of your own uses it",
            "locales/de.ftl, line 3: `forgot-ledde`: no such word; did you mean `forgot-lede`?",
        ]
    );
    assert_eq!(unknown(&[words, ("pages/forgot.html", "{{ t('harbour-note') }}")]).len(), 1);
    for name in renderer.names_for_locations() {
        let built_in = renderer.source(&name).unwrap();
        assert_eq!(unknown(&[(&name, built_in)]), [""; 0], "{name}");
    }
}

#[test]
fn only_what_makes_sense_for_one_location_is_taken() {
    let renderer = Renderer::new().unwrap();
    for name in renderer.names_for_locations() {
        assert!(renderer.takes(&name).is_ok(), "{name}");
        assert!(renderer.source(&name).is_some_and(|source| !source.is_empty()), "{name}");
    }
    for name in [
        "assets/rekey.css",
        "pages/inbox.html",
        "pages/nothing.html",
        "pages/../pages/forgot.html",
        "locales/sv.ftl",
        "locales/DE.ftl",
        "forgot.html",
        "",
    ] {
        assert!(renderer.takes(name).is_err(), "{name}");
    }
}

#[test]
fn every_built_in_file_passes_as_a_locations_own() {
    let renderer = Renderer::new().unwrap();
    let names = renderer.names_for_locations();
    let texts: Vec<(&str, &str)> = names.iter().map(|name| (&**name, renderer.source(name).unwrap())).collect();
    renderer.compile(&own(&texts)).and_then(|own| own.check()).unwrap_or_else(|error| panic!("{error}"));
}
