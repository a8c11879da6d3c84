//! What commands print: aligned text for people, JSON for scripts. Colours are for terminals alone: the streams take
//! them out elsewhere, where `NO_COLOR` is set, and after `--color never`.

use std::borrow::Cow;
use std::io::{self, Write};

use anstream::AutoStream;
use anstyle::{AnsiColor, Style};
use rekey_core::time::Timestamp;
use serde_json::Value;
use unicode_width::UnicodeWidthStr;

/// Of headings.
const HEADING: Style = Style::new().bold();
/// Of what is well.
pub(crate) const GOOD: Style = AnsiColor::Green.on_default();
/// Of what somebody should look at.
pub(crate) const NOTABLE: Style = AnsiColor::Yellow.on_default();
/// Of what is wrong.
pub(crate) const BAD: Style = AnsiColor::Red.on_default().bold();

/// Where a command prints to.
pub(crate) fn stdout() -> io::BufWriter<AutoStream<io::StdoutLock<'static>>> {
    io::BufWriter::new(AutoStream::auto(io::stdout().lock()))
}

/// For messages beside the result.
pub(crate) fn stderr() -> AutoStream<io::Stderr> {
    AutoStream::auto(io::stderr())
}

/// Whether what is written to standard error is coloured.
pub(crate) fn colours_errors() -> bool {
    AutoStream::choice(&io::stderr()) != anstream::ColorChoice::Never
}

/// A text whose control characters, line breaks apart, are escaped: nothing that a file or a server says commands a terminal.
pub(crate) fn printable(text: &str) -> Cow<'_, str> {
    let is_harmless = |c: char| c == '\n' || !c.is_control();
    if text.chars().all(is_harmless) {
        return text.into();
    }
    let escaped = text.chars().map(|c| if is_harmless(c) { c.to_string() } else { c.escape_default().to_string() });
    escaped.collect::<String>().into()
}

/// One JSON value on a line of its own: lists are such lines, so that they can be read while they are written.
pub(crate) fn json_line(out: &mut impl Write, value: &Value) -> io::Result<()> {
    writeln!(out, "{value}")
}

/// An instant, to the second.
pub(crate) fn instant(at: Timestamp) -> String {
    let seconds = Timestamp::from_second(at.as_second()).unwrap_or(at);
    seconds.to_string()
}

/// A number with what it counts: `1 account`, `2 accounts`.
pub(crate) fn count(number: u64, what: &str) -> String {
    if number == 1 { format!("1 {what}") } else { format!("{number} {what}s") }
}

/// The style of a state, by its stable name; none of an ordinary one.
pub(crate) fn style_of_state(state: &str) -> Option<Style> {
    match state {
        "locked" | "gave_up" => Some(BAD),
        "disowned" | "unconfirmed" | "must be reset" => Some(NOTABLE),
        _ => None,
    }
}

/// A table whose columns line up.
pub(crate) struct Table {
    rows: Vec<Vec<String>>,
    has_headings: bool,
}

impl Table {
    /// A table with these headings.
    pub(crate) fn new(headings: &[&str]) -> Self {
        Self { rows: vec![headings.iter().map(|&heading| heading.to_owned()).collect()], has_headings: true }
    }

    pub(crate) fn bare() -> Self {
        Self { rows: Vec::new(), has_headings: false }
    }

    pub(crate) fn row(&mut self, cells: impl IntoIterator<Item = impl Into<String>>) {
        self.rows.push(cells.into_iter().map(|cell| printable(&cell.into()).replace('\n', "\\n")).collect());
    }

    pub(crate) fn print(&self, out: &mut impl Write) -> io::Result<()> {
        self.print_styled(out, style_of_state)
    }

    /// The same with cells coloured by what they say.
    pub(crate) fn print_styled(&self, out: &mut impl Write, style: impl Fn(&str) -> Option<Style>) -> io::Result<()> {
        let columns = self.rows.iter().map(Vec::len).max().unwrap_or(0);
        let width = |column: usize| {
            let cells = self.rows.iter().filter_map(|row| row.get(column));
            cells.map(|cell| cell.width()).max().unwrap_or(0)
        };
        let widths: Vec<usize> = (0..columns).map(width).collect();
        for (index, row) in self.rows.iter().enumerate() {
            let is_heading = self.has_headings && index == 0;
            let last = row.iter().rposition(|cell| !cell.is_empty());
            for (column, cell) in row.iter().enumerate().take(last.map_or(0, |last| last + 1)) {
                let style = if is_heading { Some(HEADING) } else { style(cell) };
                let gap = if column == 0 { "" } else { "  " };
                match style {
                    Some(style) => write!(out, "{gap}{style}{cell}{style:#}")?,
                    None => write!(out, "{gap}{cell}")?,
                }
                if Some(column) != last {
                    let filling = widths.get(column).map_or(0, |width| width.saturating_sub(cell.width()));
                    write!(out, "{:filling$}", "")?;
                }
            }
            writeln!(out)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn printed(table: &Table) -> String {
        let mut out = Vec::new();
        table.print(&mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn columns_line_up_whatever_the_letters() {
        let mut table = Table::bare();
        table.row(["längere", "x"]);
        table.row(["東京", "wide"]);
        table.row(["y", ""]);
        assert_eq!(printed(&table), "längere  x\n東京     wide\ny\n");
    }

    #[test]
    fn headings_and_states_are_coloured_and_nothing_is_moved_by_it() {
        let mut table = Table::new(&["EMAIL", "STATUS", "NAME"]);
        table.row(["a@example.com", "locked", "A"]);
        let coloured = printed(&table);
        assert!(coloured.contains("\u{1b}[1mEMAIL\u{1b}[0m"), "{coloured:?}");
        let plain = anstream::adapter::strip_str(&coloured).to_string();
        assert_eq!(plain, "EMAIL          STATUS  NAME\na@example.com  locked  A\n");
        assert!(coloured.contains(&format!("{BAD}locked{BAD:#}")), "{coloured:?}");
    }
}
