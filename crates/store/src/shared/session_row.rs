//! The client of a session as its column holds it: empty where the account's canonical address stands in, so that no
//! address stands outside its account (R17).

use rekey_core::session::ClientId;

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
