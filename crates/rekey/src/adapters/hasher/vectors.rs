//! Hashes that other systems' own libraries made (scripts/password-hashes), held against the hasher.

use rekey_core::Password;
use rekey_core::password_hash::UnusableHash;
use rekey_core::ports::{Decoy, Hasher};

use super::tests::{WORK, hasher};

/// Who made it, the password, the hash.
fn vectors() -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
    include_str!("vectors.tsv").lines().map(|line| {
        let [maker, password, hash] = line.split('\t').collect::<Vec<_>>()[..] else { panic!("{line}") };
        (maker, password, hash)
    })
}

#[tokio::test]
async fn hashes_of_other_systems_verify_for_their_password_and_no_other() {
    let hasher = hasher();
    for (maker, password, text) in vectors() {
        let hash = hasher.read(text).unwrap_or_else(|error| panic!("{maker}, {text}: {error}"));
        let verify = async |password: &str| {
            hasher.verify(&WORK, &Password::new(password), Some(&hash), Decoy::none()).await.unwrap()
        };
        assert!(verify(password).await, "{maker}: {text}");
        assert!(!verify(&password.to_uppercase()).await, "{maker}: {text}");
        assert!(!verify("").await, "{maker}: {text}");
        assert!(!hasher.is_current(&hash), "{maker}: {text}");
        assert!(!hash.recipe().0.contains('$'), "{maker}: a recipe holds no salt");
    }
}

#[test]
fn a_hash_that_lost_its_end_is_refused_and_says_what_it_began_like() {
    // ASP.NET Identity v2 has nothing at its beginning to be known by.
    for (maker, _, text) in vectors().filter(|(maker, ..)| !maker.starts_with("ASP.NET Identity v2")) {
        let cut = &text[..text.len() / 3];
        let error = hasher().read(cut).map(drop).unwrap_err();
        assert!(matches!(error, UnusableHash::Malformed(_)), "{maker}, {cut}: {error}");
    }
}

#[tokio::test]
async fn schemes_named_before_the_hash_are_read() {
    let bcrypt = vectors().find(|(_, _, hash)| hash.starts_with("$2y$")).unwrap();
    let crypt = vectors().find(|(_, _, hash)| hash.starts_with("$6$")).unwrap();
    let md5 = vectors().find(|(_, _, hash)| hash.starts_with("$1$")).unwrap();
    for (prefix, (_, password, hash)) in
        [("{BLF-CRYPT}", bcrypt), ("{CRYPT}", bcrypt), ("{SHA512-CRYPT}", crypt), ("{MD5-CRYPT}", md5)]
    {
        let hash = hasher().read(&format!("{prefix}{hash}")).unwrap();
        assert!(
            hasher().verify(&WORK, &Password::new(password), Some(&hash), Decoy::none()).await.unwrap(),
            "{prefix}"
        );
    }
}

#[test]
fn what_can_not_or_should_not_be_verified_is_refused() {
    let tail = "c29tZXNhbHQ$iekCn0Y3spW+sCcFanM2xBT63UP2sghkUoHLIUpWRS8";
    let hash = "AAAAAAAAAAAAAAAAAAAAAA";
    let refusal = |text: &str| hasher().read(text).map(drop).unwrap_err();
    for text in [
        format!("$argon2id$v=19$m=4194304,t=2,p=1${tail}"),
        format!("$argon2id$v=19$m=1024,t=4000000,p=1${tail}"),
        "$2b$31$R9h/cIPz0gi.URNNX3kh2OPST9/PgBkqquzi.Ss7KIUgO2t0jWMUW".to_owned(),
        "$2b$03$R9h/cIPz0gi.URNNX3kh2OPST9/PgBkqquzi.Ss7KIUgO2t0jWMUW".to_owned(),
        format!("$scrypt$ln=22,r=8,p=1${hash}${hash}"),
        format!("$scrypt$ln=200,r=8,p=1${hash}${hash}"),
        format!("pbkdf2_sha256$4000000000$salt${hash}"),
        format!("$fbscrypt$v=1,n=30,r=8,p=1,ss=Bw==,sk={hash}${hash}${hash}"),
        format!("$6$rounds=999999999$salt${}", "a".repeat(86)),
    ] {
        assert!(matches!(refusal(&text), UnusableHash::TooCostly(_)), "{text}: {:?}", refusal(&text));
    }
    for text in [
        format!("$argon2id$v=19$m=1024,t=2,p=1,keyid=AAAA${tail}"),
        format!("$argon2id$v=20$m=1024,t=2,p=1${tail}"),
        "$argon2id$v=19$m=1024,t=2,p=1$c29tZXNhbHQ".to_owned(),
        "pbkdf2:md5:1000$salt$00112233445566778899aabbccddeeff".to_owned(),
        format!("pbkdf2_sha256$0$salt${hash}"),
        "pbkdf2_sha256$1000$salt$AAAA".to_owned(),
        format!("scrypt:1000:8:1$salt${}", "00".repeat(64)),
        "{SSHA256}AAAA".to_owned(),
        "AQAAAAkAACcQAAAAEAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA==".to_owned(),
    ] {
        assert!(matches!(refusal(&text), UnusableHash::Malformed(_)), "{text}: {:?}", refusal(&text));
    }
    for text in ["", "password", "5f4dcc3b5aa765d61d8327deb882cf99", "{MD5}X03M", "$é$"] {
        assert_eq!(refusal(text), UnusableHash::UnknownKind, "{text}");
    }
    assert_eq!(refusal(&format!("$2b${}", "x".repeat(600))), UnusableHash::Text);
}
