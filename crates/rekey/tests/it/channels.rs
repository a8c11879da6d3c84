//! Channels: what storage holds keeps its meaning, whichever dialects are switched on.

use std::collections::BTreeSet;

use rekey_core::Purpose;
use rekey_core::outbox::Channel;
use rekey_core::recovery::NewRequest;
use rekey_http::Dialect;

use crate::support::{ANN, TestServer};

/// The codes that databases hold.
const STORED: [&str; 7] =
    ["insforge", "insforge_sign_up", "nexudus", "operator", "pages", "singularity", "singularity_sign_up"];

#[test]
fn every_stored_code_has_one_profile() {
    let channels = Dialect::channels();
    let codes: Vec<&str> = channels.iter().map(|profile| profile.code).collect();
    let distinct: BTreeSet<&str> = codes.iter().copied().collect();
    assert_eq!(distinct.len(), codes.len(), "{codes:?}");
    assert!(distinct.is_superset(&STORED.into()), "{codes:?}");
}

#[test]
fn no_channel_that_reports_delivery_uses_the_language_of_accounts() {
    for profile in Dialect::channels().iter() {
        assert!(!(profile.reports_delivery && profile.account_language), "{profile:?}");
    }
}

/// The link of Ann's reset mail, requested by this channel while every dialect is off.
async fn link_of(channel: &str) -> String {
    let server = TestServer::start_with(|setup| setup.http.dialects.clear()).await;
    let request = NewRequest {
        purpose: Purpose::ResetPassword,
        address: ANN.parse().unwrap(),
        channel: Channel::from_code(channel),
        location: None,
        locale: None,
        browser_locale: None,
        redirect_to: Some("https://app.example.com/reset".parse().unwrap()),
        origin: "192.0.2.7".parse::<rekey_core::ClientNetwork>().unwrap().into(),
    };
    server.engine.recovery.request(request).await.unwrap();
    let mails = server.deliver().await;
    mails[0].links[0].strip_prefix(&server.url).expect("a link of ours").to_owned()
}

#[tokio::test]
async fn a_mail_of_a_dialect_that_is_off_leads_where_it_always_did() {
    let link = link_of("insforge").await;
    assert!(link.starts_with("/api/auth/email/reset-password-link?token="), "{link}");
}

#[tokio::test]
async fn a_mail_of_a_channel_that_this_build_does_not_know_leads_to_our_own_page() {
    let link = link_of("of_a_later_version").await;
    assert!(link.starts_with("/reset?token="), "{link}");
}
