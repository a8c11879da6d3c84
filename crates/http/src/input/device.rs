//! Which browser and system a request names.

use axum::http::{HeaderMap, header};
use rekey_core::device::{Browser, Device, System};

/// What identifies a browser, the most specific first, because most of them also call themselves Chrome or Safari.
const BROWSERS: [(&str, Browser); 22] = [
    ("Edg/", Browser::Edge),
    ("EdgA/", Browser::Edge),
    ("EdgiOS/", Browser::Edge),
    ("Edge/", Browser::Edge),
    ("OPR/", Browser::Opera),
    ("OPT/", Browser::Opera),
    ("OPX/", Browser::Opera),
    ("Opera", Browser::Opera),
    ("Vivaldi/", Browser::Vivaldi),
    ("SamsungBrowser/", Browser::SamsungInternet),
    ("YaBrowser/", Browser::Yandex),
    ("DuckDuckGo/", Browser::DuckDuckGo),
    ("Ddg/", Browser::DuckDuckGo),
    ("Brave/", Browser::Brave),
    ("Firefox/", Browser::Firefox),
    ("FxiOS/", Browser::Firefox),
    ("MSIE ", Browser::InternetExplorer),
    ("Trident/", Browser::InternetExplorer),
    ("CriOS/", Browser::Chrome),
    ("Chromium/", Browser::Chrome),
    ("HeadlessChrome/", Browser::Chrome),
    ("Chrome/", Browser::Chrome),
];

/// What identifies a system. Phones come first, because they also name the system that theirs is based on.
const SYSTEMS: [(&str, System); 9] = [
    ("iPhone", System::IPhone),
    ("iPad", System::IPad),
    ("Android", System::Android),
    ("Windows", System::Windows),
    ("CrOS", System::ChromeOs),
    ("Macintosh", System::Mac),
    ("Mac OS X", System::Mac),
    ("Linux", System::Linux),
    ("X11", System::Linux),
];

/// What shows a page inside an app, a crawler, or another browser that we don't know, under the name of one that we do.
const OTHERS: [&str; 17] = [
    "; wv)",
    "FBAN/",
    "FBAV/",
    "Instagram",
    "Line/",
    "MicroMessenger/",
    "GSA/",
    "Electron/",
    "UCBrowser/",
    "UBrowser/",
    "SeaMonkey/",
    "Silk/",
    "MiuiBrowser/",
    "HuaweiBrowser/",
    "bot",
    "Bot",
    "spider",
];

/// The device that `User-Agent` names, if it is one of those that people use most. A Mac may be an iPad, which calls
/// itself one.
pub fn device(headers: &HeaderMap) -> Option<Device> {
    let agent = headers.get(header::USER_AGENT)?.to_str().ok()?;
    let find = |needle: &&str| agent.contains(*needle);
    let is_other = OTHERS.iter().any(find);
    // Apple's own has no name but its engine's.
    let is_safari = find(&"Version/") && find(&"Safari/") && find(&"AppleWebKit/") && !find(&"Android");
    let named = BROWSERS.iter().find(|(sign, _)| find(sign)).map(|(_, browser)| *browser);
    let browser = named.or(is_safari.then_some(Browser::Safari)).filter(|_| !is_other);
    let system = SYSTEMS.iter().find(|(sign, _)| find(sign)).map(|(_, system)| *system);
    Device::new(browser, system)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(agent: &str) -> String {
        let headers = HeaderMap::from_iter([(header::USER_AGENT, agent.parse().unwrap())]);
        device(&headers).map(|device| device.to_string()).unwrap_or_default()
    }

    #[test]
    fn the_browsers_that_people_use_are_told_from_each_other() {
        let mozilla = |rest: &str| told(&format!("Mozilla/5.0 {rest}"));
        let webkit = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/148.0.0.0";
        let mobile = "AppleWebKit/605.1.15 (KHTML, like Gecko)";
        let (windows, mac) = ("(Windows NT 10.0; Win64; x64)", "(Macintosh; Intel Mac OS X 10_15_7)");
        let (linux, android) = ("(X11; Linux x86_64)", "(Linux; Android 10; K)");
        let iphone = "(iPhone; CPU iPhone OS 18_7 like Mac OS X)";
        for (agent, device) in [
            (format!("{windows} {webkit} Safari/537.36"), "chrome/windows"),
            (format!("{windows} {webkit} Safari/537.36 Edg/148.0.0.0"), "edge/windows"),
            (format!("{windows} {webkit} Safari/537.36 OPR/130.0.0.0"), "opera/windows"),
            ("(Windows NT 10.0; Win64; x64; rv:150.0) Gecko/20100101 Firefox/150.0".to_owned(), "firefox/windows"),
            ("(Windows NT 6.1; WOW64; Trident/7.0; rv:11.0) like Gecko".to_owned(), "ie/windows"),
            (format!("{mac} {webkit} Safari/537.36"), "chrome/mac"),
            (format!("{mac} {mobile} Version/26.0 Safari/605.1.15"), "safari/mac"),
            (format!("{mac} {mobile} Version/26.0 Safari/605.1.15 Ddg/26.0"), "duckduckgo/mac"),
            (format!("{iphone} {mobile} Version/26.0 Mobile/15E148 Safari/604.1"), "safari/iphone"),
            (format!("{iphone} {mobile} CriOS/148.0.0.0 Mobile/15E148 Safari/604.1"), "chrome/iphone"),
            (format!("{iphone} {mobile} FxiOS/150.0 Mobile/15E148 Safari/605.1.15"), "firefox/iphone"),
            (format!("{iphone} {mobile} Version/26.0 EdgiOS/148.0 Mobile/15E148 Safari/604.1"), "edge/iphone"),
            (format!("(iPad; CPU OS 12_5 like Mac OS X) {mobile} Version/12.1 Safari/604.1"), "safari/ipad"),
            (format!("{android} {webkit} Mobile Safari/537.36"), "chrome/android"),
            ("(Android 15; Mobile; rv:150.0) Gecko/150.0 Firefox/150.0".to_owned(), "firefox/android"),
            (
                "(Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/29.0 Chrome/136.0.0.0 \
                 Mobile Safari/537.36"
                    .to_owned(),
                "samsung/android",
            ),
            (format!("{linux} {webkit} Safari/537.36 Vivaldi/7.5"), "vivaldi/linux"),
            (
                "(X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/148.0".to_owned(),
                "chrome/chromeos",
            ),
        ] {
            assert_eq!(mozilla(&agent), device, "{agent}");
        }
    }

    #[test]
    fn what_is_unknown_is_not_guessed() {
        for (agent, device) in [
            // An app that shows a page; Android's own old browser; a library; a crawler; nothing.
            (
                "Mozilla/5.0 (Linux; Android 15; Pixel 9; wv) AppleWebKit/537.36 Version/4.0 Chrome/148.0 Safari/537.36",
                "/android",
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_7 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 [FBAN/FBIOS]",
                "/iphone",
            ),
            ("Mozilla/5.0 (Linux; U; Android 4.0.3) AppleWebKit/534.30 Version/4.0 Mobile Safari/534.30", "/android"),
            ("Mozilla/5.0 AppleWebKit/537.36 (compatible; Googlebot/2.1) Chrome/148.0.0.0 Safari/537.36", ""),
            ("python-requests/2.34", ""),
            ("okhttp/5.1.0", ""),
            ("curl/8.19.0", ""),
            ("", ""),
        ] {
            assert_eq!(told(agent), device, "{agent}");
        }
        assert_eq!(device(&HeaderMap::new()), None);
    }
}
