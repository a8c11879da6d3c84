//! A browser, as far as pages need one: keeps cookies, follows redirects, posts forms with their hidden fields.

use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use url::form_urlencoded;

use crate::server::{Answer, Server};

#[derive(Clone)]
pub(crate) struct Browser<'a> {
    server: &'a Server,
    cookies: Vec<(String, String)>,
    language: &'static str,
    /// Every path and query that it went to.
    pub(crate) visited: Vec<String>,
}

/// A page that the browser shows.
#[derive(Debug)]
pub(crate) struct Page {
    pub(crate) path: String,
    pub(crate) answer: Answer,
}

impl Page {
    pub(crate) fn status(&self) -> StatusCode {
        self.answer.status
    }

    /// Fails with the whole page unless it says this.
    #[track_caller]
    pub(crate) fn says(&self, text: &str) {
        assert!(self.answer.body.contains(text), "{} does not say {text:?}:\n{}", self.path, self.answer.body);
    }

    #[track_caller]
    pub(crate) fn is_silent_about(&self, text: &str) {
        assert!(!self.answer.body.contains(text), "{} says {text:?}:\n{}", self.path, self.answer.body);
    }

    /// The value of a hidden field of the form that posts to `action`.
    #[track_caller]
    pub(crate) fn hidden(&self, action: &str, name: &str) -> String {
        let fields = self.hidden_fields(action);
        fields.into_iter().find(|(known, _)| known == name).unwrap_or_else(|| panic!("no field {name}")).1
    }

    #[track_caller]
    fn hidden_fields(&self, action: &str) -> Vec<(String, String)> {
        let marked = format!("action=\"{action}\"");
        let form = self.answer.body.split("<form").find(|form| form.contains(&marked));
        let form = form.unwrap_or_else(|| panic!("{} has no form for {action}:\n{}", self.path, self.answer.body));
        let form = form.split("</form>").next().unwrap();
        form.split("<input").filter(|input| input.contains("type=\"hidden\"")).map(name_and_value).collect()
    }
}

fn name_and_value(input: &str) -> (String, String) {
    let attribute = |name: &str| {
        let start = format!("{name}=\"");
        input.split(&start).nth(1).and_then(|rest| rest.split('"').next()).unwrap_or_default().to_owned()
    };
    (attribute("name"), attribute("value"))
}

impl<'a> Browser<'a> {
    pub(crate) fn new(server: &'a Server) -> Self {
        Self { server, cookies: vec![], language: "en", visited: vec![] }
    }

    pub(crate) fn speaking(server: &'a Server, language: &'static str) -> Self {
        Self { language, ..Self::new(server) }
    }

    /// Goes to a path, and on to where it leads.
    pub(crate) async fn open(&mut self, path: &str) -> Page {
        let answer = self.request(Method::GET, path, &[], None).await;
        self.follow(path, answer).await
    }

    /// Asks for the headers of a path.
    pub(crate) async fn head(&mut self, path: &str) -> Answer {
        self.request(Method::HEAD, path, &[], None).await
    }

    /// Asks for a path and stays there.
    pub(crate) async fn get(&mut self, path: &str) -> Answer {
        self.request(Method::GET, path, &[], None).await
    }

    /// Posts a form of a page with its hidden fields, and follows the answer.
    pub(crate) async fn submit(&mut self, page: &Page, action: &str, fields: &[(&str, &str)]) -> Page {
        self.submit_to(page, action, action, fields).await
    }

    /// Posts a form of a page by a button that leads elsewhere.
    pub(crate) async fn submit_to(&mut self, page: &Page, form: &str, action: &str, fields: &[(&str, &str)]) -> Page {
        let answer = self.post(page, form, action, fields).await;
        self.follow(action, answer).await
    }

    /// Posts a form of a page and stays there.
    pub(crate) async fn post(&mut self, page: &Page, form: &str, action: &str, fields: &[(&str, &str)]) -> Answer {
        let body = body_of(page, form, fields);
        let origin = self.server.origin();
        self.request(Method::POST, action, &[("sec-fetch-site", "same-origin"), ("origin", &origin)], Some(body)).await
    }

    /// Posts a body with these headers, as another program or another site might.
    pub(crate) async fn post_raw(&mut self, action: &str, headers: &[(&str, &str)], body: String) -> Answer {
        self.request(Method::POST, action, headers, Some(body)).await
    }

    /// The names of its cookies that start so.
    pub(crate) fn cookie_names(&self, start: &str) -> Vec<&str> {
        self.cookies.iter().map(|(name, _)| name.as_str()).filter(|name| name.starts_with(start)).collect()
    }

    async fn follow(&mut self, path: &str, mut answer: Answer) -> Page {
        let mut path = path.to_owned();
        for _ in 0..5 {
            if answer.status != StatusCode::SEE_OTHER {
                return Page { path, answer };
            }
            answer.target().clone_into(&mut path);
            answer = self.request(Method::GET, &path, &[], None).await;
        }
        panic!("led round in circles to {path}");
    }

    async fn request(&mut self, method: Method, path: &str, headers: &[(&str, &str)], body: Option<String>) -> Answer {
        self.visited.push(path.to_owned());
        let cookies: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::ACCEPT, "text/html")
            .header(header::ACCEPT_LANGUAGE, self.language);
        if !cookies.is_empty() {
            request = request.header(header::COOKIE, cookies.join("; "));
        }
        if body.is_some() {
            request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let body = body.map_or_else(Body::empty, Body::from);
        let answer = self.server.send(request.body(body).unwrap()).await;
        self.keep(&answer);
        answer
    }

    fn keep(&mut self, answer: &Answer) {
        for cookie in answer.cookies() {
            let (name, value) = cookie.split(';').next().unwrap().split_once('=').unwrap();
            self.cookies.retain(|(known, _)| known != name);
            if !cookie.contains("Max-Age=0") {
                self.cookies.push((name.to_owned(), value.to_owned()));
            }
        }
    }
}

/// The body of a form: its hidden fields, but for those that are given.
pub(crate) fn body_of(page: &Page, form: &str, fields: &[(&str, &str)]) -> String {
    let mut body = form_urlencoded::Serializer::new(String::new());
    for (name, value) in page.hidden_fields(form) {
        if !fields.iter().any(|(known, _)| *known == name) {
            body.append_pair(&name, &value);
        }
    }
    body.extend_pairs(fields);
    body.finish()
}
