//! No body of another form than a route documents gets as far as the engine, and fields that nobody knows change nothing
//! (docs/contracts/README.md).

use reqwest::RequestBuilder;
use serde_json::{Value, json};

use super::{Route, STEP_UP, Shape, Takes, routes, server_with};
use crate::support::{Answer, TestServer};

/// A value of each type that JSON has.
fn one_of_each() -> [(&'static str, Value); 7] {
    [
        ("null", Value::Null),
        ("boolean", json!(true)),
        ("integer", json!(7)),
        ("number", json!(7.5)),
        ("string", json!("x")),
        ("array", json!(["x"])),
        ("object", json!({})),
    ]
}

/// What a schema points to.
fn resolve<'a>(document: &'a Value, schema: &'a Value) -> &'a Value {
    match schema["$ref"].as_str() {
        Some(pointer) => document.pointer(pointer.trim_start_matches('#')).expect("a schema"),
        None => schema,
    }
}

/// Whether a schema takes this type of value.
fn takes(document: &Value, schema: &Value, kind: &str) -> bool {
    let schema = resolve(document, schema);
    match (&schema["oneOf"], &schema["type"]) {
        (Value::Array(choices), _) => choices.iter().any(|choice| takes(document, choice, kind)),
        (_, Value::Array(kinds)) => kinds.iter().any(|known| known == kind),
        (_, known) => known == kind,
    }
}

/// The fields of a route's body, as its dialect documents them.
fn fields(document: &Value, route: &Route) -> Vec<(String, Value)> {
    let operation = &document["paths"][route.documented][route.method.as_str().to_lowercase()];
    let body = &operation["requestBody"]["content"]["application/json"]["schema"];
    let mut choices = body["oneOf"].as_array().into_iter().flatten();
    let body = resolve(document, choices.find(|choice| choice["$ref"].is_string()).unwrap_or(body));
    body["properties"].as_object().expect("fields").clone().into_iter().collect()
}

/// Text that is not a body of this route.
fn bad_texts(document: &Value, route: &Route) -> Vec<String> {
    let good = route.body.as_object().unwrap();
    let mut texts: Vec<String> = ["", "{", "[]", "null", "\"x\"", "{} {}"].map(str::to_owned).into();
    for (field, value) in good {
        let text = route.body.to_string();
        texts.push(format!("{},\"{field}\":{value}}}", text.strip_suffix('}').unwrap()));
    }
    for (field, schema) in fields(document, route) {
        for (kind, value) in one_of_each() {
            if !takes(document, &schema, kind) {
                let mut body = route.body.clone();
                body[&field] = value;
                texts.push(body.to_string());
            }
        }
    }
    texts
}

#[tokio::test]
async fn bodies_of_another_form_are_refused_and_never_reach_the_engine() {
    // Whatever got further would be counted, and the next one would be too many.
    let (server, ann) = server_with(|setup| {
        setup.settings.limits.requests_per_network = "1/15m".parse().ok();
        setup.settings.limits.failures_per_network = "1/15m".parse().ok();
    })
    .await;
    for route in routes() {
        let bare = || route.bare_request(&server, &ann);
        let refused = async |request: RequestBuilder, what: &str| {
            let answer = Answer::of(request).await;
            assert_eq!(answer.status, 400, "{} {what}: {}", route.path, answer.body);
            let has_none = ["no body", ""].contains(&what) && route.path == STEP_UP;
            route.refused(&server, &answer, 400, if has_none { "MISSING_PASSWORD_PARAMETER" } else { route.code(400) });
        };
        match route.takes {
            Takes::Nothing => {}
            Takes::Json => {
                let document = server.get(&format!("/openapi/{}.json", route.shape.part())).await.json();
                refused(bare(), "no body").await;
                for text in bad_texts(&document, &route) {
                    refused(bare().header("content-type", "application/json").body(text.clone()), &text).await;
                }
            }
            Takes::Form => {
                for (field, value) in route.body.as_object().unwrap() {
                    let value = value.as_str().unwrap();
                    let text =
                        |(name, value): (&'_ String, &'_ Value)| (name.clone(), value.as_str().unwrap().to_owned());
                    let mut fields: Vec<(String, String)> = route.body.as_object().unwrap().iter().map(text).collect();
                    fields.push((field.clone(), value.to_owned()));
                    refused(bare().form(&fields), field).await;
                }
            }
        }
    }
}

#[tokio::test]
async fn a_client_of_no_known_type_is_refused() {
    let server = TestServer::start().await;
    let document = server.get("/openapi/insforge.json").await.json();
    for route in routes().into_iter().filter(|route| route.shape == Shape::Insforge) {
        let parameters = &document["paths"][route.documented][route.method.as_str().to_lowercase()]["parameters"];
        if parameters.as_array().is_none_or(|known| known.iter().all(|known| known["name"] != "client_type")) {
            continue;
        }
        for query in ["client_type=toaster", "client_type=", "client_type=web&client_type=mobile"] {
            let request = server.request(route.method.clone(), &format!("{}?{query}", route.documented));
            let answer = Answer::of(request.json(&route.body)).await;
            route.refused(&server, &answer, 400, "INVALID_INPUT");
        }
    }
}

#[tokio::test]
async fn a_field_that_nobody_knows_changes_nothing() {
    let ask = async |unknown: bool| {
        let (server, ann) = server_with(|setup| {
            setup.settings.limits.requests_per_network = None;
            setup.settings.limits.requests_per_address = None;
        })
        .await;
        server.deliver_always();
        let mut statuses = Vec::new();
        for route in routes().iter().filter(|route| route.takes != Takes::Nothing) {
            let mut body = route.body.clone();
            if unknown {
                body["unknown"] = if route.takes == Takes::Json { json!({ "a": [1] }) } else { json!("x") };
            }
            // No request is too soon after another.
            server.advance_at_rest(60).await;
            let answer = Answer::of(route.request_with(&server, &ann, &body)).await;
            statuses.push((route.path, answer.status.as_u16()));
        }
        statuses
    };
    let (with, without) = (ask(true).await, ask(false).await);
    assert_eq!(with, without);
    assert!(with.iter().filter(|(_, status)| *status < 300).count() > 8, "most of them do something: {with:?}");
}
