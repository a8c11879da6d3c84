//! Rows of a CSV file with headings.

use std::io::Read;

use csv::{ByteRecord, ReaderBuilder};
use serde_json::Value;

use super::line_ends::LineEnds;
use super::record::Record;
use super::row_error::RowError;
use crate::command_error::CommandError;

const UNCLOSED: &str = "a quotation mark is opened and never closed, so this row has swallowed the rest of the file";

/// What separates the columns: a comma, unless the line of headings, the first of these bytes, has none and uses what
/// spreadsheets write instead.
pub(super) fn delimiter(start: &[u8]) -> u8 {
    let line = start.trim_ascii_start().split(|byte| matches!(byte, b'\n' | b'\r')).next().unwrap_or_default();
    [b',', b';', b'\t'].into_iter().find(|delimiter| line.contains(delimiter)).unwrap_or(b',')
}

/// A CSV file whose first line was read.
pub(super) struct CsvRows<R> {
    reader: csv::Reader<LineEnds<R>>,
    headings: Vec<String>,
    /// Whether every row has a value for every heading.
    is_exact: bool,
}

impl<R: Read> CsvRows<R> {
    /// Reads the headings.
    pub(super) fn open(input: R, delimiter: u8) -> Result<Self, CommandError> {
        // Rows of the wrong length are reported by us, with what is wrong about them.
        let mut builder = ReaderBuilder::new();
        let mut reader = builder.flexible(true).delimiter(delimiter).from_reader(LineEnds::unify(input));
        let headings = reader.byte_headers().map_err(|error| CommandError::failed(format!("line 1: {error}")))?.clone();
        let heading = |bytes| std::str::from_utf8(bytes).map(|text| text.trim().to_owned());
        let headings = headings.iter().map(heading).collect::<Result<_, _>>().map_err(|_| {
            CommandError::failed("line 1: this is not UTF-8; nothing is imported").help("convert the file")
        })?;
        Ok(Self { reader, headings, is_exact: true })
    }

    /// A file without headings, whose columns have these names.
    pub(super) fn without_headings(input: R, delimiter: u8, names: &[&str]) -> Self {
        let mut builder = ReaderBuilder::new();
        let builder = builder.flexible(true).has_headers(false).delimiter(delimiter);
        let headings = names.iter().map(|name| (*name).to_owned()).collect();
        Self { reader: builder.from_reader(LineEnds::unify(input)), headings, is_exact: false }
    }

    pub(super) fn headings(&self) -> &[String] {
        &self.headings
    }

    /// Checks that the headings are these, each once and in any case, `email` among them.
    pub(super) fn only(mut self, known: &[&'static str]) -> Result<Self, CommandError> {
        let mut headings: Vec<String> = Vec::new();
        for (place, heading) in self.headings.iter().enumerate() {
            let name = heading.to_lowercase();
            if !known.contains(&name.as_str()) {
                return Err(refuse(&RowError::unknown_field(1, &name, Some(place), known).to_string(), known));
            }
            if headings.contains(&name) {
                return Err(refuse(&format!("line 1: duplicate column `{name}`"), known));
            }
            headings.push(name);
        }
        if !headings.iter().any(|heading| heading == "email") {
            return Err(refuse("line 1: the heading email is missing", known));
        }
        self.headings = headings;
        Ok(self)
    }

    fn record(&self, record: &ByteRecord, line: u64) -> Result<Record, RowError> {
        if self.is_exact && record.len() != self.headings.len() {
            let problem = format!("there are {} values for {} headings", record.len(), self.headings.len());
            return Err(RowError::row(line, problem));
        }
        let text = |(heading, value): (&String, &[u8])| {
            let text = std::str::from_utf8(value)
                .map_err(|_| RowError::field(line, heading, "this is not UTF-8; convert the file"))?;
            Ok((heading.clone(), Value::from(text.trim())))
        };
        let fields = self.headings.iter().zip(record).map(text).collect::<Result<_, RowError>>()?;
        Ok(Record { line, fields })
    }
}

fn refuse(what: &str, known: &[&str]) -> CommandError {
    CommandError::failed(format!("{what}; nothing is imported"))
        .help(format!("the first line of a CSV file names its columns: {}", known.join(",")))
}

impl<R: Read> Iterator for CsvRows<R> {
    type Item = Result<Record, RowError>;

    fn next(&mut self) -> Option<Self::Item> {
        let mut record = ByteRecord::new();
        let more = self.reader.read_byte_record(&mut record);
        let line = first_line(&record, self.reader.position().line());
        match more {
            Ok(false) => None,
            // The line end at the very end is within the quotation marks. One more line than usual ends with the row.
            Ok(true) if record.as_slice().ends_with(b"\n") && !self.reader.get_ref().is_balanced() => {
                Some(Err(RowError::row(line + 1, UNCLOSED.to_owned())))
            }
            Ok(true) => Some(self.record(&record, line)),
            Err(error) => Some(Err(RowError::row(line, error.to_string()))),
        }
    }
}

/// The line that a record begins on, from the line that the next one may begin on. The reader's own word for it
/// does not count the empty lines before a record.
fn first_line(record: &ByteRecord, next_line: u64) -> u64 {
    let lines = record.as_slice().split(|byte| *byte == b'\n').count() as u64;
    next_line.saturating_sub(lines)
}

#[cfg(test)]
mod tests {
    use super::super::row::{FIELDS, Row, Said};
    use super::*;

    fn read(text: &'static str) -> Result<Vec<Result<Row, RowError>>, String> {
        let rows = CsvRows::open(text.as_bytes(), delimiter(text.as_bytes())).and_then(|rows| rows.only(&FIELDS));
        let row = |record: Result<Record, RowError>| {
            let record = record?;
            let line = record.line;
            Said::read(record)?.draft(line)
        };
        Ok(rows.map_err(|error| error.to_string())?.map(row).collect())
    }

    fn errors(text: &'static str) -> Vec<String> {
        read(text).unwrap().into_iter().filter_map(Result::err).map(|error| error.to_string()).collect()
    }

    #[test]
    fn rows_are_read_by_their_headings_in_any_order() {
        let rows = read("Name , email,locations\n\"Doe, Ana\",ana@example.com,7 1\n").unwrap();
        let draft = &rows[0].as_ref().unwrap().draft;
        assert_eq!((draft.name.as_deref(), draft.email.as_stored()), (Some("Doe, Ana"), "ana@example.com"));
        assert_eq!(draft.locations.iter().map(|id| id.get()).collect::<Vec<_>>(), [7, 1]);
    }

    #[test]
    fn what_spreadsheets_write_instead_of_commas_is_read_too() {
        for text in ["email;name\nana@example.com;\"Doe, Ana\"\n", "email\tname\r\nana@example.com\tDoe, Ana\r\n"] {
            let rows = read(text).unwrap();
            assert_eq!(rows[0].as_ref().unwrap().draft.name.as_deref(), Some("Doe, Ana"), "{text:?}");
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
                "line 4: there are 3 values for 2 headings",
                "line 6, email: the domain of the email address is not valid",
                "line 8, locale: not a language tag such as en, de-AT or pt_BR",
            ]
        );
        assert_eq!(read(text).unwrap().into_iter().flatten().count(), 1);
    }

    #[test]
    fn a_quotation_mark_that_is_never_closed_is_reported_with_its_line() {
        for text in [
            "email,name\na@example.com,A\nb@example.com,\"B\nc@example.com,C\nd@example.com,D\n",
            "email,name\na@example.com,A\nb@example.com,\"B\nc@example.com,\"\"C",
            "email,name\r\na@example.com,A\r\nb@example.com,\"B\r\n",
        ] {
            assert_eq!(errors(text), [format!("line 3: {UNCLOSED}")], "{text:?}");
            assert_eq!(read(text).unwrap().into_iter().flatten().count(), 1, "{text:?}");
        }
        assert!(
            errors("email,name\na@example.com,5\" disk\nb@example.com,B").is_empty(),
            "a mark inside a value is one"
        );
    }

    #[test]
    fn headings_that_mean_nothing_stop_the_import_before_it_begins() {
        let refusal = |text: &'static str| read(text).unwrap_err();
        assert!(refusal("email,pasword_hash\n").contains("did you mean `password_hash`?"));
        assert!(refusal("name\n").contains("the heading email is missing"));
        assert!(refusal("email,Email\n").contains("duplicate column `email`"));
        let bytes: &'static [u8] = b"email,\xff\x1b[2J\n";
        assert!(CsvRows::open(bytes, b',').err().unwrap().to_string().contains("line 1: this is not UTF-8"));
        let without = refusal("$2b$10$abc,ana@example.com\n");
        assert!(without.contains("line 1: column 1: unknown field") && !without.contains("ana"), "{without}");
    }
}
