//! What the operating system says of this process. Where it says nothing, there is no figure.

use std::fs::{read_dir, read_to_string};

use rustix::process::{Resource, getrlimit};

use super::catalogue as metrics_of;
use super::meter::float;

/// A look at the process.
pub(super) struct Process {
    /// Processor time, in seconds.
    cpu: Option<f64>,
    /// In bytes.
    pub(super) memory: Option<f64>,
    pub(super) open_files: Option<f64>,
    pub(super) most_files: Option<f64>,
}

/// The clock ticks of `proc_pid_stat(5)` in a second: 100 on every Linux that Rust has a target for.
const TICKS: f64 = 100.0;

impl Process {
    pub(super) fn look() -> Self {
        let text = |name: &str| read_to_string(format!("/proc/self/{name}")).unwrap_or_default();
        let limit = getrlimit(Resource::Nofile).current;
        Self {
            cpu: cpu(&text("stat")),
            memory: memory(&text("status")),
            open_files: read_dir("/proc/self/fd").ok().map(|files| float(files.count())),
            most_files: limit.map(|limit| float(usize::try_from(limit).unwrap_or(usize::MAX))),
        }
    }

    /// The figure of processor time. The recorder's counters know no fractions.
    pub(super) fn cpu_text(&self) -> String {
        let Some(seconds) = self.cpu else { return String::new() };
        let metrics_of::Metric { name, help, .. } = &metrics_of::CPU;
        format!("# HELP {name} {help}\n# TYPE {name} counter\n{name} {seconds}\n\n")
    }
}

/// User and system time of `proc_pid_stat(5)`: the 14th and 15th field. The second one is a name that may contain anything.
fn cpu(stat: &str) -> Option<f64> {
    let (_, after_name) = stat.rsplit_once(')')?;
    let mut fields = after_name.split_whitespace().skip(11);
    let mut ticks = || fields.next()?.parse::<u32>().ok().map(f64::from);
    Some((ticks()? + ticks()?) / TICKS)
}

/// `VmRSS` of `proc_pid_status(5)`, which is in KiB.
fn memory(status: &str) -> Option<f64> {
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kib: u32 = line.split_whitespace().next()?.parse().ok()?;
    Some(f64::from(kib) * 1024.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_process_is_read_whatever_it_is_called() {
        let stat = "42 (a) b) S 1 42 42 0 -1 4194560 100 0 0 0 250 50 0 0 20 0 9 0 1 2 3";
        assert_eq!(cpu(stat), Some(3.0));
        assert_eq!(cpu("no such file"), None);
        assert_eq!(memory("Name:\trekey\nVmRSS:\t    2048 kB\n"), Some(2_097_152.0));
    }

    #[test]
    fn this_process_uses_something_of_everything() {
        let process = Process::look();
        assert!(process.cpu.is_some() && process.memory > Some(0.0));
        assert!(process.open_files > Some(2.0) && process.most_files >= process.open_files);
        assert!(process.cpu_text().contains("# TYPE process_cpu_seconds_total counter\nprocess_cpu_seconds_total "));
    }
}
