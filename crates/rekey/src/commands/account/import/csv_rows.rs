//! Rows of a CSV file with headings.

use std::io::Read;

use csv::{ByteRecord, ReaderBuilder};

use super::line_ends::LineEnds;
use super::row::{FIELDS, Row, RowError, Texts};
use crate::command_error::CommandError;
use crate::output::count;

const NOT_UTF_8: &str = "this is not UTF-8; convert the file";

/// What separates the columns: a comma, unless the line of headings, the first of these bytes, has none and uses what
/// spreadsheets write instead.
pub(super) fn delimiter(start: &[u8]) -> u8 {
    let line = start.trim_ascii_start().split(|byte| matches!(byte, b'\n' | b'\r')).next().unwrap_or_default();
    [b',', b';', b'\t'].into_iter().find(|delimiter| line.contains(delimiter)).unwrap_or(b',')
}

/// Reads the headings, then gives the rows.
pub(super) fn read(
    input: impl Read,
    delimiter: u8,
) -> Result<impl Iterator<Item = Result<Row, RowError>>, CommandError> {
    // Rows of the wrong length are reported by us, with what is wrong about them.
    let mut reader = ReaderBuilder::new().flexible(true).delimiter(delimiter).from_reader(LineEnds::unify(input));
    let headings = reader.byte_headers().map_err(|error| CommandError::failed(format!("line 1: {error}")))?.clone();
    let headings = check_headings(&headings)?;
    Ok(std::iter::from_fn(move || {
        let mut record = ByteRecord::new();
        let more = reader.read_byte_record(&mut record);
        let line = first_line(&record, reader.position().line());
        match more {
            Ok(false) => None,
            Ok(true) => Some(texts(&headings, &record, line).and_then(|texts| texts.parse(line))),
            Err(error) => Some(Err(RowError::row(line, error.to_string()))),
        }
    }))
}

/// The line that a record begins on, from the line that the next one may begin on. The reader's own word for it
/// does not count the empty lines before a record.
fn first_line(record: &ByteRecord, next_line: u64) -> u64 {
    let lines = record.as_slice().split(|byte| *byte == b'\n').count() as u64;
    next_line.saturating_sub(lines)
}

fn check_headings(record: &ByteRecord) -> Result<Vec<&'static str>, CommandError> {
    let mut headings: Vec<&'static str> = Vec::new();
    for bytes in record {
        let name = std::str::from_utf8(bytes).map_err(|_| refuse(&format!("line 1: {NOT_UTF_8}")))?;
        let name = name.trim().to_lowercase();
        match FIELDS.into_iter().find(|field| *field == name) {
            Some(field) if headings.contains(&field) => {
                return Err(refuse(&format!("line 1: duplicate column `{field}`")));
            }
            Some(field) => headings.push(field),
            None => return Err(refuse(&RowError::unknown_field(1, &name).to_string())),
        }
    }
    if headings.contains(&"email") { Ok(headings) } else { Err(refuse("line 1: the heading email is missing")) }
}

fn refuse(what: &str) -> CommandError {
    CommandError::failed(format!("{what}; nothing is imported"))
        .help(format!("the first line of a CSV file names its columns: {}", FIELDS.join(",")))
}

fn texts(headings: &[&'static str], record: &ByteRecord, line: u64) -> Result<Texts, RowError> {
    if record.len() != headings.len() {
        let problem =
            format!("{} for {}", count(record.len() as u64, "value"), count(headings.len() as u64, "heading"));
        return Err(RowError::row(line, problem));
    }
    let mut texts = Texts::default();
    for (heading, value) in headings.iter().copied().zip(record) {
        let value =
            std::str::from_utf8(value).map_err(|_| RowError::field(line, heading, NOT_UTF_8))?.trim().to_owned();
        match heading {
            "email" => texts.email = value,
            "name" => texts.name = value,
            "password_hash" => texts.password_hash = value,
            "locations" => {
                texts.locations = value.split([' ', ';']).filter(|id| !id.is_empty()).map(str::to_owned).collect();
            }
            "locale" => texts.locale = value,
            "provider" => texts.provider = value,
            _ => texts.email_verified = value,
        }
    }
    Ok(texts)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn errors(text: &'static str) -> Vec<String> {
        read(text.as_bytes(), delimiter(text.as_bytes()))
            .unwrap()
            .filter_map(Result::err)
            .map(|error| error.to_string())
            .collect()
    }

    #[test]
    fn rows_are_read_by_their_headings_in_any_order() {
        let text = "Name , email,locations\n\"Doe, Ana\",ana@example.com,7 1\n";
        let rows: Vec<Row> =
            read(text.as_bytes(), delimiter(text.as_bytes())).unwrap().collect::<Result<_, _>>().unwrap();
        let draft = &rows[0].draft;
        assert_eq!((draft.name.as_deref(), draft.email.as_stored()), (Some("Doe, Ana"), "ana@example.com"));
        assert_eq!(draft.locations.iter().map(|id| id.get()).collect::<Vec<_>>(), [7, 1]);
    }

    #[test]
    fn what_spreadsheets_write_instead_of_commas_is_read_too() {
        for text in ["email;name\nana@example.com;\"Doe, Ana\"\n", "email\tname\r\nana@example.com\tDoe, Ana\r\n"] {
            let rows: Vec<Row> =
                read(text.as_bytes(), delimiter(text.as_bytes())).unwrap().collect::<Result<_, _>>().unwrap();
            assert_eq!(rows[0].draft.name.as_deref(), Some("Doe, Ana"), "{text:?}");
        }
        assert_eq!(delimiter(b"email\na;b@example.com\n"), b',');
    }

    #[test]
    fn a_broken_row_is_named_by_its_line_whatever_the_line_ends() {
        for text in [
            "email\na@example.com\n\nnobody",
            "email\r\na@example.com\r\n\r\nnobody\r\n",
            "email\ra@example.com\r\rnobody\r",
        ] {
            assert_eq!(errors(text), ["line 4, email: an email address has a name, an @ and a domain"], "{text:?}");
        }
    }

    #[test]
    fn a_broken_row_is_named_by_line_and_field_and_the_others_go_on() {
        let text =
            "email,locale\na@example.com,de\nnobody,\nb@example.com,de,x\n\n\"c@\nexample.com\",\nd@example.com,?\n";
        assert_eq!(
            errors(text),
            [
                "line 3, email: an email address has a name, an @ and a domain",
                "line 4: 3 values for 2 headings",
                "line 6, email: the domain of the email address is not valid",
                "line 8, locale: not a language tag such as en, de-AT or pt_BR",
            ]
        );
        assert_eq!(read(text.as_bytes(), delimiter(text.as_bytes())).unwrap().flatten().count(), 1);
    }

    #[test]
    fn headings_that_mean_nothing_stop_the_import_before_it_begins() {
        let refusal = |text: &'static str| read(text.as_bytes(), delimiter(text.as_bytes())).err().unwrap().to_string();
        assert!(refusal("email,pasword_hash\n").contains("did you mean `password_hash`?"));
        assert!(refusal("name\n").contains("the heading email is missing"));
        assert!(refusal("email,Email\n").contains("duplicate column `email`"));
        let bytes: &'static [u8] = b"email,\xff\x1b[2J\n";
        assert!(read(bytes, b',').err().unwrap().to_string().contains("line 1: this is not UTF-8"));
    }
}
