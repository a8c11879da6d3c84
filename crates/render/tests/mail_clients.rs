//! What mail programs can't show, stated as rules and held against every mail, with every sample, in every language.
//! Gmail, Outlook for Windows (whose HTML is Word's) and Apple Mail are what they have in mind.

mod common;

use common::every_mail;
use scraper::{Html, Selector};

/// Elements that at least one of them takes out, shows nothing of, or takes for an attack.
const NO_ELEMENTS: &str = "script, link[rel=stylesheet], base, form, input, button, select, textarea, iframe, frame, object, \
                           embed, applet, video, audio, canvas, svg, math, dialog, template, slot, meta[http-equiv=refresh]";

/// Properties that Outlook or Gmail leave out, so that nothing may hang on them.
const NO_PROPERTIES: [&str; 20] = [
    "position",
    "inset",
    "z-index",
    "float",
    "transform",
    "transition",
    "animation",
    "filter",
    "backdrop-filter",
    "clip-path",
    "mask",
    "object-fit",
    "aspect-ratio",
    "gap",
    "grid-template-columns",
    "flex",
    "columns",
    "background-image",
    "list-style-image",
    "content",
];

/// Values of theirs that are as little known.
const NO_VALUES: [&str; 10] =
    ["flex", "inline-flex", "grid", "inline-grid", "calc(", "var(", "clamp(", "url(", "expression(", "!ie"];

/// Lengths that Word does not know.
const NO_UNITS: [&str; 5] = ["rem", "vw", "vh", "ch", "fr"];

/// At-rules for which Gmail throws a style sheet away.
const NO_RULES: [&str; 5] = ["@import", "@font-face", "@supports", "@layer", "@container"];

/// Gmail ignores a style sheet that is longer, in characters.
const LONGEST_STYLE: usize = 8_192;

/// What is wrong with declarations of an element or a style sheet.
fn wrong(declarations: &str) -> Vec<String> {
    let declarations = declarations.split(';').filter_map(|declaration| declaration.split_once(':'));
    declarations
        .filter(|(property, value)| {
            let (property, value) = (property.trim().to_ascii_lowercase(), value.trim().to_ascii_lowercase());
            let has_unit = |unit: &str| {
                value.split([' ', ',', '/']).any(|word| {
                    word.strip_suffix(unit).is_some_and(|number| !number.is_empty() && number.parse::<f32>().is_ok())
                })
            };
            NO_PROPERTIES.contains(&property.as_str())
                || NO_VALUES.iter().any(|bad| value == *bad || (bad.ends_with('(') && value.contains(bad)))
                || NO_UNITS.iter().any(|unit| has_unit(unit))
                || (property.starts_with("margin") && value.contains('-'))
        })
        .map(|(property, value)| format!("{}: {}", property.trim(), value.trim()))
        .collect()
}

#[test]
fn no_mail_holds_what_mail_programs_leave_out() {
    let (elements, styled) = (Selector::parse(NO_ELEMENTS).unwrap(), Selector::parse("[style]").unwrap());
    every_mail(|name, _, mail| {
        let document = Html::parse_document(&mail.html);
        let found: Vec<&str> = document.select(&elements).map(|element| element.value().name()).collect();
        assert!(found.is_empty(), "{name}: {found:?}");
        for element in document.select(&styled) {
            let wrong = wrong(element.value().attr("style").unwrap_or_default());
            assert!(wrong.is_empty(), "{name}: <{}> {wrong:?}", element.value().name());
        }
    });
}

#[test]
fn style_sheets_are_such_as_gmail_keeps() {
    let styles = Selector::parse("style").unwrap();
    every_mail(|name, _, mail| {
        for style in Html::parse_document(&mail.html).select(&styles) {
            let css: String = style.text().collect();
            assert!(css.chars().count() <= LONGEST_STYLE, "{name}: {} characters", css.chars().count());
            for rule in NO_RULES {
                assert!(!css.contains(rule), "{name}: {rule}");
            }
            assert!(!css.contains("url("), "{name}: a style sheet loads nothing");
            assert_eq!(css.matches('{').count(), css.matches('}').count(), "{name}: braces that don't match");
        }
    });
}

#[test]
fn what_is_for_outlook_alone_is_closed_where_it_was_opened() {
    every_mail(|name, _, mail| {
        let (opened, closed) = (mail.html.matches("<!--[if").count(), mail.html.matches("<![endif]").count());
        assert_eq!(opened, closed, "{name}");
    });
}

#[test]
fn the_rules_find_what_they_are_for() {
    for bad in [
        "position: absolute",
        "display:flex",
        "width: calc(100% - 2px)",
        "margin: 0 -4px",
        "font-size: 1.5rem",
        "color: var(--ink)",
    ] {
        assert_eq!(wrong(&format!("color: red; {bad}")).len(), 1, "{bad}");
    }
    assert!(
        wrong("display:inline-block;font-size:13px;margin:0 auto;width:50%;mso-line-height-rule:exactly").is_empty()
    );
}
