//! What the operator's own programs may do: those that know the setting `admin.token`.

mod gate;
mod token;

pub(crate) use gate::{Admin, AdminRefusal};
pub use token::{AdminToken, AdminTokenError, SHORTEST_ADMIN_TOKEN};
