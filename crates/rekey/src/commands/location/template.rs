//! `rekey location template`: templates and words that one location has of its own, kept in the database.

use std::io::{Write, stderr, stdin};
use std::path::{Path, PathBuf};

use clap::Subcommand;
use rekey_core::LocationId;
use rekey_core::ports::Store;
use rekey_core::templates::LocationTemplate;
use rekey_render::Renderer;
use serde_json::json;

use super::super::location_id;
use super::find;
use crate::command_error::{CommandError, with_causes};
use crate::config::Config;
use crate::file_error::reason;
use crate::installation::{Installation, own_templates, renderer};
use crate::output::{Table, instant, json_line, stdout};

pub(super) const EXAMPLES: &str = "\
Examples:
  rekey location template show 7 mails/reset_link.mjml > reset_link.mjml
  rekey location template set 7 mails/reset_link.mjml reset_link.mjml
  rekey location template list

A location's own template overrides the one in the folder `templates`, which
overrides the built-in one. NAME is the name of the file there: mails/…, pages/…,
and locales/de.ftl for single messages of a language. Languages and assets are
the same for all locations and come from the folder; for CSS of its own, a
location has `custom_css`.";

/// What to do with a location's own templates.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Set a location's own template, if it renders with every sample in every language
    #[command(after_help = "Examples:\n  rekey location template set 7 mails/reset_link.mjml reset_link.mjml\n  \
                            echo 'forgot-title = Mislaid your key?' | rekey location template set 7 locales/en.ftl -")]
    Set {
        /// The location's number
        #[arg(value_parser = location_id, value_name = "LOCATION")]
        id: LocationId,
        /// The file that it replaces, such as mails/reset_link.txt
        name: String,
        /// The new file, up to 64 KiB; - is standard input
        file: PathBuf,
    },
    /// List the templates of single locations
    #[command(after_help = "Example:\n  rekey location template list 7 --json | jq -r .name")]
    List {
        /// Only of this location
        #[arg(value_parser = location_id, value_name = "LOCATION")]
        id: Option<LocationId>,
        /// Print a JSON object for each
        #[arg(long)]
        json: bool,
    },
    /// Print a template: the location's own, or the common one if it has none
    #[command(after_help = "Example:\n  rekey location template show 7 mails/reset_link.mjml > reset_link.mjml")]
    Show {
        /// The location's number
        #[arg(value_parser = location_id, value_name = "LOCATION")]
        id: LocationId,
        /// Which one, such as pages/forgot.html
        name: String,
    },
    /// Remove a location's own template, and return to the common one
    #[command(after_help = "Example:\n  rekey location template remove 7 mails/reset_link.mjml")]
    Remove {
        /// The location's number
        #[arg(value_parser = location_id, value_name = "LOCATION")]
        id: LocationId,
        /// Which one, as `list` names it
        name: String,
    },
}

pub(super) async fn run(command: Command, config: Config) -> Result<(), CommandError> {
    let renderer = renderer(&config)?;
    let installation = Installation::open(config).await?;
    let store = installation.store.clone();
    let named = match command {
        Command::List { id, .. } => id,
        Command::Set { id, .. } | Command::Show { id, .. } | Command::Remove { id, .. } => Some(id),
    };
    if let Some(id) = named {
        find(&*installation.into_engine()?.locations().await?, id)?;
    }
    match command {
        Command::Set { id, name, file } => set(&*store, &renderer, (id, &name), &file).await,
        Command::List { id, json } => list(&*store, id, json).await,
        Command::Show { id, name } => show(&*store, &renderer, (id, &name)).await,
        Command::Remove { id, name } => remove(&*store, &renderer, (id, &name)).await,
    }
}

async fn set(
    store: &dyn Store,
    renderer: &Renderer,
    (id, name): (LocationId, &str),
    file: &Path,
) -> Result<(), CommandError> {
    known(renderer, name)?;
    let refused = |reason: String| CommandError::failed(format!("nothing is stored\n  {}: {reason}", file.display()));
    let text = read(file).map_err(|error| refused(format!("it can't be read: {}", reason(&error))))?;
    let template = LocationTemplate::new(name, text).map_err(|error| refused(error.to_string()))?;
    let mut own = own_templates(store, id).await?;
    own.set(name, template.text());
    let checked = renderer.compile(&own).and_then(|compiled| compiled.check().map(|()| compiled));
    let compiled = checked.map_err(|error| {
        refused(with_causes(&error)).help("`rekey location template show` prints the template that is in force")
    })?;
    store.set_template(id, template).await?;
    writeln!(stdout(), "location {id} has its own {name}; running servers follow within a second")?;
    for unknown in compiled.unknown_words(&own) {
        writeln!(stderr(), "{unknown}")?;
    }
    Ok(())
}

/// The text of a file, or of standard input.
fn read(file: &Path) -> std::io::Result<String> {
    if file == Path::new("-") { std::io::read_to_string(stdin().lock()) } else { std::fs::read_to_string(file) }
}

async fn list(store: &dyn Store, id: Option<LocationId>, json: bool) -> Result<(), CommandError> {
    let marks = store.template_marks().await?;
    let marks = marks.iter().filter(|mark| id.is_none_or(|id| mark.location == id));
    let mut out = stdout();
    if json {
        for mark in marks {
            let changed_at = instant(mark.changed_at);
            json_line(
                &mut out,
                &json!({ "location": mark.location.get(), "name": mark.name, "changed_at": changed_at }),
            )?;
        }
        return Ok(());
    }
    let mut table = Table::new(&["LOCATION", "NAME", "CHANGED"]);
    for mark in marks {
        table.row([mark.location.to_string(), mark.name.clone(), instant(mark.changed_at)]);
    }
    Ok(table.print(&mut out)?)
}

async fn show(store: &dyn Store, renderer: &Renderer, (id, name): (LocationId, &str)) -> Result<(), CommandError> {
    let own = store.templates(id).await?;
    if let Some(template) = own.iter().find(|template| template.name() == name) {
        return Ok(stdout().write_all(template.text().as_bytes())?);
    }
    known(renderer, name)?;
    let common = renderer.source(name).unwrap_or_default();
    writeln!(stderr(), "location {id} has no {name} of its own; this is the common one")?;
    Ok(stdout().write_all(common.as_bytes())?)
}

async fn remove(store: &dyn Store, renderer: &Renderer, (id, name): (LocationId, &str)) -> Result<(), CommandError> {
    if !store.remove_template(id, name).await? {
        let none = CommandError::failed(format!("location {id} has no {name} of its own"));
        return Err(none.help("`rekey location template list` shows what there is"));
    }
    let mut out = stdout();
    writeln!(out, "location {id} has no {name} of its own any more; running servers follow within a second")?;
    // The others may have leant on it.
    let left = own_templates(store, id).await?;
    if let Err(error) = renderer.compile(&left).and_then(|left| left.check()) {
        writeln!(out, "what else it has does not work alone, so the common ones are used instead:\n  {error}")?;
    }
    Ok(())
}

fn known(renderer: &Renderer, name: &str) -> Result<(), CommandError> {
    renderer.takes(name).map_err(|error| {
        let names = renderer.names_for_locations().join("\n  ");
        CommandError::usage(error.to_string()).help(format!("known templates:\n  {names}"))
    })
}
