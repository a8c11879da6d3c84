//! TLS for SMTP: whom to trust.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::{CertificateError, ClientConfig, DigitallySignedStruct, Error, RootCertStore, SignatureScheme};
use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, InvalidDnsNameError, ServerName, UnixTime};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use x509_cert::Certificate;
use x509_cert::der::Decode;
use x509_cert::ext::pkix::BasicConstraints;

use super::dial::dial;

/// How long asking a port for TLS may take.
const PROBE: Duration = Duration::from_secs(5);

/// Certificates to trust besides the system's: authorities, and servers' own.
#[derive(Debug, Clone)]
pub struct NamedCertificates(Vec<CertificateDer<'static>>);

/// A text holds no certificates that could be trusted.
#[derive(Debug, thiserror::Error)]
pub enum NamedCertificatesError {
    /// Text that is marked as PEM and isn't.
    #[error("not a PEM file: {0:?}")]
    Pem(rustls_pki_types::pem::Error),
    /// One that is not an X.509 certificate; counted from 1.
    #[error("certificate {0} of the file is not an X.509 certificate")]
    Certificate(usize),
    /// A file without any, such as a key's.
    #[error("the file holds no certificate; expected PEM text that begins with -----BEGIN CERTIFICATE-----")]
    Empty,
}

impl NamedCertificates {
    /// Reads one or more certificates in PEM.
    pub fn from_pem(pem: &[u8]) -> Result<Self, NamedCertificatesError> {
        let certificates: Vec<_> =
            CertificateDer::pem_slice_iter(pem).collect::<Result<_, _>>().map_err(NamedCertificatesError::Pem)?;
        if let Some(index) = certificates.iter().position(|der| Certificate::from_der(der).is_err()) {
            return Err(NamedCertificatesError::Certificate(index + 1));
        }
        if certificates.is_empty() { Err(NamedCertificatesError::Empty) } else { Ok(Self(certificates)) }
    }
}

/// TLS can't be set up.
#[derive(Debug, thiserror::Error)]
pub enum TlsSetupError {
    /// No certificate could be for this host.
    #[error("no certificate could be for the mail server's host")]
    Host(#[from] InvalidDnsNameError),
    /// No certificate can be verified.
    #[error("TLS for SMTP: {0}")]
    Verifier(#[from] rustls::client::VerifierBuilderError),
    /// No common protocol version.
    #[error("TLS for SMTP: {0}")]
    Protocol(#[from] Error),
}

/// Encrypts connections to one server.
pub(super) struct Tls {
    connector: TlsConnector,
    host: ServerName<'static>,
}

impl Tls {
    /// Trusts the system's authorities, or the built-in ones where the system has none, and the named certificates.
    pub(super) fn new(host: &str, named: Option<&NamedCertificates>) -> Result<Self, TlsSetupError> {
        let named = named.map_or(&[][..], |named| &named.0);
        let mut roots = RootCertStore::empty();
        roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        if roots.is_empty() {
            roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
        }
        // The library would let any certificate vouch for others, a server's own too.
        roots.add_parsable_certificates(named.iter().filter(|der| is_authority(der)).cloned());
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let authorities = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), provider.clone()).build()?;
        let verifier = Arc::new(Verifier { named: named.to_vec(), authorities });
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()?
            .dangerous()
            .with_custom_certificate_verifier(verifier)
            .with_no_client_auth();
        let host = ServerName::try_from(host)?.to_owned();
        Ok(Self { connector: Arc::new(config).into(), host })
    }

    /// The encrypted stream and the server's certificate.
    pub(super) async fn connect<S: AsyncRead + AsyncWrite + Unpin>(
        &self,
        stream: S,
    ) -> io::Result<(TlsStream<S>, CertificateDer<'static>)> {
        let stream = self.connector.connect(self.host.clone(), stream).await?;
        let certificate = stream.get_ref().1.peer_certificates().and_then(<[_]>::first);
        let certificate = certificate.ok_or_else(|| io::Error::other("the server showed no certificate"))?;
        let certificate = certificate.clone().into_owned();
        Ok((stream, certificate))
    }
}

/// Whether a port expects TLS from the first byte. Nothing but the handshake is tried, and nobody is trusted.
pub(super) async fn speaks_tls(host: &str, port: u16) -> bool {
    let asking = async {
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let config = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions().ok()?;
        let config = config.with_root_certificates(RootCertStore::empty()).with_no_client_auth();
        let name = ServerName::try_from(host).ok()?.to_owned();
        let stream = dial(host, port).await.ok()?;
        Some(match TlsConnector::from(Arc::new(config)).connect(name, stream).await {
            Ok(_) => true,
            Err(error) => tls_error(&error).is_some_and(|error| !matches!(error, Error::InvalidMessage(_))),
        })
    };
    tokio::time::timeout(PROBE, asking).await.ok().flatten().unwrap_or_default()
}

/// What TLS itself says went wrong.
pub(super) fn tls_error(error: &io::Error) -> Option<&Error> {
    error.get_ref().and_then(|inner| inner.downcast_ref())
}

/// Trusts a named certificate as itself, whatever name it bears, and others if an authority vouches for them. Either way
/// the server has to prove that it holds the key.
#[derive(Debug)]
struct Verifier {
    named: Vec<CertificateDer<'static>>,
    authorities: Arc<WebPkiServerVerifier>,
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        if self.named.contains(end_entity) {
            in_its_time(end_entity, now)?;
            return Ok(ServerCertVerified::assertion());
        }
        self.authorities.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now)
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.authorities.verify_tls12_signature(message, cert, dss)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.authorities.verify_tls13_signature(message, cert, dss)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.authorities.supported_verify_schemes()
    }
}

fn in_its_time(der: &CertificateDer<'_>, now: UnixTime) -> Result<(), CertificateError> {
    let certificate = Certificate::from_der(der).map_err(|_| CertificateError::BadEncoding)?;
    let validity = certificate.tbs_certificate.validity;
    let now = Duration::from_secs(now.as_secs());
    if now < validity.not_before.to_unix_duration() {
        Err(CertificateError::NotValidYet)
    } else if now > validity.not_after.to_unix_duration() {
        Err(CertificateError::Expired)
    } else {
        Ok(())
    }
}

/// Whether a certificate says that it vouches for others.
fn is_authority(der: &CertificateDer<'_>) -> bool {
    let Ok(certificate) = Certificate::from_der(der) else { return false };
    matches!(certificate.tbs_certificate.get::<BasicConstraints>(), Ok(Some((_, BasicConstraints { ca: true, .. }))))
}
