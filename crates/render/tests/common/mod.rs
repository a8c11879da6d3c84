//! What the tests of templates share.
#![expect(clippy::unwrap_used, reason = "helpers of tests fail by panicking")]
#![allow(dead_code, reason = "each test binary uses its part")]

use rekey_core::Locale;
use rekey_render::{Exhibit, ExhibitKind, Look, RenderedMail, RenderedPage, Renderer};

/// Runs a check on every page with every sample, in every language and look. `name` says which one failed.
pub(crate) fn every_page(mut check: impl FnMut(&str, &Look, &RenderedPage)) {
    every(|name, look, exhibit| {
        if let ExhibitKind::Page(page) = &exhibit.kind {
            check(name, look, page);
        }
    });
}

/// Runs a check on every mail with every sample, in every language and look. `name` says which one failed.
pub(crate) fn every_mail(mut check: impl FnMut(&str, &Look, &RenderedMail)) {
    every(|name, look, exhibit| {
        if let ExhibitKind::Mail(mail) = &exhibit.kind {
            check(name, look, mail);
        }
    });
}

fn every(mut check: impl FnMut(&str, &Look, &Exhibit)) {
    let renderer = Renderer::new().unwrap();
    let mut seen = 0;
    for (look_name, look) in Look::samples() {
        for language in renderer.languages() {
            let wanted: Locale = language.to_string().parse().unwrap();
            for exhibit in renderer.gallery(&look, &[wanted]).unwrap() {
                let name = format!("{} {} in {language}, {look_name}", exhibit.template, exhibit.sample);
                check(&name, &look, &exhibit);
                seen += 1;
            }
        }
    }
    assert!(seen > 0);
}
