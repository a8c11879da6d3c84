//! A submission: a form of ours that was posted. Having one is proof that the form was checked (see [`super::csrf`]).

use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::StatusCode;
use rekey_core::Token;
use rekey_render::context::{ErrorKind, LinkTrouble};

use super::flow::{Flow, FlowPage};
use super::visit::{RenderedError, Visit};
use crate::app::SharedApp;
use crate::input::{FORM, Fields, InputError, KeyCase, is_media_type, read_body};

/// A form that was posted.
pub(crate) struct Submission {
    pub(crate) visit: Visit,
    pub(super) fields: Fields,
}

impl FromRequest<SharedApp> for Submission {
    type Rejection = RenderedError;

    async fn from_request(request: Request, app: &SharedApp) -> Result<Self, RenderedError> {
        let (mut parts, body) = request.into_parts();
        let mut visit = Visit::from_request_parts(&mut parts, app).await?;
        let body = read_body(body).await.map_err(|error| refuse(&visit, &error.into()))?;
        if !is_media_type(&parts.headers, FORM) {
            return Err(refuse(&visit, &InputError::UnsupportedMediaType));
        }
        let fields = Fields::parse(&body, KeyCase::Sensitive).map_err(|error| refuse(&visit, &error))?;
        visit.go_to_number(fields.get("location"));
        visit.speak(fields.get("locale"));
        if !visit.is_own_form(&parts.headers, &fields) {
            return Err(visit.refuse_form(&parts.headers));
        }
        Ok(Self { visit, fields })
    }
}

impl Submission {
    /// A field's text; nothing for an absent one.
    pub(crate) fn text(&self, name: &str) -> &str {
        self.fields.get(name).unwrap_or_default()
    }

    /// The flow that the form belongs to, and its token; or why it has none. The form came from a flow of this
    /// browser, so that one which is gone was left open for too long.
    pub(super) fn flow_with_token(&self, page: FlowPage) -> Result<(Flow, Token), LinkTrouble> {
        let named = |id| Flow::named(id, page, &self.visit.cookies, self.visit.now());
        let flow = self.fields.get("flow").and_then(named).ok_or(LinkTrouble::LeftOpen)?;
        match flow.token.clone() {
            Some(token) => Ok((flow, token)),
            None if flow.is_done => Err(LinkTrouble::Used),
            None => Err(LinkTrouble::Unknown),
        }
    }
}

fn refuse(visit: &Visit, error: &InputError) -> RenderedError {
    let status = match error {
        InputError::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        InputError::UnsupportedMediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
        InputError::Malformed(_) => StatusCode::BAD_REQUEST,
    };
    visit.refusal(status, ErrorKind::BadRequest)
}
