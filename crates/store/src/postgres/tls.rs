//! TLS to the database: rustls with aws-lc-rs, as everywhere in Rekey.

use std::path::PathBuf;
use std::sync::Arc;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, aws_lc_rs, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{ClientConfig, DigitallySignedStruct, RootCertStore, SignatureScheme};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::settings::Roots;

/// Why TLS can't be set up.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// The file that `sslrootcert` names can't be read or holds no certificate.
    #[error("the certificates of {path} can't be read: {reason}")]
    RootFile {
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// The operating system has no roots.
    #[error("this system has no root certificates; name a file with sslrootcert=FILE")]
    NoSystemRoots,
    /// The library rejects its own defaults.
    #[error("TLS can't be set up")]
    Library(#[from] rustls::Error),
}

/// How connections are encrypted, if the server and `sslmode` ask for it.
pub(super) fn connector(roots: &Roots) -> Result<MakeRustlsConnect, TlsError> {
    let provider = Arc::new(aws_lc_rs::default_provider());
    let builder = ClientConfig::builder_with_provider(Arc::clone(&provider)).with_safe_default_protocol_versions()?;
    let config = match root_store(roots)? {
        Some(store) => builder.with_root_certificates(store),
        None => builder.dangerous().with_custom_certificate_verifier(Arc::new(AnyCertificate(provider))),
    };
    Ok(MakeRustlsConnect::new(config.with_no_client_auth()))
}

fn root_store(roots: &Roots) -> Result<Option<RootCertStore>, TlsError> {
    let certificates = match roots {
        Roots::Unchecked => return Ok(None),
        Roots::System => rustls_native_certs::load_native_certs().certs,
        Roots::File(path) => {
            let broken = |reason: String| TlsError::RootFile { path: path.clone(), reason };
            let read = CertificateDer::pem_file_iter(path).and_then(Iterator::collect::<Result<Vec<_>, _>>);
            let found = read.map_err(|error| broken(error.to_string()))?;
            if found.is_empty() {
                return Err(broken("no certificate in it".to_owned()));
            }
            found
        }
    };
    let mut store = RootCertStore::empty();
    let (added, _) = store.add_parsable_certificates(certificates);
    if added == 0 { Err(TlsError::NoSystemRoots) } else { Ok(Some(store)) }
}

/// Accepts any certificate, as libpq does below `verify-ca`. That protects from eavesdroppers; SCRAM's channel binding
/// protects from impostors. Signatures are still checked.
#[derive(Debug)]
struct AnyCertificate(Arc<CryptoProvider>);

impl ServerCertVerifier for AnyCertificate {
    fn verify_server_cert(
        &self,
        _end_entity: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        _server_name: &ServerName<'_>,
        _ocsp_response: &[u8],
        _now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls12_signature(message, certificate, signed, &self.0.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls13_signature(message, certificate, signed, &self.0.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.signature_verification_algorithms.supported_schemes()
    }
}
