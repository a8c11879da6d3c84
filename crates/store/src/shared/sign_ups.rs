//! What becomes of a password that a sign-up offered ([`rekey_core::sign_up`]).

use rekey_core::account::{Account, AccountStatus};
use rekey_core::offer::OfferMark;
use rekey_core::sign_up::OFFER_LIFETIME;
use rekey_core::time::{Timestamp, after};
use rekey_core::{PasswordHash, TokenPurpose};

/// Where an offer is kept: one for an account at most in each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum OfferTable {
    /// `sign_ups`: for unconfirmed accounts. Beside them, the passwords of accounts that were made at once.
    SignUps,
    /// `declined_offers`: for addresses that had an account. Compared with at sign-in, and never taken over.
    Declined,
}

impl OfferTable {
    /// Where an offer for an account of this status belongs.
    pub(crate) fn for_account(status: AccountStatus) -> Self {
        if status == AccountStatus::Unconfirmed { Self::SignUps } else { Self::Declined }
    }

    /// The table's name.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::SignUps => "sign_ups",
            Self::Declined => "declined_offers",
        }
    }
}

/// A row of either table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Offer {
    /// The password that was offered; of several, the last one.
    pub(crate) password: PasswordHash,
    /// Whether another was offered beside it, or a sign-up had to wait meanwhile.
    pub(crate) contested: bool,
    /// Until when somebody can confirm it; none: it is the password of an account that was made at once.
    pub(crate) expires_at: Option<Timestamp>,
}

impl Offer {
    /// Whether somebody could still confirm it.
    pub(crate) fn stands(&self, now: Timestamp) -> bool {
        self.expires_at.is_some_and(|expires_at| expires_at > now)
    }

    /// Whether it is the password that a person made the account with at once, and nobody has proven the address since.
    pub(crate) fn is_of_unproven_account(&self) -> bool {
        self.expires_at.is_none()
    }

    pub(crate) fn mark(&self) -> OfferMark {
        OfferMark::of(&self.password)
    }

    /// The offer after a sign-up with this password, which is the same one as that of `repeats`. After a sign-up that
    /// had to wait (`refused`), a new one is contested from the start. What was offered last is kept even if it
    /// contests what was offered before: a sign-in with it is answered as if it had been the first (R23).
    pub(crate) fn after(
        present: Option<Self>,
        password: &PasswordHash,
        repeats: Option<OfferMark>,
        refused: bool,
        now: Timestamp,
    ) -> Self {
        let expires_at = Some(after(now, OFFER_LIFETIME));
        match present {
            Some(standing) if standing.stands(now) && repeats == Some(standing.mark()) => {
                Self { expires_at, ..standing }
            }
            present => {
                let contests = present.is_some_and(|standing| standing.stands(now));
                Self { password: password.clone(), contested: contests || refused, expires_at }
            }
        }
    }

    /// Whether the email of a request of this instant confirms the offer. The email of an older request says nothing
    /// about it, whenever it goes out.
    pub(crate) fn is_confirmed_by_mail_of(&self, accepted_at: Timestamp, now: Timestamp) -> bool {
        let made_before = self.expires_at.is_some_and(|expires_at| expires_at <= after(accepted_at, OFFER_LIFETIME));
        !self.contested && self.stands(now) && made_before
    }
}

/// What a proof of its address changes about an account, beside that the address is verified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Proven {
    /// The password from now on.
    pub(crate) password: Option<PasswordHash>,
    /// Whether what the account says of its person (name, profile), and where it was signed in to, stays. Otherwise a
    /// stranger may have left it there.
    pub(crate) keeps_person: bool,
    /// Whether all that was begun before ends (R6).
    pub(crate) begins_epoch: bool,
    /// Whether the person needs a new password to sign in.
    pub(crate) must_reset: bool,
}

/// By what an address was proven.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Proof {
    /// Whether by an email that asked to verify the address.
    verifies: bool,
    /// The offer that the email confirms.
    offer: Option<OfferMark>,
}

impl Proof {
    /// Another system, which an operator trusts, says that the address is verified.
    pub(crate) const IMPORT: Self = Self { verifies: false, offer: None };

    /// By a token of this purpose, or by a code beside a link of it. The email confirms the offer.
    pub(crate) fn mailed(by: TokenPurpose, offer: Option<OfferMark>) -> Self {
        Self { verifies: by == TokenPurpose::VerifyEmail, offer }
    }
}

/// What follows from a proof. The email of an uncontested offer says that its reader made it (R26). Any other email
/// that has the address verified leads to a new password; and a sign-in by email takes no password over: one that
/// somebody offered before does not outlive it, nor do the sessions that it opened.
pub(crate) fn proven(account: &Account, offer: Option<&Offer>, proof: Proof, now: Timestamp) -> Proven {
    let verifies = proof.verifies;
    if account.status == AccountStatus::Unconfirmed {
        let confirmed =
            |offer: &&Offer| verifies && !offer.contested && offer.stands(now) && proof.offer == Some(offer.mark());
        let taken_over = offer.filter(confirmed);
        return Proven {
            password: taken_over.map(|offer| offer.password.clone()),
            keeps_person: taken_over.is_some(),
            begins_epoch: true,
            must_reset: verifies && taken_over.is_none(),
        };
    }
    let is_own = |offer: &&Offer| offer.is_of_unproven_account() && account.password.as_ref() == Some(&offer.password);
    if let Some(own) = offer.filter(is_own)
        && !account.email_verified
        && (!verifies || own.contested)
    {
        return Proven { password: None, keeps_person: false, begins_epoch: true, must_reset: verifies };
    }
    let password = account.password.clone();
    Proven { password, keeps_person: true, begins_epoch: false, must_reset: account.must_reset }
}

#[cfg(test)]
mod tests {
    use rekey_core::password_hash::HashRecipe;
    use rekey_core::time::Duration;

    use super::*;

    const NOW: Timestamp = Timestamp::constant(1_800_000_000, 0);

    fn hash(word: &str) -> PasswordHash {
        PasswordHash::new(&format!("$hash${word}"), HashRecipe("some".to_owned())).unwrap()
    }

    fn offered(words: &[&str]) -> Offer {
        let mut offer: Option<Offer> = None;
        for word in words {
            let same = offer.as_ref().filter(|offer| offer.password == hash(word)).map(Offer::mark);
            offer = Some(Offer::after(offer, &hash(word), same, false, NOW));
        }
        offer.unwrap()
    }

    #[test]
    fn a_second_password_contests_the_first_and_the_same_one_does_not() {
        assert_eq!((offered(&["a"]).contested, offered(&["a", "a"]).contested), (false, false));
        for words in [&["a", "b"][..], &["a", "b", "a"], &["a", "a", "b", "b"]] {
            let offer = offered(words);
            assert_eq!((Some(offer.password), offer.contested), (words.last().map(|word| hash(word)), true));
        }
    }

    #[test]
    fn an_offer_that_nobody_confirmed_in_its_time_makes_room() {
        let old = Offer { expires_at: Some(NOW), ..offered(&["a", "b"]) };
        assert_eq!(Offer::after(Some(old), &hash("c"), None, false, NOW), offered(&["c"]));
    }

    #[test]
    fn after_a_sign_up_that_had_to_wait_a_new_offer_is_contested() {
        assert!(Offer::after(None, &hash("a"), None, true, NOW).contested);
        let own = Offer { password: hash("a"), contested: false, expires_at: None };
        assert!(!own.stands(NOW));
    }

    #[test]
    fn a_mail_confirms_an_offer_that_is_as_old_as_its_request() {
        let offer = offered(&["a"]);
        let earlier = NOW.checked_sub(Duration::from_micros(1)).unwrap();
        assert!(offer.is_confirmed_by_mail_of(NOW, NOW));
        assert!(!offer.is_confirmed_by_mail_of(earlier, NOW));
        assert!(!offer.is_confirmed_by_mail_of(NOW, after(NOW, OFFER_LIFETIME)));
        assert!(!offered(&["a", "b"]).is_confirmed_by_mail_of(NOW, NOW));
    }
}
