//! What people change about their own accounts.

use rekey_core::account::AccountEdit;
use rekey_core::outbox::{Channel, Content, Decision, NoticeKind, Request};
use rekey_core::ports::{Acceptance, ChangePassword, EditOutcome, RefreshOutcome, Verification};
use rekey_core::session::Session;
use rekey_core::time::Duration;
use rekey_core::token::TokenState;
use rekey_core::{Account, Purpose};

use super::Fixture;
use super::fixture::{ANN, Delivered, FREE, address, network, origin, password};

pub(crate) async fn a_changed_password_ends_everything_but_the_session_that_changed_it(f: Fixture) {
    let before = f.add_account(ANN).await;
    let ((session, refresh), (other, _)) = (f.sign_in(&before).await, f.sign_in(&before).await);
    let link = f.reset_link(&before).await;
    let change = async |session: &Session, old: &str, new: &str| {
        let change = ChangePassword {
            session: session.id,
            old: password(old),
            new: password(new),
            notice: f.entry_id(),
            location: before.own_location(),
            origin: network().into(),
            language: Channel::PAGES.into(),
        };
        f.store.change_password(change).await.unwrap()
    };
    assert!(change(&session, "another", "new").await.is_none());
    assert!(f.is_alive(&other).await && f.account(ANN).await.password == before.password, "nothing was changed");

    let changed = change(&session, "first", "new").await.expect("changed");
    assert_eq!((changed.password, changed.email_verified), (Some(password("new")), before.email_verified));
    assert!(f.is_alive(&session).await && !f.is_alive(&other).await);
    assert_eq!(f.state(link).await, TokenState::Void);
    assert!(matches!(f.store.refresh(f.rotation(refresh)).await.unwrap(), RefreshOutcome::Renewed(_)));
    assert!(change(&other, "new", "newer").await.is_none(), "its session is over");
    assert_eq!(f.actions().await.iter().filter(|action| **action == "password_changed").count(), 1);
    let Decision::Send(plan) = f.deliver_due().await.decision else { panic!("no notice") };
    assert!(matches!(plan.content, Content::Notice { kind: NoticeKind::PasswordChanged, .. }), "{plan:?}");
}

/// Has the mail asked for that confirms a new address, and prepares it.
pub(super) async fn ask_to_move(f: &Fixture, account: &Account, to: &str) -> Delivered {
    let request = Request { moves: Some(account.id), ..f.request(to, Purpose::VerifyEmail) };
    let accepted = f.store.accept_request(f.entry_id(), request, FREE, Duration::ZERO).await.unwrap();
    assert_eq!(accepted, Acceptance::Accepted);
    f.deliver_due().await
}

pub(crate) async fn a_new_address_is_the_accounts_once_its_mail_is_confirmed(f: Fixture) {
    let before = f.add_account(ANN).await;
    let (session, _) = f.sign_in(&before).await;
    f.clock.advance(Duration::from_secs(1));
    let [first, second] =
        [ask_to_move(&f, &before, "new@example.com").await, ask_to_move(&f, &before, "newer@example.com").await];
    for (mail, to) in [(&first, "new@example.com"), (&second, "newer@example.com")] {
        let Decision::Send(plan) = &mail.decision else { panic!("{:?}", mail.decision) };
        assert!(matches!(plan.content, Content::NewAddress { .. }), "{plan:?}");
        assert_eq!((plan.to.as_stored(), &plan.name), (to, &None));
    }
    assert!(f.is_alive(&session).await && f.account(ANN).await.email == before.email, "nothing has changed yet");
    let confirm =
        async |token| f.store.confirm_new_address(token, origin(), f.entry_id(), f.key.clone()).await.unwrap();
    assert!(matches!(confirm(f.reset_link(&before).await).await, Verification::Unknown), "no token of another purpose");

    let Verification::Done(moved) = confirm(first.link).await else { panic!("not confirmed") };
    assert_eq!((moved.id, moved.email.as_stored(), moved.email_verified), (before.id, "new@example.com", true));
    assert!(!f.is_alive(&session).await);
    assert!(matches!(confirm(first.link).await, Verification::Refused(TokenState::Used)));
    assert!(matches!(confirm(second.link).await, Verification::Refused(TokenState::Void)));
    assert_eq!(f.actions().await.iter().filter(|action| **action == "address_changed").count(), 1);
    let Decision::Send(plan) = f.deliver_due().await.decision else { panic!("no notice") };
    let Content::Notice { kind, origin: from, .. } = plan.content else { panic!("{plan:?}") };
    assert_eq!((kind, from, plan.to.as_stored()), (NoticeKind::AddressChanged, origin(), ANN));
}

pub(crate) async fn an_address_that_another_account_has_is_never_given_away(f: Fixture) {
    let (ann, bob) = (f.add_account(ANN).await, f.add_account("bob@example.com").await);
    f.clock.advance(Duration::from_secs(1));
    let taken = ask_to_move(&f, &ann, "bob@example.com").await;
    let Decision::Send(plan) = &taken.decision else { panic!("{:?}", taken.decision) };
    assert_eq!((&plan.content, plan.to.as_stored()), (&Content::AddressTaken, "bob@example.com"));
    let confirm =
        async |token| f.store.confirm_new_address(token, origin(), f.entry_id(), f.key.clone()).await.unwrap();
    assert!(matches!(confirm(taken.link).await, Verification::Refused(TokenState::Void)), "a decoy");

    let free = ask_to_move(&f, &ann, "new@example.com").await;
    let edit = AccountEdit { email: Some(address("new@example.com")), ..AccountEdit::default() };
    let edited = f.store.edit_account(bob.id, edit, network().into(), f.entry_id()).await.unwrap();
    assert!(matches!(edited, EditOutcome::Done(_)), "{edited:?}");
    assert!(matches!(confirm(free.link).await, Verification::Refused(TokenState::Void)), "somebody was faster");
    assert_eq!(f.account(ANN).await.id, ann.id);
    assert_eq!(f.account("new@example.com").await.id, bob.id);
}
