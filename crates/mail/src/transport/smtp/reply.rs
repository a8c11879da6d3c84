//! What a server says, and what it says that it can do.

use super::super::words;

/// A system that sends too much (RFC 3463, 3.5; RFC 7372; the registry of enhanced status codes).
const RATE_OR_POLICY_CODES: [&str; 3] = ["5.4.5", "5.7.25", "5.7.28"];
/// A server's answer to a command (RFC 5321, 4.2).
#[derive(Debug, Clone)]
pub(super) struct Reply {
    pub(super) code: u16,
    lines: Vec<String>,
}

impl Reply {
    pub(super) fn new(code: u16) -> Self {
        Self { code, lines: Vec::new() }
    }

    /// Reads a line of an answer: its code, whether it is the last one, and its words.
    pub(super) fn parse_line(line: &str) -> Option<(u16, bool, &str)> {
        let digits = line.get(..3)?;
        let code = digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse().ok())??;
        let (is_last, words) = match line.as_bytes().get(3) {
            None => (true, ""),
            Some(b' ') => (true, &line[4..]),
            Some(b'-') => (false, &line[4..]),
            Some(_) => return None,
        };
        (200..600).contains(&code).then_some((code, is_last, words))
    }

    pub(super) fn push(&mut self, words: &str) {
        self.lines.push(words.to_owned());
    }

    /// The first line after its code.
    pub(super) fn first_line(&self) -> &str {
        self.lines.first().map_or("", String::as_str)
    }

    /// The words on one line. The enhanced status code (RFC 2034), which starts every line, is kept once.
    pub(super) fn words(&self) -> String {
        let first = self.first_line();
        let status = self.enhanced_status();
        let rest = self.lines.iter().skip(1).map(|line| match status {
            Some(status) => line.strip_prefix(status).map_or(line.as_str(), str::trim_start),
            None => line,
        });
        std::iter::once(first).chain(rest).collect::<Vec<_>>().join(" ")
    }

    /// Such as `5.7.1`.
    pub(super) fn enhanced_status(&self) -> Option<&str> {
        let word = self.first_line().split_ascii_whitespace().next()?;
        let is_number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        (word.split('.').count() == 3 && word.split('.').all(is_number)).then_some(word)
    }

    /// Whether it is about how much we send, or what the server thinks of us, not about this email or its recipient:
    /// that may change within hours, whatever the code says.
    pub(super) fn speaks_of_rate_or_policy(&self) -> bool {
        if self.enhanced_status().is_some_and(|status| RATE_OR_POLICY_CODES.contains(&status)) {
            return true;
        }
        words::speak_of_rate_or_policy(&self.words())
    }

    pub(super) fn is_transient(&self) -> bool {
        (400..500).contains(&self.code)
    }

    pub(super) fn is_permanent(&self) -> bool {
        (500..600).contains(&self.code)
    }
}

/// What a server offers, by its answer to `EHLO`.
#[derive(Debug, Default)]
pub(super) struct Extensions {
    /// In capitals.
    keywords: Vec<String>,
    /// `AUTH` mechanisms, in capitals.
    mechanisms: Vec<String>,
}

impl Extensions {
    pub(super) fn of(reply: &Reply) -> Self {
        let mut extensions = Self::default();
        for line in reply.lines.iter().skip(1) {
            let line = line.to_ascii_uppercase();
            // `AUTH=LOGIN` is how it was spelt before there was a standard.
            let mut words = line.split(|c: char| c.is_ascii_whitespace() || c == '=').filter(|word| !word.is_empty());
            match words.next() {
                Some("AUTH") => extensions.mechanisms.extend(words.map(str::to_owned)),
                Some(keyword) => extensions.keywords.push(keyword.to_owned()),
                None => {}
            }
        }
        extensions
    }

    /// Whether the server offers an extension, named in capitals.
    pub(super) fn offer(&self, keyword: &str) -> bool {
        self.keywords.iter().any(|offered| offered == keyword)
    }

    /// Whether the server offers a mechanism of `AUTH`, named in capitals.
    pub(super) fn offer_login(&self, mechanism: &str) -> bool {
        self.mechanisms.iter().any(|offered| offered == mechanism)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reply(lines: &[&str]) -> Reply {
        Reply { code: 250, lines: lines.iter().map(ToString::to_string).collect() }
    }

    #[test]
    fn lines_are_read_in_every_spelling() {
        for (line, expected) in [
            ("250 ok", Some((250, true, "ok"))),
            ("250-more", Some((250, false, "more"))),
            ("250", Some((250, true, ""))),
            ("354 ", Some((354, true, ""))),
            ("what", None),
            ("25", None),
            ("", None),
            ("2é0 ok", None),
            ("250_ok", None),
            ("+25 ok", None),
            ("199 ok", None),
            ("600 ok", None),
        ] {
            assert_eq!(Reply::parse_line(line), expected, "{line}");
        }
    }

    #[test]
    fn rate_and_policy_are_understood_and_other_refusals_are_not_mistaken_for_them() {
        for (words, expected) in [
            ("5.7.1 Message rate exceeded", true),
            ("Too many messages from your IP, slow down", true),
            ("5.4.5 Daily user sending limit exceeded", true),
            ("5.7.28 mail flood", true),
            ("rejected due to local policy", true),
            ("RATE-LIMITED by our systems", true),
            ("5.7.0 Our system has blocked your address.", true),
            ("5.1.1 no such user", false),
            ("5.7.1 never", false),
            ("5.1.1 <policy@example.com>: no such user", false),
            ("5.1.1 operator, moderate accurately", false),
            ("5.3.4 message size exceeds fixed limit", false),
            ("", false),
        ] {
            assert_eq!(reply(&[words]).speaks_of_rate_or_policy(), expected, "{words}");
        }
        assert!(reply(&["5.7.1 sending", "5.7.1 quota is used up"]).speaks_of_rate_or_policy());
    }

    #[test]
    fn an_enhanced_status_code_is_kept_once() {
        assert_eq!(reply(&["5.1.1 no such", "5.1.1 user"]).words(), "5.1.1 no such user");
        assert_eq!(reply(&["no such", "user"]).words(), "no such user");
        assert_eq!(reply(&[]).words(), "");
    }

    #[test]
    fn extensions_are_read_in_the_old_spelling_too() {
        let both = Extensions::of(&reply(&["mail.example", "AUTH PLAIN", "auth=LOGIN CRAM-MD5", "starttls", "SIZE 1"]));
        assert_eq!(both.mechanisms, ["PLAIN", "LOGIN", "CRAM-MD5"]);
        assert!(both.offer("STARTTLS") && both.offer("SIZE") && !both.offer("PIPELINING"));
        // The first line is the server's name.
        assert!(!Extensions::of(&reply(&["STARTTLS"])).offer("STARTTLS"));
    }
}
