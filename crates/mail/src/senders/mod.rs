//! Senders: the mail servers and providers that the settings name. Each kind is a module here and a line in [`KINDS`].

mod api;
mod chain;
mod events;
mod graph;
mod hook;
mod kind;
mod limits;
mod oauth_keys;
mod postmark;
mod reader;
mod resend;
mod rotation;
mod sendgrid;
mod server;
mod server_oauth;
mod ses;

pub use chain::{NamedSender, Senders};
pub use kind::{Key, Kind, Make, MakeReader, SetupError, Tools, Values};
pub use limits::SenderLimits;
pub use reader::{EventReader, EventReaders};
pub use rotation::Rotation;

/// Every kind of sender, in the order of the documentation.
pub const KINDS: &[&Kind] = &[
    &server::KIND,
    &server_oauth::KIND,
    &ses::KIND,
    &postmark::KIND,
    &sendgrid::KIND,
    &resend::KIND,
    &graph::KIND,
    &hook::KIND,
];

#[cfg(test)]
mod tests {
    use super::KINDS;

    #[test]
    fn the_docs_have_a_row_for_each_kind_that_names_its_keys() {
        let docs = include_str!("../../../../docs/senders.md");
        for kind in KINDS {
            let row = |line: &&str| line.starts_with('|') && line.contains(&format!("| `{}` |", kind.name));
            let rows: String = docs.lines().filter(row).collect();
            assert!(!rows.is_empty(), "{kind:?}");
            for key in kind.keys {
                assert!(rows.contains(&format!("`{}", key.name)), "{kind:?}: {}", key.name);
            }
        }
    }
}
