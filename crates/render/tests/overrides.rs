//! An operator's own templates, words and style sheets.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests fail by panicking")]

use std::fs;
use std::path::Path;

use rekey_core::Locale;
use rekey_render::context::{Forgot, FormKeys, NoAccount};
use rekey_render::{Look, RenderError, Renderer};

fn write(folder: &Path, name: &str, text: &str) {
    let path = folder.join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

fn load(folder: &Path) -> Result<Renderer, RenderError> {
    Renderer::with_overrides(folder)
}

fn refusal(folder: &Path) -> String {
    load(folder).err().expect("the overrides are bad").to_string()
}

fn look() -> Look {
    Look::samples()[0].1.clone()
}

fn forgot() -> Forgot {
    let form = FormKeys { flow: None, form_token: "t".to_owned(), state: None };
    Forgot { form, email: String::new(), email_problem: None, setback: None }
}

#[test]
fn an_empty_or_absent_folder_overrides_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let page = load(folder.path()).unwrap().page(&forgot(), &look(), &[]).unwrap();
    assert_eq!(page.html, Renderer::new().unwrap().page(&forgot(), &look(), &[]).unwrap().html);
    assert!(load(&folder.path().join("absent")).is_ok());
}

#[test]
fn a_template_replaces_the_built_in_one_of_its_name() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "pages/forgot.html", "<h1>{{ t('forgot-title') }} at {{ frame.name }}</h1>");
    write(folder.path(), "mails/no_account.txt", "Subject: {{ frame.name }}\n\nNothing here.\n");
    let renderer = load(folder.path()).unwrap_or_else(|error| panic!("{error}"));
    let page = renderer.page(&forgot(), &look(), &[]).unwrap();
    assert_eq!(page.html, "<h1>Forgot your password? at Example Portal</h1>");
    let mail = renderer.mail(&NoAccount {}, &look(), &[]).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!((mail.subject.as_str(), mail.text.as_str()), ("Example Portal", "Nothing here.\n"));
}

#[test]
fn a_style_sheet_gets_another_path_when_it_changes() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "assets/rekey.css", "body{}");
    let (own, built_in) = (load(folder.path()).unwrap(), Renderer::new().unwrap());
    assert_eq!(&*own.assets()[0].bytes, b"body{}");
    assert_ne!(own.assets()[0].path, built_in.assets()[0].path);
    assert!(own.page(&forgot(), &look(), &[]).unwrap().html.contains(&own.assets()[0].path));
}

#[test]
fn a_word_can_be_replaced_and_a_language_added() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "locales/en.ftl", "forgot-title = Lost it?\n");
    let english = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("locales/en.ftl")).unwrap();
    write(folder.path(), "locales/he.ftl", &english.replace("Forgot your password?", "שכחת את הסיסמה?"));
    let renderer = load(folder.path()).unwrap();
    assert!(renderer.page(&forgot(), &look(), &[]).unwrap().html.contains("<h1>Lost it?</h1>"));
    let hebrew: Locale = "he-IL".parse().unwrap();
    let page = renderer.page(&forgot(), &look(), &[hebrew]).unwrap();
    assert!(page.html.contains("<html lang=\"he\" dir=\"rtl\">"), "{}", page.html);
    assert!(page.html.contains("<h1>שכחת את הסיסמה?</h1>"));
}

#[test]
fn mistakes_are_found_when_overrides_are_loaded_and_say_where() {
    let try_one = |name: &str, text: &str| {
        let folder = tempfile::tempdir().unwrap();
        write(folder.path(), name, text);
        refusal(folder.path())
    };
    let undefined = try_one("pages/forgot.html", "\n{{ emial }}");
    assert!(undefined.contains("pages/forgot.html") && undefined.contains("line 2"), "{undefined}");
    let absent = try_one("pages/forgot.html", "{{ email_problem }}");
    assert!(absent.contains("absent"), "{absent}");
    let word = try_one("pages/forgot.html", "{{ t('forgot-titel') }}");
    assert!(word.contains("forgot-titel"), "{word}");
    let syntax = try_one("pages/forgot.html", "{% if %}");
    assert!(syntax.contains("pages/forgot.html"), "{syntax}");
    let mjml = try_one("mails/no_account.mjml", "<mjml><mj-body><mj-buton></mj-buton></mj-body></mjml>");
    assert!(mjml.contains("mails/no_account.mjml"), "{mjml}");
    let subject = try_one("mails/no_account.txt", "Hello\n");
    assert!(subject.contains("Subject:"), "{subject}");
    let name = try_one("pages/forgotten.html", "");
    assert!(name.contains("pages/forgotten.html") && name.contains("pages/forgot.html"), "{name}");
    let language = try_one("locales/sv.ftl", "forgot-title = Glömt lösenordet?\n");
    assert!(language.contains(" in sv"), "an incomplete language: {language}");
    let word = try_one("locales/en.ftl", "or = or\n\nforgot-titel = Lost it?\n");
    assert!(word.contains("locales/en.ftl, line 3: `forgot-titel`"), "{word}");
    assert!(word.contains("did you mean `forgot-title`?"), "{word}");
    let attribute = try_one("locales/de.ftl", "error-not-found = Weg\n    .hlep = Weg\n");
    assert!(attribute.contains("line 2: `error-not-found.hlep`"), "{attribute}");
    let fluent = try_one("locales/en.ftl", "forgot-title = { $\n");
    assert!(fluent.contains("locales"), "{fluent}");
}

#[test]
fn words_of_its_own_are_those_that_its_templates_and_other_words_use() {
    let folder = tempfile::tempdir().unwrap();
    let page = "<h1>{{ t('harbour-title') }}</h1>{% for part in ['a', 'b'] %}{{ t('note-' ~ part) }}{% endfor %}";
    write(folder.path(), "pages/forgot.html", page);
    let own = "-brand = Harbour\n    .short = H\nharbour-title = { harbour-name } of { -brand }\nharbour-name = Quay\n";
    for language in Renderer::new().unwrap().languages() {
        let words = format!("{own}note-a = A\nnote-b = B\n");
        write(folder.path(), &format!("locales/{language}.ftl"), &words);
    }
    let renderer = load(folder.path()).unwrap_or_else(|error| panic!("{error}"));
    assert!(renderer.page(&forgot(), &look(), &[]).unwrap().html.contains("<h1>Quay of Harbour</h1>AB"));
    write(folder.path(), "pages/forgot.html", "{{ t('forgot-title') }}");
    assert!(refusal(folder.path()).contains("no template of your own uses it"));
}
