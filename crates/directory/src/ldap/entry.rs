//! Entries, and what they say of an account.

use std::fmt::Write as _;

use ldap3::{SearchEntry, ldap_escape};
use rekey_core::EmailAddress;
use rekey_core::directory::{DirectoryEntry, DirectoryKey, Standing, Version};
use rekey_core::time::Timestamp;
use url::Host;
use uuid::Uuid;

use super::problem::Problem;
use super::settings::{Flavor, LdapSettings};

/// The time of an account that an administrator locked permanently, as `ppolicy` writes it. Other times are those of
/// locks that too many wrong passwords cause: a stranger can do that, and it must not keep the person from a reset
/// (R10).
const LOCKED_FOR_GOOD: &str = "000001010000Z";
/// `ADS_UF_ACCOUNTDISABLE`, in `userAccountControl`.
const DISABLED: u32 = 2;
/// Ticks of 100 ns between 1601, where Active Directory begins to count, and 1970.
const TICKS_TO_1970: i64 = 116_444_736_000_000_000;

/// An entry as the server sent it.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) dn: String,
    attributes: Vec<(String, Vec<Vec<u8>>)>,
}

impl From<SearchEntry> for Entry {
    fn from(entry: SearchEntry) -> Self {
        let texts = entry.attrs.into_iter().map(|(name, values)| {
            let values = values.into_iter().map(String::into_bytes).collect();
            (name, values)
        });
        Self { dn: entry.dn, attributes: texts.chain(entry.bin_attrs).collect() }
    }
}

impl Entry {
    /// The values of an attribute, whose name servers write in any case.
    pub(super) fn values(&self, name: &str) -> &[Vec<u8>] {
        let found = self.attributes.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map(|(_, values)| values.as_slice()).unwrap_or_default()
    }

    /// Its first value, if that is text.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        std::str::from_utf8(self.values(name).first()?).ok()
    }

    pub(super) fn number<N: std::str::FromStr>(&self, name: &str) -> Option<N> {
        self.text(name)?.parse().ok()
    }
}

/// An account, and where it is.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) dn: String,
    pub(super) entry: DirectoryEntry,
    /// When its password was changed, as OpenLDAP writes it.
    pub(super) changed_at: Option<String>,
    /// The entry of its own policy, if it has one.
    pub(super) policy: Option<String>,
    /// Whether too many wrong passwords have locked it, as Active Directory counts.
    pub(super) is_locked_out: bool,
}

/// Which entries are accounts.
pub(super) fn filter(settings: &LdapSettings) -> String {
    let usual = match settings.flavor {
        Flavor::OpenLdap => "(objectClass=person)",
        Flavor::ActiveDirectory => "(&(objectCategory=person)(objectClass=user))",
    };
    settings.filter.clone().unwrap_or_else(|| usual.to_owned())
}

/// What is asked of an entry.
pub(super) fn attributes(flavor: Flavor) -> &'static [&'static str] {
    match flavor {
        Flavor::OpenLdap => &[
            "entryUUID",
            "uid",
            "mail",
            "displayName",
            "cn",
            "preferredLanguage",
            "pwdChangedTime",
            "userPassword",
            "entryCSN",
            "pwdAccountLockedTime",
            "pwdPolicySubentry",
        ],
        Flavor::ActiveDirectory => &[
            "objectGUID",
            "sAMAccountName",
            "mail",
            "displayName",
            "preferredLanguage",
            "pwdLastSet",
            "userAccountControl",
            "accountExpires",
            "lockoutTime",
            "adminCount",
        ],
    }
}

/// Finds entries by an address, in the spellings that directories keep.
pub(super) fn address_filter(address: &EmailAddress) -> String {
    let mut spellings = vec![address.canonical().to_owned(), address.as_stored().to_owned()];
    if let Ok(Host::Domain(ascii)) = Host::parse(address.domain()) {
        spellings.push(format!("{}@{ascii}", address.local_part()));
    }
    spellings.sort();
    spellings.dedup();
    let parts: Vec<String> =
        spellings.iter().map(|spelling| format!("(mail={})", ldap_escape(spelling.as_str()))).collect();
    format!("(|{})", parts.concat())
}

/// Finds an entry by its key; none if no entry of this flavor has such a key.
pub(super) fn key_filter(flavor: Flavor, key: &DirectoryKey) -> Option<String> {
    let id: Uuid = key.as_str().parse().ok()?;
    Some(match flavor {
        Flavor::OpenLdap => format!("(entryUUID={id})"),
        Flavor::ActiveDirectory => {
            let bytes = id.to_bytes_le();
            let escaped = bytes.iter().fold(String::new(), |mut text, byte| {
                let _ = write!(text, "\\{byte:02x}");
                text
            });
            format!("(objectGUID={escaped})")
        }
    })
}

/// What an entry says of its account. None: it has no address, so that nobody can be mailed.
pub(super) fn read(entry: &Entry, flavor: Flavor, now: Timestamp) -> Result<Option<Found>, Problem> {
    // With several addresses, the first counts: mail goes there alone.
    let Some(email) = entry.text("mail").and_then(|mail| EmailAddress::parse(mail).ok()) else { return Ok(None) };
    let missing = |name: &str| Problem::new(format!("bind_dn can't read {name} of an account"));
    let (key, version, is_open) = match flavor {
        Flavor::OpenLdap => {
            let key: Uuid = entry.number("entryUUID").ok_or_else(|| missing("entryUUID"))?;
            let version = openldap_version(entry).ok_or_else(|| missing("pwdChangedTime, userPassword or entryCSN"))?;
            (key, version, entry.text("pwdAccountLockedTime") != Some(LOCKED_FOR_GOOD))
        }
        Flavor::ActiveDirectory => {
            let key = entry.values("objectGUID").first().and_then(|bytes| <[u8; 16]>::try_from(bytes.as_slice()).ok());
            let key = Uuid::from_bytes_le(key.ok_or_else(|| missing("objectGUID"))?);
            let version = entry.text("pwdLastSet").ok_or_else(|| missing("pwdLastSet"))?.to_owned();
            let control: u32 = entry.number("userAccountControl").ok_or_else(|| missing("userAccountControl"))?;
            (key, version, control & DISABLED == 0 && !has_expired(entry, now))
        }
    };
    let is_filled = |text: &&str| !text.trim().is_empty();
    let name = entry.text("displayName").or_else(|| entry.text("cn")).filter(is_filled);
    let username = entry.text("sAMAccountName").or_else(|| entry.text("uid")).filter(is_filled);
    let language = entry.text("preferredLanguage").and_then(|tags| tags.split([',', ';']).next());
    Ok(Some(Found {
        dn: entry.dn.clone(),
        entry: DirectoryEntry {
            key: DirectoryKey::new(key.to_string()).ok_or_else(|| missing("the key"))?,
            email,
            name: name.map(str::to_owned),
            username: username.map(str::to_owned),
            locale: language.and_then(|tag| tag.trim().parse().ok()),
            version: Version::new(version),
            standing: if is_open { Standing::Open } else { Standing::Shut },
        },
        changed_at: entry.text("pwdChangedTime").map(str::to_owned),
        policy: entry.text("pwdPolicySubentry").map(str::to_owned),
        is_locked_out: entry.number::<i64>("lockoutTime").is_some_and(|time| time != 0),
    }))
}

/// The time of the last change has a resolution of a second, and entries that were loaded have none. The hash says it
/// better, if we may read it. What is left changes with anything about the entry.
fn openldap_version(entry: &Entry) -> Option<String> {
    let changed_at = entry.text("pwdChangedTime").unwrap_or_default();
    let hashes = entry.values("userPassword");
    if changed_at.is_empty() && hashes.is_empty() {
        return entry.text("entryCSN").map(|csn| format!("csn {csn}"));
    }
    let hashes: Vec<_> = hashes.iter().map(|hash| String::from_utf8_lossy(hash)).collect();
    Some(format!("{changed_at} {}", hashes.join(" ")))
}

fn has_expired(entry: &Entry, now: Timestamp) -> bool {
    let Some(at) = entry.number::<i64>("accountExpires").filter(|at| (1..i64::MAX).contains(at)) else { return false };
    (at - TICKS_TO_1970) / 10_000_000 <= now.as_second()
}

/// Whether Active Directory protects the account as one of its administrators'.
pub(super) fn is_administrator(entry: &Entry) -> bool {
    entry.number::<u32>("adminCount").is_some_and(|count| count > 0)
}

/// Whether two texts name the same entry, but for case and spaces between parts.
pub(super) fn same_dn(one: &str, other: &str) -> bool {
    let plain = |dn: &str| {
        let parts: Vec<String> = dn.split(',').map(|part| part.trim().replace(" = ", "=").to_lowercase()).collect();
        parts.join(",")
    };
    plain(one) == plain(other)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(attributes: &[(&str, &str)]) -> Entry {
        let values = |value: &str| vec![value.as_bytes().to_vec()];
        Entry {
            dn: "uid=ann,dc=example,dc=com".to_owned(),
            attributes: attributes.iter().map(|(name, value)| ((*name).to_owned(), values(value))).collect(),
        }
    }

    const UUID: (&str, &str) = ("entryUUID", "54645fc6-810e-1041-9626-c9199fb7399c");
    const MAIL: (&str, &str) = ("mail", "Ann@Example.com");

    fn found(attributes: &[(&str, &str)]) -> Found {
        read(&entry(attributes), Flavor::OpenLdap, Timestamp::UNIX_EPOCH).unwrap().unwrap()
    }

    #[test]
    fn an_address_can_not_widen_the_search() {
        let address = EmailAddress::parse("o'hara*@example.com").unwrap();
        assert_eq!(address_filter(&address), "(|(mail=o'hara\\2a@example.com))");
    }

    #[test]
    fn an_international_domain_is_found_in_both_spellings() {
        let filter = address_filter(&EmailAddress::parse("ann@bücher.example").unwrap());
        assert!(
            filter.contains("(mail=ann@xn--bcher-kva.example)") && filter.contains("(mail=ann@bücher.example)"),
            "{filter}"
        );
    }

    #[test]
    fn a_version_changes_with_the_password_and_only_as_a_last_resort_with_anything_else() {
        let version = |more: &[(&str, &str)]| found(&[&[UUID, MAIL, ("entryCSN", "1")], more].concat()).entry.version;
        let times = ["20261130133310Z", "20261130133311Z"].map(|time| version(&[("pwdChangedTime", time)]));
        assert_ne!(times[0].expose(), times[1].expose());
        let hashes = ["{SSHA}a", "{SSHA}b"]
            .map(|hash| version(&[("pwdChangedTime", "20261130133310Z"), ("userPassword", hash)]));
        assert_ne!(hashes[0].expose(), hashes[1].expose());
        assert!(!times[0].expose().contains("csn") && version(&[]).expose() == "csn 1");
    }

    #[test]
    fn a_lock_by_an_administrator_counts_and_one_that_strangers_cause_does_not() {
        let standing = |time| found(&[UUID, MAIL, ("entryCSN", "1"), ("pwdAccountLockedTime", time)]).entry.standing;
        assert_eq!((standing(LOCKED_FOR_GOOD), standing("20261130133310Z")), (Standing::Shut, Standing::Open));
    }

    #[test]
    fn accounts_that_active_directory_disabled_or_let_expire_are_shut() {
        let guid = "0123456789abcdef";
        let standing = |control: &str, expires: &str| {
            let attributes = [
                ("objectGUID", guid),
                MAIL,
                ("pwdLastSet", "133000000000000000"),
                ("userAccountControl", control),
                ("accountExpires", expires),
            ];
            let now = Timestamp::from_second(1_800_000_000).unwrap();
            read(&entry(&attributes), Flavor::ActiveDirectory, now).unwrap().unwrap().entry.standing
        };
        let expired = (TICKS_TO_1970 + 1_700_000_000 * 10_000_000).to_string();
        assert_eq!(standing("512", "0"), Standing::Open);
        assert_eq!(standing("512", "9223372036854775807"), Standing::Open);
        assert_eq!(standing("514", "0"), Standing::Shut);
        assert_eq!(standing("512", &expired), Standing::Shut);
    }

    #[test]
    fn a_key_of_active_directory_finds_its_entry_by_bytes() {
        let bytes = *b"0123456789abcdef";
        let key = DirectoryKey::new(Uuid::from_bytes_le(bytes).to_string()).unwrap();
        let filter = key_filter(Flavor::ActiveDirectory, &key).unwrap();
        let hex: Vec<String> = bytes.iter().map(|byte| format!("\\{byte:02x}")).collect();
        assert_eq!(filter, format!("(objectGUID={})", hex.concat()));
        assert!(key_filter(Flavor::OpenLdap, &DirectoryKey::new("x)(uid=*").unwrap()).is_none());
    }

    #[test]
    fn an_entry_without_an_address_is_no_account_and_one_without_a_key_a_mistake_of_the_settings() {
        let read = |attributes: &[_]| read(&entry(attributes), Flavor::OpenLdap, Timestamp::UNIX_EPOCH);
        assert!(read(&[UUID, ("entryCSN", "1")]).unwrap().is_none());
        assert!(read(&[MAIL, ("entryCSN", "1")]).unwrap_err().reason().contains("entryUUID"));
    }

    #[test]
    fn names_of_entries_are_compared_whatever_their_case_and_spaces() {
        assert!(same_dn("CN=Rekey, DC=example,dc=com", "cn=rekey,dc=example,dc=com"));
        assert!(!same_dn("cn=rekey,dc=example,dc=com", "cn=rekey,dc=example,dc=org"));
    }
}
