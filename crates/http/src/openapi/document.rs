//! The documents: one of everything, and one for each part of it.

use axum::body::Bytes;
use url::Url;
use utoipa::openapi::header::HeaderBuilder;
use utoipa::openapi::path::{Operation, PathItem};
use utoipa::openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::server::ServerBuilder;
use utoipa::openapi::tag::TagBuilder;
use utoipa::openapi::{InfoBuilder, LicenseBuilder, Object, OpenApi, OpenApiBuilder, Ref, RefOr, Type};

use super::{Api, Routes};
use crate::rate_limits::{DOCUMENTED_POLICY, DOCUMENTED_STANDING};

/// A header that every answer carries, and what there is to say of it.
const REQUEST_ID: (&str, &str) =
    ("x-request-id", "The request's id, as in the log: the one that was sent, if it was sane, or a new one.");

/// A part of what the server answers: a dialect, or the routes beside them.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Part {
    /// Its name: in tags, operation ids and in `/openapi/{name}.json`.
    pub(crate) name: &'static str,
    /// A sentence about it.
    pub(crate) about: &'static str,
    /// Whether its answers tell the limits of the client's network.
    pub(crate) tells_limits: bool,
    /// The calls of a whole reset, as JSON, if it has one.
    pub(crate) walk: Option<&'static str>,
}

/// The documents of all parts.
pub(crate) struct Documents {
    public_url: Url,
    parts: Vec<(Part, OpenApi)>,
}

impl Documents {
    /// No part yet, of a server that people reach at `public_url`.
    pub(crate) fn new(public_url: &Url) -> Self {
        Self { public_url: public_url.clone(), parts: Vec::new() }
    }

    /// Takes down what a part documents, and gives its routes.
    pub(crate) fn add(&mut self, part: Part, api: Api) -> Routes {
        let (routes, mut document) = api.split();
        for item in document.paths.paths.values_mut() {
            complete(part, item);
        }
        self.parts.push((part, document));
        routes
    }

    /// The walks of all parts that have one, by name.
    pub(super) fn walks(&self) -> String {
        let walks = self.parts.iter().filter_map(|(part, _)| Some(format!("\"{}\":{}", part.name, part.walk?)));
        format!("{{{}}}", walks.collect::<Vec<_>>().join(","))
    }

    /// The name of each part.
    pub(super) fn names(&self) -> impl Iterator<Item = &'static str> {
        self.parts.iter().map(|(part, _)| part.name)
    }

    /// Each document as JSON. A document takes megabytes until it is JSON, and that memory is never returned to the
    /// system, so they are built one at a time.
    pub(super) fn finish(self) -> serde_json::Result<Written> {
        let Self { public_url, parts } = self;
        let mut all = base(&public_url, "Rekey", "Account recovery: every API that this server speaks.");
        let mut written = Vec::new();
        for (part, document) in parts {
            let mut own = base(&public_url, &format!("Rekey: {}", part.name), part.about);
            own.tags = Some(vec![TagBuilder::new().name(part.name).description(Some(part.about)).build()]);
            own.merge(document);
            add_security_schemes(&mut own);
            written.push((part.name, serde_json::to_vec(&own)?.into()));
            all.merge(own);
        }
        Ok(Written { all: serde_json::to_vec(&all)?.into(), parts: written })
    }
}

/// The documents as JSON.
pub(super) struct Written {
    /// That of everything.
    pub(super) all: Bytes,
    parts: Vec<(&'static str, Bytes)>,
}

impl Written {
    /// The document of the part with this name.
    pub(super) fn part(&self, name: &str) -> Option<&Bytes> {
        self.parts.iter().find(|(known, _)| *known == name).map(|(_, document)| document)
    }
}

fn base(public_url: &Url, title: &str, about: &str) -> OpenApi {
    let license = LicenseBuilder::new().name("Apache-2.0 OR MIT").identifier(Some("Apache-2.0 OR MIT"));
    let info = InfoBuilder::new()
        .title(title)
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some(about))
        .license(Some(license.build()));
    let server = ServerBuilder::new().url(public_url.as_str().trim_end_matches('/'));
    let mut document = OpenApiBuilder::new().info(info.build()).servers(Some([server.build()])).build();
    let headers = &mut document.components.get_or_insert_default().headers;
    for (name, about) in [REQUEST_ID, DOCUMENTED_POLICY, DOCUMENTED_STANDING] {
        let text = Object::with_type(Type::String);
        let header = HeaderBuilder::new().schema(Some(text)).description(Some(about));
        headers.insert(name.to_owned(), header.build().into());
    }
    document
}

/// Gives each operation what all have: the part's tag, an id that no other has, the headers that every answer carries.
fn complete(part: Part, item: &mut PathItem) {
    let mut taken: Vec<String> = Vec::new();
    for (method, operation) in operations(item) {
        operation.tags = Some(vec![part.name.to_owned()]);
        let mut id = format!("{}_{}", part.name, operation.operation_id.as_deref().unwrap_or_default());
        if taken.contains(&id) {
            id = format!("{id}_by_{method}");
        }
        taken.push(id.clone());
        operation.operation_id = Some(id);
        for (status, response) in &mut operation.responses.responses {
            let RefOr::T(response) = response else { continue };
            let mut names = vec![REQUEST_ID.0];
            if part.tells_limits {
                names.push(DOCUMENTED_POLICY.0);
                names.extend((status == "429").then_some(DOCUMENTED_STANDING.0));
            }
            for name in names {
                let header = Ref::new(format!("#/components/headers/{name}"));
                response.headers.insert(name.to_owned(), RefOr::Ref(header));
            }
        }
    }
}

/// The operations of a path, those that change something first.
fn operations(item: &mut PathItem) -> impl Iterator<Item = (&'static str, &mut Operation)> {
    [
        ("post", &mut item.post),
        ("put", &mut item.put),
        ("patch", &mut item.patch),
        ("delete", &mut item.delete),
        ("get", &mut item.get),
    ]
    .into_iter()
    .filter_map(|(method, operation)| operation.as_mut().map(|operation| (method, operation)))
}

/// Describes the schemes that the operations name.
fn add_security_schemes(document: &mut OpenApi) {
    let items = document.paths.paths.values_mut();
    let named = items.flat_map(|item| operations(item).filter_map(|(_, operation)| operation.security.clone()));
    let named: String = named.filter_map(|security| serde_json::to_string(&security).ok()).collect();
    let components = document.components.get_or_insert_default();
    for (name, scheme) in security_schemes() {
        if named.contains(&format!("\"{name}\"")) {
            components.security_schemes.insert(name.to_owned(), scheme.into());
        }
    }
}

/// Every scheme, by the name that operations give it in `security(…)`.
fn security_schemes() -> [(&'static str, SecurityScheme); 5] {
    let http =
        |scheme, about: &str| SecurityScheme::Http(HttpBuilder::new().scheme(scheme).description(Some(about)).build());
    [
        (
            "bearer",
            http(HttpAuthScheme::Bearer, "The access token of a session, a JWT, unless the route says otherwise."),
        ),
        ("admin", http(HttpAuthScheme::Bearer, "The token of the setting `admin.token`.")),
        ("client", http(HttpAuthScheme::Basic, "A service of the setting `introspection_clients`.")),
        (
            "refresh_cookie",
            SecurityScheme::ApiKey(ApiKey::Cookie(ApiKeyValue::with_description(
                "rekey_refresh",
                "A browser's refresh token; behind https its name is `__Host-rekey_refresh`.",
            ))),
        ),
        (
            "csrf_token",
            SecurityScheme::ApiKey(ApiKey::Header(ApiKeyValue::with_description(
                "X-CSRF-Token",
                "The `csrfToken` that came with the cookie.",
            ))),
        ),
    ]
}
