use rekey_core::accounts::{AccountDraft, DraftError, DraftPassword};
use rekey_core::{AccountStatus, Password};

use crate::fixture::{ANN, Fixture, OLD_PASSWORD, address, draft, location};

#[tokio::test]
async fn an_address_has_one_account_in_whatever_case_it_is_written() {
    let fixture = Fixture::new().await;
    let taken = fixture.engine.accounts.create(draft("ANN@Example.com")).await;
    assert!(matches!(taken, Err(DraftError::AddressTaken)), "{taken:?}");
}

#[tokio::test]
async fn a_draft_that_can_not_work_is_refused() {
    let fixture = Fixture::new().await;
    let create = |draft| fixture.engine.accounts.create(draft);
    let nowhere = create(AccountDraft { locations: vec![location(99)], ..draft("a@example.com") }).await;
    assert!(matches!(nowhere, Err(DraftError::UnknownLocation(id)) if id == location(99)), "{nowhere:?}");
    let weak = DraftPassword::Plain(Password::new("12345678"));
    let weak = create(AccountDraft { password: weak, ..draft("a@example.com") }).await;
    assert!(matches!(weak, Err(DraftError::Password(_))), "{weak:?}");
    let hash = DraftPassword::Hashed("$unknown$v=1$salt$hash".into());
    let hash = create(AccountDraft { password: hash, ..draft("a@example.com") }).await;
    assert!(matches!(hash, Err(DraftError::UnusableHash(_))), "{hash:?}");
    let name = create(AccountDraft { name: Some("a\r\nb".to_owned()), ..draft("a@example.com") }).await;
    assert!(matches!(name, Err(DraftError::Name)), "{name:?}");
    assert!(fixture.engine.accounts.find(&address("a@example.com")).await.unwrap().is_none());
}

#[tokio::test]
async fn unlocking_lets_the_person_in_again() {
    let fixture = Fixture::new().await;
    let accounts = &fixture.engine.accounts;
    accounts.lock(&address(ANN)).await.unwrap().unwrap();
    assert!(fixture.sign_in(ANN, OLD_PASSWORD).await.is_err());
    let account = accounts.unlock(&address(ANN)).await.unwrap().unwrap();
    assert_eq!(account.status, AccountStatus::Active);
    assert!(fixture.sign_in(ANN, OLD_PASSWORD).await.is_ok());
    assert!(accounts.lock(&address("nobody@example.com")).await.unwrap().is_none());
}

#[tokio::test]
async fn a_deleted_account_is_gone_with_its_sessions() {
    let fixture = Fixture::new().await;
    let tokens = fixture.sign_in(ANN, OLD_PASSWORD).await.unwrap().tokens;
    fixture.engine.accounts.delete(&address(ANN)).await.unwrap().unwrap();
    assert!(fixture.engine.accounts.find(&address(ANN)).await.unwrap().is_none());
    assert!(!fixture.is_signed_in(tokens.bearer.expose()).await);
    assert!(fixture.sign_in(ANN, OLD_PASSWORD).await.is_err());
}

#[tokio::test]
async fn accounts_are_listed_page_by_page_in_the_order_of_their_addresses() {
    let fixture = Fixture::new().await;
    for email in ["carl@example.com", "bob@example.com"] {
        fixture.add(email, None).await;
    }
    let first = fixture.engine.accounts.list(None, 2).await.unwrap();
    let rest = fixture.engine.accounts.list(first.next.as_deref(), 2).await.unwrap();
    let listed: Vec<_> = first.accounts.iter().chain(&rest.accounts).map(|account| account.email.canonical()).collect();
    assert_eq!(listed, [ANN, "bob@example.com", "carl@example.com"]);
    assert!(rest.next.is_none());
}
