//! What the published API's own controller tests say of registration, verification, sessions, step-up and second factors,
//! as calls over the wire: a row for each behaviour. What a call changes besides is in the tests of its own.

use std::collections::HashMap;

use rekey_core::location::SignUpSettings;
use rekey_core::second_factor::TotpSecret;
use rekey_core::time::Duration;
use reqwest::Method;
use serde_json::{Value, json};

use super::{BOB, LOGIN, ME, REFRESH, REGISTER, SECOND, SEND_VERIFICATION, SESSIONS, VERIFY, assert_problem};
use crate::insforge;
use crate::support::{ANN, Answer, Authenticator, PASSWORD, TestServer};

/// Somebody who signs in with another provider.
const CAROL: &str = "carol@example.com";

/// A call. Texts name values of a [`World`] in braces.
pub(super) struct Row {
    what: &'static str,
    method: Method,
    path: &'static str,
    cookies: &'static str,
    body: &'static str,
    status: u16,
    /// None: no failure, or one without a body.
    code: Option<&'static str>,
}

pub(super) fn row(what: &'static str, method: Method, path: &'static str) -> Row {
    Row { what, method, path, cookies: "", body: "", status: 200, code: None }
}

impl Row {
    pub(super) fn cookies(self, cookies: &'static str) -> Self {
        Self { cookies, ..self }
    }

    pub(super) fn body(self, body: &'static str) -> Self {
        Self { body, ..self }
    }

    pub(super) fn unmodified(self) -> Self {
        Self { status: 304, ..self }
    }

    pub(super) fn refused(self, status: u16, code: &'static str) -> Self {
        Self { status, code: Some(code), ..self }
    }
}

/// A server, and what its people hold.
pub(super) struct World {
    pub(super) server: TestServer,
    pub(super) values: HashMap<&'static str, String>,
}

impl World {
    pub(super) async fn new(verify_email: bool) -> Self {
        let server = TestServer::start_with(|setup| {
            setup.settings.limits.failures_per_network = None;
            setup.settings.limits.requests_per_network = None;
            setup.settings.limits.longest_sign_in_delay = Duration::ZERO;
        })
        .await;
        server.deliver_always();
        insforge::open_sign_up(&server, SignUpSettings { verify_email: Some(verify_email), ..insforge::BY_CODE }).await;
        server.add(BOB, Some(PASSWORD)).await;
        server.add_with_provider(CAROL, None, "Google").await;
        Self { server, values: HashMap::new() }
    }

    fn fill(&self, text: &str) -> String {
        self.values.iter().fold(text.to_owned(), |text, (name, value)| text.replace(&format!("{{{name}}}"), value))
    }

    pub(super) async fn call(&self, row: &Row) -> Answer {
        let mut request = self.server.request(row.method.clone(), &self.fill(row.path));
        if !row.cookies.is_empty() {
            request = request.header("cookie", self.fill(row.cookies));
        }
        if !row.body.is_empty() {
            request = request.header("content-type", "application/json").body(self.fill(row.body));
        }
        Answer::of(request).await
    }

    pub(super) async fn assert(&self, rows: &[Row]) {
        for row in rows {
            let answer = self.call(row).await;
            assert_eq!(answer.status, row.status, "{}: {}", row.what, answer.body);
            match row.code {
                Some(code) => {
                    let path = self.fill(row.path.split('?').next().unwrap());
                    assert_problem(&self.server, &answer, &path, row.status, code);
                }
                None if row.status == 304 => assert_eq!(answer.body, "", "{}", row.what),
                None => assert!(answer.json()["code"].is_null(), "{}", row.what),
            }
        }
    }

    /// Keeps a field of an answer under a name.
    pub(super) async fn keep(&mut self, name: &'static str, row: Row, field: &str) -> Value {
        let answer = self.call(&row).await;
        assert_eq!(answer.status, 200, "{}: {}", row.what, answer.body);
        let body = answer.json();
        self.values.insert(name, body[field].as_str().unwrap_or_else(|| panic!("{body}")).to_owned());
        body
    }

    pub(super) async fn sign_in(&mut self, access: &'static str, refresh: &'static str, email: &str) {
        let body = self.server.post_json(LOGIN, json!({ "email": email, "password": PASSWORD })).await.json();
        for (name, field) in [(access, "accessToken"), (refresh, "refreshToken")] {
            self.values.insert(name, body[field].as_str().unwrap_or_else(|| panic!("{body}")).to_owned());
        }
    }
}

const GET: Method = Method::GET;
const POST: Method = Method::POST;
const DELETE: Method = Method::DELETE;

const COOLDOWN: &str = "/api/auth/email/verification/cooldown";
pub(super) const STEP_UP: &str = "/api/auth/step-up";
const COMPLETE_STEP_UP: &str = "/api/auth/2fa/step-up";
const SET_UP: &str = "/api/auth/2fa/totp/setup";
const TOTP: &str = "/api/auth/2fa/totp";
const RECOVER: &str = "/api/auth/2fa/totp/recover";
const PREFER: &str = "/api/auth/2fa/preferred-method";

const NEW: &str = r#"{"email":"new@example.com","password":"Quiet-evening-7","name":"New"}"#;
const RIGHT: &str = r#"{"password":"a quiet morning"}"#;

#[tokio::test]
async fn registration_and_verification_answer_as_the_published_tests_say() {
    let mut world = World::new(false).await;
    world.sign_in("ann", "ann_refresh", ANN).await;
    let weak = |what, body| row(what, POST, REGISTER).body(body).refused(400, "INVALID_REQUEST");
    world
        .assert(&[
            row("a new person registers", POST, REGISTER).body(NEW),
            row("a taken address is answered like a new one", POST, REGISTER)
                .body(r#"{"email":"bob@example.com","password":"Quiet-evening-7","name":"New"}"#),
            weak("a wrong address", r#"{"email":"new","password":"Quiet-evening-7","name":"New"}"#),
            weak("a short password", r#"{"email":"x@example.com","password":"Pas$2","name":"New"}"#),
            weak("no lower-case letter", r#"{"email":"x@example.com","password":"QUIET-EVENING-7","name":"New"}"#),
            weak("no upper-case letter", r#"{"email":"x@example.com","password":"quiet-evening-7","name":"New"}"#),
            weak("no digit", r#"{"email":"x@example.com","password":"Quiet-evening","name":"New"}"#),
            weak("no special character", r#"{"email":"x@example.com","password":"Quietevening7","name":"New"}"#),
            weak("no name", r#"{"email":"x@example.com","password":"Quiet-evening-7"}"#),
            row("no body", POST, REGISTER).refused(400, "INVALID_REQUEST"),
            row("somebody who is signed in", POST, REGISTER).cookies("access_token={ann}").body(NEW).unmodified(),
            weak(
                "who is signed in, with a weak password",
                r#"{"email":"x@example.com","password":"Pas$2","name":"New"}"#,
            )
            .cookies("access_token={ann}"),
            row("no token", POST, VERIFY).refused(400, "INVALID_REQUEST"),
            row("a foreign token", POST, "/api/auth/email/verification?token=test")
                .refused(401, "EMAIL_VERIFICATION_TOKEN_INVALID"),
            row("two languages", POST, "/api/auth/email/verification/send?locale=de&locale=fr")
                .refused(400, "INVALID_REQUEST"),
            row("sending asks who it is", POST, SEND_VERIFICATION).refused(401, "AUTHENTICATION_REQUIRED"),
            row("an address that is verified", POST, SEND_VERIFICATION).cookies("access_token={ann}").unmodified(),
            row("no cooldown", GET, COOLDOWN).cookies("access_token={ann}"),
            row("the cooldown asks who it is", GET, COOLDOWN).refused(401, "AUTHENTICATION_REQUIRED"),
        ])
        .await;
}

#[tokio::test]
async fn sessions_answer_as_the_published_tests_say() {
    let mut world = World::new(false).await;
    world.sign_in("ann", "ann_refresh", ANN).await;
    world.sign_in("old", "old_refresh", ANN).await;
    world.sign_in("bob", "bob_refresh", BOB).await;
    let listed = |answer: &Answer| answer.json().as_array().unwrap_or_else(|| panic!("{}", answer.body)).len();
    let list = row("the list", GET, SESSIONS).cookies("access_token={ann}");
    assert_eq!(listed(&world.call(&list).await), 2);
    let old = world.server.engine.sessions.authenticate(&world.values["old"]).await.unwrap().session.id.to_string();
    world.values.insert("session", old);

    let others = row("nobody ends another's", DELETE, "/api/users/me/sessions/{session}").cookies("access_token={bob}");
    assert_eq!(listed(&world.call(&others).await), 1);
    assert_eq!(listed(&world.call(&list).await), 2);
    let one = row("one's own", DELETE, "/api/users/me/sessions/{session}").cookies("access_token={ann}");
    for _ in 0..2 {
        assert_eq!(listed(&world.call(&one).await), 1, "the second time it is over already");
    }
    world
        .assert(&[
            row("its tokens are over", GET, ME).cookies("access_token={old}").refused(401, "ACCESS_TOKEN_INVALID"),
            row("no refresh either", POST, REFRESH)
                .cookies("refresh_token={old_refresh}")
                .refused(401, "REFRESH_TOKEN_INVALID"),
            row("no session of that name", DELETE, "/api/users/me/sessions/none")
                .cookies("access_token={ann}")
                .refused(400, "INVALID_REQUEST"),
            row("the list asks who it is", GET, SESSIONS).refused(401, "AUTHENTICATION_REQUIRED"),
            row("so does one", DELETE, "/api/users/me/sessions/{session}").refused(401, "AUTHENTICATION_REQUIRED"),
            row("and all", DELETE, SESSIONS).refused(401, "AUTHENTICATION_REQUIRED"),
            row("all", DELETE, SESSIONS).cookies("access_token={ann}"),
            row("all are over", GET, SESSIONS).cookies("access_token={ann}").refused(401, "ACCESS_TOKEN_INVALID"),
            row("others' are not", GET, SESSIONS).cookies("access_token={bob}"),
        ])
        .await;
}

/// Ann, signed in and stepped up by password, with all that may be wrong about it.
pub(super) async fn stepped_up() -> World {
    let mut world = World::new(false).await;
    world.sign_in("expired", "refresh", ANN).await;
    let own = |cookies| row("step-up", POST, STEP_UP).cookies(cookies).body(RIGHT);
    world.keep("expired_step_up", own("access_token={expired}"), "stepUpToken").await;
    let early = row("set-up", GET, SET_UP).cookies("access_token={expired}; step_up_token={expired_step_up}");
    world.keep("expired_set_up", early, "token").await;
    world.server.advance(15 * 60);
    let refresh = row("refresh", POST, REFRESH).cookies("refresh_token={refresh}");
    world.keep("ann", refresh, "accessToken").await;
    world.keep("step_up", own("access_token={ann}"), "stepUpToken").await;
    world.sign_in("other", "other_refresh", ANN).await;
    world.keep("other_step_up", own("access_token={other}"), "stepUpToken").await;
    world.sign_in("bob", "bob_refresh", BOB).await;
    world.keep("bob_step_up", own("access_token={bob}"), "stepUpToken").await;
    let bobs = row("set-up", GET, SET_UP).cookies("access_token={bob}; step_up_token={bob_step_up}");
    world.keep("bob_set_up", bobs, "token").await;
    let anns = row("set-up", GET, SET_UP).cookies("access_token={ann}; step_up_token={step_up}");
    let set_up = world.keep("set_up", anns, "token").await;
    let secret = TotpSecret::parse(set_up["secret"].as_str().unwrap()).unwrap();
    let code = secret.code_at(world.server.now()).expose().to_owned();
    world.values.insert("wrong", format!("{}", (code.parse::<u32>().unwrap() + 1) % 1_000_000));
    world.values.insert("code", code);
    // Carol has no password, so that nothing steps her up.
    let account = world.server.engine.accounts.find(&CAROL.parse().unwrap()).await.unwrap().unwrap();
    let code = async {
        let path = format!("/api/sys/users/sendOtp?email={CAROL}&businessId=1");
        assert_eq!(world.server.get(&path).await.status, 200);
        world.server.advance_at_rest(0).await;
        let mails = world.server.mails();
        mails.iter().find(|mail| mail.to == account.email.as_stored()).and_then(|mail| mail.code.clone()).unwrap()
    }
    .await;
    let form = [("grant_type", "otp"), ("username", CAROL), ("otp", &code)];
    let carol = world.server.post_form("/api/token", &form).await.json()["access_token"].as_str().unwrap().to_owned();
    let session = world.server.engine.sessions.authenticate(&carol).await.unwrap().session.id;
    let step_up = world.server.engine.sign_in.step_up_of(session).token.expose().to_owned();
    world.values.extend([("carol", carol), ("carol_step_up", step_up)]);
    world
}

/// What every route says that asks for a step-up.
pub(super) fn asks_for_step_up(method: &Method, path: &'static str, body: &'static str) -> Vec<Row> {
    let ask = |what| row(what, method.clone(), path).body(body);
    vec![
        ask("nobody").refused(401, "AUTHENTICATION_REQUIRED"),
        ask("a step-up alone").cookies("step_up_token={step_up}").refused(401, "AUTHENTICATION_REQUIRED"),
        ask("an expired access token")
            .cookies("access_token={expired}; step_up_token={step_up}")
            .refused(401, "ACCESS_TOKEN_EXPIRED"),
        ask("no access token at all")
            .cookies("access_token=invalid; step_up_token={step_up}")
            .refused(401, "ACCESS_TOKEN_INVALID"),
        ask("no step-up").cookies("access_token={ann}").refused(401, "STEP_UP_TOKEN_MISSING"),
        ask("a foreign step-up")
            .cookies("access_token={ann}; step_up_token=test")
            .refused(401, "STEP_UP_TOKEN_INVALID"),
        ask("an expired step-up")
            .cookies("access_token={ann}; step_up_token={expired_step_up}")
            .refused(401, "STEP_UP_TOKEN_EXPIRED"),
        ask("another session's")
            .cookies("access_token={ann}; step_up_token={other_step_up}")
            .refused(401, "STEP_UP_TOKEN_INVALID"),
        ask("another person's")
            .cookies("access_token={ann}; step_up_token={bob_step_up}")
            .refused(401, "STEP_UP_TOKEN_INVALID"),
        ask("an access token in its place")
            .cookies("access_token={ann}; step_up_token={ann}")
            .refused(401, "STEP_UP_TOKEN_INVALID"),
    ]
}

pub(super) const OWN: &str = "access_token={ann}; step_up_token={step_up}";
const TOTP_BODY: &str = r#"{"token":"{set_up}","code":{code}}"#;
const PREFER_TOTP: &str = r#"{"method":"totp"}"#;

#[tokio::test]
async fn step_up_and_the_set_up_of_a_second_factor_answer_as_the_published_tests_say() {
    let world = stepped_up().await;
    let step_up = |what| row(what, POST, STEP_UP);
    world
        .assert(&[
            step_up("a right password").cookies("access_token={ann}").body(RIGHT),
            step_up("no password").cookies("access_token={ann}").refused(400, "MISSING_PASSWORD_PARAMETER"),
            step_up("a wrong password")
                .cookies("access_token={ann}")
                .body(r#"{"password":"wrong"}"#)
                .refused(401, "INVALID_CREDENTIALS"),
            step_up("nobody").body(RIGHT).refused(401, "AUTHENTICATION_REQUIRED"),
            step_up("a foreign access token")
                .cookies("access_token=invalid")
                .body(RIGHT)
                .refused(401, "ACCESS_TOKEN_INVALID"),
            step_up("without a password of one's own")
                .cookies("access_token={carol}")
                .body(RIGHT)
                .refused(400, "NO_PASSWORD"),
        ])
        .await;
    for (method, path, body) in
        [(GET, SET_UP, ""), (POST, SET_UP, TOTP_BODY), (DELETE, TOTP, ""), (POST, PREFER, PREFER_TOTP)]
    {
        world.assert(&asks_for_step_up(&method, path, body)).await;
    }
    let carols = "access_token={carol}; step_up_token={carol_step_up}";
    let set_up = |what, body| row(what, POST, SET_UP).cookies(OWN).body(body);
    world
        .assert(&[
            row("set-up asks for a password", GET, SET_UP).cookies(carols).refused(400, "NO_PASSWORD_PROVIDER"),
            row("its end, too", POST, SET_UP).cookies(carols).body(TOTP_BODY).refused(400, "NO_PASSWORD_PROVIDER"),
            row("as does the choice", POST, PREFER)
                .cookies(carols)
                .body(PREFER_TOTP)
                .refused(400, "NO_PASSWORD_PROVIDER"),
            set_up("a changed token", r#"{"token":"{set_up}a","code":{code}}"#)
                .refused(401, "TOTP_SETUP_TOKEN_INVALID"),
            set_up("another's token", r#"{"token":"{bob_set_up}","code":{code}}"#)
                .refused(401, "TOTP_SETUP_TOKEN_INVALID"),
            set_up("a late token", r#"{"token":"{expired_set_up}","code":{code}}"#)
                .refused(401, "TOTP_SETUP_TOKEN_EXPIRED"),
            set_up("a wrong code", r#"{"token":"{set_up}","code":{wrong}}"#).refused(401, "WRONG_TWO_FACTOR_CODE"),
            row("what is off is not turned off", DELETE, TOTP).cookies(OWN).unmodified(),
            row("nor preferred", POST, PREFER).cookies(OWN).body(PREFER_TOTP).refused(400, "2FA_DISABLED"),
            row("e-mail is not offered", POST, PREFER)
                .cookies(OWN)
                .body(r#"{"method":"email"}"#)
                .refused(400, "2FA_DISABLED"),
            set_up("a right code", TOTP_BODY),
            row("every session is over", GET, ME).cookies("access_token={ann}").refused(401, "ACCESS_TOKEN_INVALID"),
        ])
        .await;
}

/// Ann, who has an authenticator app, at the second step.
async fn at_the_second_step() -> (World, Authenticator) {
    let mut world = World::new(false).await;
    let app = world.server.enrol().await;
    let login = row("sign-in", POST, LOGIN).body(r#"{"email":"ann@example.com","password":"a quiet morning"}"#);
    world.keep("two_factor", login, "twoFactorAuthenticationToken").await;
    (world, app)
}

#[tokio::test]
async fn the_second_step_and_recovery_codes_answer_as_the_published_tests_say() {
    let (mut world, app) = at_the_second_step().await;
    let wrong = app.wrong(&world.server);
    world
        .values
        .extend([("wrong", format!("{}", wrong.parse::<u32>().unwrap())), ("recovery", app.recovery[0].clone())]);
    let cookie = "two_factor_authentication_token={two_factor}";
    world
        .assert(&[
            row("a wrong code", POST, SECOND)
                .cookies(cookie)
                .body(r#"{"totp":{wrong}}"#)
                .refused(401, "WRONG_TWO_FACTOR_CODE"),
            row("a code by mail", POST, SECOND)
                .cookies(cookie)
                .body(r#"{"email":"123456"}"#)
                .refused(400, "NO_2FA_CODE_PROVIDED"),
            row("no body", POST, SECOND).cookies(cookie).refused(400, "INVALID_REQUEST"),
            row("no token", POST, RECOVER)
                .body(r#"{"code":"{recovery}"}"#)
                .refused(401, "TWO_FACTOR_AUTHENTICATION_TOKEN_MISSING"),
            row("a foreign token", POST, RECOVER)
                .cookies("two_factor_authentication_token=invalid")
                .body(r#"{"code":"{recovery}"}"#)
                .refused(401, "TWO_FACTOR_AUTHENTICATION_TOKEN_INVALID"),
            row("a malformed code", POST, RECOVER)
                .cookies(cookie)
                .body(r#"{"code":"{wrong}"}"#)
                .refused(401, "WRONG_TOTP_RECOVERY_CODE"),
            row("a wrong recovery code", POST, RECOVER)
                .cookies(cookie)
                .body(r#"{"code":"00000-00000"}"#)
                .refused(401, "WRONG_TOTP_RECOVERY_CODE"),
            row("no code", POST, RECOVER).cookies(cookie).refused(400, "INVALID_REQUEST"),
        ])
        .await;

    let recovered =
        world.call(&row("a recovery code", POST, RECOVER).cookies(cookie).body(r#"{"code":"{recovery}"}"#)).await;
    assert_eq!(recovered.status, 200, "{}", recovered.body);
    let body = recovered.json();
    let cookies: Vec<_> = recovered.headers.get_all("set-cookie").iter().map(|value| value.to_str().unwrap()).collect();
    for (field, name) in
        [("accessToken", "access_token"), ("refreshToken", "refresh_token"), ("stepUpToken", "step_up_token")]
    {
        let token = body[field].as_str().unwrap();
        assert!(cookies.iter().any(|cookie| cookie.starts_with(&format!("{name}={token};"))), "{cookies:?}");
    }
    assert!(cookies.iter().any(|cookie| cookie.starts_with("two_factor_authentication_token=;")), "{cookies:?}");
    let text = |field: &str| body[field].as_str().unwrap().to_owned();
    world.values.extend([("ann", text("accessToken")), ("step_up", text("stepUpToken"))]);
    let status = world.call(&row("status", GET, "/api/auth/status").cookies(OWN)).await.json();
    assert_eq!((&status["authenticated"], &status["stepUp"]), (&json!(true), &json!(true)));
    world
        .assert(&[
            row("it is used up", POST, RECOVER)
                .cookies(cookie)
                .body(r#"{"code":"{recovery}"}"#)
                .refused(401, "TWO_FACTOR_AUTHENTICATION_TOKEN_INVALID"),
            row("it is on already", GET, SET_UP).cookies(OWN).unmodified(),
            row("the only method stays", DELETE, TOTP)
                .cookies(OWN)
                .refused(400, "CANNOT_DISABLE_ONLY_TWO_FACTOR_METHOD"),
            row("it is the preferred one", POST, PREFER).cookies(OWN).body(PREFER_TOTP),
        ])
        .await;
}

#[tokio::test]
async fn a_step_up_asks_for_the_second_factor_as_the_published_tests_say() {
    let (mut world, app) = at_the_second_step().await;
    let code = app.code(&world.server);
    world.values.insert("code", format!("{}", code.parse::<u32>().unwrap()));
    let second = row("second step", POST, SECOND)
        .cookies("two_factor_authentication_token={two_factor}")
        .body(r#"{"totp":{code}}"#);
    world.keep("ann", second, "accessToken").await;
    let first = row("step-up", POST, STEP_UP).cookies("access_token={ann}").body(RIGHT);
    let body = world.keep("two_factor", first, "twoFactorAuthenticationToken").await;
    assert_eq!(
        body,
        json!({ "stepUpToken": null, "twoFactorRequired": true, "twoFactorMethods": ["totp"],
                "preferredTwoFactorMethod": "totp", "twoFactorAuthenticationToken": world.values["two_factor"] })
    );
    world.server.advance(30);
    world.sign_in("bob", "bob_refresh", BOB).await;
    let (code, wrong) = (app.code(&world.server), app.wrong(&world.server));
    let number = |code: String| format!("{}", code.parse::<u32>().unwrap());
    world.values.extend([("code", number(code)), ("wrong", number(wrong))]);
    let both = "access_token={ann}; two_factor_authentication_token={two_factor}";
    let complete = |what, body| row(what, POST, COMPLETE_STEP_UP).body(body);
    let right = r#"{"totp":{code},"email":"123456"}"#;
    world
        .assert(&[
            complete("a wrong code", r#"{"totp":{wrong}}"#).cookies(both).refused(401, "WRONG_TWO_FACTOR_CODE"),
            complete("no code", r#"{"email":"123456"}"#).cookies(both).refused(400, "NO_2FA_CODE_PROVIDED"),
            row("no body", POST, COMPLETE_STEP_UP).cookies(both).refused(400, "INVALID_REQUEST"),
            complete("no two-factor token", right)
                .cookies("access_token={ann}")
                .refused(401, "TWO_FACTOR_AUTHENTICATION_TOKEN_MISSING"),
            complete("a foreign one", right)
                .cookies("access_token={ann}; two_factor_authentication_token=invalid")
                .refused(401, "TWO_FACTOR_AUTHENTICATION_TOKEN_INVALID"),
            complete("nobody", right)
                .cookies("two_factor_authentication_token={two_factor}")
                .refused(401, "AUTHENTICATION_REQUIRED"),
            complete("the app's code counts", right).cookies(both),
            complete("once", right).cookies(both).refused(401, "TWO_FACTOR_AUTHENTICATION_TOKEN_INVALID"),
        ])
        .await;
    let sessions = world.call(&row("the list", GET, SESSIONS).cookies("access_token={ann}")).await;
    assert_eq!(sessions.json().as_array().unwrap().len(), 1, "a step-up leaves no session behind");

    // Another person's second factor steps nobody up.
    let first = row("step-up", POST, STEP_UP).cookies("access_token={ann}").body(RIGHT);
    world.keep("two_factor", first, "twoFactorAuthenticationToken").await;
    world.server.advance(30);
    let code = number(app.code(&world.server));
    world.values.insert("code", code);
    let crossed = "access_token={bob}; two_factor_authentication_token={two_factor}";
    world
        .assert(&[complete("another person's", right)
            .cookies(crossed)
            .refused(401, "TWO_FACTOR_AUTHENTICATION_TOKEN_INVALID")])
        .await;
}

#[tokio::test]
async fn what_stays_out_is_not_found_in_its_own_shape() {
    let server = TestServer::start().await;
    for path in [
        "/api/guests",
        "/api/groups/a",
        "/api/content/articles",
        "/api/auth/2fa/email/send",
        "/api/users/me/providers",
        "/api/users/me/avatar",
        "/api/users/me/sessions/token",
        "/api/users/65f1c1d5c1d5c1d5c1d5c1d5",
        "/api/security/secrets/rotate-keys",
    ] {
        for method in [GET, POST, DELETE] {
            let answer = Answer::of(server.request(method, path)).await;
            assert_problem(&server, &answer, path, 404, "NOT_FOUND");
        }
    }
}

#[tokio::test]
async fn an_access_token_that_is_no_good_is_refused_by_every_route_that_reads_it() {
    let mut world = World::new(false).await;
    world.sign_in("expired", "refresh", ANN).await;
    world.server.advance(15 * 60);
    let two_factor = "two_factor_authentication_token=0000000000000000000000000000000000000000000000000000000000000000";
    world.values.insert("two_factor", two_factor.to_owned());
    let one = "/api/users/me/sessions/01a204e6-b1f0-772b-ab85-2e0cd1d39a7a";
    for (method, path, body) in [
        (POST, "/api/auth/email/verification?token=test", ""),
        (POST, SEND_VERIFICATION, ""),
        (GET, COOLDOWN, ""),
        (GET, SESSIONS, ""),
        (DELETE, SESSIONS, ""),
        (DELETE, one, ""),
        (POST, STEP_UP, RIGHT),
        (POST, COMPLETE_STEP_UP, r#"{"totp":123456}"#),
    ] {
        let ask = |cookies| row(path, method.clone(), path).cookies(cookies).body(body);
        world
            .assert(&[
                ask("access_token=none; {two_factor}").refused(401, "ACCESS_TOKEN_INVALID"),
                ask("access_token={expired}; {two_factor}").refused(401, "ACCESS_TOKEN_EXPIRED"),
            ])
            .await;
    }
}

#[tokio::test]
async fn a_two_factor_token_whose_time_is_over_steps_nobody_up_and_recovers_nobody() {
    let (mut world, app) = at_the_second_step().await;
    let code = format!("{}", app.code(&world.server).parse::<u32>().unwrap());
    world.values.extend([("code", code), ("recovery", app.recovery[0].clone())]);
    world.server.advance(10 * 60);
    let late = "TWO_FACTOR_AUTHENTICATION_TOKEN_EXPIRED";
    let recover = row("recovery", POST, RECOVER)
        .cookies("two_factor_authentication_token={two_factor}")
        .body(r#"{"code":"{recovery}"}"#)
        .refused(401, late);
    world.assert(&[recover]).await;
    world.sign_in("bob", "bob_refresh", BOB).await;
    let step_up = row("step-up", POST, COMPLETE_STEP_UP)
        .cookies("access_token={bob}; two_factor_authentication_token={two_factor}")
        .body(r#"{"totp":{code}}"#)
        .refused(401, late);
    world.assert(&[step_up]).await;
}

#[tokio::test]
async fn of_two_set_ups_the_second_is_too_late() {
    let mut world = stepped_up().await;
    let app = world.server.enrol().await;
    world.values.insert("recovery", app.recovery[0].clone());
    let login = row("sign-in", POST, LOGIN).body(r#"{"email":"ann@example.com","password":"a quiet morning"}"#);
    world.keep("two_factor", login, "twoFactorAuthenticationToken").await;
    let recover = row("recovery", POST, RECOVER)
        .cookies("two_factor_authentication_token={two_factor}")
        .body(r#"{"code":"{recovery}"}"#);
    let body = world.keep("ann", recover, "accessToken").await;
    world.values.insert("step_up", body["stepUpToken"].as_str().unwrap().to_owned());
    world.assert(&[row("the second", POST, SET_UP).cookies(OWN).body(TOTP_BODY).unmodified()]).await;
}
