//! Describes the machine: figures mean nothing without it.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::thread;

/// What the results say about it.
#[derive(Debug, Clone)]
pub(crate) struct Machine {
    /// What to print, as name and value.
    pub(crate) facts: Vec<(&'static str, String)>,
}

impl Machine {
    /// This machine. `folder` is where databases go, to describe its disk.
    pub(crate) fn this(folder: &Path) -> Self {
        let mut facts = vec![
            ("CPU", field("/proc/cpuinfo", "model name")),
            ("cores", cores().to_string()),
            ("memory", field("/proc/meminfo", "MemTotal")),
            ("kernel", fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default().trim().to_owned()),
            ("file system", command("stat", &["-f", "-c", "%T", &folder.display().to_string()])),
            ("SQLite", rusqlite::version().to_owned()),
            ("rustc", command("rustc", &["--version"])),
            // Other processes take their share of the cores.
            ("load average before", fs::read_to_string("/proc/loadavg").unwrap_or_default().trim().to_owned()),
        ];
        facts.retain(|(_, value)| !value.is_empty());
        Self { facts }
    }
}

/// How many cores there are to share.
pub(crate) fn cores() -> usize {
    thread::available_parallelism().map_or(1, std::num::NonZero::get)
}

/// The first field of this name in a file of `name: value` lines.
pub(crate) fn field(file: &str, name: &str) -> String {
    let text = fs::read_to_string(file).unwrap_or_default();
    let mut fields = text.lines().filter_map(|line| line.split_once(':'));
    fields.find(|(key, _)| key.trim() == name).map(|(_, value)| value.trim().to_owned()).unwrap_or_default()
}

/// Whether this program runs as root, which some servers refuse to do.
pub(crate) fn is_root() -> bool {
    command("id", &["-u"]) == "0"
}

/// The output of a command; empty if the command does not exist.
pub(crate) fn command(program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program).args(arguments).output();
    output.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned()).unwrap_or_default()
}
