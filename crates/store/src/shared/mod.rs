//! What both backends share: the rules that apply in a step once its rows are read, and conversions between rows and
//! domain types. Nothing here touches a database.

pub(crate) mod account_row;
pub(crate) mod address_counts;
pub(crate) mod admission;
pub(crate) mod background;
pub(crate) mod columns;
pub(crate) mod corrupt;
pub(crate) mod hash_row;
pub(crate) mod images;
pub(crate) mod location_row;
pub(crate) mod notice_language_row;
pub(crate) mod notices;
pub(crate) mod outage;
pub(crate) mod retry;
pub(crate) mod schema;
pub(crate) mod second_factor;
pub(crate) mod session_row;
pub(crate) mod shadow_row;
pub(crate) mod shared_count;
pub(crate) mod sign_ups;
pub(crate) mod span;
pub(crate) mod standing;
pub(crate) mod subject_row;
pub(crate) mod token_row;
pub(crate) mod trail;
pub(crate) mod trial_row;
pub(crate) mod webhook_data;
pub(crate) mod wrong_codes;
