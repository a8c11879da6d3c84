//! Objects of a JSON file: one on each line (JSON Lines), or a document whose objects may take several lines.

use std::io::{BufRead, Bytes};
use std::iter::Fuse;

use serde_json::{Map, Value};

use super::record::Record;
use super::row_error::RowError;

/// The arrays of accounts in the exports of other systems.
const LISTS: [&[u8]; 2] = [b"users", b"Users"];

/// Reads JSON Lines. Empty lines are skipped.
pub(super) fn lines(input: impl BufRead) -> impl Iterator<Item = Result<Record, RowError>> {
    let lines = input.split(b'\n').enumerate().map(|(index, line)| (index as u64 + 1, line));
    let filled = lines.filter(|(_, line)| !line.as_ref().is_ok_and(|line| line.trim_ascii().is_empty()));
    filled.map(|(line, bytes)| {
        let bytes = bytes.map_err(|error| RowError::row(line, error.to_string()))?;
        object(&bytes, line, 1)
    })
}

/// Whether a line holds an account as a whole, so that the others do, too.
pub(super) fn is_whole(line: &[u8]) -> bool {
    let object = serde_json::from_slice::<Map<String, Value>>(line);
    object.is_ok_and(|fields| !LISTS.iter().any(|list| fields.keys().any(|key| key.as_bytes() == *list)))
}

fn object(bytes: &[u8], line: u64, column: usize) -> Result<Record, RowError> {
    serde_json::from_slice(bytes).map(|fields| Record { line, fields }).map_err(|error| {
        if error.is_data() {
            // Something else than an object, where it begins.
            return RowError::row(line, format!("expected a JSON object: column {column}"));
        }
        let below = error.line().saturating_sub(1) as u64;
        let column = if below == 0 { column + error.column().saturating_sub(1) } else { error.column() };
        RowError::row(line + below, format!("expected a JSON object: column {column}"))
    })
}

/// The accounts of a document: the elements of its array, or of the array `users` of its object, or the objects that
/// follow each other in it. Only one account is in memory at a time.
pub(super) struct Document<R> {
    input: Fuse<Bytes<R>>,
    line: u64,
    column: usize,
    /// The brackets that are open.
    open: Vec<u8>,
    /// How many brackets are open around accounts; none: no list of accounts has begun.
    list: Option<usize>,
    /// The account, or the text around accounts, that is being read: where it began, and its bytes.
    account: Option<(u64, usize, Vec<u8>)>,
    /// The name or value that was read last in the document's object.
    word: Vec<u8>,
    is_text: bool,
    is_escaped: bool,
    is_over: bool,
}

impl<R: BufRead> Document<R> {
    pub(super) fn read(input: R) -> Self {
        Self {
            input: input.bytes().fuse(),
            line: 1,
            column: 0,
            open: Vec::new(),
            list: None,
            account: None,
            word: Vec::new(),
            is_text: false,
            is_escaped: false,
            is_over: false,
        }
    }

    fn stop(&mut self, problem: &str) -> RowError {
        self.is_over = true;
        RowError::row(self.line, format!("column {}: {problem}", self.column))
    }

    fn finished(&mut self) -> Option<Result<Record, RowError>> {
        let (line, column, bytes) = self.account.take()?;
        Some(object(&bytes, line, column))
    }

    /// Takes a byte into the account that is being read, if it belongs to one.
    fn keep(&mut self, byte: u8) {
        if let Some((_, _, bytes)) = &mut self.account {
            bytes.push(byte);
        }
    }

    fn begin(&mut self) {
        if self.account.is_none() {
            self.account = Some((self.line, self.column, Vec::new()));
        }
    }

    /// Whether an account may begin here.
    fn between_accounts(&self) -> bool {
        self.list.unwrap_or(0) == self.open.len()
    }

    fn text(&mut self, byte: u8) {
        self.keep(byte);
        match byte {
            _ if self.is_escaped => self.is_escaped = false,
            b'\\' => self.is_escaped = true,
            b'"' => self.is_text = false,
            _ if self.open.len() == 1 && self.list.is_none() => self.word.push(byte),
            _ => {}
        }
    }

    fn opening(&mut self, byte: u8) {
        let is_list = byte == b'[' && self.list.is_none();
        if is_list && self.open.is_empty() {
            self.list = Some(1);
        } else if is_list && self.open == b"{" && LISTS.contains(&self.word.as_slice()) {
            self.list = Some(2);
            self.account = None;
        } else if self.between_accounts() {
            self.begin();
        }
        self.open.push(byte);
        self.keep(byte);
    }

    fn closing(&mut self, byte: u8) -> Option<Result<Record, RowError>> {
        let opened = if byte == b'}' { b'{' } else { b'[' };
        if self.open.last() != Some(&opened) {
            return Some(Err(self.stop("this bracket closes none")));
        }
        if self.list == Some(self.open.len()) {
            // The end of the list, right behind an element that is not an object.
            let account = self.finished();
            self.open.pop();
            self.list = None;
            return account;
        }
        self.keep(byte);
        self.open.pop();
        if self.between_accounts() { self.finished() } else { None }
    }

    fn step(&mut self, byte: u8) -> Option<Result<Record, RowError>> {
        if byte == b'\n' {
            self.line += 1;
            self.column = 0;
        } else {
            self.column += 1;
        }
        if self.is_text {
            self.text(byte);
            return None;
        }
        match byte {
            b'"' => {
                if self.between_accounts() {
                    self.begin();
                }
                self.keep(byte);
                self.is_text = true;
                self.word.clear();
            }
            b'{' | b'[' => self.opening(byte),
            b'}' | b']' => return self.closing(byte),
            b',' if self.between_accounts() => return self.finished(),
            byte if byte.is_ascii_whitespace() => self.keep(byte),
            byte => {
                if self.between_accounts() {
                    self.begin();
                }
                self.keep(byte);
            }
        }
        None
    }
}

impl<R: BufRead> Iterator for Document<R> {
    type Item = Result<Record, RowError>;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.is_over {
            match self.input.next() {
                Some(Ok(byte)) => {
                    if let Some(record) = self.step(byte) {
                        return Some(record);
                    }
                }
                Some(Err(error)) => return Some(Err(self.stop(&error.to_string()))),
                None if self.open.is_empty() && !self.is_text => {
                    self.is_over = true;
                    return self.finished();
                }
                None => return Some(Err(self.stop("the file ends too early"))),
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::super::row::{Row, Said};
    use super::*;

    fn rows(records: impl Iterator<Item = Result<Record, RowError>>) -> Vec<Result<Row, String>> {
        let row = |record: Result<Record, RowError>| {
            let record = record?;
            let line = record.line;
            Said::read(record)?.draft(line)
        };
        records.map(|record| row(record).map_err(|error| error.to_string())).collect()
    }

    /// The lines and addresses of a document's accounts, or what is wrong.
    fn document(text: &str) -> Vec<String> {
        let shown = |row: Result<Row, String>| {
            row.map_or_else(|error| error, |row| format!("{} {}", row.line, row.draft.email.as_stored()))
        };
        rows(Document::read(text.as_bytes())).into_iter().map(shown).collect()
    }

    #[test]
    fn objects_are_read_and_empty_lines_left_out() {
        let text = "{\"email\":\"a@example.com\",\"locations\":[1,7],\"email_verified\":true,\"name\":null}\n\n{\"email\":\"b@example.com\"}";
        let rows: Vec<Row> = rows(lines(text.as_bytes())).into_iter().collect::<Result<_, _>>().unwrap();
        assert_eq!(rows.len(), 2);
        assert_eq!(rows[0].draft.locations.len(), 2);
        assert!(rows[0].draft.email_verified && !rows[1].draft.email_verified);
    }

    #[test]
    fn a_broken_line_is_named_by_number_and_field() {
        let text = "{\"email\":7}\n{\"email\":\"a@example.com\",\"locations\":[\"x\"]}\nnot json\n{\"mail\":\"x\"}\n";
        let errors: Vec<String> = rows(lines(text.as_bytes())).into_iter().map(Result::unwrap_err).collect();
        assert_eq!(errors[0], "line 1, email: expected a text");
        assert!(errors[1].starts_with("line 2, locations: a location is a number"), "{}", errors[1]);
        assert!(errors[2].starts_with("line 3: expected a JSON object"), "{}", errors[2]);
        assert_eq!(errors[3], "line 4, mail: unknown field; did you mean `email`?");
    }

    #[test]
    fn arrays_lists_of_users_and_objects_over_several_lines_are_read() {
        let (a, b) = (r#"{"email":"a@example.com"}"#, r#"{"email": "b@example.com", "profile": {"users": [1, {}]}}"#);
        for (text, lines) in [
            (format!("[{a},{b}]"), [1, 1]),
            (format!("[\n  {a},\n  {b}\n]\n"), [2, 3]),
            (format!("{{\"users\":[{a},\n{b}],\"next\":\"]\"}}"), [1, 2]),
            (format!("{{\"realm\":\"a\\\"b\",\"roles\":[{{\"users\":[]}}],\n\"Users\": [\n{a},\n{b}\n]}}"), [3, 4]),
            (format!("{{\"Users\":[{a}]}}\n{{\"Users\":[{b}]}}"), [1, 2]),
            (format!("{}\n{b}", a.replace(':', ":\n")), [1, 3]),
        ] {
            assert_eq!(
                document(&text),
                [format!("{} a@example.com", lines[0]), format!("{} b@example.com", lines[1])],
                "{text}"
            );
        }
        for text in ["[]", "{\"users\":[]}", "{\"users\": [ ] }\n"] {
            assert!(document(text).is_empty(), "{text}");
        }
    }

    #[test]
    fn a_broken_element_is_named_by_line_and_column_and_the_others_go_on() {
        let text = "[\n  {\"email\": nobody},\n  \"a@example.com\",\n  7, {\"email\":\"b@example.com\"}, 8]";
        let found = document(text);
        assert!(found[0].starts_with("line 2: expected a JSON object: column 1"), "{found:?}");
        assert_eq!(found[1], "line 3: expected a JSON object: column 3");
        assert!(found[2].starts_with("line 4: expected a JSON object: column 3"), "{found:?}");
        assert_eq!(found[3], "4 b@example.com");
        assert!(found[4].starts_with("line 4: expected a JSON object: column 33"), "{found:?}");
        assert_eq!(found.len(), 5);
    }

    #[test]
    fn a_document_that_ends_too_early_says_so_after_what_was_whole() {
        let found = document("{\"users\":[{\"email\":\"a@example.com\"},{\"email\":\"b@exam");
        assert_eq!(found[0], "1 a@example.com");
        assert!(found[1].ends_with("the file ends too early") && !found[1].contains("b@"), "{found:?}");
        assert_eq!(found.len(), 2);
        assert!(document("[{\"email\":\"a@example.com\"}}")[1].contains("this bracket closes none"));
    }
}
