//! Context of the page that a development server begins with.

use serde::Serialize;

use crate::context::PageContext;

/// What to try on a development server. In English alone, as all that is for developers.
#[derive(Debug, Clone, Serialize)]
pub struct Welcome {
    /// The account that can be tried with, if it is known.
    pub demo: Option<DemoAccount>,
    /// The program's version.
    pub version: &'static str,
}

/// The account that a development server starts with.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct DemoAccount {
    /// Its address.
    pub email: &'static str,
    /// The password that it starts with.
    pub password: &'static str,
}

impl PageContext for Welcome {
    const TEMPLATE: &'static str = "pages/welcome.html";

    fn samples() -> Vec<(&'static str, Self)> {
        let demo = DemoAccount { email: "demo@example.com", password: "Demo-Passw0rd!" };
        let page = Self { demo: Some(demo), version: "0.2.0" };
        vec![("demo", page.clone()), ("without-demo", Self { demo: None, ..page })]
    }
}
