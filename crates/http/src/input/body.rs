//! Request bodies, up to a size.

use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, header};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use tokio::sync::{Semaphore, SemaphorePermit};

/// The largest body that routes take, but for [`read_large_body`]: many times what any call needs, and little enough
/// that many at once don't fill the memory.
pub(crate) const MAX_BODY_BYTES: usize = 16 * 1024;

/// Why a body could not be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum BodyError {
    /// Over [`MAX_BODY_BYTES`].
    TooLarge,
    /// The connection broke, or the encoding did.
    Broken,
}

/// The whole body.
pub(crate) async fn read_body(body: Body) -> Result<Bytes, BodyError> {
    match Limited::new(body, MAX_BODY_BYTES).collect().await {
        Ok(collected) => Ok(collected.to_bytes()),
        Err(error) if error.is::<LengthLimitError>() => Err(BodyError::TooLarge),
        Err(_) => Err(BodyError::Broken),
    }
}

/// The whole body of a message that may be large, such as many events in one. One that is larger than what others may
/// send takes a permit and comes with it, so that few of them are in memory at once. None: there is no permit left.
pub(crate) async fn read_large_body(
    body: Body,
    most: usize,
    permits: &Semaphore,
) -> Result<Option<(Vec<u8>, Option<SemaphorePermit<'_>>)>, BodyError> {
    let mut body = std::pin::pin!(body);
    let (mut read, mut permit) = (Vec::new(), None);
    while let Some(frame) = body.frame().await {
        let Ok(data) = frame.map_err(|_| BodyError::Broken)?.into_data() else { continue };
        let length = read.len() + data.len();
        if length > most {
            return Err(BodyError::TooLarge);
        }
        if length > MAX_BODY_BYTES && permit.is_none() {
            let Ok(free) = permits.try_acquire() else { return Ok(None) };
            permit = Some(free);
        }
        read.extend_from_slice(&data);
    }
    Ok(Some((read, permit)))
}

/// Whether the request says that its body is of this type; parameters such as `charset` don't matter.
pub(crate) fn is_media_type(headers: &HeaderMap, expected: &str) -> bool {
    headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split(';').next())
        .is_some_and(|essence| essence.trim().eq_ignore_ascii_case(expected))
}
