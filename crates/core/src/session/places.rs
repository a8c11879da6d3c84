//! Where an account was signed in to, by network and device, and when its owner gets a notice of a new one (R30).

use super::ClaimedDevice;
use crate::network::{Area, ClientNetwork};
use crate::time::{Duration, Timestamp, after};

/// For how long a place is remembered after the last sign-in there.
pub const PLACES_KEPT_FOR: Duration = Duration::from_hours(180 * 24);

/// How many places of an account count, the last ones.
pub const MOST_PLACES: usize = 100;

/// How often a day a new place is worth a notice. Anyone who knows the password can name any device.
const MOST_NOTICES: usize = 5;

/// The day that [`MOST_NOTICES`] counts in.
const DAY: Duration = Duration::from_hours(24);
/// A place that was written this recently need not be written again: one write a day is enough.
const FRESH_FOR: Duration = Duration::from_hours(179 * 24);

/// How marks of areas begin.
const AREA: &str = "area ";
/// How marks of devices begin.
const DEVICE: &str = "device ";

/// A place where an account was signed in to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownPlace {
    /// What it is known by.
    pub mark: String,
    /// When it was first seen.
    pub first_at: Timestamp,
    /// When it is forgotten.
    pub over_at: Timestamp,
}

impl KnownPlace {
    /// The network, if it is one.
    pub fn area(&self) -> Option<Area> {
        self.mark.strip_prefix(AREA)?.parse().ok()
    }

    /// The device, if it is one.
    pub fn device(&self) -> Option<&str> {
        self.mark.strip_prefix(DEVICE)
    }
}

/// What follows from a sign-in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// The marks to be remembered from now on.
    pub keep: Vec<String>,
    /// Whether the owner gets a notice.
    pub is_new: bool,
}

/// What follows from a sign-in from this network and by this device. The first of its kind is compared with nothing, so
/// that nobody gets a notice of their own sign-up.
pub fn seen(known: &[KnownPlace], network: ClientNetwork, device: &ClaimedDevice, now: Timestamp) -> Seen {
    let area = network.area();
    let is_far = |area: Area| known.iter().filter_map(KnownPlace::area).any(|other| other.is_far_from(area));
    let network = area.map(|area| format!("{AREA}{area}"));
    let device = (*device != ClaimedDevice::default())
        .then(|| format!("{DEVICE}{} / {}", device.browser().unwrap_or("?"), device.os().unwrap_or("?")));
    let place = |mark: &Option<String>| known.iter().find(|place| Some(&place.mark) == mark.as_ref());
    let new_network = place(&network).is_none() && area.is_some_and(is_far);
    let has_devices = known.iter().any(|place| place.device().is_some());
    let new_device = device.is_some() && place(&device).is_none() && has_devices;
    let lately = known.iter().filter(|place| now < after(place.first_at, DAY)).count();
    let is_fresh = |mark: &Option<String>| place(mark).is_some_and(|place| after(now, FRESH_FOR) < place.over_at);
    Seen {
        keep: [network, device].into_iter().filter(|mark| !is_fresh(mark)).flatten().collect(),
        is_new: (new_network || new_device) && lately < MOST_NOTICES,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::constant(1_900_000_000, 0);
    const LONG_AGO: Timestamp = Timestamp::constant(1_890_000_000, 0);

    fn device(browser: &str) -> ClaimedDevice {
        ClaimedDevice::new(Some(browser.to_owned()), Some("Linux".to_owned()))
    }

    /// What is known after these sign-ins, one after another.
    fn known(sign_ins: &[(&str, ClaimedDevice)], at: Timestamp) -> Vec<KnownPlace> {
        let mut known = Vec::new();
        for (network, device) in sign_ins {
            let Seen { keep, .. } = seen(&known, network.parse().unwrap(), device, at);
            let over_at = after(at, PLACES_KEPT_FOR);
            known.extend(keep.into_iter().map(|mark| KnownPlace { mark, first_at: at, over_at }));
        }
        known
    }

    fn is_new(known: &[KnownPlace], network: &str, device: &ClaimedDevice) -> bool {
        seen(known, network.parse().unwrap(), device, NOW).is_new
    }

    #[test]
    fn the_first_of_its_kind_is_not_new_and_every_other_one_is() {
        let nothing = ClaimedDevice::default();
        assert!(!is_new(&[], "192.0.2.1", &device("Firefox")));
        let known = known(&[("192.0.2.1", device("Firefox"))], LONG_AGO);
        assert!(!is_new(&known, "192.0.77.1", &device("Firefox")), "near, and known");
        assert!(is_new(&known, "198.51.100.1", &device("Firefox")));
        assert!(is_new(&known, "192.0.2.1", &device("Chromium")));
        assert!(!is_new(&known, "192.0.2.1", &nothing), "a client that names nothing");
        assert!(!is_new(&known, "2001:db8::1", &nothing), "the first of the other family");
    }

    #[test]
    fn a_day_brings_a_few_notices_at_most() {
        let browsers = ["A", "B", "C", "D"].map(|name| ("192.0.2.1", device(name)));
        let few = known(&browsers[..3], NOW);
        assert!(is_new(&few, "192.0.2.1", &device("E")));
        assert!(!is_new(&known(&browsers, NOW), "192.0.2.1", &device("E")));
        assert!(is_new(&known(&browsers, LONG_AGO), "192.0.2.1", &device("E")));
    }

    #[test]
    fn what_is_known_is_written_again_once_a_day() {
        let keeps =
            |at| seen(&known(&[("192.0.2.1", device("A"))], at), "192.0.2.1".parse().unwrap(), &device("A"), NOW).keep;
        assert_eq!(keeps(NOW), [""; 0]);
        assert_eq!(keeps(LONG_AGO), ["area c000", "device A / Linux"]);
    }
}
