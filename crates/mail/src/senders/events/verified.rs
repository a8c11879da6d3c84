//! Public keys that verify messages.

use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_ASN1, RSA_PKCS1_2048_8192_SHA1_FOR_LEGACY_USE_ONLY, RSA_PKCS1_2048_8192_SHA256,
    UnparsedPublicKey, VerificationAlgorithm,
};
use rekey_core::time::Timestamp;
use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject;
use x509_cert::Certificate;
use x509_cert::der::Decode;
use x509_cert::spki::{ObjectIdentifier, SubjectPublicKeyInfoRef};

const ELLIPTIC: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");
const P256: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.3.1.7");
const RSA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");

/// A public key, as algorithms take it.
#[derive(Debug, Clone)]
pub(crate) struct VerifyingKey(Vec<u8>);

impl VerifyingKey {
    /// A key for ECDSA over P-256, from its `SubjectPublicKeyInfo`.
    pub(crate) fn p256(der: &[u8]) -> Option<Self> {
        let info = SubjectPublicKeyInfoRef::from_der(der).ok()?;
        let is_ours = info.algorithm.assert_algorithm_oid(ELLIPTIC).is_ok()
            && info.algorithm.parameters_oid().is_ok_and(|curve| curve == P256);
        is_ours.then(|| info.subject_public_key.raw_bytes().into()).map(Self)
    }

    /// The RSA key of a certificate in PEM that is good at this instant.
    pub(crate) fn of_certificate(pem: &[u8], now: Timestamp) -> Option<Self> {
        let certificate = Certificate::from_der(&CertificateDer::from_pem_slice(pem).ok()?).ok()?.tbs_certificate;
        let (from, until) = (certificate.validity.not_before, certificate.validity.not_after);
        let seconds = u64::try_from(now.as_second()).ok()?;
        let is_good = (from.to_unix_duration().as_secs()..=until.to_unix_duration().as_secs()).contains(&seconds);
        let info = certificate.subject_public_key_info;
        let is_ours = is_good && info.algorithm.oid == RSA;
        is_ours.then(|| info.subject_public_key.raw_bytes().into()).map(Self)
    }

    /// Whether this signature in DER is of the message, by ECDSA and SHA-256.
    pub(crate) fn has_signed_by_ecdsa(&self, message: &[u8], signature: &[u8]) -> bool {
        self.verifies(&ECDSA_P256_SHA256_ASN1, message, signature)
    }

    /// Whether this signature is of the message, by RSA and SHA-256, or SHA-1 where that is what the other side has.
    pub(crate) fn has_signed_by_rsa(&self, with_sha1: bool, message: &[u8], signature: &[u8]) -> bool {
        if with_sha1 {
            self.verifies(&RSA_PKCS1_2048_8192_SHA1_FOR_LEGACY_USE_ONLY, message, signature)
        } else {
            self.verifies(&RSA_PKCS1_2048_8192_SHA256, message, signature)
        }
    }

    fn verifies(&self, algorithm: &'static dyn VerificationAlgorithm, message: &[u8], signature: &[u8]) -> bool {
        UnparsedPublicKey::new(algorithm, &self.0).verify(message, signature).is_ok()
    }
}
