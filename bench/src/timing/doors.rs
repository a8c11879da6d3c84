//! The doors that answer known and unknown addresses alike, and must take the same time (R1).

use std::net::Ipv4Addr;

use clap::ValueEnum;

use crate::load::requests::{get, post};
use crate::people::HashCost;

/// The kind of a door.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Endpoint {
    /// Asking for a reset.
    Request,
    /// A request right after one for another address.
    Wake,
    /// Asking again while the cooldown runs.
    Cooldown,
    /// Exchanging a wrong code.
    Exchange,
    /// Signing in with a wrong password.
    Login,
    /// Signing up where addresses are verified first.
    SignUp,
}

/// A request about an address.
type Writer = fn(&mut Vec<u8>, &str, Ipv4Addr);

/// The request, and the status of every answer.
#[derive(Debug, Clone, Copy)]
pub(super) struct Question {
    /// Asks.
    pub(super) write: Writer,
    /// The expected answer.
    pub(super) status: u16,
}

/// A door.
#[derive(Debug, Clone, Copy)]
pub(super) struct Door {
    /// Its kind.
    pub(super) endpoint: Endpoint,
    /// Its dialect.
    pub(super) dialect: &'static str,
    /// The measured request.
    pub(super) question: Question,
    /// The unmeasured request about each address before it.
    pub(super) before: Option<Question>,
    /// The share of the usual number of addresses that a single connection asks about.
    pub(super) alone_one_in: usize,
}

impl Endpoint {
    /// Its heading and description.
    pub(super) fn about(self) -> (&'static str, &'static str) {
        match self {
            Self::Request => (
                "Asking for a reset",
                "Each address is used once, with the cooldown and address limits off. Mail workers run on the same \
                 cores and discard their emails. `singularity` waits for the first attempt to send the email, and \
                 its response times are rounded up to whole quarters of a second.",
            ),
            Self::Wake => (
                "The next request",
                "Right after the response to a request, the same connection sends a request for an address without \
                 an account, and this second request is timed. Does the email to a known address make others wait \
                 longer?",
            ),
            Self::Cooldown => {
                ("Asking again too soon", "Each address has just requested an email, and all of these emails are sent.")
            }
            Self::Exchange => {
                ("A wrong code", "Each address has just requested an email; known ones have a pending code.")
            }
            Self::Login => (
                "A wrong password",
                "The hashes have the lowest cost that the settings accept (Argon2id, 7 MiB, one pass), because the \
                 cheaper the hash, the more the rest of the work shows.",
            ),
            Self::SignUp => (
                "Signing up",
                "Each address signs up once, and has to be verified by email. Known addresses already have an \
                 account. The password is compared with the hash of a stored offer, which has the same lowest cost \
                 as above.",
            ),
        }
    }

    /// The settings that differ from the bench's own.
    pub(super) fn settings(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::Request | Self::Wake | Self::Exchange => &[],
            Self::Cooldown => &[("REKEY_LIMITS__COOLDOWN", "1h")],
            Self::Login | Self::SignUp => &HashCost::LEAST_SETTINGS,
        }
    }

    /// Whether the settings use the cheapest hashes, which accounts then need, too.
    pub(super) fn hashes_cheaply(self) -> bool {
        matches!(self, Self::Login | Self::SignUp)
    }

    /// The numbers of connections that it is measured at.
    pub(super) fn connections(self) -> &'static [usize] {
        if self == Self::Wake { &[1] } else { &[1, 16] }
    }
}

impl Door {
    const fn new(endpoint: Endpoint, dialect: &'static str, write: Writer, status: u16) -> Self {
        Self { endpoint, dialect, question: Question { write, status }, before: None, alone_one_in: 1 }
    }

    const fn after(self, before: Question) -> Self {
        Self { before: Some(before), ..self }
    }
}

/// A request in each of the two dialects that answer immediately.
pub(super) const NEXUDUS: Question = Question { write: nexudus_request, status: 200 };
const INSFORGE: Question = Question { write: insforge_request, status: 202 };

/// All of them.
pub(super) const ALL: [Door; 13] = [
    Door::new(Endpoint::Request, "nexudus", nexudus_request, 200),
    Door::new(Endpoint::Request, "insforge", insforge_request, 202),
    // At four answers a second, four rounds of the usual number take 17 minutes.
    Door { alone_one_in: 4, ..Door::new(Endpoint::Request, "singularity", singularity_request, 200) },
    Door::new(Endpoint::Wake, "nexudus", nexudus_request, 200),
    Door::new(Endpoint::Cooldown, "nexudus", nexudus_request, 200).after(NEXUDUS),
    Door::new(Endpoint::Cooldown, "insforge", insforge_request, 429).after(INSFORGE),
    Door::new(Endpoint::Cooldown, "singularity", singularity_request, 429).after(NEXUDUS),
    Door::new(Endpoint::Cooldown, "singularity, GET", singularity_cooldown, 200).after(NEXUDUS),
    Door::new(Endpoint::Exchange, "insforge", insforge_exchange, 401).after(INSFORGE),
    Door::new(Endpoint::Login, "nexudus", nexudus_login, 400),
    Door::new(Endpoint::Login, "insforge", insforge_login, 401),
    Door::new(Endpoint::Login, "singularity", singularity_login, 401),
    Door::new(Endpoint::SignUp, "insforge", insforge_sign_up, 200),
];

const JSON: &str = "application/json";

fn nexudus_request(to: &mut Vec<u8>, address: &str, network: Ipv4Addr) {
    let body = format!(r#"{{"email":"{address}","businessId":1}}"#);
    post(to, "/api/sys/users/startPasswordReset", JSON, network, &body);
}

fn insforge_request(to: &mut Vec<u8>, address: &str, network: Ipv4Addr) {
    post(to, "/api/auth/email/send-reset-password", JSON, network, &format!(r#"{{"email":"{address}"}}"#));
}

fn singularity_request(to: &mut Vec<u8>, address: &str, network: Ipv4Addr) {
    post(to, "/api/auth/password/reset-request", JSON, network, &format!(r#"{{"email":"{address}"}}"#));
}

fn singularity_cooldown(to: &mut Vec<u8>, address: &str, network: Ipv4Addr) {
    get(to, &format!("/api/auth/password/reset/cooldown?email={}", address.replace('@', "%40")), network);
}

fn insforge_exchange(to: &mut Vec<u8>, address: &str, network: Ipv4Addr) {
    let body = format!(r#"{{"email":"{address}","code":"000000"}}"#);
    post(to, "/api/auth/email/exchange-reset-password-token", JSON, network, &body);
}

fn nexudus_login(to: &mut Vec<u8>, address: &str, network: Ipv4Addr) {
    let body = format!("grant_type=password&username={}&password=Wrong-lamp-violet-41", address.replace('@', "%40"));
    post(to, "/api/token", "application/x-www-form-urlencoded", network, &body);
}

fn insforge_login(to: &mut Vec<u8>, address: &str, network: Ipv4Addr) {
    let body = format!(r#"{{"email":"{address}","password":"Wrong-lamp-violet-41"}}"#);
    post(to, "/api/auth/sessions?client_type=server", JSON, network, &body);
}

fn singularity_login(to: &mut Vec<u8>, address: &str, network: Ipv4Addr) {
    let body = format!(r#"{{"email":"{address}","password":"Wrong-lamp-violet-41"}}"#);
    post(to, "/api/auth/login", JSON, network, &body);
}

fn insforge_sign_up(to: &mut Vec<u8>, address: &str, network: Ipv4Addr) {
    let body = format!(r#"{{"email":"{address}","password":"Quiet-lamp-violet-41"}}"#);
    post(to, "/api/auth/users?client_type=server", JSON, network, &body);
}
