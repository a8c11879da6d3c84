//! Codes that are tried (R4, R25).

use rekey_core::account::Epoch;
use rekey_core::audit::Action;
use rekey_core::code::{CodeDigest, CodeTry};
use rekey_core::offer::OfferMark;
use rekey_core::{AccountId, ClientNetwork, LocationId};

use crate::rows::{AuditEvent, CodeRow, CodeRows, DONE, REFUSED, Rows};
use crate::shared::sign_ups::Proof;
use crate::shared::standing::code_opens;

/// What became of a try.
pub(crate) enum TriedCode<'a> {
    /// It is right and good.
    Right(RightCode<'a>),
    /// It is right, but its account has changed since it was mailed: by the link beside it, for instance.
    Outdated,
    /// It is wrong, or no code is pending.
    Wrong,
}

/// A code that was tried and is right. It is held until it is [used up](Self::use_up) or [given back](Self::give_back).
#[derive(Debug)]
#[must_use]
pub(crate) struct RightCode<'a> {
    attempt: &'a CodeTry,
    account: AccountId,
    epoch: Epoch,
    location: LocationId,
    offer: Option<OfferMark>,
}

impl<'a> RightCode<'a> {
    /// Tries a code: counts the try, then compares. All but a right and good one counts against the address; the step
    /// has to commit that count.
    pub(crate) async fn try_code<R: Rows>(
        rows: &R,
        attempt: &'a CodeTry,
        network: ClientNetwork,
    ) -> Result<TriedCode<'a>, R::Error> {
        rows.hold_codes(attempt.address).await?;
        let wrong = rows.wrong_codes(attempt.address).await?;
        // Once the day's tries are spent, nothing is compared (R25).
        let code = if wrong.left(0, rows.now()) > 0 { rows.count_code_try(attempt).await? } else { None };
        let was_compared = code.is_some();
        let tried = match code {
            Some(code) => Self::compare(&code, &rows.earlier_codes(attempt, &code).await?, attempt),
            None => TriedCode::Wrong,
        };
        let right = if let TriedCode::Right(right) = &tried { Some(right) } else { None };
        if right.is_none() {
            // A living code keeps its tries. A try without a code to compare counts only if those leave room for it.
            let reserved = if was_compared { 0 } else { rows.unused_tries(attempt.address, None).await? };
            if wrong.left(reserved, rows.now()) > 0 {
                rows.keep_wrong_codes(attempt.address, &wrong.and_one(rows.now())).await?;
            }
        }
        let event = AuditEvent {
            action: Action::CodeTried,
            account: right.map(|right| right.account),
            address: Some(attempt.address),
            location: right.map(|right| right.location),
            network: Some(network),
            backend: None,
            outcome: if right.is_some() { DONE } else { REFUSED },
        };
        event.record(rows).await?;
        Ok(tried)
    }

    /// Whether the code is right and its account still where it was. A decoy's digest is compared all the same (R1).
    fn compare(code: &CodeRow, earlier: &[CodeDigest], attempt: &'a CodeTry) -> TriedCode<'a> {
        let digests = std::iter::once(&code.digest).chain(earlier);
        let is_right = digests.fold(false, |right, digest| right | attempt.matches(code.request, digest));
        match code.account {
            Some((account, status, epoch)) if is_right => {
                let (location, offer) = (code.location, code.offer);
                let is_open = code_opens(attempt.purpose, status) && epoch == code.epoch;
                let right = Self { attempt, account, epoch, location, offer };
                if is_open { TriedCode::Right(right) } else { TriedCode::Outdated }
            }
            _ => TriedCode::Wrong,
        }
    }

    pub(crate) async fn use_up<R: CodeRows>(self, rows: &R) -> Result<(), R::Error> {
        rows.delete_code(self.attempt).await
    }

    /// Takes back that the code was tried: it stays valid until a second factor is shown with it.
    pub(crate) async fn give_back<R: CodeRows>(self, rows: &R) -> Result<(), R::Error> {
        rows.take_back_code_try(self.attempt).await
    }

    pub(crate) fn account(&self) -> AccountId {
        self.account
    }

    pub(crate) fn epoch(&self) -> Epoch {
        self.epoch
    }

    pub(crate) fn location(&self) -> LocationId {
        self.location
    }

    /// What it proves about the account's address, if its purpose is one that does.
    pub(crate) fn proof(&self) -> Proof {
        Proof::mailed(self.attempt.purpose.link(), self.offer)
    }
}
