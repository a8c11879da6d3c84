//! Templates: the folder's, and those that locations have of their own. An upgrade may have changed what they are filled
//! with.

use std::collections::BTreeMap;

use rekey_core::LocationId;
use rekey_core::ports::{Store, StoreError};
use rekey_render::{RenderError, Renderer};

use super::finding::Finding;
use crate::command_error::with_causes;
use crate::config::{Config, whole_path};
use crate::installation::{own_templates, renderer};
use crate::output::count;

/// Fills all of them with every sample in every language. Without a database, those of the folder.
pub(super) async fn check(config: &Config, store: Option<&dyn Store>) -> Vec<Finding> {
    let renderer = match renderer(config) {
        Ok(renderer) => renderer,
        Err(failure) => return vec![Finding::failed("templates", &failure, "fix the file, or remove it")],
    };
    let common = match &config.server.templates {
        None => Finding::ok("templates", "the built-in ones"),
        Some(folder) => Finding::ok("templates", format!("those of {} work", whole_path(folder).display())),
    };
    let mut findings = vec![common];
    if let Some(store) = store {
        let own = of_locations(&renderer, store).await;
        findings.extend(own.unwrap_or_else(|error| {
            vec![Finding::failed("templates of locations", &error.into(), "check the database")]
        }));
    }
    findings
}

async fn of_locations(renderer: &Renderer, store: &dyn Store) -> Result<Vec<Finding>, StoreError> {
    let mut names = BTreeMap::<LocationId, Vec<String>>::new();
    for mark in store.template_marks().await? {
        names.entry(mark.location).or_default().push(mark.name);
    }
    let mut findings = Vec::new();
    for (location, names) in names {
        let own = own_templates(store, location).await?;
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
