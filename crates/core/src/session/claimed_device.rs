//! What a client says that it is.

use crate::device::{Browser, Device, System};
use crate::shown_name::{NamedBy, shown_name};

/// A browser and an operating system, as the client names them: shown to the person, and not relied on for anything.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ClaimedDevice {
    browser: Option<String>,
    os: Option<String>,
}

impl ClaimedDevice {
    /// What a client names. A name that can't be shown counts as none.
    pub fn new(browser: Option<String>, os: Option<String>) -> Self {
        let [browser, os] = [browser, os].map(|name| shown_name(name, NamedBy::Operator).ok().flatten());
        Self { browser, os }
    }

    /// This, or the device that the request shows if the client names none.
    #[must_use]
    pub fn or(self, shown: Option<Device>) -> Self {
        if self == Self::default() { shown.map(Self::from).unwrap_or_default() } else { self }
    }

    /// The browser.
    pub fn browser(&self) -> Option<&str> {
        self.browser.as_deref()
    }

    /// The operating system.
    pub fn os(&self) -> Option<&str> {
        self.os.as_deref()
    }
}

impl From<Device> for ClaimedDevice {
    fn from(device: Device) -> Self {
        let (browser, os) = (device.browser().map(Browser::name), device.system().map(System::name));
        Self { browser: browser.map(str::to_owned), os: os.map(str::to_owned) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_request_shows_counts_only_if_the_client_names_nothing() {
        let shown = Device::new(Some(Browser::Firefox), Some(System::Linux));
        let named = ClaimedDevice::new(None, Some("TempleOS".to_owned()));
        assert_eq!(named.clone().or(shown), named);
        let device = ClaimedDevice::default().or(shown);
        assert_eq!((device.browser(), device.os()), (Some("Firefox"), Some("Linux")));
        assert_eq!(ClaimedDevice::default().or(None), ClaimedDevice::default());
    }
}
