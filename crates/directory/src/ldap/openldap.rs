//! OpenLDAP, and servers that behave like it: RFC 3062, and the rules of the overlay `ppolicy`.

use std::sync::atomic::{AtomicBool, Ordering};

use ldap3::controls::{Assertion, MakeCritical, RawControl};
use ldap3::{LdapResult, ldap_escape};
use rekey_core::directory::Remark;
use rekey_core::policy::BrokenRule;

use super::connection::Connection;
use super::entry::{Entry, Found};
use super::outcome::{PASSWORD_POLICY, UNAVAILABLE_CRITICAL_EXTENSION};
use super::problem::Problem;
use super::settings::LdapSettings;

/// The extended operation that sets a password (RFC 3062).
const MODIFY_PASSWORD: &str = "1.3.6.1.4.1.4203.1.11.1";

/// Matches every entry.
const ANYTHING: &str = "(objectClass=*)";

/// Sets a password if the time of its last change is still the same. Servers that can't compare in the same operation, as
/// OpenLDAP, say so; the comparison a moment ago has to do there.
pub(super) async fn set_password(
    connection: &mut Connection,
    account: &Found,
    password: &str,
    asserts: &AtomicBool,
) -> Result<LdapResult, Problem> {
    let policy = || RawControl { ctype: PASSWORD_POLICY.to_owned(), crit: false, val: None };
    if let Some(changed_at) = account.changed_at.as_ref().filter(|_| asserts.load(Ordering::Relaxed)) {
        let filter = format!("(pwdChangedTime={})", ldap_escape(changed_at.as_str()));
        let assertion: RawControl = Assertion { filter }.critical().into();
        let answer = connection.modify_password(&account.dn, password, vec![policy(), assertion]).await?;
        if answer.rc != UNAVAILABLE_CRITICAL_EXTENSION {
            return Ok(answer);
        }
        asserts.store(false, Ordering::Relaxed);
    }
    connection.modify_password(&account.dn, password, vec![policy()]).await
}

/// Says how long a password has to be, where the server only says that it is too short.
pub(super) async fn explain(
    connection: &mut Connection,
    settings: &LdapSettings,
    account: &Found,
    broken: Vec<BrokenRule>,
) -> Vec<BrokenRule> {
    match shortest(connection, settings, account).await {
        Some(length) => vec![BrokenRule::TooShort(length)],
        None => broken,
    }
}

/// The least length by the policy of the account: the one that its entry names, else the only one there is.
async fn shortest(connection: &mut Connection, settings: &LdapSettings, account: &Found) -> Option<u32> {
    const FILTER: &str = "(objectClass=pwdPolicy)";
    const LENGTH: &str = "pwdMinLength";
    let policy = if let Some(dn) = &account.policy {
        connection.read(dn, FILTER, &[LENGTH]).await.ok()??
    } else {
        let mut policies = connection.search(&settings.base, FILTER, &[LENGTH]).await.ok()?;
        policies.pop().filter(|_| policies.is_empty())?
    };
    policy.number(LENGTH)
}

/// Whether an entry is a member of a group.
pub(super) async fn is_member(connection: &mut Connection, group: &str, entry: &Entry) -> Result<bool, Problem> {
    let dn = ldap_escape(entry.dn.as_str());
    let uid = entry.text("uid").map(|uid| format!("(memberUid={})", ldap_escape(uid))).unwrap_or_default();
    let filter = format!("(|(member={dn})(uniqueMember={dn}){uid})");
    Ok(connection.read(group, &filter, &["1.1"]).await?.is_some())
}

/// What the server offers, and which parts of it are absent.
pub(super) async fn examine(connection: &mut Connection, settings: &LdapSettings) -> Result<Vec<Remark>, Problem> {
    let Some(root) = connection.read("", ANYTHING, &["supportedExtension", "supportedControl"]).await? else {
        return Err(Problem::new("it does not say what it can do"));
    };
    let offers = |name: &str, oid: &str| root.values(name).iter().any(|known| known == oid.as_bytes());
    connection.read(&settings.base, ANYTHING, &["1.1"]).await?;
    let mut remarks = vec![Remark::Fine("bind_dn can read the base".to_owned())];
    remarks.push(if offers("supportedExtension", MODIFY_PASSWORD) {
        Remark::Fine("the server sets passwords (RFC 3062)".to_owned())
    } else {
        Remark::Problem("the server has no operation that sets passwords (RFC 3062)".to_owned())
    });
    remarks.push(if offers("supportedControl", PASSWORD_POLICY) {
        Remark::Fine("the server names the rule that a password breaks (ppolicy)".to_owned())
    } else {
        Remark::Note("load the overlay ppolicy: it has rules for passwords, and the time of each change".to_owned())
    });
    for group in &settings.privileged_groups {
        connection.read(group, ANYTHING, &["1.1"]).await?;
    }
    if settings.privileged_groups.is_empty() && !settings.include_privileged {
        let note = "set privileged_groups: without it, administrators below the base can be reset, too";
        remarks.push(Remark::Note(note.to_owned()));
    }
    Ok(remarks)
}
