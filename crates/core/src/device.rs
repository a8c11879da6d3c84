//! What a person used: a browser on a system, as browsers name themselves. Only these few words are ever stored.

use std::fmt;

/// Makes an enum whose variants have a code for storage and the name that its makers use, the same in every language.
macro_rules! names {
    ($(#[$about:meta])* $kind:ident { $($variant:ident = $code:literal, $name:literal;)* }) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum $kind {
            $(#[doc = $name] $variant,)*
        }

        impl $kind {
            /// Every one.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// The stable name, used in storage.
            pub fn code(self) -> &'static str {
                match self { $(Self::$variant => $code),* }
            }

            /// As its makers write it.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name),* }
            }

            fn from_code(code: &str) -> Option<Self> {
                match code { $($code => Some(Self::$variant),)* _ => None }
            }
        }
    };
}

names! {
    /// A browser.
    Browser {
        Brave = "brave", "Brave";
        Chrome = "chrome", "Chrome";
        DuckDuckGo = "duckduckgo", "DuckDuckGo";
        Edge = "edge", "Edge";
        Firefox = "firefox", "Firefox";
        InternetExplorer = "ie", "Internet Explorer";
        Opera = "opera", "Opera";
        Safari = "safari", "Safari";
        SamsungInternet = "samsung", "Samsung Internet";
        Vivaldi = "vivaldi", "Vivaldi";
        Yandex = "yandex", "Yandex Browser";
    }
}

names! {
    /// An operating system, or the device that has no other.
    System {
        Android = "android", "Android";
        ChromeOs = "chromeos", "ChromeOS";
        IPad = "ipad", "iPad";
        IPhone = "iphone", "iPhone";
        Linux = "linux", "Linux";
        Mac = "mac", "Mac";
        Windows = "windows", "Windows";
    }
}

/// What is known of a device. At least one part is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Device {
    browser: Option<Browser>,
    system: Option<System>,
}

impl Device {
    /// None if neither is known.
    pub fn new(browser: Option<Browser>, system: Option<System>) -> Option<Self> {
        (browser.is_some() || system.is_some()).then_some(Self { browser, system })
    }

    /// The browser, if it is one that we know.
    pub fn browser(self) -> Option<Browser> {
        self.browser
    }

    /// The system, if it is one that we know.
    pub fn system(self) -> Option<System> {
        self.system
    }

    /// The device of a row. A name of a later version is unknown here.
    pub fn from_row(text: &str) -> Option<Self> {
        let (browser, system) = text.split_once('/')?;
        Self::new(Browser::from_code(browser), System::from_code(system))
    }
}

/// As rows hold it: `chrome/windows`, `/iphone`, `firefox/`.
impl fmt::Display for Device {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (browser, system) = (self.browser.map(Browser::code), self.system.map(System::code));
        write!(f, "{}/{}", browser.unwrap_or_default(), system.unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_device_is_read_back_from_its_row() {
        let browsers = Browser::ALL.iter().copied().map(Some).chain([None]);
        for browser in browsers {
            for system in System::ALL.iter().copied().map(Some).chain([None]) {
                let Some(device) = Device::new(browser, system) else { continue };
                assert_eq!(Device::from_row(&device.to_string()), Some(device));
            }
        }
    }

    #[test]
    fn what_a_later_version_wrote_is_unknown() {
        assert_eq!(Device::from_row("ladybird/linux"), Device::new(None, Some(System::Linux)));
        for text in ["", "/", "ladybird/haiku", "chrome"] {
            assert_eq!(Device::from_row(text), None, "{text:?}");
        }
    }
}
