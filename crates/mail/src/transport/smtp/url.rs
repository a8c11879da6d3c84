//! `smtp_url`: `smtp://user:pass@host:port?tls=none|starttls|required`, `smtps://user:pass@host:port`.

use std::str::FromStr;

use percent_encoding::percent_decode_str;
use url::{Host, Url};

use super::settings::{SmtpCredentials, SmtpSettings, SmtpTls};

/// Why a text is not an SMTP URL. No message repeats the text, which may contain a password.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SmtpUrlError {
    /// It can't be read at all.
    #[error(
        "not a URL ({0}); expected smtp://user:password@host:port, with %-escapes for special characters in user and password"
    )]
    Malformed(url::ParseError),
    /// Another scheme.
    #[error("the scheme is {0:?}; expected smtp or smtps")]
    Scheme(String),
    /// No host.
    #[error("no host; expected smtp://host:port or smtps://host:port")]
    NoHost,
    /// Something follows the host.
    #[error("unexpected text after host and port; a special character in user or password must be %-escaped")]
    Trailing,
    /// Port 0.
    #[error("the port must be 1 to 65535")]
    Port,
    /// Only one of name and password.
    #[error("user and password go together: smtp://user:password@host")]
    HalfCredentials,
    /// Escapes that are not UTF-8.
    #[error("the %-escapes in {0} are not UTF-8")]
    Escapes(&'static str),
    /// A control character in name or password.
    #[error("there is a control character in {0}")]
    ControlCharacter(&'static str),
    /// An unknown parameter.
    #[error("unknown parameter {0:?}; the only one is tls")]
    Parameter(String),
    /// An unknown kind of TLS.
    #[error("tls={0:?}; expected none, starttls or required")]
    Tls(String),
    /// `smtps` with `tls`.
    #[error("smtps is encrypted from the first byte; leave the parameter tls out, or use smtp://")]
    TlsTwice,
}

impl FromStr for SmtpSettings {
    type Err = SmtpUrlError;

    /// Without a `tls` parameter, `smtp` requires STARTTLS, except for a loopback host. Default ports are 587 for
    /// `smtp` (25 without TLS) and 465 for `smtps`.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let url = Url::parse(text.trim()).map_err(SmtpUrlError::Malformed)?;
        let implicit = match url.scheme() {
            "smtp" => false,
            "smtps" => true,
            other => return Err(SmtpUrlError::Scheme(other.to_owned())),
        };
        // The parser keeps hosts of unknown schemes unparsed; parse them again.
        let host = url.host_str().filter(|host| !host.is_empty()).ok_or(SmtpUrlError::NoHost)?;
        let host = Host::parse(host).map_err(SmtpUrlError::Malformed)?;
        if !matches!(url.path(), "" | "/") || url.fragment().is_some() {
            return Err(SmtpUrlError::Trailing);
        }
        let tls = match (implicit, tls_parameter(&url)?) {
            (true, None) => SmtpTls::Implicit,
            (true, Some(_)) => return Err(SmtpUrlError::TlsTwice),
            (false, Some(tls)) => tls,
            (false, None) if is_loopback(&host) => SmtpTls::None,
            (false, None) => SmtpTls::Required,
        };
        let port = match (url.port(), tls) {
            (Some(0), _) => return Err(SmtpUrlError::Port),
            (Some(port), _) => port,
            (None, SmtpTls::Implicit) => 465,
            (None, SmtpTls::None) => 25,
            (None, SmtpTls::StartTls | SmtpTls::Required) => 587,
        };
        let host = match host {
            Host::Domain(name) => name,
            Host::Ipv4(address) => address.to_string(),
            Host::Ipv6(address) => address.to_string(),
        };
        Ok(Self { credentials: credentials(&url)?, ..Self::new(host, port, tls) })
    }
}

fn tls_parameter(url: &Url) -> Result<Option<SmtpTls>, SmtpUrlError> {
    let mut tls = None;
    for (name, value) in url.query_pairs() {
        if name != "tls" {
            return Err(SmtpUrlError::Parameter(name.into_owned()));
        }
        tls = Some(match &*value {
            "none" => SmtpTls::None,
            "starttls" => SmtpTls::StartTls,
            "required" => SmtpTls::Required,
            _ => return Err(SmtpUrlError::Tls(value.into_owned())),
        });
    }
    Ok(tls)
}

fn credentials(url: &Url) -> Result<Option<SmtpCredentials>, SmtpUrlError> {
    match (url.username(), url.password()) {
        ("", None) => Ok(None),
        ("", Some(_)) | (_, None) => Err(SmtpUrlError::HalfCredentials),
        (username, Some(password)) => Ok(Some(SmtpCredentials {
            username: decode(username, "the user")?,
            password: decode(password, "the password")?.into(),
        })),
    }
}

fn decode(text: &str, what: &'static str) -> Result<String, SmtpUrlError> {
    let decoded = percent_decode_str(text).decode_utf8().map_err(|_| SmtpUrlError::Escapes(what))?;
    if decoded.chars().any(char::is_control) {
        return Err(SmtpUrlError::ControlCharacter(what));
    }
    Ok(decoded.into_owned())
}

fn is_loopback(host: &Host) -> bool {
    match host {
        Host::Domain(name) => name == "localhost" || name.ends_with(".localhost"),
        Host::Ipv4(address) => address.is_loopback(),
        Host::Ipv6(address) => address.is_loopback(),
    }
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;

    use super::*;

    fn parse(text: &str) -> SmtpSettings {
        text.parse().unwrap()
    }

    fn error(text: &str) -> String {
        text.parse::<SmtpSettings>().unwrap_err().to_string()
    }

    #[test]
    fn every_part_is_read() {
        let settings = parse("smtp://me%40example.com:p%2Fa%3As%20s+@mail.example.com:2525?tls=required");
        assert_eq!((&*settings.host, settings.port, settings.tls), ("mail.example.com", 2525, SmtpTls::Required));
        let credentials = settings.credentials.unwrap();
        assert_eq!(credentials.username, "me@example.com");
        assert_eq!(credentials.password.expose_secret(), "p/a:s s+");
    }

    #[test]
    fn what_is_absent_is_the_safe_and_usual() {
        for (text, port, tls) in [
            ("smtp://mail.example.com", 587, SmtpTls::Required),
            ("smtp://mail.example.com/", 587, SmtpTls::Required),
            ("smtp://mail.example.com?tls=starttls", 587, SmtpTls::StartTls),
            ("smtp://mail.example.com?tls=none", 25, SmtpTls::None),
            ("smtps://mail.example.com", 465, SmtpTls::Implicit),
            ("smtp://localhost", 25, SmtpTls::None),
            ("smtp://127.0.0.1:1025", 1025, SmtpTls::None),
            ("smtp://[::1]:1025", 1025, SmtpTls::None),
            ("smtp://[::1]?tls=required", 587, SmtpTls::Required),
        ] {
            let settings = parse(text);
            assert_eq!((settings.port, settings.tls), (port, tls), "{text}");
        }
        assert_eq!(parse("smtp://[::1]:1025").host, "::1");
    }

    #[test]
    fn what_is_no_smtp_url_is_refused_with_advice() {
        for (text, advice) in [
            ("mail.example.com", "expected smtp://"),
            ("mail.example.com:587", "expected smtp"),
            ("http://mail.example.com", "expected smtp or smtps"),
            ("smtp://", "no host"),
            ("smtp:mail.example.com", "no host"),
            ("smtp://mail.example.com:0", "1 to 65535"),
            ("smtp://mail.example.com:99999", "not a URL"),
            ("smtp://mail.example.com/inbox", "%-escaped"),
            ("smtp://mail.example.com#x", "%-escaped"),
            ("smtp://me@mail.example.com", "go together"),
            ("smtp://:pass@mail.example.com", "go together"),
            ("smtp://me:%ff@mail.example.com", "password"),
            ("smtp://me:a%0d%0ab@mail.example.com", "control character"),
            ("smtp://mail.example.com?tls=maybe", "none, starttls or required"),
            ("smtp://mail.example.com?timeout=5", "unknown parameter"),
            ("smtps://mail.example.com?tls=none", "leave the parameter tls out"),
        ] {
            assert!(error(text).contains(advice), "{text}: {}", error(text));
        }
    }

    #[test]
    fn no_error_and_no_debug_output_repeats_the_password() {
        for text in
            ["smtp://me:hunter2/@mail.example.com", "smtp://me:hunter2#@mail", "http://me:hunter2@mail.example.com"]
        {
            assert!(!error(text).contains("hunter2"), "{text}");
        }
        let debug = format!("{:?}", parse("smtp://me:hunter2@mail.example.com"));
        assert!(debug.contains("mail.example.com") && !debug.contains("hunter2"), "{debug}");
    }
}
