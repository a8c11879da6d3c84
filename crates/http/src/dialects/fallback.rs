//! Calls that no route of a dialect takes: paths in another spelling, and what the published servers have and this one
//! does not.

use axum::routing::MethodRouter;

use crate::app::SharedApp;

/// What becomes of such calls.
#[derive(Clone, Default)]
pub(crate) struct Fallback {
    spelled: Vec<String>,
    owned: Vec<(String, MethodRouter<SharedApp>)>,
}

impl Fallback {
    /// Adds a path of a dialect whose published server takes it in any case and with a slash at the end.
    pub(super) fn add_spelling(&mut self, path: &str) {
        self.spelled.push(path.to_owned());
    }

    /// Sets what answers below each prefix that dialects own.
    pub(super) fn set_owned(&mut self, owned: Vec<(String, MethodRouter<SharedApp>)>) {
        self.owned = owned;
    }

    /// Changes how calls below the prefixes are answered.
    pub(crate) fn map_owned(&mut self, change: impl Fn(MethodRouter<SharedApp>) -> MethodRouter<SharedApp>) {
        self.owned = std::mem::take(&mut self.owned).into_iter().map(|(path, route)| (path, change(route))).collect();
    }

    /// A path as documents spell it, if they have it in another spelling.
    pub(crate) fn respelled(&self, path: &str) -> Option<String> {
        let without_slash = path.strip_suffix('/').unwrap_or(path);
        let found = self.spelled.iter().filter_map(|known| spelled_as(known, without_slash));
        let (_, spelled) = found.min_by_key(|(parameters, _)| *parameters)?;
        (spelled != path).then_some(spelled)
    }

    /// What answers a path for the dialect that owns it: by the longest prefix.
    pub(crate) fn owner(&self, path: &str) -> Option<&MethodRouter<SharedApp>> {
        let owners = self.owned.iter().filter(|(prefix, _)| is_below(path, prefix));
        owners.max_by_key(|(prefix, _)| prefix.len()).map(|(_, route)| route)
    }
}

/// A path in the spelling of a known one, and how many of its segments are parameters.
fn spelled_as(known: &str, path: &str) -> Option<(usize, String)> {
    if known.split('/').count() != path.split('/').count() {
        return None;
    }
    let mut parameters = 0;
    let segments = known.split('/').zip(path.split('/')).map(|(known, given)| {
        if known.starts_with('{') {
            parameters += 1;
            (!given.is_empty()).then_some(given)
        } else {
            known.eq_ignore_ascii_case(given).then_some(known)
        }
    });
    let spelled = segments.collect::<Option<Vec<_>>>()?.join("/");
    Some((parameters, spelled))
}

fn is_below(path: &str, prefix: &str) -> bool {
    let start = path.as_bytes().get(..prefix.len());
    let begins = start.is_some_and(|start| start.eq_ignore_ascii_case(prefix.as_bytes()));
    begins && matches!(path.as_bytes().get(prefix.len()), None | Some(b'/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_respelled_as_documents_have_it_and_parameters_stay() {
        let mut fallback = Fallback::default();
        for path in ["/api/users/{id}", "/api/users/current", "/api/users"] {
            fallback.add_spelling(path);
        }
        for (given, spelled) in [
            ("/API/Users/", Some("/api/users")),
            ("/api/Users/aB", Some("/api/users/aB")),
            ("/api/users/CURRENT/", Some("/api/users/current")),
            ("/api/users/aB", None),
            ("/api/users//", None),
            ("/api/users/a/b", None),
            ("/", None),
        ] {
            assert_eq!(fallback.respelled(given).as_deref(), spelled, "{given}");
        }
    }

    #[test]
    fn a_prefix_ends_where_a_segment_does() {
        for (path, is) in [("/api", true), ("/api/", true), ("/API/x", true), ("/apis", false), ("/ap", false)] {
            assert_eq!(is_below(path, "/api"), is, "{path}");
        }
        assert!(!is_below("/apé", "/api") && !is_below("/é", "/a"));
    }
}
