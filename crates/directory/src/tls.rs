//! TLS to directories: rustls with aws-lc-rs, and certificates always checked.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustls::crypto::aws_lc_rs;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};

/// Why TLS can't be set up.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// The file with the operator's own roots can't be read or holds no certificate.
    #[error("the certificates of {path} can't be read: {reason}")]
    RootFile {
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// The operating system has no roots.
    #[error("this system has no root certificates; name a file with certificates")]
    NoSystemRoots,
    /// The library rejects its own defaults.
    #[error("TLS can't be set up")]
    Library(#[from] rustls::Error),
}

/// The certificates that a server's is checked against: those of a PEM file, else the operating system's. Those that
/// can't be used are left out.
pub fn roots(file: Option<&Path>) -> Result<Vec<CertificateDer<'static>>, TlsError> {
    let found = match file {
        None => rustls_native_certs::load_native_certs().certs,
        Some(path) => {
            let read = CertificateDer::pem_file_iter(path).and_then(Iterator::collect::<Result<Vec<_>, _>>);
            read.map_err(|error| broken(path, error.to_string()))?
        }
    };
    let usable: Vec<_> =
        found.into_iter().filter(|certificate| RootCertStore::empty().add(certificate.clone()).is_ok()).collect();
    match (usable.is_empty(), file) {
        (false, _) => Ok(usable),
        (true, Some(path)) => Err(broken(path, "no certificate in it".to_owned())),
        (true, None) => Err(TlsError::NoSystemRoots),
    }
}

fn broken(path: &Path, reason: String) -> TlsError {
    TlsError::RootFile { path: path.to_owned(), reason }
}

/// What encrypts connections, and accepts only servers whose certificate is good for their host.
pub fn client_config(file: Option<&Path>) -> Result<ClientConfig, TlsError> {
    let mut store = RootCertStore::empty();
    store.add_parsable_certificates(roots(file)?);
    let provider = Arc::new(aws_lc_rs::default_provider());
    let builder = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions()?;
    Ok(builder.with_root_certificates(store).with_no_client_auth())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_without_certificates_is_refused_by_name() {
        let folder = tempfile::tempdir().unwrap();
        for (name, content) in [("missing.pem", None), ("empty.pem", Some(""))] {
            let path = folder.path().join(name);
            if let Some(content) = content {
                std::fs::write(&path, content).unwrap();
            }
            let error = client_config(Some(&path)).unwrap_err().to_string();
            assert!(error.contains(name), "{error}");
        }
    }
}
