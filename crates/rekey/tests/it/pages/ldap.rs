//! Accounts that live in an LDAP server: a real `slapd` is the directory of a location.

use std::sync::Arc;

use rekey_core::directory::{
    DirectoryError, DirectoryKey, DirectoryName, PasswordWrite, SealedPassword, Standing, WRITE_LEASE,
};
use rekey_core::location::{LocationSettings, MailMethod};
use rekey_core::policy::BrokenRule;
use rekey_core::ports::{Clock, Directory, WriteError};
use rekey_core::testing::{ManualClock, SeededRng};
use rekey_core::time::{Duration, after};
use rekey_core::{Directories, EmailAddress};
use rekey_directory::ldap::{Flavor, LdapDirectory, LdapSettings};
use reqwest::StatusCode;

use super::browser::Browser;
use super::{ask, mailed_link};
use crate::support::TestServer;
use crate::support::samba::{self, Samba};
use crate::support::slapd::{ADMINS, ANN, BASE, Fate, Network, OLD_PASSWORD, SERVICE, SERVICE_PASSWORD, Slapd};

const EMAIL: &str = "ann@example.com";
const NEW_PASSWORD: &str = "a password of more than twenty";

fn settings(url: &str) -> LdapSettings {
    LdapSettings {
        name: "staff".parse().unwrap(),
        servers: url.split(' ').map(|url| url.parse().unwrap()).collect(),
        start_tls: false,
        ca_file: None,
        bind_dn: SERVICE.to_owned(),
        bind_password: SERVICE_PASSWORD.into(),
        base: BASE.to_owned(),
        flavor: Flavor::OpenLdap,
        filter: None,
        privileged_groups: vec![ADMINS.to_owned()],
        include_privileged: false,
        timeout: Duration::from_secs(5),
    }
}

fn directory(settings: LdapSettings) -> LdapDirectory {
    directory_at(settings, Arc::new(ManualClock::default()))
}

fn directory_at(settings: LdapSettings, clock: Arc<ManualClock>) -> LdapDirectory {
    LdapDirectory::new(settings, clock, Arc::new(SeededRng::new(3))).unwrap()
}

fn address(text: &str) -> EmailAddress {
    EmailAddress::parse(text).unwrap()
}

/// A server whose first location's accounts are in this directory.
async fn serve(directory: LdapDirectory) -> TestServer {
    let name: DirectoryName = "staff".parse().unwrap();
    let directories: Directories = [(name.clone(), Arc::new(directory) as Arc<dyn Directory>)].into_iter().collect();
    let server = TestServer::start_with(|setup| setup.directories = directories).await;
    let settings =
        LocationSettings { directory: Some(name), reset_method: Some(MailMethod::Link), ..LocationSettings::default() };
    server.set_location(1, settings).await;
    server.advance(1);
    server
}

#[tokio::test]
async fn a_forgotten_password_is_reset_on_an_ldap_server() {
    let slapd = Slapd::start().await;
    let server = serve(directory(settings(&slapd.url()))).await;
    let mut browser = Browser::new(&server);
    ask(&mut browser, EMAIL).await.is("/forgot/sent", "is on its way");
    let link = mailed_link(&server).await;
    let page = browser.open(&link).await;
    page.is("/reset", "Ann@Example.com");
    let done = browser.submit(&page, "/reset", &[("password", NEW_PASSWORD)]).await;
    done.is("/reset/done", "also sign out on your other devices");
    assert!(slapd.takes(ANN, NEW_PASSWORD).await && !slapd.takes(ANN, OLD_PASSWORD).await);
    let notice = server.deliver().await.remove(0);
    assert_eq!(notice.to, "Ann@Example.com");
    assert!(notice.text.contains("may stay signed in") && !notice.text.contains("signed out"), "{}", notice.text);
    browser.open(&link).await;

    // The policy's rules are lines under the field, and the link still works.
    server.advance(60);
    ask(&mut browser, EMAIL).await;
    let mut page = browser.open(&mailed_link(&server).await).await;
    for (password, line) in [("quite short", "20"), (NEW_PASSWORD, "You’ve used this password before")] {
        page = browser.submit(&page, "/reset", &[("password", password)]).await;
        page.is("/reset", line);
    }
    let next = "another password of more than twenty";
    browser.submit(&page, "/reset", &[("password", next)]).await.is("/reset/done", "");
    assert!(slapd.takes(ANN, next).await);
}

#[tokio::test]
async fn administrators_and_locked_accounts_are_left_out() {
    let slapd = Slapd::start().await;
    let directory = directory(settings(&slapd.url()));
    let standing = async |email: &str| directory.find(&address(email)).await.unwrap()[0].standing;
    assert_eq!(standing("root@example.com").await, Standing::Shut);
    assert_eq!(standing(EMAIL).await, Standing::Open);
    assert_eq!(directory.find(&address("shared@example.com")).await.unwrap().len(), 2);
    assert!(directory.find(&address("nobody@example.com")).await.unwrap().is_empty());
    assert!(directory.find(&address("*@example.com")).await.unwrap().is_empty());
    // Strangers can have an account locked for a while.
    for _ in 0..4 {
        assert!(!slapd.takes(ANN, "wrong").await);
    }
    assert!(!slapd.takes(ANN, OLD_PASSWORD).await, "the policy locked it");
    assert_eq!(standing(EMAIL).await, Standing::Open);
    slapd.change(ANN, "pwdAccountLockedTime", "000001010000Z").await;
    assert_eq!(standing(EMAIL).await, Standing::Shut);

    let including = self::directory(LdapSettings { include_privileged: true, ..settings(&slapd.url()) });
    assert_eq!(including.find(&address("root@example.com")).await.unwrap()[0].standing, Standing::Open);
    // A mistyped group stops everything: no administrator must pass for an ordinary account.
    let groups = vec!["cn=typo,dc=example,dc=com".to_owned()];
    let mistyped = self::directory(LdapSettings { privileged_groups: groups, ..settings(&slapd.url()) });
    assert!(mistyped.find(&address("root@example.com")).await.unwrap_err().to_string().contains("cn=typo"));
}

#[tokio::test]
async fn an_ldap_server_that_is_down_delays_the_mail_and_another_one_stands_in() {
    let mut slapd = Slapd::start().await;
    let clock = Arc::new(ManualClock::default());
    let server = serve(directory_at(settings(&slapd.url()), clock.clone())).await;
    let mut browser = Browser::new(&server);
    slapd.stop();
    ask(&mut browser, EMAIL).await.is("/forgot/sent", "is on its way");
    assert!(server.deliver().await.is_empty());
    slapd.resume().await;
    server.advance(60);
    clock.advance(Duration::from_mins(1));
    let page = browser.open(&mailed_link(&server).await).await;
    slapd.stop();
    let answer = browser.post(&page, "/reset", "/reset", &[("password", NEW_PASSWORD)]).await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    slapd.resume().await;
    browser.submit(&page, "/reset", &[("password", NEW_PASSWORD)]).await.is("/reset/done", "");

    let mut gone = Slapd::start().await;
    gone.stop();
    // Its port takes connections, and nobody reads from them.
    let hung = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    for first in [gone.url(), format!("ldap://{}", hung.local_addr().unwrap())] {
        let both = directory(settings(&format!("{first} {}", slapd.url())));
        assert_eq!(both.find(&address(EMAIL)).await.unwrap().len(), 1, "{first}");
    }
}

#[tokio::test]
async fn an_ldap_server_that_hangs_is_left_alone_for_a_while() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let clock = Arc::new(ManualClock::default());
    let url = format!("ldap://{}", listener.local_addr().unwrap());
    let directory = directory_at(LdapSettings { timeout: Duration::from_millis(300), ..settings(&url) }, clock.clone());
    let mut waiting = Vec::new();
    for (asks, pause) in [(true, 0), (false, 4), (true, 1)] {
        clock.advance(Duration::from_secs(pause));
        let found = directory.find(&address(EMAIL)).await;
        assert!(matches!(found, Err(DirectoryError::Unavailable { .. })), "{found:?}");
        let arrived = tokio::time::timeout(Duration::from_millis(100), listener.accept()).await;
        assert_eq!(arrived.is_ok(), asks, "after {pause} s");
        waiting.extend(arrived);
    }
}

#[tokio::test]
async fn an_answer_that_is_of_no_use_keeps_nobody_else_waiting() {
    let slapd = Slapd::start().await;
    let groups = vec!["cn=typo,dc=example,dc=com".to_owned()];
    let directory = directory(LdapSettings { privileged_groups: groups, ..settings(&slapd.url()) });
    directory.find(&address(EMAIL)).await.unwrap_err();
    assert!(directory.find(&address("nobody@example.com")).await.unwrap().is_empty(), "it is asked at once");
}

#[tokio::test]
async fn one_mail_has_a_link_for_each_entry_with_the_address() {
    let slapd = Slapd::start().await;
    let server = serve(directory(settings(&slapd.url()))).await;
    let mut browser = Browser::new(&server);
    ask(&mut browser, "shared@example.com").await.is("/forgot/sent", "is on its way");
    let mail = server.deliver().await.remove(0);
    assert!(mail.text.contains("for one:") && mail.text.contains("for two:"), "{}", mail.text);
    let links: Vec<&str> = mail.links.iter().filter_map(|link| link.strip_prefix(&server.url)).collect();
    let [first, second] = links[..] else { panic!("{:?}", mail.links) };
    let page = browser.open(first).await;
    browser.submit(&page, "/reset", &[("password", NEW_PASSWORD)]).await.is("/reset/done", "");
    let takes = async |user: &str| slapd.takes(&format!("uid={user},{BASE}"), NEW_PASSWORD).await;
    assert_ne!(takes("one").await, takes("two").await, "one of the two was reset");
    let page = browser.open(second).await;
    browser.submit(&page, "/reset", &[("password", NEW_PASSWORD)]).await.is("/reset/done", "");
    assert!(takes("one").await && takes("two").await);
}

#[tokio::test]
async fn a_lost_answer_finishes_the_reset_and_a_lost_request_leaves_the_link_good() {
    for fate in [Fate::AnswerLost, Fate::Lost] {
        let slapd = Slapd::start().await;
        let network = Network::to(slapd.port);
        let server = serve(directory(settings(&format!("ldap://127.0.0.1:{}", network.port)))).await;
        let mut browser = Browser::new(&server);
        ask(&mut browser, EMAIL).await;
        let page = browser.open(&mailed_link(&server).await).await;
        network.fate(fate);
        let answer = browser.post(&page, "/reset", "/reset", &[("password", NEW_PASSWORD)]).await;
        assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE, "{fate:?}");
        let is_set = fate == Fate::AnswerLost;
        assert_eq!(slapd.takes(ANN, NEW_PASSWORD).await, is_set);
        assert!(server.deliver().await.is_empty(), "nobody knows yet");
        server.clock.advance(WRITE_LEASE);
        assert_eq!(server.engine.recovery.settle_writes(10).await.unwrap(), 1);
        if is_set {
            assert_eq!(server.deliver().await.len(), 1, "the notice");
            browser.open("/reset").await;
        } else {
            browser.submit(&page, "/reset", &[("password", NEW_PASSWORD)]).await.is("/reset/done", "");
            assert!(slapd.takes(ANN, NEW_PASSWORD).await);
        }
    }
}

/// A write that replaces the present password of Ann.
async fn write(directory: &LdapDirectory, password: &str) -> PasswordWrite {
    let entry = directory.find(&address(EMAIL)).await.unwrap().remove(0);
    PasswordWrite {
        id: uuid::Uuid::nil(),
        key: entry.key,
        replaces: entry.version,
        password: SealedPassword::new(password),
        expires_at: after(ManualClock::default().now(), Duration::from_secs(20)),
    }
}

#[tokio::test]
async fn a_password_replaces_the_one_that_was_seen_and_no_other_and_not_too_late() {
    let slapd = Slapd::start().await;
    let directory = directory(settings(&slapd.url()));
    let first = write(&directory, NEW_PASSWORD).await;
    let late = PasswordWrite { expires_at: ManualClock::default().now(), ..first.clone() };
    assert!(matches!(directory.set_password(&late).await, Err(WriteError::NotDone(_))));
    directory.set_password(&first).await.unwrap();
    let second = PasswordWrite { password: SealedPassword::new("yet another of more than twenty"), ..first };
    assert!(matches!(directory.set_password(&second).await, Err(WriteError::Changed)));
    assert!(slapd.takes(ANN, NEW_PASSWORD).await);
    let gone = PasswordWrite { key: DirectoryKey::new(uuid::Uuid::nil().to_string()).unwrap(), ..second };
    assert!(matches!(directory.set_password(&gone).await, Err(WriteError::Gone)));
    slapd.change(ANN, "pwdAccountLockedTime", "000001010000Z").await;
    let locked = write(&directory, "a third of more than twenty").await;
    assert!(matches!(directory.set_password(&locked).await, Err(WriteError::Gone)));
}

#[tokio::test]
async fn this_was_not_me_shuts_the_account_until_a_reset() {
    let slapd = Slapd::start().await;
    let directory = directory(settings(&slapd.url()));
    let entry = directory.find(&address(EMAIL)).await.unwrap().remove(0);
    directory.shut(&entry.key).await.unwrap();
    assert!(!slapd.takes(ANN, OLD_PASSWORD).await);
    let after = directory.get(&entry.key).await.unwrap().unwrap();
    assert_eq!(after.standing, Standing::Open, "a reset opens it again");
    assert_ne!(after.version.expose(), entry.version.expose(), "links from before are void");
    directory.set_password(&write(&directory, NEW_PASSWORD).await).await.unwrap();
    assert!(slapd.takes(ANN, NEW_PASSWORD).await);

    // An administrator gets no link any more, but may have got one before that was set.
    let root = directory.find(&address("root@example.com")).await.unwrap().remove(0);
    assert_eq!(root.standing, Standing::Shut);
    directory.shut(&root.key).await.unwrap();
    let after = directory.get(&root.key).await.unwrap().unwrap();
    assert_ne!(after.version.expose(), root.version.expose(), "the password is another");
}

#[tokio::test]
async fn what_is_wrong_with_the_settings_is_told_and_names_no_person() {
    let slapd = Slapd::start().await;
    let wrong = |change: fn(&mut LdapSettings)| {
        let mut settings = settings(&slapd.url());
        change(&mut settings);
        directory(settings)
    };
    for (directory, words) in [
        (wrong(|settings| settings.bind_password = "wrong".into()), "bind_dn can't sign in"),
        (wrong(|settings| settings.base = "dc=elsewhere".to_owned()), "dc=elsewhere"),
        (wrong(|settings| settings.filter = Some("(objectClass=dcObject)".to_owned())), ""),
    ] {
        let found = directory.find(&address(EMAIL)).await;
        match found {
            Err(DirectoryError::Unavailable { reason, .. }) => {
                assert!(reason.contains(words) && !words.is_empty() && !reason.contains("ann"), "{reason}");
            }
            found => assert!(words.is_empty() && found.unwrap().is_empty()),
        }
    }
    let remarks = directory(settings(&slapd.url())).examine(None).await.unwrap();
    assert!(remarks.iter().any(|remark| format!("{remark:?}").contains("ppolicy")), "{remarks:?}");
}

#[tokio::test]
async fn passwords_travel_encrypted_to_a_server_whose_certificate_is_good() {
    let slapd = Slapd::with_tls().await;
    let over = |scheme: &str, root: &str| {
        let mut settings = settings(&slapd.named_url(scheme));
        settings.start_tls = scheme == "ldap";
        settings.ca_file = Some(slapd.folder().join(root));
        directory(settings)
    };
    for scheme in ["ldaps", "ldap"] {
        assert_eq!(over(scheme, "root.pem").find(&address(EMAIL)).await.unwrap().len(), 1, "{scheme}");
        assert!(over(scheme, "stranger.pem").find(&address(EMAIL)).await.is_err(), "{scheme}");
    }
    let password = write(&over("ldaps", "root.pem"), NEW_PASSWORD).await;
    over("ldap", "root.pem").set_password(&password).await.unwrap();
    assert!(slapd.takes(ANN, NEW_PASSWORD).await);
}

#[tokio::test]
async fn a_port_that_speaks_another_protocol_is_told_with_the_scheme_to_write() {
    let slapd = Slapd::with_tls().await;
    let plain = slapd.named_url("ldap");
    let secure = slapd.named_url("ldaps");
    for (url, start_tls, advice) in [
        (plain.replace("ldap:", "ldaps:"), false, "write ldap://"),
        (secure.replace("ldaps:", "ldap:"), true, "write ldaps://"),
        (secure.replace("ldaps:", "ldap:"), false, "write ldaps://"),
    ] {
        let mut settings = settings(&url);
        (settings.start_tls, settings.timeout) = (start_tls, Duration::from_secs(1));
        settings.ca_file = Some(slapd.folder().join("root.pem"));
        let error = directory(settings).find(&address(EMAIL)).await.unwrap_err().to_string();
        assert!(error.contains(advice) && error.contains("localhost:"), "{url}: {error}");
    }
    let without_certificate = Slapd::start().await;
    let mut settings = settings(&without_certificate.url());
    (settings.start_tls, settings.ca_file) = (true, Some(slapd.folder().join("root.pem")));
    let error = directory(settings).find(&address(EMAIL)).await.unwrap_err().to_string();
    assert!(error.contains("it refuses StartTLS"), "{error}");
}

#[tokio::test]
async fn refused_passwords_name_the_policys_rule() {
    let slapd = Slapd::start().await;
    let directory = directory(settings(&slapd.url()));
    let refused = directory.set_password(&write(&directory, "short").await).await;
    assert!(
        matches!(&refused, Err(WriteError::Refused(rules)) if rules[..] == [BrokenRule::TooShort(20)]),
        "{refused:?}"
    );
    directory.set_password(&write(&directory, NEW_PASSWORD).await).await.unwrap();
    let refused = directory.set_password(&write(&directory, NEW_PASSWORD).await).await;
    assert!(
        matches!(&refused, Err(WriteError::Refused(rules)) if rules[..] == [BrokenRule::UsedBefore]),
        "{refused:?}"
    );
}

/// With the long numbers alone: Samba takes its time to make a domain.
#[tokio::test]
async fn a_forgotten_password_is_reset_in_active_directory() {
    if std::env::var_os("REKEY_TEST_FULL").is_none() {
        return;
    }
    let samba = Samba::start().await;
    let settings = LdapSettings {
        ca_file: Some(samba.folder().join("root.pem")),
        bind_dn: samba::SERVICE.to_owned(),
        bind_password: samba::SERVICE_PASSWORD.into(),
        base: samba::BASE.to_owned(),
        flavor: Flavor::ActiveDirectory,
        privileged_groups: vec![samba::ADMINS.to_owned()],
        ..settings(&samba.url())
    };
    let directory = || directory(settings.clone());
    let standing = async |email: &str| directory().find(&address(email)).await.unwrap()[0].standing;
    assert_eq!((standing(EMAIL).await, standing("boss@example.com").await), (Standing::Open, Standing::Shut));
    assert!(!directory().examine(None).await.unwrap().is_empty());

    let server = serve(directory()).await;
    let mut browser = Browser::new(&server);
    ask(&mut browser, EMAIL).await.is("/forgot/sent", "is on its way");
    let mut page = browser.open(&mailed_link(&server).await).await;
    for (password, line) in [("a1B-", "7 characters"), ("small letters alone", "capital letters")] {
        let refused = directory().set_password(&write(&directory(), password).await).await;
        assert!(matches!(&refused, Err(WriteError::Refused(_))), "{refused:?}");
        if password.len() > 8 {
            page = browser.submit(&page, "/reset", &[("password", password)]).await;
            page.is("/reset", line);
        }
    }
    let next = "New-Passw0rd-of-Ann";
    browser.submit(&page, "/reset", &[("password", next)]).await.is("/reset/done", "");
    assert!(samba.takes(samba::ANN, next).await && !samba.takes(samba::ANN, samba::OLD_PASSWORD).await);
    assert_eq!(server.deliver().await.len(), 1, "the notice");

    let key = directory().find(&address(EMAIL)).await.unwrap().remove(0).key;
    directory().shut(&key).await.unwrap();
    assert!(!samba.takes(samba::ANN, next).await);
    samba.change(samba::ANN, "userAccountControl", "514").await;
    assert_eq!(standing(EMAIL).await, Standing::Shut);
}
