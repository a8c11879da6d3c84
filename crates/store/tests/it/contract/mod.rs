//! One suite of tests over `dyn Store`. A case is an async function that takes a [`Fixture`]; [`store_contract`]
//! makes a test of each for one backend. A case that no list names is dead code, so none is forgotten.

pub(crate) mod accept;
pub(crate) mod fixture;

pub(crate) use fixture::Fixture;

/// Makes a test of every case. Takes the name of an `async fn() -> Fixture` that opens an empty store.
macro_rules! store_contract {
    ($open:ident) => {
        crate::contract::store_contract! { @tests $open;
            accept: a_request_is_accepted_and_can_be_claimed;
        }
    };
    (@tests $open:ident; $($group:ident: $($case:ident)+;)+) => {
        $(mod $group {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $case() {
                crate::contract::$group::$case(super::$open().await).await;
            })+
        })+
    };
}
pub(crate) use store_contract;
