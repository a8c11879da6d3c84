//! Origins and the languages of notices, as rows hold them.

use rekey_core::Origin;
use rekey_core::device::Device;
use rekey_core::outbox::{Channel, NoticeLanguage};

use super::corrupt::Corrupt;

/// The language of three columns.
pub(crate) fn language(
    channel: String,
    locale: Option<String>,
    browser_locale: Option<String>,
) -> Result<NoticeLanguage, Corrupt> {
    let parse =
        |text: Option<String>| text.map(|text| text.parse()).transpose().map_err(|_| Corrupt::column("a locale"));
    Ok(NoticeLanguage {
        channel: Channel::from_code(channel),
        locale: parse(locale)?,
        browser_locale: parse(browser_locale)?,
    })
}

/// The origin of two columns. `None` if the network is corrupt; an unknown device is left out.
pub(crate) fn origin(network: &str, device: Option<&str>) -> Option<Origin> {
    Some(Origin { network: network.parse().ok()?, device: device.and_then(Device::from_row) })
}
