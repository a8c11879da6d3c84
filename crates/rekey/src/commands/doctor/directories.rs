//! Directories: whether each answers, and whether locations name directories that are set.

use rekey_core::{EmailAddress, Locations};

use super::finding::Finding;
use crate::command_error::CommandError;
use crate::installation::Installation;

/// An address that nobody has.
const NOBODY: &str = "nobody@rekey.invalid";

pub(super) async fn check(installation: &Installation, locations: &Locations) -> Vec<Finding> {
    look(installation, locations)
        .await
        .unwrap_or_else(|error| vec![Finding::failed("directory", &error, "see docs/directories.md")])
}

async fn look(installation: &Installation, locations: &Locations) -> Result<Vec<Finding>, CommandError> {
    let directories = installation.directories()?;
    let mut findings = Vec::new();
    let nobody = EmailAddress::parse(NOBODY).map_err(|error| CommandError::failed(error.to_string()))?;
    for (name, directory) in directories.iter() {
        findings.push(match directory.find(&nobody).await {
            Ok(_) => Finding::ok("directory", format!("{name} answers")),
            Err(error) => Finding::problem(
                "directory",
                error.to_string(),
                "see that it runs and that the settings are right; `rekey directory check` says more, and docs/directories.md what it \
                 needs",
            ),
        });
    }
    for location in locations.iter() {
        if let Some(name) = location.directory.as_ref().filter(|name| directories.get(name).is_err()) {
            let text = format!("location {} names directory `{name}`, which is not set", location.id);
            findings.push(Finding::problem("directory", text, format!("set [directories.{name}]")));
        }
    }
    Ok(findings)
}
