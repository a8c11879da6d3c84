//! CPU and memory of a process, from the kernel.

use std::fs;
use std::sync::OnceLock;

use anyhow::{Context, Result};

use crate::figures::float;
use crate::machine;

/// Seconds of CPU that a process and its threads have used: user and system (`proc_pid_stat(5)`).
pub(crate) fn cpu_seconds(pid: u32) -> Result<f64> {
    let file = format!("/proc/{pid}/stat");
    let stat = fs::read_to_string(&file).with_context(|| format!("reading {file}"))?;
    // The name, in brackets, may contain anything; the rest is numbers.
    let numbers = stat.rsplit_once(')').map_or("", |(_, rest)| rest);
    let mut fields = numbers.split_whitespace().skip(11).map(|ticks| ticks.parse::<u64>().unwrap_or_default());
    let ticks = fields.next().unwrap_or_default() + fields.next().unwrap_or_default();
    Ok(float(ticks) / ticks_per_second())
}

/// Resident memory in MiB.
pub(crate) fn resident_mib(pid: u32) -> Result<f64> {
    let value = machine::field(&format!("/proc/{pid}/status"), "VmRSS");
    let kib: u64 = value.trim_end_matches(" kB").trim().parse().context("reading VmRSS")?;
    Ok(float(kib) / 1024.0)
}

fn ticks_per_second() -> f64 {
    static TICKS: OnceLock<f64> = OnceLock::new();
    *TICKS.get_or_init(|| machine::command("getconf", &["CLK_TCK"]).parse().unwrap_or(100.0))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::clock;

    #[test]
    fn work_is_seen_in_the_cpu_seconds() {
        let me = std::process::id();
        let before = cpu_seconds(me).unwrap();
        let started = clock::now();
        while started.elapsed() < Duration::from_millis(200) {
            std::hint::spin_loop();
        }
        let used = cpu_seconds(me).unwrap() - before;
        assert!((0.05..5.0).contains(&used), "{used}");
        assert!(resident_mib(me).unwrap() > 0.5);
    }
}
