//! The templates that are built into the binary.

use crate::assets;

macro_rules! built_in {
    ($($name:literal),* $(,)?) => {
        &[$(($name, include_str!(concat!("../templates/", $name)))),*]
    };
}

/// Every built-in template. Names that start with `_` are parts of others.
pub(crate) const TEMPLATES: &[(&str, &str)] = built_in![
    "mails/_facts.txt",
    "mails/_foot.txt",
    "mails/_requested.txt",
    "mails/_layout.mjml",
    "mails/_parts.mjml",
    "mails/address_taken.mjml",
    "mails/address_taken.txt",
    "mails/disowned.mjml",
    "mails/disowned.txt",
    "mails/new_address.mjml",
    "mails/new_address.txt",
    "mails/no_account.mjml",
    "mails/no_account.txt",
    "mails/other_provider.mjml",
    "mails/other_provider.txt",
    "mails/password_changed.mjml",
    "mails/password_changed.txt",
    "mails/reset_choice.mjml",
    "mails/reset_choice.txt",
    "mails/reset_code.mjml",
    "mails/reset_code.txt",
    "mails/reset_link.mjml",
    "mails/reset_link.txt",
    "mails/account_changed.mjml",
    "mails/account_changed.txt",
    "mails/sign_in.mjml",
    "mails/sign_in.txt",
    "mails/verify_email.mjml",
    "mails/verify_email.txt",
    "pages/_layout.html",
    "pages/_parts.html",
    "pages/check_mail.html",
    "pages/code.html",
    "pages/confirm_address.html",
    "pages/error.html",
    "pages/forgot.html",
    "pages/inbox.html",
    "pages/link_problem.html",
    "pages/link_sent_again.html",
    "pages/new_address.html",
    "pages/new_password.html",
    "pages/not_me.html",
    "pages/not_me_done.html",
    "pages/reset_done.html",
    "pages/second_factor.html",
    "pages/sign_in.html",
    "pages/sign_in_code.html",
    "pages/sign_in_link.html",
    "pages/signed_in.html",
    "pages/signed_out.html",
    "pages/verify_email.html",
    "pages/verify_email_done.html",
    "pages/welcome.html",
];

/// The names of all templates and assets.
pub(crate) fn names() -> impl Iterator<Item = String> {
    let assets = assets::BUILT_IN.iter().map(|(stem, extension, ..)| asset_name(stem, extension));
    TEMPLATES.iter().map(|(name, _)| (*name).to_owned()).chain(assets)
}

/// Whether a built-in template has this text between quotes.
pub(crate) fn any_quotes(text: &str) -> bool {
    TEMPLATES.iter().any(|(_, source)| quotes(source, text))
}

/// Whether a template has this text between quotes.
pub(crate) fn quotes(source: &str, text: &str) -> bool {
    ["'", "\""].iter().any(|quote| source.contains(&format!("{quote}{text}{quote}")))
}

pub(crate) fn asset_name(stem: &str, extension: &str) -> String {
    format!("assets/{stem}.{extension}")
}
