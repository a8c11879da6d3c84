//! A visit: what every page needs to know of a request, and how pages answer.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use rekey_core::directory::DirectoryName;
use rekey_core::location::{LocationSettings, Locations};
use rekey_core::outbox::{Channel, NoticeLanguage};
use rekey_core::ports::Rng;
use rekey_core::time::Timestamp;
use rekey_core::{Fault, Languages, Locale, Location, LocationId, Origin};
use rekey_render::Look;
use rekey_render::context::{ErrorKind, ErrorPage, FormKeys, PageContext, Setback, Span};
use url::Url;

use super::csrf;
use super::flow::Flow;
use super::security::{self, Frames};
use crate::app::SharedApp;
use crate::client_network::ClientOrigin;
use crate::cookies::{Cookies, SetCookie, with_cookies};
use crate::faults;
use crate::headers::{Received, log_with_request};
use crate::input::{Fields, KeyCase, accepted_languages};
use crate::requester::browser_locale;

/// The cookie that form tokens are made from.
const NONCE_COOKIE: &str = "form";

/// How a page answers.
pub(crate) type Answer = Result<Response, RenderedError>;

/// An answer that ends the visit early: the error page, already rendered.
#[derive(Debug)]
pub(crate) struct RenderedError(Box<Response>);

impl IntoResponse for RenderedError {
    fn into_response(self) -> Response {
        *self.0
    }
}

/// What every page needs to know of a request, except its body.
pub(crate) struct Visit {
    pub(super) app: SharedApp,
    pub(super) method: Method,
    pub(super) cookies: Cookies,
    pub(super) origin: Origin,
    query: Option<Fields>,
    locations: Arc<Locations>,
    location: LocationId,
    locale: Option<Locale>,
    accepted: Vec<Locale>,
    request_id: String,
    nonce: Nonce,
}

/// What makes this browser's form tokens its own.
enum Nonce {
    /// The browser has it already.
    Kept(String),
    /// The next page sets it.
    New(String),
}

impl FromRequestParts<SharedApp> for Visit {
    type Rejection = RenderedError;

    async fn from_request_parts(parts: &mut Parts, app: &SharedApp) -> Result<Self, RenderedError> {
        let Ok(ClientOrigin(origin)) = ClientOrigin::from_request_parts(parts, app).await;
        let cookies = Cookies::read(&parts.headers, app.is_https());
        let query = Fields::parse(parts.uri.query().unwrap_or_default().as_bytes(), KeyCase::Sensitive);
        let (locations, fault) = match app.engine.locations().await {
            Ok(locations) => (locations, None),
            Err(fault) => (Arc::new(built_in_locations(app)), Some(fault)),
        };
        let nonce = match cookies.get(NONCE_COOKIE).filter(|value| is_nonce(value)) {
            Some(value) => Nonce::Kept(value.to_owned()),
            None => Nonce::New(csrf::random_id(&*app.engine.ports().rng)),
        };
        let mut visit = Self {
            app: app.clone(),
            method: parts.method.clone(),
            cookies,
            origin,
            query: query.ok(),
            location: locations.default().id,
            locations,
            locale: None,
            accepted: accepted_languages(&parts.headers),
            request_id: Received::now().map_or_else(String::new, |received| received.id.to_string()),
            nonce,
        };
        if let Some(fault) = fault {
            return Err(visit.fault(fault));
        }
        if visit.query.is_none() {
            return Err(visit.refusal(StatusCode::BAD_REQUEST, ErrorKind::BadRequest));
        }
        let [location, locale] = ["location", "locale"].map(|name| visit.query(name).map(str::to_owned));
        visit.go_to_number(location.as_deref());
        visit.speak(locale.as_deref());
        Ok(visit)
    }
}

impl Visit {
    /// A field of the query; an empty one is as good as none.
    pub(crate) fn query(&self, name: &str) -> Option<&str> {
        self.query.as_ref()?.get(name)
    }

    /// In whose name the page is shown.
    pub(crate) fn location(&self) -> &Location {
        self.locations.get_or_default(self.location)
    }

    /// Whether a reset of an account that lives there signs out every device.
    pub(super) fn ends_sessions(&self, home: Option<&DirectoryName>) -> bool {
        self.app.engine.ports().directories.end_sessions(home)
    }

    /// The location with this id.
    pub(super) fn location_with(&self, id: LocationId) -> Option<&Location> {
        self.locations.get(id)
    }

    /// Continues in the name of this location; in the present one's, if it does not exist.
    pub(crate) fn go_to(&mut self, id: LocationId) {
        self.location = self.locations.get(id).map_or(self.location, |location| location.id);
    }

    /// Continues in the name of the location with this number, as a query or a form gives it.
    pub(super) fn go_to_number(&mut self, number: Option<&str>) {
        if let Some(id) = number.and_then(|number| number.parse().ok()).and_then(LocationId::new) {
            self.go_to(id);
        }
    }

    /// Continues in this language, as a query or a form names it; an invalid one counts as absent.
    pub(super) fn speak(&mut self, locale: Option<&str>) {
        self.locale = locale.and_then(|locale| locale.parse().ok()).or(self.locale.take());
    }

    pub(super) fn now(&self) -> Timestamp {
        self.app.engine.ports().clock.now()
    }

    pub(super) fn rng(&self) -> &dyn Rng {
        &*self.app.engine.ports().rng
    }

    /// Whether emails land in the development inbox.
    pub(super) fn is_development(&self) -> bool {
        self.app.is_development()
    }

    /// The language that the visit named.
    pub(super) fn locale(&self) -> Option<Locale> {
        self.locale.clone()
    }

    /// The language that the browser would take.
    pub(super) fn browser_locale(&self) -> Option<Locale> {
        browser_locale(&self.app, &self.accepted)
    }

    /// The language of the notice about what a person does here.
    pub(super) fn notice_language(&self) -> NoticeLanguage {
        NoticeLanguage { channel: Channel::PAGES, locale: self.locale(), browser_locale: self.browser_locale() }
    }

    /// The hidden fields for the forms of a page.
    pub(crate) fn form(&self) -> FormKeys {
        FormKeys { flow: None, form_token: self.form_token(None), state: None }
    }

    /// The hidden fields for the forms of a page that belongs to a flow.
    pub(super) fn flow_form(&self, flow: &Flow) -> FormKeys {
        FormKeys { flow: Some(flow.id.clone()), form_token: self.form_token(Some(&flow.id)), state: None }
    }

    fn form_token(&self, flow: Option<&str>) -> String {
        let (Nonce::Kept(nonce) | Nonce::New(nonce)) = &self.nonce;
        csrf::form_token(self.app.engine.digest_key(), nonce, flow)
    }

    /// Whether a posted form is one that this server gave to this browser, for this flow.
    pub(super) fn is_own_form(&self, headers: &HeaderMap, fields: &Fields) -> bool {
        let Nonce::Kept(nonce) = &self.nonce else { return false };
        let token = fields.get("form_token").unwrap_or_default();
        csrf::comes_from_us(headers, &self.app.settings.public_url)
            && csrf::is_form_token(self.app.engine.digest_key(), nonce, fields.get("flow"), token)
    }

    /// The icon of all pages.
    pub(crate) fn icon(&self) -> Option<Vec<u8>> {
        let icon = self.app.renderer.assets().iter().find(|asset| asset.content_type == "image/svg+xml")?;
        Some(icon.bytes.to_vec())
    }

    /// A page.
    pub(crate) fn page<C: PageContext>(&self, status: StatusCode, context: &C) -> Answer {
        self.framed_page(status, context, Frames::None)
    }

    /// A page that may hold frames.
    pub(crate) fn framed_page<C: PageContext>(&self, status: StatusCode, context: &C, frames: Frames) -> Answer {
        let location = self.location();
        let languages = Languages {
            request: self.locale.as_ref(),
            account: None,
            location: location.locale.as_ref(),
            browser: &self.accepted,
        };
        let look = Look::of(location).under(self.base()).asked_in(self.locale.as_ref());
        let rendered = self.app.renderer.page(context, &look, &languages.in_order());
        let page = rendered.map_err(|error| {
            let error = &error as &dyn std::error::Error;
            log_with_request(|| tracing::error!(error, "a page could not be rendered"));
            RenderedError(Box::new(security::plain(
                StatusCode::INTERNAL_SERVER_ERROR,
                "Something went wrong on our side.",
            )))
        })?;
        let mut response = (status, Html(page.html)).into_response();
        let headers = response.headers_mut();
        if let Ok(language) = HeaderValue::from_str(&page.language.to_string()) {
            headers.insert(header::CONTENT_LANGUAGE, language);
        }
        security::protect_page(headers, &location.brand, frames);
        let nonce = match &self.nonce {
            Nonce::New(nonce) => Some(self.cookies.set(NONCE_COOKIE, nonce, None)),
            Nonce::Kept(_) => None,
        };
        Ok(self.with_cookies(response, nonce))
    }

    /// Leads on to one of our pages, by GET: the path below the public URL, the location if it is not the default one,
    /// and the language if one was named. The target is relative to the host, so that the `Host` header doesn't matter
    /// (R12).
    pub(crate) fn redirect(&self, path: &str) -> Response {
        let base = self.base();
        let elsewhere = self.location != self.locations.default().id;
        let location = elsewhere.then(|| format!("location={}", self.location));
        let locale = self.locale.as_ref().map(|locale| format!("locale={locale}"));
        let query: Vec<String> = location.into_iter().chain(locale).collect();
        let query = if query.is_empty() { String::new() } else { format!("?{}", query.join("&")) };
        (StatusCode::SEE_OTHER, [(header::LOCATION, format!("{base}{path}{query}"))]).into_response()
    }

    /// Leads on to an app's page, whose query holds what nobody else may see.
    pub(super) fn leave_for(target: &Url) -> Response {
        (StatusCode::SEE_OTHER, [(header::LOCATION, target.as_str()), (header::REFERRER_POLICY, "no-referrer")])
            .into_response()
    }

    /// Lets the form of a page lead to where the location's resets end.
    pub(super) fn leading_to_app(&self, mut page: Response) -> Response {
        if let Some(done_url) = &self.location().done_url {
            security::let_form_lead_to(page.headers_mut(), done_url);
        }
        page
    }

    /// The path prefix of our pages, where they share a host with another application. A proxy strips it.
    pub(super) fn base(&self) -> &str {
        self.app.settings.public_url.path().trim_end_matches('/')
    }

    /// The response with these cookies. HEAD sets none.
    pub(super) fn with_cookies(&self, response: Response, set: impl IntoIterator<Item = SetCookie>) -> Response {
        if self.method == Method::HEAD { response } else { with_cookies(response, set) }
    }

    /// Ends the visit with the error page for a fault, whose cause is logged and not shown.
    pub(super) fn fault(&self, fault: impl Into<Fault>) -> RenderedError {
        let fault = fault.into();
        faults::log(&fault);
        let retry_after = faults::retry_after(&fault);
        let mut refusal = self.error(faults::status(&fault), kind_of(&fault), retry_after.map(Span));
        if let Some(wait) = retry_after {
            faults::ask_to_wait(refusal.0.headers_mut(), wait);
        }
        refusal
    }

    /// Shows a form again if a limit or overload kept it from being processed, so that nothing that was typed is lost.
    /// Other faults have the error page.
    pub(super) fn set_back(
        &self,
        fault: impl Into<Fault>,
        form: impl FnOnce(StatusCode, Option<Setback>) -> Answer,
    ) -> Answer {
        let fault = fault.into();
        let kind = kind_of(&fault);
        if !matches!(kind, ErrorKind::TooMany | ErrorKind::WrongPasswords | ErrorKind::Overloaded) {
            return Err(self.fault(fault));
        }
        faults::log(&fault);
        let retry_after = faults::retry_after(&fault);
        let setback = Setback { kind, retry_after: retry_after.map(Span) };
        let mut response = form(faults::status(&fault), Some(setback))?;
        if let Some(wait) = retry_after {
            faults::ask_to_wait(response.headers_mut(), wait);
        }
        Ok(response)
    }

    /// Ends the visit with an error page.
    pub(super) fn refusal(&self, status: StatusCode, kind: ErrorKind) -> RenderedError {
        self.error(status, kind, None)
    }

    /// Ends the visit of a form that is not ours, and says why as far as that is known.
    pub(super) fn refuse_form(&self, headers: &HeaderMap) -> RenderedError {
        let status = StatusCode::FORBIDDEN;
        if csrf::came_by_another_name(headers, &self.app.settings.public_url) {
            return self.error_page(status, ErrorKind::WrongHost, None, Some(self.app.settings.public_url.clone()));
        }
        let kind = if self.cookies.is_empty() { ErrorKind::NoCookies } else { ErrorKind::FormExpired };
        self.refusal(status, kind)
    }

    fn error(&self, status: StatusCode, kind: ErrorKind, retry_after: Option<Span>) -> RenderedError {
        self.error_page(status, kind, retry_after, None)
    }

    fn error_page(
        &self,
        status: StatusCode,
        kind: ErrorKind,
        retry_after: Option<Span>,
        instead: Option<Url>,
    ) -> RenderedError {
        let (status_code, request_id) = (status.as_u16(), self.request_id.clone());
        let context = ErrorPage { status: status_code, kind, retry_after, request_id, instead };
        self.page(status, &context).map_or_else(|refusal| refusal, |response| RenderedError(Box::new(response)))
    }
}

fn kind_of(fault: &Fault) -> ErrorKind {
    match fault {
        Fault::TooManyFromNetwork { .. } => ErrorKind::TooMany,
        Fault::TooManyWrongPasswords { .. } => ErrorKind::WrongPasswords,
        Fault::Overloaded { .. } | Fault::Store(_) | Fault::Directory(_) => ErrorKind::Overloaded,
        Fault::MailDisabled => ErrorKind::MailOff,
        Fault::Internal(_) => ErrorKind::Internal,
    }
}

/// Used instead of the locations while the database does not answer.
fn built_in_locations(app: &SharedApp) -> Locations {
    Locations::resolve(&app.engine.settings().location_defaults, Vec::<(LocationId, LocationSettings)>::new())
}

fn is_nonce(text: &str) -> bool {
    text.len() == 32 && text.bytes().all(|b| b.is_ascii_hexdigit())
}
