//! What a server's answer to a new password proves.

use ldap3::LdapResult;
use rekey_core::directory::{DirectoryError, DirectoryName};
use rekey_core::policy::BrokenRule;
use rekey_core::ports::WriteError;

use super::problem::describe;

/// The answer's control that says which rule a password breaks (draft-behera-ldap-password-policy).
pub(super) const PASSWORD_POLICY: &str = "1.3.6.1.4.1.42.2.27.8.5.1";

pub(super) const UNAVAILABLE_CRITICAL_EXTENSION: u32 = 12;
const SUCCESS: u32 = 0;
const OPERATIONS_ERROR: u32 = 1;
const TIME_LIMIT_EXCEEDED: u32 = 3;
const ADMIN_LIMIT_EXCEEDED: u32 = 11;
const CONSTRAINT_VIOLATION: u32 = 19;
const NO_SUCH_OBJECT: u32 = 32;
const INSUFFICIENT_ACCESS: u32 = 50;
const BUSY: u32 = 51;
const UNAVAILABLE: u32 = 52;
const UNWILLING: u32 = 53;
const OTHER: u32 = 80;
const ASSERTION_FAILED: u32 = 122;

/// Reads the answer to a write. A server that refuses has changed nothing (RFC 4511, 4.1.9), but a proxy that lost the
/// server behind it says so by codes that servers use as well.
pub(super) fn of(answer: &LdapResult, directory: &DirectoryName) -> Result<(), WriteError> {
    let unavailable = |reason: String| DirectoryError::Unavailable { directory: directory.clone(), reason };
    match answer.rc {
        SUCCESS => Ok(()),
        ASSERTION_FAILED => Err(WriteError::Changed),
        NO_SUCH_OBJECT => Err(WriteError::Gone),
        CONSTRAINT_VIOLATION | UNWILLING => match rules(answer) {
            Ok(rules) => Err(WriteError::Refused(rules)),
            Err(reason) => Err(WriteError::NotDone(unavailable(reason.to_owned()))),
        },
        INSUFFICIENT_ACCESS => {
            Err(WriteError::NotDone(unavailable("bind_dn has no right to set this password".to_owned())))
        }
        OPERATIONS_ERROR | TIME_LIMIT_EXCEEDED | ADMIN_LIMIT_EXCEEDED | BUSY | UNAVAILABLE | OTHER => {
            Err(WriteError::Unclear(unavailable(describe(answer))))
        }
        _ => Err(WriteError::NotDone(unavailable(describe(answer)))),
    }
}

/// The rules that a refused password breaks, or what is wrong with the policy.
fn rules(answer: &LdapResult) -> Result<Vec<BrokenRule>, &'static str> {
    let words = || BrokenRule::in_words(&answer.text).unwrap_or(BrokenRule::TooCommon);
    let control = answer.ctrls.iter().find(|control| control.1.ctype == PASSWORD_POLICY);
    let error = control.and_then(|control| policy_error(control.1.val.as_deref()?));
    Ok(vec![match error {
        Some(3) => return Err("its policy allows no change of this password"),
        Some(4) => return Err("its policy asks for the old password (pwdSafeModify), which a reset does not have"),
        Some(7) => BrokenRule::ChangedTooRecently,
        Some(8) => BrokenRule::UsedBefore,
        Some(9) => BrokenRule::TooLong,
        _ => words(),
    }])
}

/// Whether the server says that the password is too short, without saying how long it has to be.
pub(super) fn is_too_short(answer: &LdapResult) -> bool {
    let control = answer.ctrls.iter().find(|control| control.1.ctype == PASSWORD_POLICY);
    control.and_then(|control| policy_error(control.1.val.as_deref()?)) == Some(6)
}

/// The error in the value of the control: `SEQUENCE { warning [0] CHOICE OPTIONAL, error [1] ENUMERATED OPTIONAL }`.
fn policy_error(value: &[u8]) -> Option<u8> {
    let [0x30, length, parts @ ..] = value else { return None };
    let mut parts = parts.get(..usize::from(*length))?;
    while let [tag, length, rest @ ..] = parts {
        let (content, after) = rest.split_at_checked(usize::from(*length))?;
        if let (0x81, [error]) = (tag, content) {
            return Some(*error);
        }
        parts = after;
    }
    None
}

#[cfg(test)]
mod tests {
    use ldap3::controls::{Control, RawControl};

    use super::*;

    fn answer(rc: u32, text: &str, control: Option<&[u8]>) -> LdapResult {
        let control = control.map(|value| {
            Control(None, RawControl { ctype: PASSWORD_POLICY.to_owned(), crit: false, val: Some(value.to_vec()) })
        });
        let (matched, text) = ("uid=ann,dc=example,dc=com".to_owned(), text.to_owned());
        LdapResult { rc, matched, text, refs: vec![], ctrls: control.into_iter().collect() }
    }

    fn of(answer: &LdapResult) -> Result<(), WriteError> {
        super::of(answer, &"staff".parse().unwrap())
    }

    #[test]
    fn an_answer_of_a_proxy_that_lost_its_server_proves_nothing() {
        for rc in [1, 3, 11, 51, 52, 80] {
            assert!(matches!(of(&answer(rc, "", None)), Err(WriteError::Unclear(_))), "{rc}");
        }
    }

    #[test]
    fn a_refusal_of_the_server_itself_proves_that_nothing_was_changed() {
        for rc in [2, 8, 10, 12, 13, 16, 50, 65] {
            assert!(matches!(of(&answer(rc, "", None)), Err(WriteError::NotDone(_))), "{rc}");
        }
        assert!(matches!(of(&answer(32, "", None)), Err(WriteError::Gone)));
        assert!(matches!(of(&answer(122, "", None)), Err(WriteError::Changed)));
        assert!(of(&answer(0, "", None)).is_ok());
    }

    #[test]
    fn a_rule_of_the_policy_has_its_own_line_and_others_the_servers_words() {
        let rules = |error: u8| match of(&answer(19, "Not  like\nthis", Some(&[0x30, 3, 0x81, 1, error]))) {
            Err(WriteError::Refused(rules)) => rules,
            other => panic!("{other:?}"),
        };
        assert_eq!(rules(8), [BrokenRule::UsedBefore]);
        assert_eq!(rules(7), [BrokenRule::ChangedTooRecently]);
        assert_eq!(rules(5), [BrokenRule::InWords("Not like this".to_owned())]);
        for error in [3, 4] {
            let refused = of(&answer(19, "", Some(&[0x30, 3, 0x81, 1, error])));
            assert!(matches!(refused, Err(WriteError::NotDone(_))), "the person can't help it: {refused:?}");
        }
    }

    #[test]
    fn an_error_is_found_behind_a_warning_and_nowhere_in_nonsense() {
        assert_eq!(policy_error(&[0x30, 8, 0xa0, 3, 0x81, 1, 5, 0x81, 1, 6]), Some(6));
        assert_eq!(policy_error(&[0x30, 5, 0xa0, 3, 0x81, 1, 5]), None, "a warning is not an error");
        for value in [&[][..], &[0x30], &[0x30, 9, 0x81, 1, 6], &[0x30, 2, 0x81, 9], &[0x31, 3, 0x81, 1, 6]] {
            assert_eq!(policy_error(value), None, "{value:?}");
        }
    }

    #[test]
    fn what_operators_read_names_no_person() {
        let error = of(&answer(80, "uid=ann", None)).unwrap_err().to_string();
        assert!(!error.contains("ann") && error.contains("rc=80 (other)"), "{error}");
    }
}
