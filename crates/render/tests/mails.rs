//! Every mail, with every sample, in every language: well-formed, small, asking nobody for anything, and saying in
//! plain text what it says in HTML.
#![expect(clippy::unwrap_used, reason = "helpers of tests fail by panicking")]

mod common;

use common::every_mail;
use jiff::Timestamp;
use rekey_core::Locale;
use rekey_render::context::{
    AccountChange, AccountChanged, Device, Instant, MailedCode, Origin, PasswordChanged, Place, ResetCode, Span,
};
use rekey_render::{Look, RenderedMail, Renderer};
use scraper::{Html, Selector};
use std::time::Duration;
use url::Url;

const MAX_BYTES: usize = 50 * 1024;

fn mail_with(name: Option<&str>, link: &str) -> ResetCode {
    ResetCode {
        name: name.map(str::to_owned),
        email: "ann@example.com".to_owned(),
        requested: None,
        code: MailedCode { digits: "004217".to_owned(), valid_for: Span(Duration::from_mins(10)) },
        link: Url::parse(link).unwrap(),
        link_valid_for: Span(Duration::from_hours(1)),
    }
}

fn hrefs(html: &str) -> Vec<String> {
    let document = Html::parse_document(html);
    let links = Selector::parse("a[href]").unwrap();
    document.select(&links).map(|link| link.value().attr("href").unwrap().to_owned()).collect()
}

fn render(context: &ResetCode, language: &str) -> RenderedMail {
    let wanted: Locale = language.parse().unwrap();
    Renderer::new().unwrap().mail(context, &Look::samples()[0].1, &[wanted]).unwrap()
}

#[test]
fn every_mail_is_well_formed_and_small() {
    every_mail(|name, _, mail| {
        let document = Html::parse_document(&mail.html);
        assert!(document.errors.is_empty(), "{name}: {:?}", document.errors);
        assert!(mail.html.len() + mail.text.len() < MAX_BYTES, "{name}: {} bytes", mail.html.len());
        for left in ["{{", "}}", "{%", "[[", "[%", "undefined"] {
            assert!(!mail.html.contains(left) && !mail.text.contains(left), "{name}: {left}");
        }
        let lang = document.root_element().value().attr("lang").unwrap_or_default().to_owned();
        assert_eq!(lang, mail.language.to_string(), "{name}");
    });
}

#[test]
fn subjects_are_one_line_that_mail_programs_show_whole() {
    every_mail(|name, _, mail| {
        assert!(!mail.subject.is_empty(), "{name}");
        assert!(mail.subject.chars().count() <= 78, "{name}: {}", mail.subject);
        assert!(!mail.subject.chars().any(char::is_control), "{name}");
        assert!(!mail.subject.contains("&lt;"), "{name}: a subject is not HTML");
    });
}

#[test]
fn the_text_alone_leads_wherever_the_html_leads() {
    every_mail(|name, _, mail| {
        for href in hrefs(&mail.html) {
            let target = href.trim_start_matches("mailto:");
            // The logo's link is decoration; everything else must be reachable.
            let led_to = ["mails/no_account", "mails/other_provider"].iter().any(|mail| name.starts_with(mail));
            let decoration = target == "https://portal.example.com/" && !led_to;
            assert!(decoration || mail.text.contains(target), "{name}: {target}");
        }
        assert!(!mail.text.contains("\n\n\n"), "{name}: {}", mail.text);
        assert!(!mail.text.contains('<') || mail.text.contains("<Studios>"), "{name}: {}", mail.text);
    });
}

#[test]
fn a_mail_asks_nobody_for_anything_but_a_logo_that_the_location_set() {
    every_mail(|name, _, mail| {
        let document = Html::parse_document(&mail.html);
        let images: Vec<_> = document.select(&Selector::parse("img").unwrap()).collect();
        let branded = name.ends_with("branded");
        let sources: Vec<_> = images.iter().filter_map(|image| image.value().attr("src")).collect();
        let logos = ["https://portal.example.com/logo.png", "https://portal.example.com/logo-dark.png"];
        assert_eq!(sources, if branded { &logos[..] } else { &[] }, "{name}");
        // Programs that read no style sheet show one of them.
        let hidden =
            images.iter().filter(|image| image.value().attr("style").unwrap_or_default().contains("display:none"));
        assert_eq!(hidden.count(), usize::from(branded), "{name}");
        for outside in ["<link", "@import", "url(", "<script", "<iframe", "<form"] {
            assert!(!mail.html.contains(outside), "{name}: {outside}");
        }
    });
}

#[test]
fn links_open_in_a_window_of_their_own() {
    every_mail(|name, _, mail| {
        let document = Html::parse_document(&mail.html);
        for link in document.select(&Selector::parse("a[href]").unwrap()) {
            assert_eq!(link.value().attr("target"), Some("_blank"), "{name}: {}", link.html());
        }
    });
}

#[test]
fn code_and_link_arrive_untouched_in_both_parts() {
    let link = "https://account.example.com/reset?token=abc&location=7";
    for language in ["en", "de"] {
        let mail = render(&mail_with(None, link), language);
        assert!(hrefs(&mail.html).iter().any(|href| href == link), "{}", mail.html);
        assert!(
            mail.html.contains(";letter-spacing:0.22em\">004217</span>"),
            "what shows no style sheet shows it: {}",
            mail.html
        );
        assert!(mail.text.contains(&format!("\n{link}\n")), "{}", mail.text);
        assert!(mail.text.contains("\n    004217\n"), "{}", mail.text);
    }
}

#[test]
fn a_hostile_name_is_text_in_both_parts() {
    let name = "<a href='https://evil.example'>{{ code.digits }}</a>\r\nBcc: x@example.com";
    let mail = render(&mail_with(Some(name), "https://account.example.com/reset"), "en");
    assert!(!hrefs(&mail.html).iter().any(|href| href.contains("evil")), "{}", mail.html);
    assert!(mail.text.contains("{{ code.digits }}"), "a value is not filled again: {}", mail.text);
    assert!(!mail.subject.contains("Bcc"));
}

#[test]
fn the_device_place_time_and_coarse_network_of_a_change_are_told() {
    let link = Url::parse("https://account.example.com/not-me?token=abc").unwrap();
    let changed = PasswordChanged {
        name: None,
        email: "ann@example.com".to_owned(),
        origin: Origin {
            at: Instant(Timestamp::constant(1_772_600_760, 0)),
            network: Some("192.0.2.x".to_owned()),
            place: Some(Place {
                country: "Deutschland".to_owned(),
                city: Some("Köln".to_owned()),
                time_zone: Some("Europe/Berlin".to_owned()),
            }),
            device: Some(Device { browser: Some("Firefox"), system: Some("Linux") }),
        },
        ends_sessions: true,
        not_me_link: link.clone(),
        not_me_valid_for: Span(Duration::from_hours(7 * 24)),
    };
    let wanted: Locale = "de".parse().unwrap();
    let mail = Renderer::new().unwrap().mail(&changed, &Look::samples()[0].1, &[wanted]).unwrap();
    for part in [&mail.text, &mail.html] {
        for told in [
            "4. März 2026, 06:06 Uhr Ortszeit (05:06 UTC)",
            "Köln, Deutschland",
            "Firefox auf Linux",
            "192.0.2.x",
            "7 Tage",
            link.as_str(),
        ] {
            assert!(part.contains(told), "{told}: {part}");
        }
    }
}

#[test]
fn paragraphs_of_the_plain_text_are_parted_by_blank_lines_and_lines_of_the_foot_are_not() {
    every_mail(|name, _, mail| {
        let (body, foot) = mail.text.split_once("\n-- \n").unwrap();
        for (line, next) in body.lines().zip(body.lines().skip(1)) {
            // Device, place, time and network are one paragraph.
            let is_fact = ["192.0.2.x", "2001:db8:1::x", "New Zealand"].iter().any(|fact| next.ends_with(fact))
                || ["Berlin", "05:06"].iter().any(|fact| next.contains(fact));
            let apart = line.is_empty() || next.is_empty() || is_fact;
            assert!(apart, "{name}: {next:?} follows at once on {line:?}");
        }
        assert!(!foot.contains("\n\n"), "{name}: {foot}");
    });
}

#[test]
fn the_facts_of_a_change_keep_apart_in_either_direction() {
    let (rows, mut seen) = (Selector::parse(".facts th").unwrap(), 0);
    every_mail(|name, _, mail| {
        let padding = if mail.language.language == "ar" { "padding:4px 0 4px 12px" } else { "padding:4px 12px 4px 0" };
        for row in Html::parse_document(&mail.html).select(&rows) {
            let style = row.value().attr("style").unwrap();
            assert!(style.contains(padding), "{name}: {style}");
            seen += 1;
        }
    });
    assert!(seen > 0);
}

#[test]
fn the_no_account_mail_says_nothing_that_a_stranger_typed() {
    every_mail(|name, _, mail| {
        if name.starts_with("mails/no_account") {
            assert!(!mail.text.contains("ann.miller") && !mail.html.contains("ann.miller"), "{name}");
        }
    });
}

#[test]
fn who_is_told_of_another_address_is_sent_to_support_and_not_to_a_reset_that_the_new_address_would_get() {
    let (by_support, by_reset) = ("until support unlocks it", "until you set a new password");
    for (change, opens, other) in [
        (AccountChange::Address, by_support, by_reset),
        (AccountChange::SecondFactorAdded, by_reset, by_support),
        (AccountChange::SecondFactorRemoved, by_reset, by_support),
        (AccountChange::NewRecoveryCodes, by_reset, by_support),
        (AccountChange::SessionElsewhere, by_reset, by_support),
    ] {
        let changed = AccountChanged {
            name: None,
            email: "ann@example.com".to_owned(),
            change,
            origin: Origin {
                at: Instant(Timestamp::constant(1_772_600_760, 0)),
                network: None,
                place: None,
                device: None,
            },
            not_me_link: Url::parse("https://account.example.com/not-me?token=abc").unwrap(),
            not_me_valid_for: Span(Duration::from_hours(7 * 24)),
        };
        let wanted: Locale = "en".parse().unwrap();
        let mail = Renderer::new().unwrap().mail(&changed, &Look::samples()[0].1, &[wanted]).unwrap();
        for part in [&mail.text, &mail.html] {
            assert!(part.contains(opens) && !part.contains(other), "{part}");
        }
    }
}

#[test]
fn a_preheader_begins_with_the_code_and_keeps_the_body_out_of_the_list_of_mails() {
    let mail = render(&mail_with(None, "https://portal.example.com/reset?token=1"), "en");
    let document = Html::parse_document(&mail.html);
    let preview: String = document.select(&Selector::parse("body div").unwrap()).next().unwrap().text().collect();
    assert!(preview.trim_start().starts_with("004217 · Enter the code"), "{preview}");
    assert!(preview.matches('\u{34f}').count() >= 60, "{preview:?}");
}

#[test]
fn every_mail_is_dark_in_outlook_and_its_code_is_large_without_a_style_sheet() {
    every_mail(|name, _, mail| {
        for part in [".card", ".text div", ".title div", ".logo-light"] {
            assert!(mail.html.contains(&format!("[data-ogsc] {part}")), "{name}: {part}");
        }
    });
    let mail = render(&mail_with(None, "https://portal.example.com/reset?token=1"), "en");
    let document = Html::parse_document(&mail.html);
    let code = document.select(&Selector::parse(".digits span").unwrap()).next().unwrap();
    assert!(code.value().attr("style").unwrap().contains("letter-spacing"), "{}", code.html());
}
