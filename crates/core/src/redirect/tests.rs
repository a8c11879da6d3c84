use proptest::prelude::*;

use super::*;

const LIST: [&str; 6] = [
    "https://app.example.com/reset",
    "https://*.example.org/reset",
    "https://shop.example.net/*/reset",
    "https://preview-*.example.net/reset",
    "http://localhost:5173/reset",
    "https://[2001:db8::7]/reset",
];

fn list() -> AllowList {
    AllowList::new(&LIST.map(str::to_owned), false)
}

#[test]
fn targets_on_the_list_pass() {
    for target in [
        "https://app.example.com/reset",
        "https://app.example.com/reset?tab=2",
        "https://app.example.com/reset?mytoken=1&next=%2Fhome",
        "https://a.example.org/reset",
        "https://a-b.example.org/reset?x=https://example.com",
        "https://xn--mller-kva.example.org/reset",
        "https://shop.example.net/de/reset",
        "https://shop.example.net/de.v2/reset",
        "https://preview-42.example.net/reset",
        "http://localhost:5173/reset",
        "https://[2001:db8::7]/reset",
    ] {
        let admitted = list().admit(target).map(Target::into_url);
        assert_eq!(admitted.as_ref().map(Url::as_str), Ok(target));
    }
}

/// What strangers try.
const HOSTILE: &[&str] = &[
    // Not absolute, or not the web.
    "",
    "/reset",
    "//app.example.com/reset",
    "///app.example.com/reset",
    "app.example.com/reset",
    "https:app.example.com/reset",
    "https:/app.example.com/reset",
    "https:///app.example.com/reset",
    "javascript:alert(1)",
    "javascript://app.example.com/reset%0aalert(1)",
    "JaVaScRiPt:alert(1)",
    "data:text/html,x",
    "file:///app.example.com/reset",
    "blob:https://app.example.com/reset",
    "ftp://app.example.com/reset",
    "ws://app.example.com/reset",
    // Another scheme, port or spelling of one.
    "http://app.example.com/reset",
    "https://app.example.com:8443/reset",
    "https://app.example.com:443/reset",
    "https://app.example.com:0443/reset",
    "https://app.example.com:/reset",
    "HTTPS://app.example.com/reset",
    "hTTps://app.example.com/reset",
    "https://App.Example.com/reset",
    "http://localhost/reset",
    "http://localhost:05173/reset",
    // User-info.
    "https://app.example.com@evil.example/reset",
    "https://user@app.example.com/reset",
    "https://user:password@app.example.com/reset",
    "https://@app.example.com/reset",
    "https://:@app.example.com/reset",
    "https://evil.example%2f@app.example.com/reset",
    // Backslashes, control characters, white space.
    "https:\\\\app.example.com\\reset",
    "https://evil.example\\@app.example.com/reset",
    "https://app.example.com\\reset",
    "https://evil.example\\.example.org/reset",
    "https://app.exa\tmple.com/reset",
    "https://app.example.com/re\nset",
    "ht\ntps://app.example.com/reset",
    "\u{1}https://app.example.com/reset",
    " https://app.example.com/reset",
    "https://app.example.com/reset ",
    "https://app.example.com/reset\u{0}",
    // Hosts that only look right.
    "https://app.example.com.evil.example/reset",
    "https://evilapp.example.com/reset",
    "https://app.example.com./reset",
    "https://app%2eexample.com/reset",
    "https://app.example%2ecom/reset",
    "https://app\u{3002}example\u{3002}com/reset",
    "https://\u{ff41}pp.example.com/reset",
    "https://\u{430}pp.example.com/reset",
    "https://xn--pp-6kc.example.com/reset",
    "https://app.ex\u{ad}ample.com/reset",
    "https://app.example.c\u{f6}m/reset",
    // Globs that would have to cross a boundary, or stand for nothing.
    "https://a.b.example.org/reset",
    "https://example.org/reset",
    "https://.example.org/reset",
    "https://evil.example/.example.org/reset",
    "https://evil.example?.example.org/reset",
    "https://evil.example#.example.org/reset",
    "https://a%2f.example.org/reset",
    "https://*.example.org.evil.example/reset",
    "https://preview-.example.net/reset",
    "https://preview-1.evil.example.net/reset",
    "https://shop.example.net/a/b/reset",
    "https://shop.example.net/a%2fb/reset",
    "https://shop.example.net/a%5Cb/reset",
    "https://shop.example.net/x/../reset",
    "https://shop.example.net/%2e%2e/reset",
    "https://shop.example.net/reset",
    // Paths.
    "https://app.example.com",
    "https://app.example.com/",
    "https://app.example.com/reset/",
    "https://app.example.com/Reset",
    "https://app.example.com/reset/evil",
    "https://app.example.com/x/../reset",
    "https://app.example.com/%2e/reset",
    "https://app.example.com//reset",
    "https://app.example.com/reset;x",
    "https://app.example.com/rese%74",
    // Addresses.
    "https://[::ffff:2001:db8]/reset",
    "https://[2001:0db8::7]/reset",
    "https://[2001:DB8::7]/reset",
    "https://[2001:db8::7%25eth0]/reset",
    "https://2130706433/reset",
    "https://0x7f.1/reset",
    "https://127.1/reset",
    // What the redirect adds itself, or what hides it.
    "https://app.example.com/reset?token=1",
    "https://app.example.com/reset?a=1&TOKEN=1",
    "https://app.example.com/reset?%74oken=1",
    "https://app.example.com/reset?insforge_status=ready",
    "https://app.example.com/reset?Insforge_x=1",
    "https://app.example.com/reset?redirectTo=https://evil.example",
    "https://app.example.com/reset#x",
    "https://app.example.com/reset#",
    "https://app.example.com/reset?x#token=1",
    "https://evil.example/?redirectTo=https://app.example.com/reset",
];

#[test]
fn hostile_targets_are_refused() {
    let over_long = format!("https://app.example.com/reset?x={}", "a".repeat(LONGEST_TARGET));
    for target in HOSTILE.iter().copied().chain([over_long.as_str()]) {
        assert!(list().admit(target).is_err(), "{target:?}");
    }
}

#[test]
fn what_is_written_in_several_ways_is_malformed_even_where_anything_is_allowed() {
    let anything = AllowList::new(&[], true);
    for target in ["javascript:alert(1)", "https://u@a.example/", "https:\\\\a.example\\", "HTTPS://a.example/", "//a"]
    {
        assert_eq!(anything.admit(target), Err(TargetError::Malformed), "{target}");
    }
    assert_eq!(anything.admit("https://a.example/?token=1"), Err(TargetError::Reserved));
    for target in ["https://anywhere.example/x", "http://localhost:3000"] {
        assert!(anything.admit(target).is_ok(), "{target}");
    }
}

#[test]
fn an_empty_list_allows_nothing_outside_development() {
    let nothing = AllowList::new(&[], false);
    assert_eq!(nothing.admit("https://app.example.com/reset"), Err(TargetError::NotAllowed));
    let one = AllowList::new(&["https://b.example.com/".to_owned()], true);
    assert_eq!(one.admit("https://app.example.com/reset"), Err(TargetError::NotAllowed));
}

#[test]
fn a_pattern_must_be_a_url_whose_wildcards_stand_under_a_name_of_ones_own() {
    for text in ["*", "*://a.example.com/", "ftp://a.example.com/", "https://", "https://u@a.example.com/", "/reset"] {
        assert_eq!(text.parse::<Pattern>(), Err(PatternError::NoUrl), "{text}");
    }
    for text in ["https://a.example.com/?x", "https://a.example.com/#x", "https://a.example.com./"] {
        assert_eq!(text.parse::<Pattern>(), Err(PatternError::NoUrl), "{text}");
    }
    for text in [
        "https://*/",
        "https://*.com/",
        "https://app-*.com/",
        "https://*.co.uk/",
        "https://*.github.io/",
        "https://x-*.vercel.app/",
        "https://a.*/",
        "https://example.*/",
        "https://a.*.com/",
        "https://*.localhost/",
    ] {
        assert_eq!(text.parse::<Pattern>(), Err(PatternError::TooWide), "{text}");
    }
    for text in
        ["https://*.example.com/*", "https://*.me.github.io/", "https://a-*.b.example.co.uk/", "http://[::1]:3000/*"]
    {
        assert_eq!(text.parse::<Pattern>().unwrap().to_string(), text);
    }
}

#[test]
fn a_wildcard_in_the_middle_needs_both_ends() {
    for (pattern, text, fits) in [
        ("a*c", "abc", true),
        ("a*c", "ac", false),
        ("a*c", "abcd", false),
        ("*b*", "abc", true),
        ("*b*", "bc", false),
        ("*b*", "abbc", true),
        ("a*a", "a", false),
        ("*", "", false),
    ] {
        assert_eq!(part_matches(pattern, text, 1), fits, "{pattern} {text}");
    }
    assert!(part_matches("*", "", 0) && part_matches("a*", "a", 0) && !part_matches("a*a", "a", 0));
}

proptest! {
    #[test]
    fn nothing_panics(text in "\\PC*", pattern in "https://[a-z.*]{0,20}/[a-z/*]{0,20}") {
        let _ = AllowList::new(&[pattern], false).admit(&text);
    }

    #[test]
    fn whatever_is_admitted_is_for_a_host_and_path_of_the_list(
        text in "https?:[/\\\\]{0,3}([a-z@:%.*\\\\]{0,12})(example\\.org|example\\.com|evil\\.example)[/\\\\?#@:.a-z%0-9]{0,16}"
    ) {
        if let Ok(target) = list().admit(&text) {
            let url = target.url();
            let host = url.host_str().unwrap();
            let own = host == "app.example.com" || host.strip_suffix(".example.org").is_some_and(|label| !label.contains('.'));
            prop_assert!(own && url.path() == "/reset" && url.scheme() == "https" && url.port().is_none(), "{text}");
            prop_assert!(url.username().is_empty() && url.password().is_none() && url.fragment().is_none());
        }
    }

    #[test]
    fn a_host_wildcard_stands_for_one_label(label in "[a-z0-9]{1,12}(\\.[a-z0-9]{1,6}){0,2}") {
        let admitted = list().admit(&format!("https://{label}.example.org/reset")).is_ok();
        prop_assert_eq!(admitted, !label.contains('.'));
    }
}
