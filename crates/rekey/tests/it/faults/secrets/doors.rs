//! The other doors: the product's own backend, sign-up, a browser's cookies, the second factor, "this wasn't me".

use rekey_core::second_factor::TotpSecret;
use rekey_core::time::Timestamp;
use serde_json::{Value, json};

use super::person::Person;
use super::{ADMIN_TOKEN, BEA, CARL, PASSWORDS};
use crate::faults::program::Program;

/// What Bea's authenticator app holds, taken over from another system.
const TOTP_SECRET: &str = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";

impl Person {
    /// Bea signs up, proves her address by the mailed code, and her browser refreshes its session.
    pub(super) async fn signs_up(&mut self) {
        let body = json!({ "email": BEA, "password": PASSWORDS[0], "name": "Bea" });
        self.post("/api/auth/users", body).await;
        let code = self.mail_to(BEA).await.code.expect("a verification mail has a code");
        let session = self.post("/api/auth/email/verify", json!({ "email": BEA, "otp": code })).await;
        let session = self.refreshes(&session).await;
        self.refreshes(&session).await;
    }

    /// By the cookie, and the CSRF token that only the page's own script has.
    async fn refreshes(&mut self, session: &Value) -> Value {
        self.keep(&session["accessToken"]);
        let csrf = self.keep(&session["csrfToken"]);
        let refresh = |client: &reqwest::Client, url: &str| {
            client.post(format!("{url}/api/auth/refresh")).header("x-csrf-token", csrf)
        };
        let (_, session) = self.send(refresh).await;
        let session: Value = serde_json::from_str(&session).unwrap();
        self.keep(&session["accessToken"]);
        self.keep(&session["csrfToken"]);
        session
    }

    /// Bea has an app from now on, and gets in by what it shows and by what she wrote down.
    #[expect(clippy::disallowed_methods, reason = "the program that is run has the system's clock")]
    pub(super) async fn uses_a_second_factor(&mut self, program: &Program) {
        let enrol = ["account", "totp", "enrol", BEA, "--secret-stdin"];
        let written = program.run(&enrol, TOTP_SECRET).await;
        let recovery: Vec<String> = written.lines().map(str::to_owned).collect();
        assert_eq!(recovery.len(), 10, "{written}");
        let secret = TotpSecret::parse(TOTP_SECRET).unwrap();
        let code = secret.code_at(Timestamp::now());
        for shown in [code.expose(), recovery[0].as_str()] {
            let body = json!({ "email": BEA, "password": PASSWORDS[0], "totp": shown });
            let session = self.post("/api/auth/sessions?client_type=server", body).await;
            self.keep(&session["accessToken"]);
            self.keep(&session["refreshToken"]);
        }
        self.secrets.extend([TOTP_SECRET.to_owned(), hex::encode(secret.expose()), code.expose().to_owned()]);
        self.secrets.extend(recovery.iter().map(|code| code.replace('-', "")));
        self.secrets.extend(recovery);
    }

    /// The backend makes an account for Carl and has a reset mailed to him, which somebody else completes.
    pub(super) async fn is_managed_by_a_backend(&mut self) {
        let body = json!({ "email": CARL, "password": PASSWORDS[1], "email_verified": true });
        let create = |client: &reqwest::Client, url: &str| {
            let request = client.post(format!("{url}/v1/accounts")).bearer_auth(ADMIN_TOKEN);
            request.header("idempotency-key", "carl").json(&body)
        };
        let (_, account) = self.send(create).await;
        let account: Value = serde_json::from_str(&account).unwrap();
        let path = format!("/v1/accounts/{}", account["id"].as_str().unwrap());
        let change = json!({ "name": "Carl", "locale": "de" });
        self.send(|client, url| client.patch(format!("{url}{path}")).bearer_auth(ADMIN_TOKEN).json(&change)).await;
        self.send(|client, url| client.post(format!("{url}{path}/resets")).bearer_auth(ADMIN_TOKEN)).await;
        let token = self.mail_to(CARL).await.token.expect("a reset mail has a link");
        let reset = json!({ "Token": token, "Password": PASSWORDS[2], "BusinessId": 1 });
        let done = self.post("/api/sys/users/completePasswordReset", reset).await;
        self.keep(&done["Value"]);
    }

    /// Carl opens the link of the notice and presses its button.
    pub(super) async fn says_not_me(&mut self) {
        let token = self.mail_to(CARL).await.token.expect("a notice has a link");
        self.send(|client, url| client.get(format!("{url}/not-me?token={token}"))).await;
        let (_, page) = self.send(|client, url| client.get(format!("{url}/not-me"))).await;
        let fields: Vec<(String, String)> = page.split("<input").filter_map(hidden_field).collect();
        let form_token = fields.iter().find(|(name, _)| name == "form_token").expect("a form token");
        self.secrets.push(form_token.1.clone());
        let (headers, _) = self.send(|client, url| client.post(format!("{url}/not-me")).form(&fields)).await;
        assert!(headers["location"].to_str().unwrap().contains("/not-me/done"), "{headers:?}");
    }
}

/// Name and value of an `<input type="hidden">`.
fn hidden_field(input: &str) -> Option<(String, String)> {
    let attribute = |name: &str| input.split(&format!("{name}=\"")).nth(1)?.split('"').next().map(str::to_owned);
    input.contains("type=\"hidden\"").then(|| Some((attribute("name")?, attribute("value")?)))?
}
