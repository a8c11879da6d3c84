//! Who runs a command.

/// The user of the operating system that this process belongs to, by name where it has one.
pub(crate) fn name() -> String {
    let uid = rustix::process::getuid().as_raw().to_string();
    let known = std::fs::read_to_string("/etc/passwd").unwrap_or_default();
    named(&known, &uid).map_or_else(|| format!("uid {uid}"), str::to_owned)
}

/// The name that a `passwd(5)` file gives a user.
fn named<'a>(file: &'a str, uid: &str) -> Option<&'a str> {
    file.lines().find_map(|line| {
        let mut fields = line.split(':');
        let name = fields.next()?;
        (fields.nth(1) == Some(uid)).then_some(name)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn users_are_known_by_their_names() {
        let file = "root:x:0:0:root:/root:/bin/bash\n# none\nann:x:1000:1000::/home/ann:/bin/sh\n";
        assert_eq!(named(file, "1000"), Some("ann"));
        assert_eq!(named(file, "0"), Some("root"));
        assert_eq!(named(file, "100"), None);
        assert!(!name().is_empty());
    }
}
