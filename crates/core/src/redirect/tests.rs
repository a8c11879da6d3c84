use proptest::prelude::*;

use super::targets::{GOOD, HOSTILE, LIST};
use super::*;

const RESERVED: ReservedFields = ReservedFields { names: &["next_url"], prefixes: &["app_"] };

fn list() -> AllowList {
    AllowList::new(&LIST.map(str::to_owned), false)
}

#[test]
fn targets_on_the_list_pass() {
    for target in GOOD.iter().copied() {
        let admitted = list().admit(target, RESERVED).map(Target::into_url);
        assert_eq!(admitted.as_ref().map(Url::as_str), Ok(target));
    }
}

#[test]
fn hostile_targets_are_refused() {
    let over_long = format!("https://app.example.com/reset?x={}", "a".repeat(LONGEST_TARGET));
    for target in HOSTILE.iter().copied().chain([over_long.as_str()]) {
        assert!(list().admit(target, RESERVED).is_err(), "{target:?}");
    }
}

#[test]
fn a_target_brings_no_field_that_the_redirect_adds() {
    for field in ["token", "%74OKEN", "next_url", "NEXT_url", "app_status", "App_x"] {
        let target = format!("https://app.example.com/reset?a=1&{field}=1");
        assert_eq!(list().admit(&target, RESERVED), Err(TargetError::Reserved), "{field}");
    }
    for field in ["next", "app", "mytoken", "my_app_x"] {
        assert!(list().admit(&format!("https://app.example.com/reset?{field}=1"), RESERVED).is_ok(), "{field}");
    }
}

#[test]
fn what_is_written_in_several_ways_is_malformed_even_where_anything_is_allowed() {
    let anything = AllowList::new(&[], true);
    for target in [
        "javascript:alert(1)",
        "https://u@a.example/",
        "https:\\\\a.example\\",
        "HTTPS://a.example/",
        "//a",
        "https://a`b.example/",
    ] {
        assert_eq!(anything.admit(target, RESERVED), Err(TargetError::Malformed), "{target}");
    }
    assert_eq!(anything.admit("https://a.example/?token=1", RESERVED), Err(TargetError::Reserved));
    for target in ["https://anywhere.example/x", "http://localhost:3000"] {
        assert!(anything.admit(target, RESERVED).is_ok(), "{target}");
    }
}

#[test]
fn an_empty_list_allows_nothing_outside_development() {
    let nothing = AllowList::new(&[], false);
    assert_eq!(nothing.admit("https://app.example.com/reset", RESERVED), Err(TargetError::NotAllowed));
    let one = AllowList::new(&["https://b.example.com/".to_owned()], true);
    assert_eq!(one.admit("https://app.example.com/reset", RESERVED), Err(TargetError::NotAllowed));
}

#[test]
fn a_pattern_must_be_a_url_whose_wildcards_stand_under_a_name_of_ones_own() {
    for text in ["*", "*://a.example.com/", "ftp://a.example.com/", "https://", "https://u@a.example.com/", "/reset"] {
        assert_eq!(text.parse::<Pattern>(), Err(PatternError::NoUrl), "{text}");
    }
    for text in
        ["https://a.example.com/?x", "https://a.example.com/#x", "https://a.example.com./", "https://*`.example.com/"]
    {
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
        let _ = AllowList::new(&[pattern], false).admit(&text, RESERVED);
    }

    #[test]
    fn whatever_is_admitted_is_for_a_host_and_path_of_the_list(
        text in "https?:[/\\\\]{0,3}([a-z@:%.*\\\\]{0,12})(example\\.org|example\\.com|evil\\.example)[/\\\\?#@:.a-z%0-9]{0,16}"
    ) {
        if let Ok(target) = list().admit(&text, RESERVED) {
            let url = target.url();
            let host = url.host_str().unwrap();
            let own = host == "app.example.com" || host.strip_suffix(".example.org").is_some_and(|label| !label.contains('.'));
            prop_assert!(own && url.path() == "/reset" && url.scheme() == "https" && url.port().is_none(), "{text}");
            prop_assert!(url.username().is_empty() && url.password().is_none() && url.fragment().is_none());
        }
    }

    #[test]
    fn a_host_wildcard_stands_for_one_label(label in "[a-z0-9]{1,12}(\\.[a-z0-9]{1,6}){0,2}") {
        let admitted = list().admit(&format!("https://{label}.example.org/reset"), RESERVED).is_ok();
        prop_assert_eq!(admitted, !label.contains('.'));
    }
}
