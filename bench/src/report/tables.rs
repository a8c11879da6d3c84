//! Tables for terminals and for Markdown.

/// A table in columns of even width: words to the left, figures to the right.
pub(super) fn text(columns: &[&str], rows: &[Vec<String>]) -> String {
    let width = |index: usize| {
        let cells = rows.iter().filter_map(|row| row.get(index)).map(|cell| cell.chars().count());
        cells.chain([columns[index].chars().count()]).max().unwrap_or_default()
    };
    let widths: Vec<usize> = (0..columns.len()).map(width).collect();
    let line = |cells: Vec<&str>| {
        let padded = cells.iter().zip(&widths).enumerate().map(|(index, (cell, width))| {
            if index == 0 { format!("{cell:<width$}") } else { format!("{cell:>width$}") }
        });
        format!("{}\n", padded.collect::<Vec<_>>().join("  ").trim_end())
    };
    let head = if columns.iter().all(|column| column.is_empty()) { String::new() } else { line(columns.to_vec()) };
    rows.iter().fold(head, |text, row| text + &line(row.iter().map(String::as_str).collect()))
}

/// The same as a Markdown table.
pub(crate) fn markdown(columns: &[&str], rows: &[Vec<String>]) -> String {
    let line = |cells: Vec<&str>| format!("| {} |\n", cells.join(" | "));
    let rule: Vec<&str> = (0..columns.len()).map(|index| if index == 0 { "---" } else { "---:" }).collect();
    let head = line(columns.to_vec()) + &line(rule);
    rows.iter().fold(head, |text, row| {
        let cells: Vec<String> = row.iter().map(|cell| cell.replace('|', "\\|")).collect();
        text + &line(cells.iter().map(String::as_str).collect())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_stand_below_each_other() {
        let rows = [vec!["µ".to_owned(), "1".to_owned()], vec!["long".to_owned(), "1,000".to_owned()]];
        assert_eq!(text(&["a", "b"], &rows), "a         b\nµ         1\nlong  1,000\n");
        assert_eq!(markdown(&["a", "b"], &rows[..1]), "| a | b |\n| --- | ---: |\n| µ | 1 |\n");
    }
}
