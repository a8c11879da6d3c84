//! The progress of an import, shown on a terminal only.

use std::io::Read;

use indicatif::{ProgressBar, ProgressStyle};

/// A bar on standard error, or nothing if that is not a terminal.
pub(super) struct Progress(ProgressBar);

impl Progress {
    /// Starts: a bar where the length in bytes is known, else a count of what was read.
    pub(super) fn start(length: Option<u64>) -> Self {
        let (bar, template) = match length {
            Some(length) => (ProgressBar::new(length), "{bar:40} {percent}% {bytes} of {total_bytes}, {eta} left"),
            None => (ProgressBar::new_spinner(), "{spinner} {bytes} read, {elapsed}"),
        };
        // The templates are constants; one that could not be read would leave the default.
        bar.set_style(ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar()));
        Self(bar)
    }

    /// The input, counted while it is read.
    pub(super) fn watch(&self, input: Box<dyn Read>) -> impl Read + use<> {
        self.0.wrap_read(input)
    }

    /// Prints a line above the bar.
    pub(super) fn say(&self, line: &str) {
        self.0.suspend(|| super::tell(line));
    }

    pub(super) fn finish(&self) {
        self.0.finish_and_clear();
    }
}
