//! Where networks are, read from a GeoIP file: a database of cities or countries in MaxMind's format.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use maxminddb::{MaxMindDbError, Reader};
use rekey_core::ClientNetwork;
use rekey_core::time::Timestamp;
use rekey_mail::Places;
use rekey_render::context::Place;
use serde::Deserialize;

/// Kinds of databases that know countries.
const USABLE: [&str; 3] = ["City", "Country", "Enterprise"];

/// A GeoIP file can't be used.
#[derive(Debug, thiserror::Error)]
pub enum GeoIpError {
    #[error("can't be read: {0}")]
    Io(#[from] io::Error),
    #[error("is no database in MaxMind's format: {0}")]
    Format(#[from] MaxMindDbError),
    #[error("is a database of the type {0:?}; a City or Country database is needed")]
    Kind(String),
}

/// The file, read into memory. A newer file in its place is read when the next notice needs it.
pub struct GeoIp {
    path: PathBuf,
    read: Mutex<Read>,
}

/// What was read, and the time of the file then.
#[derive(Clone)]
struct Read {
    reader: Arc<Reader<Vec<u8>>>,
    modified: Option<SystemTime>,
}

impl GeoIp {
    /// # Errors
    /// The file can't be read, or knows no countries.
    pub fn open(path: &Path) -> Result<Self, GeoIpError> {
        Ok(Self { read: Mutex::new(Read::from_file(path)?), path: path.to_owned() })
    }

    /// The database's type, such as `GeoLite2-City`, and when it was made.
    pub fn about(&self) -> (String, Option<Timestamp>) {
        let reader = self.current();
        let made = i64::try_from(reader.metadata().build_epoch).ok();
        let made = made.and_then(|seconds| Timestamp::from_second(seconds).ok());
        (reader.metadata().database_type.clone(), made)
    }

    /// The database as the file has it now. If the file can't be used, the previous database stays.
    fn current(&self) -> Arc<Reader<Vec<u8>>> {
        let mut read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        let modified = modified(&self.path);
        if modified.is_some() && modified != read.modified {
            match Read::from_file(&self.path) {
                Ok(newer) => *read = newer,
                Err(error) => {
                    tracing::warn!(file = %self.path.display(), %error, "the newer GeoIP file is not used");
                    // Until the file changes again.
                    read.modified = modified;
                }
            }
        }
        read.reader.clone()
    }
}

impl Read {
    fn from_file(path: &Path) -> Result<Self, GeoIpError> {
        // Before the contents: a file that is replaced meanwhile is read once more.
        let modified = modified(path);
        let reader = Reader::from_source(fs::read(path)?)?;
        let kind = &reader.metadata().database_type;
        if !USABLE.iter().any(|usable| kind.contains(usable)) {
            return Err(GeoIpError::Kind(kind.clone()));
        }
        Ok(Self { reader: Arc::new(reader), modified })
    }
}

fn modified(path: &Path) -> Option<SystemTime> {
    fs::metadata(path).and_then(|file| file.modified()).ok()
}

impl Places for GeoIp {
    fn place_of(&self, network: ClientNetwork, language: &str) -> Option<Place> {
        let reader = self.current();
        let found = reader.lookup(network.address()?).and_then(|found| found.decode::<Record<'_>>());
        match found {
            Ok(record) => record?.in_language(language),
            Err(error) => {
                tracing::warn!(file = %self.path.display(), %error, "a network can't be looked up in the GeoIP file");
                None
            }
        }
    }
}

/// The part of a record that an email shows. Where the country is unknown, it is that of the network's registration.
#[derive(Deserialize)]
struct Record<'a> {
    #[serde(borrow, default)]
    city: Named<'a>,
    #[serde(borrow, default)]
    country: Named<'a>,
    #[serde(borrow, default)]
    location: Area<'a>,
}

/// More of a place.
#[derive(Default, Deserialize)]
struct Area<'a> {
    time_zone: Option<&'a str>,
}

/// Names by language.
#[derive(Default, Deserialize)]
struct Named<'a> {
    #[serde(borrow, default)]
    names: BTreeMap<&'a str, &'a str>,
}

impl Record<'_> {
    fn in_language(&self, language: &str) -> Option<Place> {
        let country = self.country.in_language(language)?;
        let time_zone = self.location.time_zone.map(str::to_owned);
        Some(Place { country, city: self.city.in_language(language), time_zone })
    }
}

impl Named<'_> {
    /// The name in this language, or a variant of it, or English, or any.
    fn in_language(&self, language: &str) -> Option<String> {
        let primary = |tag: &str| tag.split('-').next().unwrap_or_default().to_owned();
        let variant = || self.names.iter().find(|(tag, _)| primary(tag) == primary(language)).map(|(_, name)| name);
        let name = self.names.get(language).or_else(variant);
        let name = name.or_else(|| self.names.get("en")).or_else(|| self.names.values().next())?;
        Some((*name).to_owned())
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use std::net::IpAddr;

    use maxminddb_writer::Database;
    use maxminddb_writer::metadata::IpVersion;
    use maxminddb_writer::paths::IpAddrWithMask;
    use serde_json::json;

    use super::*;

    /// When each was made, in seconds since 1970.
    pub(crate) const MADE: i64 = 1_772_600_760;

    /// A database of this type, in which 192.0.2.0/24 is in Cologne and 2001:db8:1::/48 somewhere in Brazil.
    pub(crate) fn write_database(path: &Path, kind: &str, city: &str) {
        let mut database = Database::default();
        database.metadata.ip_version = IpVersion::V6;
        database.metadata.binary_format_major_version = 2;
        database.metadata.build_epoch = MADE.cast_unsigned();
        kind.clone_into(&mut database.metadata.database_type);
        let cologne = json!({
            "city": {"names": {"en": city, "de": "Köln"}},
            "country": {"iso_code": "DE", "names": {"en": "Germany", "de": "Deutschland", "zh-CN": "德国"}},
            "location": {"latitude": 50.9, "time_zone": "Europe/Berlin"},
        });
        let brazil = json!({"country": {"names": {"en": "Brazil", "pt-BR": "Brasil"}}});
        let nameless = json!({"location": {"latitude": 1.5}});
        for (network, record) in
            [("::192.0.2.0/120", cologne), ("2001:db8:1::/48", brazil), ("2001:db8:2::/48", nameless)]
        {
            let record = database.insert_value(record).unwrap();
            database.insert_node(network.parse::<IpAddrWithMask>().unwrap(), record);
        }
        database.write_to(fs::File::create(path).unwrap()).unwrap();
    }

    fn place(places: &GeoIp, address: &str, language: &str) -> Option<(Option<String>, String)> {
        let network = ClientNetwork::from(address.parse::<IpAddr>().unwrap());
        places.place_of(network, language).map(|place| (place.city, place.country))
    }

    #[test]
    fn a_network_is_placed_in_the_language_of_the_mail_or_in_english() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("city.mmdb");
        write_database(&path, "GeoLite2-City", "Cologne");
        let places = GeoIp::open(&path).unwrap();
        let cologne = |city: &str, country: &str| Some((Some(city.to_owned()), country.to_owned()));
        assert_eq!(place(&places, "192.0.2.7", "de"), cologne("Köln", "Deutschland"));
        assert_eq!(place(&places, "192.0.2.7", "zh-Hans"), cologne("Cologne", "德国"));
        assert_eq!(place(&places, "192.0.2.7", "uk"), cologne("Cologne", "Germany"));
        assert_eq!(place(&places, "2001:db8:1::9", "pt-BR"), Some((None, "Brasil".to_owned())));
        assert_eq!(place(&places, "2001:db8:2::9", "en"), None);
        assert_eq!(place(&places, "198.51.100.7", "en"), None);
        assert_eq!(places.place_of(ClientNetwork::LOCAL, "en"), None);
    }

    #[test]
    fn a_city_has_a_time_zone_where_the_table_says_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("city.mmdb");
        write_database(&path, "GeoLite2-City", "Cologne");
        let places = GeoIp::open(&path).unwrap();
        let zone = |address: &str| {
            places.place_of(ClientNetwork::from(address.parse::<IpAddr>().unwrap()), "en").unwrap().time_zone
        };
        assert_eq!(zone("192.0.2.7").as_deref(), Some("Europe/Berlin"));
        assert_eq!(zone("2001:db8:1::9"), None);
    }

    #[test]
    fn a_newer_file_is_read_and_a_broken_one_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("city.mmdb");
        let set_time = |seconds| {
            let time = SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(seconds);
            fs::File::options().write(true).open(&path).unwrap().set_modified(time).unwrap();
        };
        write_database(&path, "GeoLite2-City", "Cologne");
        set_time(1_000);
        let places = GeoIp::open(&path).unwrap();
        write_database(&path, "GeoLite2-City", "Colonia");
        set_time(2_000);
        let city = |places: &GeoIp| place(places, "192.0.2.7", "en").and_then(|(city, _)| city);
        assert_eq!(city(&places).as_deref(), Some("Colonia"));
        fs::write(&path, "half a file").unwrap();
        set_time(3_000);
        assert_eq!(city(&places).as_deref(), Some("Colonia"));
        write_database(&path, "GeoLite2-City", "Cologne");
        set_time(4_000);
        assert_eq!(city(&places).as_deref(), Some("Cologne"));
    }

    #[test]
    fn a_file_that_knows_no_countries_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("asn.mmdb");
        let refusal = |path: &Path| GeoIp::open(path).err().unwrap().to_string();
        assert!(refusal(&path).starts_with("can't be read"));
        fs::write(&path, "no database").unwrap();
        assert!(refusal(&path).contains("MaxMind's format"));
        write_database(&path, "GeoLite2-ASN", "Cologne");
        assert!(refusal(&path).contains("GeoLite2-ASN") && refusal(&path).contains("City or Country"));
    }
}
