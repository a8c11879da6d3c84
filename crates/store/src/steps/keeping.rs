//! What an installation keeps about itself: locations, templates, data keys, answers to requests that may come twice;
//! and the janitor's batches.

use std::net::IpAddr;

use rekey_core::LocationId;
use rekey_core::audit::{Action, BackendToken};
use rekey_core::location::LocationSettings;
use rekey_core::ports::{DataKeyRow, KeptAnswer, RepeatableRequest, Repetition, Retention, Swept, UntrustedProxy};
use rekey_core::templates::LocationTemplate;
use rekey_core::time::{Duration, Timestamp, after};

use super::audit;
use crate::rows::{AuditEvent, Commit, Expiring, Outrun, Rows, StepResult};

/// The note of the proxy that is not trusted.
pub(crate) const UNTRUSTED_PROXY: &str = "untrusted_proxy";

/// The note of what confirms a sender's messages.
pub(crate) fn confirmation(sender: &str) -> String {
    format!("confirmation_{sender}")
}

/// [`LocationStore::apply_locations`](rekey_core::ports::LocationStore::apply_locations).
pub(crate) async fn apply_locations<R: Rows>(
    rows: &R,
    patches: &[(LocationId, LocationSettings)],
    backend: Option<BackendToken>,
) -> StepResult<(), R> {
    let mut stored = rows.hold_locations().await?;
    for (id, patch) in patches {
        for image in &patch.images {
            rows.write_image(image).await?;
        }
        let settings = stored.remove(id).unwrap_or_default().patched_by(patch.clone());
        rows.write_location(*id, &settings).await?;
        stored.insert(*id, settings);
        AuditEvent::done(Action::LocationApplied).at(*id).by(backend).record(rows).await?;
    }
    Ok(Commit(()))
}

/// [`LocationStore::set_template`](rekey_core::ports::LocationStore::set_template).
pub(crate) async fn set_template<R: Rows>(
    rows: &R,
    location: LocationId,
    template: &LocationTemplate,
) -> StepResult<(), R> {
    rows.write_template(location, template).await?;
    AuditEvent::done(Action::TemplateSet).at(location).record(rows).await.map(Commit)
}

/// [`LocationStore::remove_template`](rekey_core::ports::LocationStore::remove_template).
pub(crate) async fn remove_template<R: Rows>(rows: &R, location: LocationId, name: &str) -> StepResult<bool, R> {
    let removed = rows.delete_template(location, name).await?;
    if removed {
        AuditEvent::done(Action::TemplateRemoved).at(location).record(rows).await?;
    }
    Ok(Commit(removed))
}

/// [`KeyStore::add_data_key`](rekey_core::ports::KeyStore::add_data_key).
pub(crate) async fn add_data_key<R: Rows>(rows: &R, key: &DataKeyRow, only_first: bool) -> StepResult<bool, R> {
    let added = rows.insert_key(key, only_first).await?;
    if added {
        AuditEvent::done(Action::KeyCreated).record(rows).await?;
    }
    Ok(Commit(added))
}

/// [`KeyStore::rewrap_data_key`](rekey_core::ports::KeyStore::rewrap_data_key).
pub(crate) async fn rewrap_data_key<R: Rows>(
    rows: &R,
    id: &str,
    until_now: &[u8],
    wrapped: &[u8],
) -> StepResult<bool, R> {
    let rewrapped = rows.rewrap_key(id, until_now, wrapped).await?;
    if rewrapped {
        AuditEvent::done(Action::KeyRewrapped).record(rows).await?;
    }
    Ok(Commit(rewrapped))
}

/// [`BackendStore::begin_request`](rekey_core::ports::BackendStore::begin_request).
pub(crate) async fn begin_request<R: Rows>(
    rows: &R,
    request: &RepeatableRequest,
    lease: Duration,
) -> StepResult<Repetition, R> {
    if rows.begin_repeatable(request, after(rows.now(), lease)).await? {
        return Ok(Commit(Repetition::First));
    }
    Ok(Commit(rows.repeatable(request).await?.ok_or(Outrun)?))
}

/// [`BackendStore::keep_answer`](rekey_core::ports::BackendStore::keep_answer).
pub(crate) async fn keep_answer<R: Rows>(
    rows: &R,
    request: &RepeatableRequest,
    answer: Option<&KeptAnswer>,
    retention: Duration,
) -> StepResult<(), R> {
    match answer {
        Some(answer) => rows.answer_repeatable(request, answer, after(rows.now(), retention)).await?,
        None => rows.forget_repeatable(request).await?,
    }
    Ok(Commit(()))
}

/// [`UpkeepStore::sweep`](rekey_core::ports::UpkeepStore::sweep).
pub(crate) async fn sweep<R: Rows>(rows: &R, retention: &Retention, limit: usize) -> StepResult<Swept, R> {
    let before = |span| rows.now().saturating_sub(span).unwrap_or(Timestamp::UNIX_EPOCH);
    let mut swept = 0;
    for kind in Expiring::ALL {
        swept += rows.delete_expired(kind, before(kind.kept_for(retention)), limit).await?;
    }
    swept += audit::forget(rows, before(retention.audit), limit).await?;
    Ok(Commit(Swept { rows: swept }))
}

/// [`UpkeepStore::note_untrusted_proxy`](rekey_core::ports::UpkeepStore::note_untrusted_proxy).
pub(crate) async fn note_untrusted_proxy<R: Rows>(rows: &R, peer: IpAddr) -> StepResult<(), R> {
    rows.set_note(UNTRUSTED_PROXY, &format!("{peer} {}", rows.now())).await.map(Commit)
}

/// What [`note_untrusted_proxy`] wrote.
pub(crate) fn read_untrusted_proxy(note: &str) -> Option<UntrustedProxy> {
    let (peer, seen_at) = note.split_once(' ')?;
    Some(UntrustedProxy { peer: peer.parse().ok()?, seen_at: seen_at.parse().ok()? })
}
