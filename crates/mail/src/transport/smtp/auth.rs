//! `AUTH` (RFC 4954): logs in by the first mechanism that works.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use secrecy::ExposeSecret;

use super::connection::Connection;
use super::reply::{Extensions, Reply};
use super::settings::{SmtpCredentials, SmtpOauth};
use super::trouble::{Failure, Step};

/// How a password is sent, the better one first.
#[derive(Clone, Copy)]
enum Mechanism {
    Plain,
    Login,
}

impl Mechanism {
    const ALL: [(&str, Self); 2] = [("PLAIN", Self::Plain), ("LOGIN", Self::Login)];
}

/// Logs in. If the server refuses a mechanism, the next one is tried; if it refuses the password, none is, because every
/// further try may lock the account there.
pub(super) async fn log_in(
    connection: &mut Connection,
    extensions: &Extensions,
    credentials: &SmtpCredentials,
    limit: Duration,
) -> Result<(), Failure> {
    let mut failure = Failure::NoMechanism;
    for (_, mechanism) in Mechanism::ALL.into_iter().filter(|(name, _)| extensions.offer_login(name)) {
        let reply = try_mechanism(connection, mechanism, credentials, limit).await?;
        let refuses_mechanism = refuses_mechanism(&reply);
        match reply.completed(Step::Auth) {
            Ok(_) => return Ok(()),
            Err(refused) if refuses_mechanism => failure = refused,
            Err(refused) => return Err(refused),
        }
    }
    Err(failure)
}

/// Logs in by an access token. One that is refused is forgotten, so that the next try fetches another.
pub(super) async fn log_in_by_token(
    connection: &mut Connection,
    extensions: &Extensions,
    oauth: &SmtpOauth,
    limit: Duration,
) -> Result<(), Failure> {
    if !extensions.offer_login("XOAUTH2") {
        return Err(Failure::NoTokenLogin);
    }
    let token = oauth.tokens.get().await.map_err(|error| Failure::NoToken(error.into()))?;
    let response = format!("user={}\x01auth=Bearer {}\x01\x01", oauth.username, token.expose_secret());
    let command = format!("AUTH XOAUTH2 {}", STANDARD.encode(response));
    let mut reply = connection.command(Step::Auth, &command, limit).await?;
    if reply.code == 334 {
        // The server says in base64 what is wrong, and wants an empty answer before it refuses.
        reply = connection.command(Step::Auth, "", limit).await?;
    }
    if reply.is_permanent() {
        oauth.tokens.forget().await;
    }
    reply.completed(Step::Auth).map(|_| ())
}

async fn try_mechanism(
    connection: &mut Connection,
    mechanism: Mechanism,
    credentials: &SmtpCredentials,
    limit: Duration,
) -> Result<Reply, Failure> {
    let (username, password) = (&credentials.username, credentials.password.expose_secret());
    let plain = || STANDARD.encode(format!("\0{username}\0{password}"));
    // The words of the prompts differ between servers, their order does not.
    let (command, answers) = match mechanism {
        Mechanism::Plain => (format!("AUTH PLAIN {}", plain()), vec![plain()]),
        Mechanism::Login => ("AUTH LOGIN".to_owned(), vec![STANDARD.encode(username), STANDARD.encode(password)]),
    };
    let mut reply = connection.command(Step::Auth, &command, limit).await?;
    for answer in answers {
        if reply.code != 334 {
            break;
        }
        reply = connection.command(Step::Auth, &answer, limit).await?;
    }
    Ok(reply)
}

/// Whether it is the mechanism that is refused, not the password.
fn refuses_mechanism(reply: &Reply) -> bool {
    matches!(reply.code, 500..=502 | 504 | 534)
        || (reply.is_permanent() && matches!(reply.enhanced_status(), Some("5.5.4" | "5.7.4")))
}
