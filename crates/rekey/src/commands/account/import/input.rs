//! The input of an import: what format it has, who wrote it, and its rows.

use std::io::{BufRead, Chain, Cursor, Read};

use super::csv_rows::{self, CsvRows};
use super::json_rows::{self, Document};
use super::record::Record;
use super::row::{FIELDS, Row};
use super::row_error::RowError;
use super::systems::{Context, FIREBASE_COLUMNS, System};
use crate::command_error::CommandError;

/// The longest first line that is read to find out whether each line holds an account.
const LONGEST_LINE: u64 = 1 << 20;

type Records = Box<dyn Iterator<Item = Result<Record, RowError>>>;

/// The rows of an input.
pub(super) struct Rows {
    records: Records,
    system: Option<System>,
    context: Context,
}

impl Rows {
    /// Opens an input, whose first line tells the format. `system`: who wrote it, if that is known.
    pub(super) fn open(
        mut input: impl BufRead + 'static,
        unreadable: impl Fn(std::io::Error) -> CommandError,
        system: Option<System>,
        context: Context,
    ) -> Result<Self, CommandError> {
        if input.fill_buf().map_err(&unreadable)?.starts_with(b"\xef\xbb\xbf") {
            input.consume(3);
        }
        let mut first = Vec::new();
        while first.trim_ascii().is_empty() {
            if (&mut input).take(LONGEST_LINE).read_until(b'\n', &mut first).map_err(&unreadable)? == 0 {
                return Err(CommandError::failed("the input is empty")
                    .help("rekey account import --help shows what it looks like"));
            }
        }
        let is_whole = json_rows::is_whole(&first);
        let start = first.trim_ascii_start().first().copied();
        let delimiter = csv_rows::delimiter(&first);
        let all: Chain<Cursor<Vec<u8>>, _> = Cursor::new(first).chain(input);
        let (records, system): (Records, Option<System>) = match start {
            Some(b'{') if is_whole => (Box::new(json_rows::lines(all)), system),
            Some(b'{' | b'[') => (Box::new(Document::read(all)), system),
            _ => {
                let (rows, system) = csv(all, delimiter, system)?;
                (Box::new(rows), Some(system))
            }
        };
        Ok(Self { records, system, context })
    }

    /// Who wrote the input. None: no record has shown it yet.
    pub(super) fn system(&self) -> Option<System> {
        self.system
    }

    fn row(&mut self, record: Record) -> Result<Option<Row>, RowError> {
        let line = record.line;
        let system = *self.system.get_or_insert_with(|| System::of(record.fields.keys().map(String::as_str)));
        system.read(record, &self.context)?.map(|said| said.draft(line)).transpose()
    }
}

fn csv<R: BufRead>(input: R, delimiter: u8, system: Option<System>) -> Result<(CsvRows<R>, System), CommandError> {
    if system == Some(System::Firebase) {
        return Ok((CsvRows::without_headings(input, delimiter, &FIREBASE_COLUMNS), System::Firebase));
    }
    let rows = CsvRows::open(input, delimiter)?;
    let system = system.unwrap_or_else(|| System::of(rows.headings().iter().map(String::as_str)));
    let rows = if system == System::Rekey { rows.only(&FIELDS)? } else { rows };
    Ok((rows, system))
}

impl Iterator for Rows {
    type Item = Result<Row, RowError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let row = match self.records.next()? {
                Ok(record) => self.row(record),
                Err(error) => Err(error),
            };
            if let Some(row) = row.transpose() {
                return Some(row);
            }
        }
    }
}
