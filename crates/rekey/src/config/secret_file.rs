//! Reads the file that a `*_file` setting names.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use zeroize::Zeroizing;

use crate::file_error::reason;

/// In bytes. A list of secrets fits; a device that never ends is refused.
const LONGEST: u64 = 64 * 1024;

/// The text of the file, without surrounding white space. Errors name the file and never repeat its content.
pub(super) fn read(path: &Path) -> Result<Zeroizing<String>, String> {
    let name = path.display();
    let unreadable = |error: std::io::Error| format!("{name} can't be read: {}", reason(&error));
    let mut bytes = Zeroizing::new(Vec::new());
    File::open(path).map_err(unreadable)?.take(LONGEST + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    if bytes.len() as u64 > LONGEST {
        return Err(format!(
            "{name} is longer than {} KiB; expected a file that holds the value alone",
            LONGEST / 1024
        ));
    }
    let text = std::str::from_utf8(&bytes).map_err(|_| format!("{name} is not valid UTF-8"))?;
    let text = text.trim_start_matches('\u{feff}').trim();
    if text.is_empty() {
        return Err(format!("{name} is empty; expected the value"));
    }
    Ok(Zeroizing::new(text.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_breaks_and_a_byte_order_mark_are_no_part_of_the_value() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("value");
        for content in ["hush", "hush\n", "hush\r\n", "\n hush \n\n", "\u{feff}hush\r\n"] {
            std::fs::write(&path, content).unwrap();
            assert_eq!(read(&path).unwrap().as_str(), "hush", "{content:?}");
        }
    }

    #[test]
    fn a_file_without_a_usable_value_is_refused_by_name() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, content: &[u8]| {
            std::fs::write(folder.path().join(name), content).unwrap();
            name.to_owned()
        };
        for (name, says) in [
            ("missing".to_owned(), "can't be read: No such file"),
            (".".to_owned(), "can't be read: it is a directory"),
            (write("empty", b""), "is empty"),
            (write("blank", b" \r\n"), "is empty"),
            (write("binary", &[0xff, 0xfe, 0]), "is not valid UTF-8"),
            (write("long", "x".repeat(70_000).as_bytes()), "is longer than 64 KiB"),
        ] {
            let path = folder.path().join(name);
            let error = read(&path).unwrap_err();
            assert!(error.starts_with(&format!("{} {says}", path.display())), "{error}");
        }
    }
}
