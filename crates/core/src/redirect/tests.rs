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
    for text in ["https://a.example.com./", "https://*`.example.com/", "https://a[bc].example.com/"] {
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

fn admits(entry: &str, target: &str) -> bool {
    let _: Pattern = entry.parse().unwrap_or_else(|error| panic!("{entry}: {error}"));
    AllowList::new(&[entry.to_owned()], false).admit(target, RESERVED).is_ok()
}

#[test]
fn entries_are_read_as_the_published_matcher_reads_them() {
    for (entry, target, fits) in [
        ("https://app.example.com/**", "https://app.example.com/a/b/c", true),
        ("https://app.example.com/**", "https://app.example.com", true),
        ("https://app.example.com/**/reset", "https://app.example.com/reset", true),
        ("https://app.example.com/**/reset", "https://app.example.com/a/b/reset/", true),
        ("https://app.example.com/**/reset", "https://app.example.com/a/b/resets", false),
        ("https://app.example.com/**", "https://app.example.com//evil.example/", false),
        ("https://app.example.com/**", "https://app.example.com/a%2fb/c", false),
        ("https://app.example.com/*", "https://app.example.com/a/b", false),
        ("https://app.example.com/v?/reset", "https://app.example.com/v2/reset", true),
        ("https://app.example.com/v?/reset", "https://app.example.com/v22/reset", false),
        ("https://app.example.com/v?/reset", "https://app.example.com/v//reset", false),
        ("https://app.example.com/[a-c]x", "https://app.example.com/bx", true),
        ("https://app.example.com/[a-c]x", "https://app.example.com/dx", false),
        ("https://app.example.com/[!a-c]x", "https://app.example.com/dx", true),
        ("https://app.example.com/[^a-c]x", "https://app.example.com/bx", false),
        ("https://app.example.com/reset/", "https://app.example.com/reset", true),
        ("https://app.example.com/reset", "https://app.example.com/reset/?a=1", true),
        ("https://app.example.com", "https://app.example.com/", true),
        ("HTTPS://App.Example.com:443/reset", "https://app.example.com/reset", true),
        ("https://app.example.com/reset", "https://App.Example.com/reset", false),
        ("https://app.example.com/?session=?", "https://app.example.com/?session=a", true),
        ("https://app.example.com/?session=?", "https://app.example.com/?session=ab", false),
        ("https://app.example.com/?session=?", "https://app.example.com/", false),
        ("https://app.example.com/cb?lang=[a-z]*", "https://app.example.com/cb?lang=de", true),
        ("https://app.example.com/cb?lang=de", "https://app.example.com/cb?lang=de&x=1", false),
        ("https://app.example.com/cb?flag", "https://app.example.com/cb?flag", true),
        ("https://app.example.com/cb?flag", "https://app.example.com/cb", false),
        ("https://app.example.com/#/reset", "https://app.example.com/#/reset", true),
        ("https://app.example.com/#/reset", "https://app.example.com/?a=1#/reset", true),
        ("https://app.example.com/#/reset", "https://app.example.com/#/other", false),
        ("https://app.example.com/#/reset", "https://app.example.com/", false),
        ("https://app.example.com/", "https://app.example.com/#/reset", false),
        ("myapp://auth/reset", "myapp://auth/reset", true),
        ("myapp://auth/reset", "myapp://auth/reset?tab=2", true),
        ("myapp://auth/reset", "myapp://auth/other", false),
        ("myapp://auth/reset", "otherapp://auth/reset", false),
        ("myapp://auth", "myapp://evil", false),
        ("myapp://reset", "myapp://reset", true),
        ("myapp://reset", "myapp://reset/", true),
        ("myapp://reset/", "myapp://reset", true),
        ("myapp://reset", "myapp://reset?tab=2", true),
        ("myapp://reset?x=1", "myapp://reset?x=1", true),
        ("myapp://reset", "myapp://reset/more", false),
        ("myapp://", "myapp://", true),
        ("myapp://", "myapp://evil", false),
        ("ionic://localhost", "ionic://localhost", true),
        ("exp://192.0.2.5:8081/--/reset", "exp://192.0.2.5:8081/--/reset", true),
        ("exp://192.0.2.5:8081/--/reset", "exp://192.0.2.5:8082/--/reset", false),
        ("exp://192.0.2.5:8081/--/reset", "exp://192.0.2.5/--/reset", false),
        ("com.example.app:/reset", "com.example.app:/reset", true),
        ("com.example.app:/reset", "com.example.app:reset", false),
    ] {
        assert_eq!(admits(entry, target), fits, "{entry} {target}");
    }
}

#[test]
fn what_can_not_be_honoured_is_refused_when_it_is_set() {
    use PatternError::{NoUrl, NotLiteral, Syntax};
    for (entry, error) in [
        ("https://**.example.com/", Syntax),
        ("https://app.example.com/a**", Syntax),
        ("https://app.example.com/{a,b}", Syntax),
        ("https://app.example.com/(a|b)", Syntax),
        ("https://app.example.com/[a", Syntax),
        ("https://app.example.com/a[]b", Syntax),
        ("https:app.example.com/a?b=c", NoUrl),
        ("https:/app.example.com/a?b=c", NoUrl),
        ("https://app.example.com/[z-a]", Syntax),
        ("https://app.example.com/[[:alpha:]]", Syntax),
        ("https://app.example.com/#/*", Syntax),
        ("https://app.example.com/?a=\"b\"", Syntax),
        ("https://app.example.com:*/", NoUrl),
        ("myapp://*", NotLiteral),
        ("myapp://auth/[a]", NotLiteral),
        ("myapp:reset", NoUrl),
        ("MyApp://auth/reset", NoUrl),
        ("javascript://app.example.com/%0aalert(1)", NoUrl),
        ("data:/text", NoUrl),
        ("file:///etc/passwd", NoUrl),
        ("blob:/x", NoUrl),
        ("about:/x", NoUrl),
        ("intent://x/y", NoUrl),
        ("content://x/y", NoUrl),
        ("c:/windows", NoUrl),
        ("myapp://user@auth/reset", NoUrl),
    ] {
        assert_eq!(entry.parse::<Pattern>(), Err(error), "{entry}");
    }
}

#[test]
fn an_app_is_not_among_anything() {
    let anything = AllowList::new(&[], true);
    assert_eq!(anything.admit("myapp://auth/reset", RESERVED), Err(TargetError::NotAllowed));
    assert_eq!(anything.admit("https://app.example.com/#/reset", RESERVED), Err(TargetError::Reserved));
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
        assert_eq!(part_matches(pattern, text), fits, "{pattern} {text}");
    }
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
    fn an_entry_without_wildcards_allows_itself(
        scheme in "(https|http|myapp|com\\.example\\.app|exp|ionic)",
        authority in "(://|:///|:/)([a-z]{1,8}(\\.example)?|192\\.0\\.2\\.5)?(:[1-9][0-9]{3})?",
        path in "(/[a-z0-9.~_-]{0,4}){0,3}/?",
        query in "(\\?[a-z]{1,3}=[a-z0-9]{0,3}(&[a-z]{1,3}=1)?)?",
        fragment in "(#/?[a-z]{0,4})?",
    ) {
        let text = format!("{scheme}{authority}{path}{query}{fragment}");
        let is_pattern = text.parse::<Pattern>().is_ok();
        if is_pattern && Target::parse(&text, RESERVED).is_ok() {
            prop_assert!(AllowList::new(std::slice::from_ref(&text), false).admit(&text, RESERVED).is_ok(), "{text}");
        }
    }

    #[test]
    fn a_host_wildcard_stands_for_one_label(label in "[a-z0-9]{1,12}(\\.[a-z0-9]{1,6}){0,2}") {
        let admitted = list().admit(&format!("https://{label}.example.org/reset"), RESERVED).is_ok();
        prop_assert_eq!(admitted, !label.contains('.'));
    }
}
