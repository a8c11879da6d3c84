//! The account that `--dev` starts with.

use rekey_core::accounts::{AccountDraft, DraftError, DraftPassword};
use rekey_core::{EmailAddress, Engine, Password, Work};
use rekey_render::context::DemoAccount;

use crate::command_error::{CommandError, with_causes};

/// Its address, and its password until somebody resets it.
pub(super) const ACCOUNT: DemoAccount = DemoAccount { email: "demo@example.com", password: "Demo-Passw0rd!" };

/// The account of a server that runs for development, made if it is not there. None if the accounts of the default location
/// live elsewhere: nobody could recover it there.
pub(super) async fn account(engine: &Engine) -> Result<Option<DemoAccount>, CommandError> {
    if engine.locations().await?.default().directory.is_some() {
        return Ok(None);
    }
    ensure(engine).await?;
    Ok(Some(ACCOUNT))
}

async fn ensure(engine: &Engine) -> Result<(), CommandError> {
    let email = EmailAddress::parse(ACCOUNT.email).map_err(|error| CommandError::failed(error.to_string()))?;
    if engine.accounts.find(&email).await?.is_some() {
        return Ok(());
    }
    // Everybody knows it, and it may break the rules for new passwords, so it is stored as a hash.
    let hash = engine
        .ports()
        .hasher
        .hash(&Work::of_operator(), &Password::new(ACCOUNT.password))
        .await
        .map_err(|error| failed(&error))?;
    let draft = AccountDraft {
        name: Some("Dana Demo".to_owned()),
        password: DraftPassword::Hashed(hash.expose().into()),
        email_verified: true,
        ..AccountDraft::new(email)
    };
    match engine.accounts.create(draft).await {
        Ok(_) | Err(DraftError::AddressTaken) => Ok(()),
        Err(error) => Err(failed(&error)),
    }
}

fn failed(error: &dyn std::error::Error) -> CommandError {
    CommandError::failed(format!("the demo account can't be made: {}", with_causes(error)))
}
