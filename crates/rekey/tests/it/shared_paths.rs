//! Dialects that share a path, all of them on and each alone: the caller's credential decides whose call it is, and a
//! sign-out ends every session that it presents.

use rekey_http::Dialect;
use reqwest::{Method, RequestBuilder};
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::singularity::storage::Broken;
use crate::support::{ANN, Answer, PASSWORD, TestServer};
use crate::{insforge, nexudus, singularity};

const LOGOUT: &str = "/api/auth/logout";
const REFRESH: &str = "/api/auth/refresh";

/// How a client of a dialect shows who it is, on the paths that are shared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Credential {
    /// A browser of `insforge`.
    InsforgeCookie,
    /// A program of `insforge`, which says that it is one.
    InsforgeProgram,
    /// A program of `insforge` that shows its access token and nothing else.
    InsforgeBearer,
    /// A browser of `singularity`.
    SingularityCookie,
    /// A program of `singularity`.
    SingularityBearer,
}

use Credential::{InsforgeBearer, InsforgeCookie, InsforgeProgram, SingularityBearer, SingularityCookie};

const ALL: [Credential; 5] = [InsforgeCookie, InsforgeProgram, InsforgeBearer, SingularityCookie, SingularityBearer];

/// A session, and what its client keeps.
struct Held {
    credential: Credential,
    access: String,
    refresh: String,
    cookies: String,
    csrf: String,
}

impl Credential {
    fn dialect(self) -> &'static str {
        match self {
            InsforgeCookie | InsforgeProgram | InsforgeBearer => "insforge",
            SingularityCookie | SingularityBearer => "singularity",
        }
    }

    /// Ann signs in and out again with a new session of this kind.
    async fn sign_in(self, server: &TestServer) -> Held {
        let pair = json!({ "email": ANN, "password": PASSWORD });
        let path = match self {
            InsforgeCookie => insforge::SESSIONS,
            InsforgeProgram | InsforgeBearer => "/api/auth/sessions?client_type=mobile",
            SingularityCookie | SingularityBearer => singularity::LOGIN,
        };
        let answer = server.post_json(path, pair).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        let body = answer.json();
        let text = |name: &str| body[name].as_str().unwrap_or_default().to_owned();
        let cookies = answer.headers.get_all("set-cookie").iter().map(|value| value.to_str().unwrap());
        let cookies: Vec<&str> = cookies.map(|cookie| cookie.split(';').next().unwrap()).collect();
        Held {
            credential: self,
            access: text("accessToken"),
            refresh: text("refreshToken"),
            cookies: cookies.join("; "),
            csrf: text("csrfToken"),
        }
    }
}

impl Held {
    async fn is_alive(&self, server: &TestServer) -> bool {
        server.engine.sessions.authenticate(&self.access).await.is_ok()
    }

    /// Its own call of signing out.
    fn sign_out(&self, server: &TestServer) -> RequestBuilder {
        match self.credential {
            InsforgeCookie => {
                server.request(Method::POST, LOGOUT).header("cookie", &self.cookies).header("x-csrf-token", &self.csrf)
            }
            InsforgeProgram => {
                server.request(Method::POST, &format!("{LOGOUT}?client_type=mobile")).bearer_auth(&self.access)
            }
            InsforgeBearer | SingularityBearer => server.request(Method::POST, LOGOUT).bearer_auth(&self.access),
            SingularityCookie => server.request(Method::POST, LOGOUT).header("cookie", &self.cookies),
        }
    }

    /// Its own call of going on.
    fn refresh(&self, server: &TestServer) -> RequestBuilder {
        match self.credential {
            InsforgeCookie => {
                server.request(Method::POST, REFRESH).header("cookie", &self.cookies).header("x-csrf-token", &self.csrf)
            }
            InsforgeProgram | InsforgeBearer => server
                .request(Method::POST, &format!("{REFRESH}?client_type=mobile"))
                .json(&json!({ "refreshToken": self.refresh })),
            SingularityCookie => server.request(Method::POST, REFRESH).header("cookie", &self.cookies),
            SingularityBearer => server.request(Method::POST, REFRESH).bearer_auth(&self.refresh),
        }
    }
}

/// Whose answer this is, by its shape.
fn speaks(answer: &Answer) -> &'static str {
    let body = answer.json();
    let insforge = ["message", "user", "csrfToken", "nextActions"].iter().any(|field| body.get(field).is_some());
    let is_singularity = body.get("principal").is_some() || body.get("timestamp").is_some();
    if insforge && !is_singularity { "insforge" } else { "singularity" }
}

/// A server that speaks these, in every order of those that share paths.
async fn servers() -> Vec<TestServer> {
    let mut servers = vec![TestServer::start().await];
    servers.push(TestServer::start_with(|setup| setup.http.dialects.reverse()).await);
    servers
}

#[tokio::test]
async fn every_client_reaches_its_own_dialect_whatever_is_first() {
    for server in servers().await {
        for credential in ALL {
            let held = credential.sign_in(&server).await;
            let refreshed = Answer::of(held.refresh(&server)).await;
            assert_eq!((refreshed.status.as_u16(), speaks(&refreshed)), (200, credential.dialect()), "{credential:?}");
            let held = credential.sign_in(&server).await;
            let left = Answer::of(held.sign_out(&server)).await;
            assert_eq!((left.status.as_u16(), speaks(&left)), (200, credential.dialect()), "{credential:?}");
            assert!(!held.is_alive(&server).await, "{credential:?}");
            assert_eq!(Answer::of(held.refresh(&server)).await.status, 401, "{credential:?}");
        }
    }
}

#[tokio::test]
async fn a_dialect_that_is_alone_gets_every_call() {
    for credential in ALL {
        let dialect = Dialect::from_code(credential.dialect()).unwrap();
        let server = TestServer::start_with(|setup| setup.http.dialects = vec![dialect]).await;
        let held = credential.sign_in(&server).await;
        let left = Answer::of(held.sign_out(&server)).await;
        assert_eq!((left.status.as_u16(), speaks(&left)), (200, credential.dialect()), "{credential:?}");
        assert!(!held.is_alive(&server).await);
        let nobody = Answer::of(server.request(Method::POST, LOGOUT)).await;
        assert_eq!((nobody.status.as_u16(), speaks(&nobody)), (200, credential.dialect()));
    }
}

#[tokio::test]
async fn a_sign_out_ends_the_session_of_every_credential_that_it_presents() {
    for server in servers().await {
        for first in ALL {
            for second in ALL {
                let is_cookie = |credential| matches!(credential, InsforgeCookie | SingularityCookie);
                // One request carries one bearer token, and one cookie of a name.
                if first == second || !(is_cookie(first) || is_cookie(second)) {
                    continue;
                }
                let (own, other) = (first.sign_in(&server).await, second.sign_in(&server).await);
                let mut request = own.sign_out(&server);
                request = if is_cookie(second) {
                    request.header("cookie", &other.cookies)
                } else {
                    request.bearer_auth(&other.access)
                };
                // What proves that the call is not another site's.
                if second == InsforgeCookie {
                    request = request.header("x-csrf-token", &other.csrf);
                }
                let answer = Answer::of(request).await;
                assert_eq!(answer.status, 200, "{first:?} and {second:?}: {}", answer.body);
                for held in [&own, &other] {
                    assert!(!held.is_alive(&server).await, "{first:?} and {second:?}: {:?}", held.credential);
                }
                assert_eq!(Answer::of(own.refresh(&server)).await.status, 401, "{first:?} and {second:?}");
            }
        }
    }
}

/// Other sites can't have a browser send the cookie of `singularity`, so that it proves as much as a CSRF token does.
#[tokio::test]
async fn a_browser_of_both_signs_out_of_both_by_the_one_that_has_no_csrf_token() {
    for server in servers().await {
        let (own, other) = (SingularityCookie.sign_in(&server).await, InsforgeCookie.sign_in(&server).await);
        let answer = Answer::of(own.sign_out(&server).header("cookie", &other.cookies)).await;
        assert_eq!((answer.status.as_u16(), speaks(&answer)), (200, "singularity"));
        assert!(!own.is_alive(&server).await && !other.is_alive(&server).await);
        let gone = "rekey_refresh=; HttpOnly; SameSite=Lax; Path=/; Max-Age=0";
        assert!(answer.headers.get_all("set-cookie").iter().any(|cookie| cookie == gone));
    }
}

#[tokio::test]
async fn a_sign_out_ends_the_session_of_a_portals_bearer_token() {
    let server = TestServer::start().await;
    let bearer = nexudus::bearer(&server).await;
    assert_eq!(Answer::of(server.request(Method::POST, LOGOUT).bearer_auth(&bearer)).await.status, 200);
    assert!(server.engine.sessions.authenticate(&bearer).await.is_err());
}

/// A page on another site can have a browser send the cookie that crosses sites, and nothing else.
#[tokio::test]
async fn what_another_site_can_send_signs_nobody_out() {
    for server in servers().await {
        let held = InsforgeCookie.sign_in(&server).await;
        for path in [LOGOUT, "/api/auth/logout?client_type=mobile"] {
            let request = server.request(Method::POST, path).header("cookie", &held.cookies);
            let answer = Answer::of(request).await;
            assert_eq!(speaks(&answer), "insforge");
            assert!(held.is_alive(&server).await, "{path}");
        }
    }
}

#[tokio::test]
async fn another_method_names_the_methods_of_all() {
    let server = TestServer::start().await;
    let answer = Answer::of(server.request(Method::DELETE, LOGOUT)).await;
    assert_eq!((answer.status.as_u16(), answer.header("allow")), (405, Some("POST")));
}

#[tokio::test]
async fn too_long_a_body_is_refused_by_the_dialect_that_gets_the_call() {
    let server = TestServer::start().await;
    let body = json!({ "refreshToken": "x".repeat(17 * 1024) });
    let answer = Answer::of(server.request(Method::POST, REFRESH).json(&body)).await;
    assert_eq!(answer.status, 401, "a browser without a cookie");
    let answer = Answer::of(server.request(Method::POST, "/api/auth/refresh?client_type=mobile").json(&body)).await;
    insforge::assert_refused(&answer, 413, "PAYLOAD_TOO_LARGE");
}

/// The sign-out of a browser without cookies touches no storage; the bearer token's session is ended after it.
#[tokio::test]
async fn a_fault_at_the_second_step_of_a_sign_out_is_told_in_shape() {
    let only = |code| Dialect::all().filter(|dialect| dialect.code() == code).collect();
    let all: Vec<_> = Dialect::all().collect();
    for dialects in [all, only("singularity"), only("insforge")] {
        let broken = Broken::start_with(|setup| setup.http.dialects = dialects.clone()).await;
        let server = &broken.server;
        let speaks_singularity = matches!(&dialects[..], [only] if only.code() == "singularity");
        let held = if speaks_singularity { SingularityBearer } else { InsforgeProgram }.sign_in(server).await;
        broken.lose_everything();
        let answer = Answer::of(held.sign_out(server)).await;
        assert!(answer.header("ratelimit-policy").is_some(), "{:?}", answer.headers);
        if speaks_singularity {
            singularity::assert_problem(server, &answer, LOGOUT, 500, "DATABASE_FAILURE");
        } else {
            insforge::assert_refused(&answer, 503, "SERVICE_OVERLOADED");
        }
    }
}

/// Whose call it is can't be said before the body is there.
#[tokio::test]
async fn a_body_that_does_not_come_is_waited_for_behind_the_guard() {
    let server = TestServer::start().await;
    let mut connection = TcpStream::connect(server.url.strip_prefix("http://").unwrap()).await.unwrap();
    let head = format!("POST {REFRESH} HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\n");
    connection.write_all(format!("{head}content-length: 9\r\n\r\n{{").as_bytes()).await.unwrap();
    // From here on the time that everybody waits for passes at once.
    tokio::time::pause();
    let mut answer = vec![0; 4_096];
    let read = connection.read(&mut answer).await.unwrap();
    let answer = String::from_utf8_lossy(&answer[..read]).to_lowercase();
    assert!(answer.starts_with("http/1.1 503 "), "{answer}");
    assert!(answer.contains("retry-after: 1") && answer.contains("ratelimit-policy: "), "{answer}");
}
