//! `rekey migrate --copy-from`: from SQLite into PostgreSQL.

use std::io::Write;

use indicatif::{ProgressBar, ProgressStyle};
use rekey_store::copy::{self, CopyError, Progress};

use crate::command_error::{CommandError, with_causes};
use crate::config::{Config, DatabaseUrl};
use crate::installation::Installation;
use crate::output::{Table, stdout};

/// Copies, shows how far it is, and prints what was copied.
pub(super) async fn run(source: DatabaseUrl, config: Config) -> Result<(), CommandError> {
    let DatabaseUrl::Sqlite(path) = &source else {
        return Err(CommandError::usage(format!("--copy-from: {source} is not a SQLite database"))
            .help("copy from \"sqlite:PATH\"; PostgreSQL has pg_dump and pg_restore"));
    };
    let DatabaseUrl::Postgres(target) = config.server.database_url.clone() else {
        return Err(CommandError::usage(format!(
            "database_url is {}, but a copy goes into PostgreSQL",
            config.server.database_url
        ))
        .help("set database_url (REKEY_DATABASE_URL) to the new database, \"postgres://user:password@host/name\""));
    };
    if !path.exists() {
        return Err(CommandError::usage(format!("--copy-from: there is no file {}", path.display())));
    }
    Box::pin(check_source(source.clone(), config.clone())).await?;

    let bar = ProgressBar::new(0);
    // The template is a constant; one that could not be read would leave the default.
    let style = ProgressStyle::with_template("{bar:40} {human_pos} of {human_len} rows, {msg}");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    let copied = copy::copy(path, &config.database.settings(&target), |progress| show(&bar, progress)).await;
    bar.finish_and_clear();
    let copied = copied.map_err(|error| explain(&error))?;

    let mut table = Table::new(&["table", "rows"]);
    for (name, rows) in &copied.tables {
        table.row([(*name).to_owned(), rows.to_string()]);
    }
    let mut out = stdout();
    table.print(&mut out)?;
    writeln!(
        out,
        "{source} is copied to {target}, and every table was compared. Keep the file until you trust the copy."
    )?;
    Ok(())
}

/// Whether this secret opens the source's keys, and servers may use it at all.
async fn check_source(source: DatabaseUrl, mut config: Config) -> Result<(), CommandError> {
    config.server.database_url = source;
    Installation::open(config).await.map(drop)
}

fn show(bar: &ProgressBar, progress: Progress) {
    bar.set_length(progress.all);
    bar.set_position(progress.rows);
    let doing = if progress.comparing { "comparing" } else { "copying" };
    bar.set_message(format!("{doing} {}", progress.table));
}

/// The store's errors say what to do after a semicolon.
fn explain(error: &CopyError) -> CommandError {
    let text = with_causes(error);
    match text.split_once("; ") {
        Some((what, help)) => CommandError::failed(what).help(help),
        None => CommandError::failed(text).help("run the command again: it continues where it stopped"),
    }
}
