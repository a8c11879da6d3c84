//! The client of a session as its column holds it, empty if it is the account's canonical address, so that no
//! address is stored outside its account (R17); and where it was used from.

use rekey_core::session::{ClientId, Whereabouts};
use rekey_core::time::Timestamp;

use super::corrupt::Corrupt;

/// The column.
pub(crate) fn client_column(client: Option<&ClientId>) -> &str {
    client.map_or("", ClientId::as_str)
}

/// The client of a column.
pub(crate) fn client_of(column: &str) -> Result<Option<ClientId>, Corrupt> {
    if column.is_empty() {
        return Ok(None);
    }
    ClientId::new(column).map(Some).ok_or(Corrupt::column("sessions.client"))
}

/// Where a session was used from. 0.1 does not write that down.
pub(crate) fn whereabouts(areas: &str, told_at: Option<Timestamp>) -> Result<Whereabouts, Corrupt> {
    Whereabouts::stored(areas, told_at).ok_or(Corrupt::column("sessions.areas"))
}
