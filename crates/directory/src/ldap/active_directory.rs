//! Active Directory, and Samba as its domain controller.

use ldap3::controls::RawControl;
use ldap3::{LdapResult, ldap_escape};
use rekey_core::directory::Remark;
use rekey_core::policy::BrokenRule;

use super::connection::Connection;
use super::entry::{Entry, Found};
use super::problem::Problem;
use super::settings::LdapSettings;

/// Holds a password that an administrator sets against the history, too (`LDAP_SERVER_POLICY_HINTS_OID`).
const POLICY_HINTS: &str = "1.2.840.113556.1.4.2239";
/// `SEQUENCE { INTEGER 1 }`.
const WITH_HISTORY: [u8; 5] = [0x30, 3, 2, 1, 1];
/// Follows groups in groups (`LDAP_MATCHING_RULE_IN_CHAIN`).
const IN_CHAIN: &str = "1.2.840.113556.1.4.1941";
/// Matches every entry.
const ANYTHING: &str = "(objectClass=*)";
/// `DOMAIN_PASSWORD_COMPLEX`, in `pwdProperties`.
const COMPLEX: u32 = 1;

/// Sets a password, and unlocks an account that wrong ones have locked, in one step.
pub(super) async fn set_password(
    connection: &mut Connection,
    account: &Found,
    password: &str,
) -> Result<LdapResult, Problem> {
    let mut values = vec![("unicodePwd", quoted(password))];
    if account.is_locked_out {
        values.push(("lockoutTime", b"0".to_vec()));
    }
    let hints = RawControl { ctype: POLICY_HINTS.to_owned(), crit: false, val: Some(WITH_HISTORY.to_vec()) };
    connection.replace(&account.dn, values, vec![hints]).await
}

/// In quotes, in UTF-16, as `unicodePwd` takes it.
fn quoted(password: &str) -> Vec<u8> {
    format!("\"{password}\"").encode_utf16().flat_map(u16::to_le_bytes).collect()
}

/// The domain's rules: Active Directory only says that one of them is broken.
pub(super) async fn explain(
    connection: &mut Connection,
    settings: &LdapSettings,
    password: &str,
    broken: Vec<BrokenRule>,
) -> Vec<BrokenRule> {
    let domain = domain(&settings.base);
    let attributes = ["minPwdLength", "pwdProperties", "pwdHistoryLength"];
    let Ok(Some(policy)) = connection.read(&domain, ANYTHING, &attributes).await else { return broken };
    rules(&policy, password).unwrap_or(broken)
}

fn rules(policy: &Entry, password: &str) -> Option<Vec<BrokenRule>> {
    let least: u32 = policy.number("minPwdLength")?;
    let length = u32::try_from(password.encode_utf16().count()).unwrap_or(u32::MAX);
    if length < least {
        return Some(vec![BrokenRule::TooShort(least)]);
    }
    let is_complex = policy.number::<u32>("pwdProperties").is_some_and(|properties| properties & COMPLEX != 0);
    let history: u32 = policy.number("pwdHistoryLength").unwrap_or(0);
    match (is_complex, history) {
        (false, 1..) => Some(vec![BrokenRule::UsedBefore]),
        (true, _) => BrokenRule::in_words(
            "Use three of these: small letters, capital letters, digits, other characters. Leave out your name, and don’t reuse \
             a password.",
        )
        .map(|words| vec![words]),
        (false, 0) => None,
    }
}

/// The domain that an entry is in: what is left of its name from the first `dc` on.
fn domain(dn: &str) -> String {
    let parts: Vec<&str> = dn.split(',').map(str::trim).collect();
    let is_domain = |part: &&str| part.get(..3).is_some_and(|start| start.eq_ignore_ascii_case("dc="));
    parts.into_iter().skip_while(|part| !is_domain(part)).collect::<Vec<_>>().join(",")
}

/// Whether an entry is a member of a group, or of one in it.
pub(super) async fn is_member(connection: &mut Connection, group: &str, entry: &Entry) -> Result<bool, Problem> {
    let filter = format!("(memberOf:{IN_CHAIN}:={})", ldap_escape(group));
    // The problem might name the person.
    let found =
        connection.read(&entry.dn, &filter, &["1.1"]).await.map_err(|_| Problem::new("it can't say who is in a group"));
    Ok(found?.is_some())
}

/// What the server offers, and which parts of it are absent.
pub(super) async fn examine(connection: &mut Connection, settings: &LdapSettings) -> Result<Vec<Remark>, Problem> {
    connection.read(&settings.base, ANYTHING, &["1.1"]).await?;
    let mut remarks = vec![Remark::Fine("bind_dn can read the base".to_owned())];
    let policy = connection.read(&domain(&settings.base), ANYTHING, &["minPwdLength"]).await?;
    remarks.push(match policy.and_then(|policy| policy.number::<u32>("minPwdLength")) {
        Some(length) => Remark::Fine(format!("the domain's passwords have at least {length} characters")),
        None => {
            Remark::Note("bind_dn can't read the domain's password policy, which explains refused passwords".to_owned())
        }
    });
    for group in &settings.privileged_groups {
        connection.read(group, ANYTHING, &["1.1"]).await?;
    }
    Ok(remarks)
}

#[cfg(test)]
mod tests {
    use ldap3::SearchEntry;

    use super::*;

    #[test]
    fn a_password_is_quoted_and_of_two_bytes_a_character() {
        assert_eq!(quoted("aé"), [0x22, 0, 0x61, 0, 0xe9, 0, 0x22, 0]);
    }

    #[test]
    fn the_domain_is_what_an_entry_ends_with() {
        assert_eq!(domain("OU=Staff, DC=corp,dc=example,dc=com"), "DC=corp,dc=example,dc=com");
        assert_eq!(domain("dc=example,dc=com"), "dc=example,dc=com");
    }

    #[test]
    fn a_refused_password_is_explained_by_the_domains_policy() {
        let policy = |length: &str, properties: &str, history: &str| {
            let pairs = [("minPwdLength", length), ("pwdProperties", properties), ("pwdHistoryLength", history)];
            let attrs = pairs.iter().map(|(name, value)| ((*name).to_owned(), vec![(*value).to_owned()])).collect();
            Entry::from(SearchEntry { dn: "dc=example,dc=com".to_owned(), attrs, bin_attrs: [].into() })
        };
        assert_eq!(rules(&policy("12", "1", "24"), "short"), Some(vec![BrokenRule::TooShort(12)]));
        assert_eq!(rules(&policy("7", "0", "24"), "long enough"), Some(vec![BrokenRule::UsedBefore]));
        let words = rules(&policy("7", "1", "24"), "long enough").unwrap();
        assert!(matches!(&words[..], [BrokenRule::InWords(words)] if words.contains("capital letters")), "{words:?}");
        assert_eq!(rules(&policy("7", "0", "0"), "long enough"), None);
    }
}
