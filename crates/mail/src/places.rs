//! Where networks are, for notices.

use rekey_core::ClientNetwork;
use rekey_render::context::Place;

/// A table of places, such as a GeoIP file.
pub trait Places: Send + Sync {
    /// Where the network is, in this language (such as `pt-BR`) where the table has it. `None`: the table doesn't know.
    fn place_of(&self, network: ClientNetwork, language: &str) -> Option<Place>;
}
