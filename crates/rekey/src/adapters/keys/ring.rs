//! An installation's keys, made where they are missing.

use aws_lc_rs::error::Unspecified;
use rekey_core::DigestKey;
use rekey_core::ports::{Clock, DataKeyKind, DataKeyRow, KeyStore, Rng, StoreError};
use rekey_core::time::{Duration, after};
use zeroize::Zeroizing;

use super::signing::{SigningKey, SigningKeyError};
use super::vault::TotpKey;
use super::wrapping::{Wrapping, WrongSecret};

/// The installation's unsealed keys.
pub struct KeyRing {
    pub digest: DigestKey,
    /// Seals the secrets of second factors.
    pub totp: TotpKey,
    /// Sign JWTs, oldest first; at least one.
    pub signing: Vec<SigningKey>,
}

/// The keys that exist and could be unsealed.
#[derive(Default)]
struct Opened {
    digest: Option<DigestKey>,
    totp: Option<TotpKey>,
    signing: Vec<SigningKey>,
}

/// How long a new signing key is known before it signs: ten minutes in JWKS, for which services keep a copy, and a minute
/// for servers whose database makes them wait before they learn of it.
pub const ANNOUNCEMENT: Duration = Duration::from_mins(11);

/// The order in which keys are created: the audit records about all of them are marked with the first one.
const FIRST_TO_LAST: [DataKeyKind; 3] = [DataKeyKind::Digest, DataKeyKind::Totp, DataKeyKind::Signing];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rewrapped {
    /// Keys that were moved to the newest secret.
    pub moved: usize,
    pub keys: usize,
}

/// Why the keys can't be used.
#[derive(Debug, thiserror::Error)]
pub enum KeyRingError {
    /// They were sealed under another secret.
    #[error("the database's keys do not open with this `secret`: it was set up with another one")]
    WrongSecret(#[from] WrongSecret),
    /// A key opened, and is not what it should be.
    #[error("the key {0} in the database is damaged")]
    Damaged(String),
    #[error("a key could not be made")]
    Crypto(#[from] Unspecified),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl KeyRing {
    /// Opens the installation's keys, and creates missing ones. If many nodes start at once, one creates them, and all
    /// use those in the database.
    pub async fn open(
        store: &dyn KeyStore,
        wrapping: &Wrapping,
        clock: &dyn Clock,
        rng: &dyn Rng,
    ) -> Result<Self, KeyRingError> {
        let mut rows = store.data_keys().await?;
        let missing: Vec<DataKeyKind> =
            FIRST_TO_LAST.into_iter().filter(|kind| !rows.iter().any(|row| row.kind == *kind)).collect();
        // A wrong secret is found before anything is made with it.
        let known = Self::unwrap_all(&rows, wrapping)?;
        known.digest.iter().for_each(|key| store.mark_records(key));
        for kind in &missing {
            let row = make(*kind, wrapping, clock, rng)?;
            let made = Self::unwrap_all(std::slice::from_ref(&row), wrapping)?;
            made.digest.iter().for_each(|key| store.mark_records(key));
            store.add_data_key(row, true).await?;
        }
        if !missing.is_empty() {
            rows = store.data_keys().await?;
        }
        let Opened { digest, totp, signing } = Self::unwrap_all(&rows, wrapping)?;
        let missing = |kind: DataKeyKind| KeyRingError::Damaged(kind.code().to_owned());
        let digest = digest.ok_or_else(|| missing(DataKeyKind::Digest))?;
        // Another node may have been faster to make it.
        store.mark_records(&digest);
        Ok(Self { digest, totp: totp.ok_or_else(|| missing(DataKeyKind::Totp))?, signing })
    }

    /// Makes a new signing key. It signs once every verifier has had time to see it in JWKS ([`ANNOUNCEMENT`]);
    /// older keys still verify what they signed.
    pub async fn rotate(
        store: &dyn KeyStore,
        wrapping: &Wrapping,
        clock: &dyn Clock,
        rng: &dyn Rng,
    ) -> Result<DataKeyRow, KeyRingError> {
        let mut row = make(DataKeyKind::Signing, wrapping, clock, rng)?;
        row.active_at = after(row.created_at, ANNOUNCEMENT);
        store.add_data_key(row.clone(), false).await?;
        Ok(row)
    }

    /// Seals every key under the newest secret that is still sealed under a previous one. It can be interrupted and
    /// called again, because every key can be opened at any time.
    pub async fn rewrap(store: &dyn KeyStore, wrapping: &Wrapping, rng: &dyn Rng) -> Result<Rewrapped, KeyRingError> {
        let rows = store.data_keys().await?;
        let mut rewrapped = Rewrapped { moved: 0, keys: rows.len() };
        for row in rows.iter().filter(|row| !wrapping.is_newest(&row.id, row.kind, &row.wrapped)) {
            let key = wrapping.open(&row.id, row.kind, &row.wrapped)?;
            let wrapped = wrapping.seal(&row.id, row.kind, &key, rng)?;
            rewrapped.moved += usize::from(store.rewrap_data_key(&row.id, &row.wrapped, &wrapped).await?);
        }
        Ok(rewrapped)
    }

    fn unwrap_all(rows: &[DataKeyRow], wrapping: &Wrapping) -> Result<Opened, KeyRingError> {
        let mut opened = Opened::default();
        for row in rows {
            let key = wrapping.open(&row.id, row.kind, &row.wrapped)?;
            let damaged = || KeyRingError::Damaged(row.id.clone());
            match row.kind {
                DataKeyKind::Digest if opened.digest.is_some() => {}
                DataKeyKind::Totp if opened.totp.is_some() => {}
                DataKeyKind::Totp => opened.totp = Some(TotpKey::new(&key).map_err(|_| damaged())?),
                DataKeyKind::Digest => {
                    opened.digest = Some(DigestKey::new(key.as_slice().try_into().map_err(|_| damaged())?));
                }
                DataKeyKind::Signing => {
                    let parsed = SigningKey::parse(row.id.clone(), row.active_at, &key);
                    opened.signing.push(parsed.map_err(|_: SigningKeyError| damaged())?);
                }
            }
        }
        Ok(opened)
    }
}

/// The first key of a kind, sealed. It is active at once, since there is nothing that others would still verify with.
fn make(kind: DataKeyKind, wrapping: &Wrapping, clock: &dyn Clock, rng: &dyn Rng) -> Result<DataKeyRow, Unspecified> {
    let mut name = [0; 8];
    rng.fill(&mut name);
    let id = hex::encode(name);
    let key = match kind {
        DataKeyKind::Digest | DataKeyKind::Totp => {
            let mut key = Zeroizing::new(vec![0; 32]);
            rng.fill(&mut key);
            key
        }
        DataKeyKind::Signing => SigningKey::generate()?,
    };
    let wrapped = wrapping.seal(&id, kind, &key, rng)?;
    let now = clock.now();
    Ok(DataKeyRow { id, kind, wrapped, created_at: now, active_at: now })
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use async_trait::async_trait;
    use rekey_core::ports::Signer;
    use rekey_core::testing::{ManualClock, SeededRng};

    use super::*;

    /// Key rows in memory. `late`: what another node adds just before us.
    #[derive(Default)]
    struct Rows {
        rows: Mutex<Vec<DataKeyRow>>,
        late: Mutex<Vec<DataKeyRow>>,
    }

    #[async_trait]
    impl KeyStore for Rows {
        async fn data_keys(&self) -> Result<Vec<DataKeyRow>, StoreError> {
            Ok(self.rows.lock().unwrap().clone())
        }

        async fn add_data_key(&self, key: DataKeyRow, only_first: bool) -> Result<bool, StoreError> {
            let mut rows = self.rows.lock().unwrap();
            rows.append(&mut self.late.lock().unwrap());
            let taken = only_first && rows.iter().any(|row| row.kind == key.kind);
            if !taken {
                rows.push(key);
            }
            Ok(!taken)
        }

        fn mark_records(&self, _: &DigestKey) {}

        async fn rewrap_data_key(&self, id: &str, until_now: &[u8], wrapped: &[u8]) -> Result<bool, StoreError> {
            let mut rows = self.rows.lock().unwrap();
            let row = rows.iter_mut().find(|row| row.id == id && row.wrapped == until_now);
            Ok(row.map(|row| row.wrapped = wrapped.to_owned()).is_some())
        }
    }

    async fn open(rows: &Rows, secret: u8, seed: u64) -> Result<KeyRing, KeyRingError> {
        let wrapping = Wrapping::new(&[secret; 32]).unwrap();
        KeyRing::open(rows, &wrapping, &ManualClock::default(), &SeededRng::new(seed)).await
    }

    fn fingerprint(ring: &KeyRing) -> ([u8; 32], Vec<String>) {
        (ring.digest.digest("test", &[]), ring.signing.iter().map(|key| key.id().to_owned()).collect())
    }

    #[tokio::test]
    async fn keys_are_made_once_and_stay() {
        let rows = Rows::default();
        let first = fingerprint(&open(&rows, 1, 1).await.unwrap());
        assert_eq!(fingerprint(&open(&rows, 1, 2).await.unwrap()), first);
        assert_eq!(rows.rows.lock().unwrap().len(), 3);
    }

    #[tokio::test]
    async fn a_node_that_comes_second_goes_on_with_the_firsts_keys() {
        let first = Rows::default();
        let theirs = fingerprint(&open(&first, 1, 1).await.unwrap());
        let second = Rows { late: Mutex::new(first.rows.into_inner().unwrap()), ..Rows::default() };
        assert_eq!(fingerprint(&open(&second, 1, 2).await.unwrap()), theirs);
    }

    #[tokio::test]
    async fn another_secret_opens_nothing_and_makes_nothing() {
        let rows = Rows::default();
        open(&rows, 1, 1).await.unwrap();
        rows.rows.lock().unwrap().retain(|row| row.kind == DataKeyKind::Signing);
        let error = open(&rows, 2, 1).await.err().unwrap();
        assert!(matches!(error, KeyRingError::WrongSecret(_)));
        assert!(error.to_string().contains("`secret`"), "{error}");
        assert_eq!(rows.rows.lock().unwrap().len(), 1);
    }

    #[tokio::test]
    async fn after_a_rewrap_the_newest_secret_opens_everything_and_the_previous_one_nothing() {
        let rows = Rows::default();
        let keys = fingerprint(&open(&rows, 1, 1).await.unwrap());
        let both = Wrapping::new(&[2; 32]).unwrap().and_previous(&[1; 32]).unwrap();
        let rng = SeededRng::new(7);
        for moved in [3, 0] {
            let done = KeyRing::rewrap(&rows, &both, &rng).await.unwrap();
            assert_eq!(done, Rewrapped { moved, keys: 3 });
        }
        assert_eq!(fingerprint(&open(&rows, 2, 1).await.unwrap()), keys);
        assert!(matches!(open(&rows, 1, 1).await, Err(KeyRingError::WrongSecret(_))));
    }

    #[tokio::test]
    async fn the_first_signing_key_signs_at_once() {
        let ring = open(&Rows::default(), 1, 1).await.unwrap();
        let now = ManualClock::default().now();
        assert!(ring.signing[0].active_at() <= now);
        let signer = super::super::JwtSigner::new(&"https://a.example".parse().unwrap(), ring.signing);
        assert_eq!(signer.public_keys().len(), 1);
        assert_eq!(signer.public_keys()[0].modulus.len(), 256);
    }
}
