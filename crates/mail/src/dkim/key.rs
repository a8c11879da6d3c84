//! The private key of a sender domain.

use std::fmt;

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::encoding::{AsDer, PublicKeyX509Der};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeyPair as RsaKeyPair;
use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair as _, RSA_PKCS1_SHA256};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use rustls_pki_types::PrivateKeyDer;
use rustls_pki_types::pem::PemObject;

/// The least length of an RSA key, in bits: verifiers take no shorter ones any more (RFC 8301).
const SHORTEST_RSA: usize = 1024;

/// A key that signs for a domain.
pub struct DkimKey {
    domain: String,
    selector: String,
    key: PrivateKey,
}

enum PrivateKey {
    Rsa(Box<RsaKeyPair>),
    Ed25519(Ed25519KeyPair),
}

/// Why a key can't sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DkimKeyError {
    /// The text holds no private key.
    #[error(
        "there is no private key in PEM (make one with `openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048`)"
    )]
    NoKey,
    /// It is of another kind.
    #[error("the key is neither an RSA key of 1024 bits or more nor an Ed25519 one")]
    Kind,
}

impl DkimKey {
    /// The key in this PEM text (PKCS#8, or PKCS#1 for RSA), which signs for a domain under a selector.
    pub fn from_pem(domain: &str, selector: &str, pem: &[u8]) -> Result<Self, DkimKeyError> {
        let der = PrivateKeyDer::from_pem_slice(pem).map_err(|_| DkimKeyError::NoKey)?;
        let rsa = match &der {
            PrivateKeyDer::Pkcs8(key) => RsaKeyPair::from_pkcs8(key.secret_pkcs8_der()),
            PrivateKeyDer::Pkcs1(key) => RsaKeyPair::from_der(key.secret_pkcs1_der()),
            _ => return Err(DkimKeyError::Kind),
        };
        let key = match (rsa, &der) {
            (Ok(rsa), _) if rsa.public_modulus_len() * 8 >= SHORTEST_RSA => PrivateKey::Rsa(Box::new(rsa)),
            (Err(_), PrivateKeyDer::Pkcs8(key)) => {
                let ed25519 = Ed25519KeyPair::from_pkcs8_maybe_unchecked(key.secret_pkcs8_der());
                PrivateKey::Ed25519(ed25519.map_err(|_| DkimKeyError::Kind)?)
            }
            _ => return Err(DkimKeyError::Kind),
        };
        Ok(Self { domain: domain.to_owned(), selector: selector.to_owned(), key })
    }

    /// The domain that it signs for.
    pub fn domain(&self) -> &str {
        &self.domain
    }

    /// Where under the domain its public part is looked for.
    pub fn selector(&self) -> &str {
        &self.selector
    }

    /// The DNS name of its public part.
    pub fn record_name(&self) -> String {
        format!("{}._domainkey.{}", self.selector, self.domain)
    }

    /// The public part in base64, as the tag `p` of the record has it.
    pub fn public_part(&self) -> String {
        match &self.key {
            PrivateKey::Rsa(key) => {
                let der: Result<PublicKeyX509Der<'_>, _> = key.public_key().as_der();
                der.map(|der| BASE64.encode(der.as_ref())).unwrap_or_default()
            }
            PrivateKey::Ed25519(key) => BASE64.encode(key.public_key()),
        }
    }

    /// The TXT record that belongs at [`record_name`](Self::record_name).
    pub fn record(&self) -> String {
        let kind = match self.key {
            PrivateKey::Rsa(_) => "rsa",
            PrivateKey::Ed25519(_) => "ed25519",
        };
        format!("v=DKIM1; k={kind}; p={}", self.public_part())
    }

    pub(super) fn algorithm(&self) -> &'static str {
        match self.key {
            PrivateKey::Rsa(_) => "rsa-sha256",
            PrivateKey::Ed25519(_) => "ed25519-sha256",
        }
    }

    /// Signs. Ed25519 signs the digest of the text, not the text (RFC 8463).
    pub(super) fn sign(&self, text: &[u8]) -> Vec<u8> {
        match &self.key {
            PrivateKey::Rsa(key) => {
                let mut signature = vec![0; key.public_modulus_len()];
                // It fails for want of memory alone, and then an email without a signature is better than none.
                let signed = key.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), text, &mut signature);
                signed.map(|()| signature).unwrap_or_default()
            }
            PrivateKey::Ed25519(key) => key.sign(digest(&SHA256, text).as_ref()).as_ref().to_vec(),
        }
    }
}

/// Without the private part.
impl fmt::Debug for DkimKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DkimKey").field("record", &self.record_name()).finish_non_exhaustive()
    }
}
