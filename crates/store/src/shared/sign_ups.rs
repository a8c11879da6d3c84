//! What becomes of a password that a sign-up offered ([`rekey_core::sign_up`]).

use rekey_core::account::{Account, AccountStatus};
use rekey_core::sign_up::OFFER_LIFETIME;
use rekey_core::time::{Timestamp, after};
use rekey_core::{PasswordHash, TokenPurpose};

/// A row of `sign_ups`: one for an account at most.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Offer {
    /// The password that was offered first.
    pub(crate) password: PasswordHash,
    /// Whether another was offered after it.
    pub(crate) contested: bool,
    /// Until when the offer stands; none: it is the password of an account that was made at once.
    pub(crate) expires_at: Option<Timestamp>,
}

impl Offer {
    /// Whether somebody could still confirm it.
    pub(crate) fn stands(&self, now: Timestamp) -> bool {
        self.expires_at.is_some_and(|expires_at| expires_at > now)
    }

    /// The offer after a sign-up with this password, which is the same one as `repeats`.
    pub(crate) fn after(
        present: Option<Self>,
        password: &PasswordHash,
        repeats: Option<&PasswordHash>,
        now: Timestamp,
    ) -> Self {
        let expires_at = Some(after(now, OFFER_LIFETIME));
        match present {
            // It is an account's own password already.
            Some(own @ Self { expires_at: None, .. }) => own,
            Some(standing) if standing.stands(now) => {
                let contested = standing.contested || repeats != Some(&standing.password);
                Self { contested, expires_at, ..standing }
            }
            Some(_) | None => Self { password: password.clone(), contested: false, expires_at },
        }
    }
}

/// What a proof of its address changes about an account, beside that the address is verified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Proven {
    /// The password from now on.
    pub(crate) password: Option<PasswordHash>,
    /// Whether the name stays, or was a stranger's idea.
    pub(crate) keeps_name: bool,
    /// Whether all that was begun before ends (R6).
    pub(crate) begins_epoch: bool,
}

/// What follows from the proof that a token or code of this purpose is. Only a sign-up's own mail says that its reader
/// signed up: a password that somebody offered before any other proof does not outlive it, nor do the sessions that
/// it opened.
pub(crate) fn proven(account: &Account, offer: Option<&Offer>, by: TokenPurpose, now: Timestamp) -> Proven {
    let confirms = by == TokenPurpose::VerifyEmail;
    if account.status == AccountStatus::Unconfirmed {
        let taken_over = offer.filter(|offer| confirms && !offer.contested && offer.stands(now));
        return Proven {
            password: taken_over.map(|offer| offer.password.clone()),
            keeps_name: taken_over.is_some(),
            begins_epoch: true,
        };
    }
    let is_own =
        offer.is_some_and(|offer| offer.expires_at.is_none() && account.password.as_ref() == Some(&offer.password));
    if !account.email_verified && is_own && !confirms {
        return Proven { password: None, keeps_name: false, begins_epoch: true };
    }
    Proven { password: account.password.clone(), keeps_name: true, begins_epoch: false }
}

#[cfg(test)]
mod tests {
    use rekey_core::password_hash::HashRecipe;

    use super::*;

    const NOW: Timestamp = Timestamp::constant(1_800_000_000, 0);

    fn hash(word: &str) -> PasswordHash {
        PasswordHash::new(&format!("$hash${word}"), HashRecipe("some".to_owned())).unwrap()
    }

    fn offered(words: &[&str]) -> Offer {
        let mut offer: Option<Offer> = None;
        for word in words {
            let standing = offer.as_ref().map(|offer| offer.password.clone());
            let repeats = standing.filter(|standing| *standing == hash(word));
            offer = Some(Offer::after(offer, &hash(word), repeats.as_ref(), NOW));
        }
        offer.unwrap()
    }

    #[test]
    fn a_second_password_contests_the_first_and_the_same_one_does_not() {
        assert_eq!((offered(&["a"]).contested, offered(&["a", "a"]).contested), (false, false));
        for words in [&["a", "b"][..], &["a", "b", "a"], &["a", "a", "b", "b"]] {
            let offer = offered(words);
            assert_eq!((offer.password, offer.contested), (hash("a"), true));
        }
    }

    #[test]
    fn an_offer_that_nobody_confirmed_in_its_time_makes_room() {
        let old = Offer { expires_at: Some(NOW), ..offered(&["a", "b"]) };
        assert_eq!(Offer::after(Some(old), &hash("c"), None, NOW), offered(&["c"]));
    }

    #[test]
    fn the_password_of_an_account_that_was_made_at_once_stays_what_it_is() {
        let own = Offer { password: hash("a"), contested: false, expires_at: None };
        assert_eq!(Offer::after(Some(own.clone()), &hash("b"), None, NOW), own);
        assert!(!own.stands(NOW));
    }
}
