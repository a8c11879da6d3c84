//! Templates: the folder's, and those that locations have of their own. An upgrade may have changed what they are filled
//! with.

use std::collections::BTreeMap;

use rekey_core::LocationId;
use rekey_core::ports::StoreError;
use rekey_render::RenderError;

use super::finding::Finding;
use crate::command_error::with_causes;
use crate::config::whole_path;
use crate::installation::{Installation, own_templates, renderer};
use crate::output::count;

/// Fills all of them with every sample in every language.
pub(super) async fn check(installation: &Installation) -> Result<Vec<Finding>, StoreError> {
    let config = &installation.config;
    let (renderer, common) = match (renderer(config), &config.server.templates) {
        (Ok(renderer), None) => (renderer, Finding::ok("templates", "the built-in ones")),
        (Ok(renderer), Some(folder)) => {
            (renderer, Finding::ok("templates", format!("those of {} work", whole_path(folder).display())))
        }
        (Err(failure), _) => {
            return Ok(vec![Finding::failed("templates", &failure, "fix the file, or remove it")]);
        }
    };
    let mut names = BTreeMap::<LocationId, Vec<String>>::new();
    for mark in installation.store.template_marks().await? {
        names.entry(mark.location).or_default().push(mark.name);
    }
    let mut findings = vec![common];
    for (location, names) in names {
        let own = own_templates(&*installation.store, location).await?;
        let known = names.iter().try_for_each(|name| renderer.takes(name));
        let checked = known.and_then(|()| renderer.compile(&own)?.check());
        findings.push(finding(location, names.len(), checked));
    }
    Ok(findings)
}

fn finding(location: LocationId, number: usize, checked: Result<(), RenderError>) -> Finding {
    let check = format!("templates of location {location}");
    match checked {
        Ok(()) => Finding::ok(check, format!("{} of its own, which work", count(number as u64, "template"))),
        Err(error) => Finding::problem(
            check,
            format!("{}; common ones replace them until they are fixed", with_causes(&error)),
            "`rekey location template show` prints it, `set` replaces it, `remove` deletes it",
        ),
    }
}
