//! Templates that a location has of its own.

use rekey_core::LocationId;
use rekey_core::templates::{LocationTemplate, MAX_TEMPLATE_BYTES, TemplateMark};
use rekey_core::time::Duration;

use super::Fixture;

fn location(number: i64) -> LocationId {
    LocationId::new(number).unwrap()
}

fn template(name: &str, text: &str) -> LocationTemplate {
    LocationTemplate::new(name, text).unwrap()
}

pub(crate) async fn a_locations_templates_come_back_as_they_were_set(f: Fixture) {
    let longest = "ü".repeat(MAX_TEMPLATE_BYTES / 2);
    let all = [template("locales/de.ftl", "a = Ä\n"), template("mails/reset_link.txt", &longest)];
    for template in all.iter().rev() {
        f.store.set_template(location(7), template.clone()).await.unwrap();
    }
    f.store.set_template(location(3), template("pages/forgot.html", "")).await.unwrap();
    assert_eq!(f.store.templates(location(7)).await.unwrap(), all);
    assert_eq!(f.store.templates(location(1)).await.unwrap(), []);
    let mark = |number, template: &LocationTemplate| TemplateMark {
        location: location(number),
        name: template.name().to_owned(),
        digest: template.digest(),
        changed_at: f.now(),
    };
    let marks = f.store.template_marks().await.unwrap();
    assert_eq!(marks, [mark(3, &template("pages/forgot.html", "")), mark(7, &all[0]), mark(7, &all[1])]);
    assert_eq!(f.actions().await, ["template_set", "template_set", "template_set"]);
}

pub(crate) async fn a_template_takes_the_place_of_the_one_before(f: Fixture) {
    for (number, text) in [(1, "first"), (2, "other"), (1, "second")] {
        f.store.set_template(location(number), template("pages/forgot.html", text)).await.unwrap();
        f.clock.advance(Duration::from_secs(1));
    }
    assert_eq!(f.store.templates(location(1)).await.unwrap(), [template("pages/forgot.html", "second")]);
    assert_eq!(f.store.templates(location(2)).await.unwrap(), [template("pages/forgot.html", "other")]);
    let marks = f.store.template_marks().await.unwrap();
    assert_eq!(marks[0].digest, template("", "second").digest());
    assert_eq!(marks.iter().map(|mark| mark.location.get()).collect::<Vec<_>>(), [1, 2]);
    assert!(marks[0].changed_at > marks[1].changed_at);
}

pub(crate) async fn a_template_is_taken_away_once(f: Fixture) {
    for (number, name) in [(1, "pages/forgot.html"), (1, "pages/code.html"), (2, "pages/forgot.html")] {
        f.store.set_template(location(number), template(name, "text")).await.unwrap();
    }
    assert!(f.store.remove_template(location(1), "pages/forgot.html").await.unwrap());
    assert!(!f.store.remove_template(location(1), "pages/forgot.html").await.unwrap());
    let left: Vec<_> =
        f.store.template_marks().await.unwrap().into_iter().map(|mark| (mark.location.get(), mark.name)).collect();
    assert_eq!(left, [(1, "pages/code.html".to_owned()), (2, "pages/forgot.html".to_owned())]);
    assert_eq!(f.actions().await, ["template_set", "template_set", "template_set", "template_removed"]);
}
