//! A browser, as far as pages need one: keeps cookies, follows redirects, posts forms with their hidden fields.

use reqwest::redirect::Policy;
use reqwest::{Client, Method, RequestBuilder, StatusCode};

use crate::support::{Answer, TestServer};

pub(crate) struct Browser<'a> {
    server: &'a TestServer,
    client: Client,
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
    /// Fails with the whole page unless it is at this path and says this.
    #[track_caller]
    pub(crate) fn is(&self, path: &str, words: &str) {
        assert_eq!(self.path, path, "{}", self.answer.body);
        assert!(self.answer.body.contains(words), "{path} does not say {words:?}:\n{}", self.answer.body);
    }

    /// Name and value of the hidden fields of the form that posts to `action`.
    #[track_caller]
    fn hidden_fields(&self, action: &str) -> Vec<(String, String)> {
        let marked = format!("action=\"{action}\"");
        let form = self.answer.body.split("<form").find(|form| form.contains(&marked));
        let form = form.unwrap_or_else(|| panic!("{} has no form for {action}:\n{}", self.path, self.answer.body));
        let inputs = form.split("</form>").next().unwrap().split("<input");
        inputs.filter(|input| input.contains("type=\"hidden\"")).map(name_and_value).collect()
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
    pub(crate) fn new(server: &'a TestServer) -> Self {
        let client = Client::builder().cookie_store(true).redirect(Policy::none()).build().unwrap();
        Self { server, client, language: "en", visited: vec![] }
    }

    /// One that names itself.
    pub(crate) fn called(server: &'a TestServer, agent: &str) -> Self {
        let client = Client::builder().cookie_store(true).redirect(Policy::none()).user_agent(agent).build().unwrap();
        Self { client, ..Self::new(server) }
    }

    pub(crate) fn speaking(server: &'a TestServer, language: &'static str) -> Self {
        Self { language, ..Self::new(server) }
    }

    /// Goes to a path, and on to where it leads.
    pub(crate) async fn open(&mut self, path: &str) -> Page {
        let answer = self.request(Method::GET, path, |request| request).await;
        self.follow(path, answer).await
    }

    /// Asks for the headers of a path.
    pub(crate) async fn head(&mut self, path: &str) -> Answer {
        self.request(Method::HEAD, path, |request| request).await
    }

    /// Posts a form of a page with its hidden fields, and follows the answer.
    pub(crate) async fn submit(&mut self, page: &Page, action: &str, fields: &[(&str, &str)]) -> Page {
        let answer = self.post(page, action, action, fields).await;
        self.follow(action, answer).await
    }

    /// Posts a form of a page, perhaps by a button that leads elsewhere, and stays there.
    pub(crate) async fn post(&mut self, page: &Page, form: &str, action: &str, fields: &[(&str, &str)]) -> Answer {
        let given = fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let mut all: Vec<(String, String)> = given.collect();
        all.extend(
            page.hidden_fields(form).into_iter().filter(|(name, _)| fields.iter().all(|(known, _)| known != name)),
        );
        let origin = self.server.url.clone();
        self.request(Method::POST, action, |request| {
            request.header("origin", origin).header("sec-fetch-site", "same-origin").form(&all)
        })
        .await
    }

    async fn follow(&mut self, path: &str, mut answer: Answer) -> Page {
        let mut path = path.to_owned();
        while answer.status == StatusCode::SEE_OTHER {
            let target = answer.header("location").expect("a target");
            target.strip_prefix(&self.server.url).unwrap_or(target).clone_into(&mut path);
            assert!(self.visited.len() < 200, "led round in circles to {path}");
            answer = self.request(Method::GET, &path, |request| request).await;
        }
        Page { path, answer }
    }

    async fn request(
        &mut self,
        method: Method,
        path: &str,
        finish: impl FnOnce(RequestBuilder) -> RequestBuilder,
    ) -> Answer {
        self.visited.push(path.to_owned());
        let request = self.client.request(method, format!("{}{path}", self.server.url));
        Answer::of(finish(request.header("accept", "text/html").header("accept-language", self.language))).await
    }
}
