//! The ports of core, over either database: each method names its step and says how urgent it is.

mod accounts;
mod audit;
mod directory;
mod keeping;
mod mails;
mod outbox;
mod recovery;
mod sessions;
mod sign_ups;
mod webhooks;

/// Runs a step as one transaction of this store's database: the same code, over the rows of either. `answer`: a person
/// waits for it; `background`: a worker or a clock does, and people go first. The names after the rows are owned values
/// that the step borrows: it may run several times, and the last run counts.
macro_rules! step {
    ($store:ident, $lane:ident, |$rows:ident $(, $owned:ident)*| $step:expr) => {
        match &$store.backend {
            $crate::store::Backend::Sqlite(sqlite) => {
                let step = async move |$rows: &$crate::sqlite::Step<'_>| {
                    $(let $owned = &$owned;)*
                    $step.await
                };
                sqlite.$lane(step).await
            }
            $crate::store::Backend::Postgres(postgres) => {
                $(let $owned = &$owned;)*
                let step = |tx: std::sync::Arc<$crate::postgres::Tx>| async move {
                    let $rows = &*tx;
                    $step.await
                };
                postgres.$lane(step).await
            }
        }
    };
}

/// Does a step of one operation for a worker or a clock.
macro_rules! lone {
    ($store:ident, |$rows:ident $(, $owned:ident)*| $operation:expr) => {
        match &$store.backend {
            $crate::store::Backend::Sqlite(sqlite) => {
                let step = async move |$rows: &$crate::sqlite::Step<'_>| {
                    $(let $owned = &$owned;)*
                    $crate::rows::commit($operation).await
                };
                sqlite.background(step).await
            }
            $crate::store::Backend::Postgres(postgres) => {
                $(let $owned = &$owned;)*
                let $rows = postgres.reads();
                $operation.await
            }
        }
    };
}

/// Reads outside of a step.
macro_rules! read {
    ($store:ident, |$rows:ident $(, $owned:ident)*| $read:expr) => {
        match &$store.backend {
            $crate::store::Backend::Sqlite(sqlite) => {
                let read = async move |$rows: &$crate::sqlite::Step<'_>| {
                    $(let $owned = &$owned;)*
                    $read.await
                };
                sqlite.read(read).await
            }
            $crate::store::Backend::Postgres(postgres) => {
                $(let $owned = &$owned;)*
                let $rows = postgres.reads();
                $read.await
            }
        }
    };
}

use {lone, read, step};
