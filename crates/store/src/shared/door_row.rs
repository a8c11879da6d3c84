//! Doors and origins, as rows hold them.

use rekey_core::Origin;
use rekey_core::device::Device;
use rekey_core::outbox::{Channel, Door};

use super::corrupt::Corrupt;

/// The door of three columns.
pub(crate) fn door(channel: String, locale: Option<String>, browser_locale: Option<String>) -> Result<Door, Corrupt> {
    let parse =
        |text: Option<String>| text.map(|text| text.parse()).transpose().map_err(|_| Corrupt::column("a locale"));
    Ok(Door { channel: Channel::from_code(channel), locale: parse(locale)?, browser_locale: parse(browser_locale)? })
}

/// The origin of two columns. `None` if the network is corrupt; an unknown device is left out.
pub(crate) fn origin(network: &str, device: Option<&str>) -> Option<Origin> {
    Some(Origin { network: network.parse().ok()?, device: device.and_then(Device::from_row) })
}
