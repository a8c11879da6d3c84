//! `User-Agent`.

use axum::http::header::USER_AGENT;
use rekey_core::device::Device;
use rekey_http::input::device;

/// Only names from our own lists are kept of a header, and a row gives back the same device.
pub(crate) fn holds(data: &[u8]) {
    let Some(device) = device(&crate::headers(&USER_AGENT, data)) else { return };
    let row = device.to_string();
    assert_eq!(Device::from_row(&row), Some(device), "{row:?}");
    assert!(row.len() <= 24 && row.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'/'), "{row:?}");
}
