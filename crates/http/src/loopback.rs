//! Names by which a machine calls itself.

/// Whether a `Host`, with or without a port, is a name of the loopback interface.
pub(crate) fn is_loopback_host(host: &str) -> bool {
    let name = match host.rsplit_once(':') {
        Some((name, port)) if !port.is_empty() && port.bytes().all(|b| b.is_ascii_digit()) => name,
        _ => host,
    };
    name.eq_ignore_ascii_case("localhost") || name == "127.0.0.1" || name == "[::1]"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loopback_names_count_with_any_port() {
        for host in ["localhost", "LOCALHOST:8080", "127.0.0.1", "127.0.0.1:1", "[::1]", "[::1]:8080"] {
            assert!(is_loopback_host(host), "{host}");
        }
    }

    #[test]
    fn other_names_do_not_however_they_look() {
        for host in
            ["", "example.com", "localhost.example.com", "127.0.0.1.example.com", "localhost:", "localhost:80a", "::1"]
        {
            assert!(!is_loopback_host(host), "{host}");
        }
    }
}
