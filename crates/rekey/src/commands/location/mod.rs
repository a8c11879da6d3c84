//! `rekey location`.

mod file;
mod preview;
mod template;
mod view;

use std::collections::BTreeMap;
use std::io::Write;
use std::net::SocketAddr;
use std::path::PathBuf;

use clap::Subcommand;
use rekey_core::image::ImageName;
use rekey_core::location::LocationSettings;
use rekey_core::ports::Store;
use rekey_core::{Location, LocationId, Locations};
use rekey_render::Look;

use super::{listen, location_id};
use crate::command_error::CommandError;
use crate::config::{Config, LocationPatch, read_locations};
use crate::installation::{Installation, renderer};
use crate::output::stdout;

/// What to do with locations.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Create or change locations from a file; settings that it leaves out keep their value
    #[command(after_help = file::EXAMPLES)]
    Apply {
        /// A TOML file with a table `[[location]]` for each; - is standard input
        file: PathBuf,
    },
    /// List locations
    #[command(after_help = "Example:\n  rekey location list --json | jq .id")]
    List {
        /// Print a JSON object for each
        #[arg(long)]
        json: bool,
    },
    /// Show a location with every setting that applies to it
    #[command(after_help = "Example:\n  rekey location show 7")]
    Show {
        /// Its number
        #[arg(value_parser = location_id)]
        id: LocationId,
        /// Print a JSON object
        #[arg(long)]
        json: bool,
    },
    /// Serve a gallery of every email and page of a location, in every language, light and dark
    #[command(after_help = preview::EXAMPLES)]
    Preview {
        /// Its number
        #[arg(value_parser = location_id)]
        id: LocationId,
        /// Where to listen
        #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:0", value_parser = listen)]
        listen: SocketAddr,
    },
    /// Manage the templates and messages of a single location
    #[command(after_help = template::EXAMPLES)]
    Template {
        /// What to do with them
        #[command(subcommand)]
        command: template::Command,
    },
}

pub async fn run(command: Command, config: Config) -> Result<(), CommandError> {
    if let Command::Apply { file } = command {
        let patches = read_locations(&file).map_err(|error| {
            let lines: Vec<String> = error.0.iter().map(|error| format!("  {error}")).collect();
            CommandError::failed(format!("nothing is applied\n{}", lines.join("\n")))
                .help("rekey location apply --help shows an example")
        })?;
        let ids: Vec<String> = patches.iter().map(|(id, _)| id.to_string()).collect();
        let store = Installation::open_or_make(config).await?.store;
        apply(store.as_ref(), patches).await?;
        let what = if ids.len() == 1 { "location" } else { "locations" };
        writeln!(stdout(), "{what} {} applied; running servers follow within a second", ids.join(", "))?;
        return Ok(());
    }
    if let Command::Preview { id, listen } = command {
        let renderer = renderer(&config)?;
        let engine = Installation::open(config).await?.into_engine()?;
        return Box::pin(preview::run(engine, renderer, id, listen)).await;
    }
    if let Command::Template { command } = command {
        return Box::pin(template::run(command, config)).await;
    }
    let engine = Installation::open(config).await?.into_engine()?;
    let locations = engine.locations().await?;
    match command {
        Command::Show { id, json } => Ok(view::show(&mut stdout(), find(&locations, id)?, json)?),
        Command::List { json } => Ok(view::list(&mut stdout(), &locations, json)?),
        Command::Apply { .. } | Command::Preview { .. } | Command::Template { .. } => Ok(()),
    }
}

fn find(locations: &Locations, id: LocationId) -> Result<&Location, CommandError> {
    let missing = || CommandError::failed(format!("there is no location {id}")).help("`rekey location list` shows all");
    locations.get(id).ok_or_else(missing)
}

/// Changes locations, unless one of them would then look wrong.
pub(crate) async fn apply(store: &dyn Store, patches: Vec<LocationPatch>) -> Result<(), CommandError> {
    check_looks(store.locations().await?, &patches)?;
    check_images(store, &patches).await?;
    Ok(store.apply_locations(patches).await?)
}

/// Whether the images that patches name, as `location show` prints them, are here.
async fn check_images(store: &dyn Store, patches: &[LocationPatch]) -> Result<(), CommandError> {
    for (id, patch) in patches {
        let brand = &patch.brand;
        let urls = [&brand.logo_url, &brand.logo_dark_url, &brand.favicon_url].into_iter().flatten();
        for name in urls.filter_map(ImageName::from_url) {
            let is_read = patch.images.iter().any(|image| image.name() == name);
            if !is_read && store.image(name).await?.is_none() {
                let missing = format!("nothing is applied\n  location {id}: there is no image {name} in this database");
                return Err(CommandError::failed(missing).help("name its file, such as logo = \"logo.png\""));
            }
        }
    }
    Ok(())
}

/// Whether each location could still be read once its patch lies over what was set before.
fn check_looks(
    stored: Vec<(LocationId, LocationSettings)>,
    patches: &[(LocationId, LocationSettings)],
) -> Result<(), CommandError> {
    let mut stored: BTreeMap<_, _> = stored.into_iter().collect();
    for (id, patch) in patches {
        let settings = stored.remove(id).unwrap_or_default().patched_by(patch.clone());
        Look::check(&settings.brand).map_err(|error| {
            CommandError::failed(format!("nothing is applied\n  location {id}: {error}"))
                .help("docs/look.md says how colours are used")
        })?;
    }
    Ok(())
}
