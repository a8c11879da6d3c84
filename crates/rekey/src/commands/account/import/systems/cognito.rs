//! Amazon Cognito: `aws cognito-idp list-users`, and the CSV files of its own import. It hands out no hashes.

use super::{Fields, Problem, first, flag, joined, objects, provider, text};
use crate::commands::account::import::row::Said;

pub(super) fn read(fields: &Fields) -> Result<Said, Problem> {
    let mut attributes = fields.clone();
    for attribute in objects(fields, "Attributes") {
        let value = attribute.get("Value").cloned().unwrap_or_default();
        attributes.insert(text(&attribute, "Name"), value);
    }
    let own = |name: &str| text(&attributes, name);
    let identity = objects(&attributes, "identities").into_iter().next().unwrap_or_default();
    let enabled = flag(fields, "Enabled", "status")?;
    Ok(Said {
        email: own("email"),
        name: first([own("name"), joined(&own("given_name"), &own("family_name"))]),
        locale: own("locale").replace('_', "-"),
        provider: provider(&text(&identity, "providerName")),
        email_verified: flag(&attributes, "email_verified", "email_verified")?,
        locked: enabled.map(|enabled| !enabled),
        external_id: first([own("sub"), own("Username"), own("cognito:username")]),
        ..Said::default()
    })
}
