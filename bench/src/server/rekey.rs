//! The real `rekey serve`: the binary beside this one, configured by its environment.

use std::fs::{self, File};
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};

use super::site::Site;
use super::{Server, tail};
use crate::{clock, load};

/// The same for all runs, because databases outlive the servers that made them.
const SECRET: &str = "EFdPhq+s9sRwDs4HVVBqzw/rteuzBUunrV/cl/99aU0=";
/// How long a start may take.
const START: Duration = Duration::from_mins(1);

/// The program.
pub(crate) struct Rekey {
    binary: PathBuf,
    /// Every setting of this build.
    settings: String,
}

impl Rekey {
    /// The program beside this one, built first if `build`.
    pub(crate) fn find(build: bool) -> Result<Self> {
        let me = std::env::current_exe()?;
        let folder = me.parent().context("this program is in no folder")?;
        if build {
            let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
            cargo.args(["build", "--package", "rekey"]).current_dir(env!("CARGO_MANIFEST_DIR"));
            cargo.args(["--profile", build_profile()?.as_str()]);
            ensure!(cargo.status().context("starting cargo")?.success(), "`rekey` does not build");
        }
        let binary = folder.join("rekey");
        ensure!(
            binary.is_file(),
            "there is no `rekey` beside this program: run `cargo build --profile dist -p rekey`, or leave --no-build away"
        );
        let schema = Command::new(&binary).args(["config", "schema"]).output()?;
        Ok(Self { binary, settings: String::from_utf8_lossy(&schema.stdout).into_owned() })
    }

    /// Starts a server. Returns it, and the time from the start of the process to the first answer.
    pub(crate) fn serve(&self, site: &Site) -> Result<(Server, Duration)> {
        self.serve_with(site, &[])
    }

    /// The same with further settings, as environment variables.
    pub(crate) fn serve_with(&self, site: &Site, settings: &[(&str, &str)]) -> Result<(Server, Duration)> {
        self.serve_under(site, settings, &[])
    }

    /// The same by another program, such as a profiler, whose command line goes first.
    pub(crate) fn serve_under(
        &self,
        site: &Site,
        settings: &[(&str, &str)],
        wrapper: &[String],
    ) -> Result<(Server, Duration)> {
        let address = free_address()?;
        let log = site.folder().join("serve.log");
        let mut command = self.command(site, wrapper);
        command.arg("serve").env("REKEY_LISTEN", address.to_string());
        command.env("REKEY_PUBLIC_URL", format!("http://{address}")).envs(settings.iter().copied());
        let output = File::create(&log)?;
        command.stdin(Stdio::null()).stdout(output.try_clone()?).stderr(output);
        let started = clock::now();
        let mut server = Server { address, child: command.spawn()? };
        while !load::get(address, "/readyz").is_ok_and(|status| status == 200) {
            if let Some(status) = server.child.try_wait()? {
                bail!("`rekey serve` ended ({status}) before it answered:\n{}", tail(&log));
            }
            ensure!(started.elapsed() < START, "`rekey serve` does not answer:\n{}", tail(&log));
            std::thread::sleep(Duration::from_micros(200));
        }
        Ok((server, started.elapsed()))
    }

    /// Applies locations from this TOML.
    pub(crate) fn apply_locations(&self, site: &Site, toml: &str) -> Result<()> {
        let file = site.folder().join("locations.toml");
        fs::write(&file, toml)?;
        let mut command = self.command(site, &[]);
        command.args(["location", "apply"]).arg(&file).env("REKEY_PUBLIC_URL", "http://127.0.0.1");
        let output = command.output()?;
        ensure!(output.status.success(), "`rekey location apply`: {}", String::from_utf8_lossy(&output.stderr));
        Ok(())
    }

    /// The program with the bench's settings: no limits for addresses, the usual ones for networks.
    fn command(&self, site: &Site, wrapper: &[String]) -> Command {
        let mut command = match wrapper {
            [] => Command::new(&self.binary),
            [program, arguments @ ..] => {
                let mut command = Command::new(program);
                command.args(arguments).arg(&self.binary);
                command
            }
        };
        for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("REKEY_")) {
            command.env_remove(name);
        }
        command
            .current_dir(site.folder())
            .env("REKEY_SECRET", SECRET)
            .env("REKEY_DATABASE_URL", &site.database_url)
            .env("REKEY_TRUSTED_PROXIES", "127.0.0.1")
            .env("REKEY_LIMITS__COOLDOWN", "off")
            .env("REKEY_LIMITS__REQUESTS_PER_ADDRESS", "off")
            .env("REKEY_LIMITS__MAILS_PER_ADDRESS", "off")
            .env("REKEY_MAIL__FROM", "Bench <no-reply@bench.example>")
            .env("REKEY_MAIL__DISCARD", "true");
        // 0.1, beside which this version is measured, lacks it, and features may leave out others.
        for (setting, variable, value) in [
            ("resets_per_address", "REKEY_LIMITS__RESETS_PER_ADDRESS", "off"),
            ("metrics_listen", "REKEY_TELEMETRY__METRICS_LISTEN", "127.0.0.1:0"),
        ] {
            if self.settings.contains(setting) {
                command.env(variable, value);
            }
        }
        command
    }
}

/// The Cargo profile that this program was built with, and so the server beside it.
pub(crate) fn build_profile() -> Result<String> {
    let me = std::env::current_exe()?;
    let folder = me.parent().and_then(Path::file_name).context("this program is in no folder")?;
    Ok(match folder.to_string_lossy().as_ref() {
        "debug" => "dev".to_owned(),
        profile => profile.to_owned(),
    })
}

/// Whether it is the one that packages are built with, so that the figures count.
pub(crate) fn is_dist() -> bool {
    build_profile().is_ok_and(|profile| profile == "dist")
}

/// A loopback address that nobody listens on at the moment.
pub(crate) fn free_address() -> Result<SocketAddr> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?)
}
