//! The Fluent files: every language has every word, with the same arguments, and no word is left over.
#![expect(clippy::unwrap_used, reason = "helpers of tests fail by panicking")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use fluent_syntax::ast;
use fluent_syntax::parser;
use intl_pluralrules::{PluralCategory, PluralRuleType, PluralRules};
use unic_langid::LanguageIdentifier;

/// A word, or an attribute of one (`key.attribute`), and the arguments that it names.
type Words = BTreeMap<String, BTreeSet<String>>;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found
}

fn parse(path: &Path) -> Vec<ast::Entry<String>> {
    let text = fs::read_to_string(path).unwrap();
    parser::parse(text).unwrap_or_else(|(_, errors)| panic!("{}: {errors:?}", path.display())).body
}

fn languages() -> BTreeMap<String, Words> {
    let read = |path: &PathBuf| {
        let language = path.file_stem().unwrap().to_string_lossy().into_owned();
        let mut words = Words::new();
        for entry in parse(path) {
            match entry {
                ast::Entry::Message(message) => {
                    let id = message.id.name;
                    let mut add = |key: String, pattern: &ast::Pattern<String>| {
                        let mut arguments = BTreeSet::new();
                        collect(pattern, &mut arguments);
                        assert!(words.insert(key.clone(), arguments).is_none(), "{language}: {key} comes twice");
                    };
                    if let Some(value) = &message.value {
                        add(id.clone(), value);
                    }
                    for attribute in &message.attributes {
                        add(format!("{id}.{}", attribute.id.name), &attribute.value);
                    }
                }
                ast::Entry::Junk { content } => panic!("{language}: {content}"),
                _ => {}
            }
        }
        (language, words)
    };
    files(&root().join("locales")).iter().map(read).collect()
}

/// The plural categories that whole numbers have in a language (CLDR).
fn categories(language: &str) -> BTreeSet<&'static str> {
    let language: LanguageIdentifier = language.parse().unwrap();
    let mut rules = PluralRules::create(language.clone(), PluralRuleType::CARDINAL);
    if rules.is_err() {
        rules = PluralRules::create(
            LanguageIdentifier::from_parts(language.language, None, None, &[]),
            PluralRuleType::CARDINAL,
        );
    }
    let rules = rules.unwrap();
    let of = |number: u32| match rules.select(number).unwrap() {
        PluralCategory::ZERO => "zero",
        PluralCategory::ONE => "one",
        PluralCategory::TWO => "two",
        PluralCategory::FEW => "few",
        PluralCategory::MANY => "many",
        PluralCategory::OTHER => "other",
    };
    (0..=1000).map(of).collect()
}

#[test]
fn every_count_has_the_plural_forms_that_its_language_needs() {
    for path in files(&root().join("locales")) {
        let language = path.file_stem().unwrap().to_string_lossy().into_owned();
        let mut needed = categories(&language);
        needed.insert("other");
        let text = fs::read_to_string(&path).unwrap();
        let mut counts = 0;
        for (key, block) in text.split("\n}").filter_map(|part| part.rsplit_once(" = { $count ->")) {
            let given: BTreeSet<&str> =
                block.split('[').skip(1).filter_map(|form| Some(form.split_once(']')?.0)).collect();
            assert_eq!(given, needed, "{language}: {}", key.lines().last().unwrap_or_default());
            counts += 1;
        }
        assert!(counts >= 6, "{language}");
    }
}

/// The arguments and the other words (as `@key`) that a pattern names.
fn collect(pattern: &ast::Pattern<String>, names: &mut BTreeSet<String>) {
    for element in &pattern.elements {
        if let ast::PatternElement::Placeable { expression } = element {
            match expression {
                ast::Expression::Inline(inline) => collect_inline(inline, names),
                ast::Expression::Select { selector, variants } => {
                    collect_inline(selector, names);
                    for variant in variants {
                        collect(&variant.value, names);
                    }
                }
            }
        }
    }
}

fn collect_inline(inline: &ast::InlineExpression<String>, names: &mut BTreeSet<String>) {
    match inline {
        ast::InlineExpression::VariableReference { id } => {
            names.insert(id.name.clone());
        }
        ast::InlineExpression::MessageReference { id, .. } => {
            names.insert(format!("@{}", id.name));
        }
        ast::InlineExpression::Placeable { expression } => match &**expression {
            ast::Expression::Inline(inline) => collect_inline(inline, names),
            ast::Expression::Select { .. } => panic!("nest no selections"),
        },
        _ => {}
    }
}

/// Everything that could name a word: templates and sources.
fn sources() -> String {
    let mut paths = files(&root().join("templates"));
    paths.extend(files(&root().join("src")));
    paths.iter().map(|path| fs::read_to_string(path).unwrap()).collect()
}

#[test]
fn every_language_has_every_word_with_the_same_arguments() {
    let all = languages();
    let english = &all["en"];
    for (language, words) in &all {
        let missing: Vec<_> = english.keys().filter(|key| !words.contains_key(*key)).collect();
        let unknown: Vec<_> = words.keys().filter(|key| !english.contains_key(*key)).collect();
        assert!(missing.is_empty() && unknown.is_empty(), "{language}: missing {missing:?}, unknown {unknown:?}");
        for (key, arguments) in english {
            assert_eq!(&words[key], arguments, "{language}: {key}");
        }
    }
}

/// A translation that still says what the English said before may leave a warning out.
#[test]
fn a_changed_english_text_needs_its_translations_checked() {
    let texts = |path: &str| {
        let message = |entry| match entry {
            ast::Entry::Message(message) => Some((message.id.name, (message.value, message.attributes))),
            _ => None,
        };
        parse(&root().join(path)).into_iter().filter_map(message).collect::<BTreeMap<_, _>>()
    };
    let (now, then) = (texts("locales/en.ftl"), texts("tests/english_when_translated.ftl"));
    let changed: BTreeSet<_> = now.keys().chain(then.keys()).filter(|key| now.get(*key) != then.get(*key)).collect();
    assert!(changed.is_empty(), "see what other languages say for {changed:?}; CONTRIBUTING.md says what to do");
}

/// Confirming a stranger's sign-up accepts a password that the stranger knows.
#[test]
fn the_mail_warns_of_a_strangers_sign_up_in_the_words_of_the_page() {
    for path in files(&root().join("locales")) {
        let text = fs::read_to_string(&path).unwrap();
        let say = |key: &str| text.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix(" = ")).unwrap();
        let warning = say("verify-page-hint").split([':', '.', '：', '。']).nth(1).unwrap().trim();
        assert!(say("verify-email-otherwise").contains(warning), "{}: {warning}", path.display());
    }
}

/// Readers of a mail look for the same name on the page.
#[test]
fn second_factors_and_recovery_codes_have_one_name_in_each_language() {
    let names = [
        ("ar", "التحقق بخطوتين", "استرداد"),
        ("de", "zwei-faktor-authentifizierung", "wiederherstellungscode"),
        ("en", "two-step sign-in", "recovery code"),
        ("es", "verificación en dos pasos", "de recuperación"),
        ("fr", "validation en deux étapes", "de récupération"),
        ("it", "verifica in due passaggi", "di recupero"),
        ("ja", "2段階認証", "リカバリーコード"),
        ("nl", "verificatie in twee stappen", "herstelcode"),
        ("pl", "weryfikacja dwuetapowa", "odzyskiwania"),
        ("pt-BR", "verificação em duas etapas", "de recuperação"),
        ("uk", "двоетапна перевірка", "відновлення"),
        ("zh-Hans", "两步验证", "恢复码"),
    ];
    for (language, second_factor, recovery_codes) in names {
        let text = fs::read_to_string(root().join(format!("locales/{language}.ftl"))).unwrap().to_lowercase();
        let holds = |key: &str, name: &str| {
            let (_, said) =
                text.lines().filter_map(|line| line.split_once(" = ")).find(|(word, _)| *word == key).unwrap();
            assert!(said.contains(name), "{language}: {key} = {said}");
        };
        for change in ["added", "removed"].map(|change| format!("second-factor-{change}")) {
            for part in ["subject", "title", "body"] {
                holds(&format!("{change}-{part}"), second_factor);
            }
        }
        holds("second-factor-lede", second_factor);
        for part in ["hint", "problem-malformed", "codes-subject", "codes-title", "codes-body"] {
            holds(&format!("second-factor-{part}"), recovery_codes);
        }
    }
}

#[test]
fn no_word_is_left_over() {
    let sources = sources();
    let all = languages();
    let english = &all["en"];
    let referred: BTreeSet<&str> = english.values().flatten().filter_map(|name| name.strip_prefix('@')).collect();
    for key in english.keys() {
        // An attribute `key.help` is named in the template as `key ~ '.help'`, a part of a choice's words as
        // `choice ~ '-title'`.
        let quoted = |text: &str| sources.contains(&format!("'{text}'")) || sources.contains(&format!("\"{text}\""));
        let named = if let Some((_, attribute)) = key.split_once('.') {
            quoted(&format!(".{attribute}"))
        } else {
            let parts = key.rsplit_once('-');
            quoted(key) || parts.is_some_and(|(choice, part)| quoted(choice) && quoted(&format!("-{part}")))
        };
        assert!(named || referred.contains(key.as_str()), "{key} is in no template");
    }
}

#[test]
fn links_and_codes_never_pass_through_fluent() {
    let secret = ["link", "code", "digits", "url", "token"];
    for (language, words) in languages() {
        for (key, arguments) in words {
            assert!(!arguments.iter().any(|name| secret.contains(&name.as_str())), "{language}: {key} {arguments:?}");
        }
    }
    for path in files(&root().join("templates")) {
        let text = fs::read_to_string(&path).unwrap();
        for call in text.split(" t(").skip(1) {
            let call = call.split("}}").next().unwrap_or_default();
            for argument in call.split(['(', ',']).skip(1).filter_map(|part| part.split_once('=')) {
                let value = argument.1.trim().trim_end_matches([')', ' ']);
                let hidden = ["link", "not_me_link", "code.digits", "forgot_url", "form.form_token"];
                assert!(!hidden.contains(&value), "{}: {call}", path.display());
            }
        }
    }
}
