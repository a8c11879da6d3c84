//! Words by which servers and providers say that a refusal is for now.

/// What servers write that refuse for now and say 5xx.
const PHRASES: [&str; 26] = [
    "rate",
    "rates",
    "rate limit",
    "ratelimit",
    "ratelimited",
    "throttled",
    "throttling",
    "too many",
    "too much mail",
    "too fast",
    "too frequently",
    "sending limit",
    "sending quota",
    "daily limit",
    "hourly limit",
    "message limit",
    "try again",
    "try later",
    "temporarily",
    "greylisted",
    "policy",
    "policies",
    "reputation",
    "blocked",
    "blocklist",
    "blacklisted",
];

/// Whether they are about how much we send, or what the server thinks of us, and not about this email or its recipient.
pub(crate) fn speak_of_rate_or_policy(words: &str) -> bool {
    let words = words.to_ascii_lowercase();
    // What the server quotes, such as the recipient's address, says nothing.
    let unquoted = words.split_ascii_whitespace().filter(|word| !word.contains(['@', '<']));
    let plain = unquoted.flat_map(|word| word.split(|c: char| !c.is_ascii_alphanumeric()));
    let plain = plain.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    PHRASES.iter().any(|phrase| format!(" {plain} ").contains(&format!(" {phrase} ")))
}
