//! Failures in the document: shown as the dialect's own table renders them.

use std::collections::BTreeMap;
use std::marker::PhantomData;

use axum::http::StatusCode;
use rekey_core::Fault;
use rekey_core::ports::StoreError;
use rekey_core::time::Duration;
use utoipa::openapi::example::ExampleBuilder;
use utoipa::openapi::header::HeaderBuilder;
use utoipa::openapi::{ContentBuilder, Object, Ref, RefOr, Response, ResponseBuilder, Type};
use utoipa::{IntoResponses, ToSchema};

use crate::error_response::ErrorResponse;
use crate::input::InputError;

/// What a route may refuse; see [`refusals!`].
pub(crate) trait Refusals {
    /// The dialect's failure.
    type Failure: ErrorResponse;

    /// Each failure that the route may answer with.
    fn list() -> Vec<Self::Failure>;
}

/// Says what routes may refuse, each under a name that `responses(…)` takes as `Refused<Name>`: lists of whatever
/// becomes a failure of the dialect.
macro_rules! refusals {
    ($($(#[$doc:meta])* $name:ident: $failure:ty = [$($rows:expr),+ $(,)?];)+) => {$(
        $(#[$doc])*
        pub(super) struct $name;

        impl crate::openapi::Refusals for $name {
            type Failure = $failure;

            fn list() -> Vec<$failure> {
                let mut list: Vec<$failure> = Vec::new();
                $(list.extend($rows.into_iter().map(<$failure>::from));)+
                list
            }
        }
    )+};
}

pub(crate) use refusals;

/// The responses of a route's failures: one for each status, with an example for each failure.
pub(crate) struct Refused<R>(PhantomData<R>);

impl<R: Refusals> IntoResponses for Refused<R> {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        let mut by_status: BTreeMap<StatusCode, Vec<R::Failure>> = BTreeMap::new();
        for failure in R::list() {
            by_status.entry(failure.status()).or_default().push(failure);
        }
        by_status.iter().map(|(status, failures)| (status.as_str().to_owned(), response(failures).into())).collect()
    }
}

/// The responses of a route that people open as well: a failure may also be a page.
pub(crate) struct RefusedOnPage<R>(PhantomData<R>);

impl<R: Refusals> IntoResponses for RefusedOnPage<R> {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        let mut responses = Refused::<R>::responses();
        for response in responses.values_mut() {
            if let RefOr::T(response) = response {
                let page = ContentBuilder::new().schema(Some(Object::with_type(Type::String))).build();
                response.content.insert("text/html".to_owned(), page.into());
            }
        }
        responses
    }
}

fn response<F: ErrorResponse>(failures: &[F]) -> Response {
    let summaries: Vec<String> = failures.iter().map(ErrorResponse::summary).collect();
    if failures.iter().all(|failure| failure.status() == StatusCode::NOT_MODIFIED) {
        // No answer of this status has a body (RFC 9110, 15.4.5).
        return ResponseBuilder::new().description(summaries.join(" · ")).build();
    }
    let examples = failures.iter().zip(&summaries).map(|(failure, summary)| {
        let value = serde_json::to_value(failure.body()).ok();
        (summary.clone(), ExampleBuilder::new().value(value).build())
    });
    let content =
        ContentBuilder::new().schema(Some(Ref::from_schema_name(F::Body::name()))).examples_from_iter(examples).build();
    let response = ResponseBuilder::new().description(summaries.join(" · ")).content(F::MEDIA_TYPE, content);
    if failures.iter().all(|failure| failure.retry_after().is_none()) {
        return response.build();
    }
    let seconds = HeaderBuilder::new()
        .schema(Some(Object::with_type(Type::Integer)))
        .description(Some("Seconds to wait before trying again."))
        .build();
    response.header("Retry-After", seconds).build()
}

/// What is wrong with queries and forms.
pub(crate) fn malformed(sentence: &str) -> [InputError; 1] {
    [InputError::malformed(sentence)]
}

/// What is wrong with JSON bodies.
pub(crate) fn json_body(sentence: &str) -> [InputError; 3] {
    [InputError::malformed(sentence), InputError::TooLarge, InputError::UnsupportedMediaType]
}

/// An example's wait.
const WAIT: Duration = Duration::from_secs(30);

/// What every route can meet: more work than the machine can do, a database that is gone, a defect.
pub(crate) fn broken() -> [Fault; 3] {
    [
        Fault::Overloaded { retry_after: Duration::from_secs(1) },
        Fault::Store(StoreError::Unavailable("an example".into())),
        Fault::Internal("an example".into()),
    ]
}

/// What routes can meet whose use is counted by network, beside what is [`broken`].
pub(crate) fn metered() -> Vec<Fault> {
    let mut faults = vec![Fault::TooManyFromNetwork { retry_after: WAIT }];
    faults.extend(broken());
    faults
}

/// What routes can meet that send an email, beside what is [`broken`].
pub(crate) fn mailing() -> Vec<Fault> {
    let mut faults = metered();
    faults.push(Fault::MailDisabled);
    faults
}
