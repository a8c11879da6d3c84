//! `rekey webhook`.

use std::io::Write;

use clap::Subcommand;
use rekey_core::ports::WebhookStore;
use serde_json::json;
use url::Url;
use uuid::Uuid;

use super::{at_least_one, id};
use crate::adapters::{OsRng, SystemClock};
use crate::command_error::CommandError;
use crate::config::{Config, ServerConfig};
use crate::installation::{Installation, http_client};
use crate::output::{Table, instant, json_line, printable, stdout};
use crate::webhooks::{Endpoint, Message, Sender, TIMEOUT};

const TEST_EXAMPLES: &str = "\
Examples:
  rekey webhook test                                   Send a sample to every receiver
  rekey webhook test https://shop.example.com/hooks    Only to this one
  rekey webhook test --json | jq -e .ok";

const RETRY_EXAMPLES: &str = "Example:\n  rekey webhook retry 0b9d7c52-6a52-4e33-9d41-0f6b5a1c2d3e";

/// What to do with webhooks.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// List messages, newest first
    #[command(after_help = "Examples:\n  rekey webhook list\n  rekey webhook list --json | jq -r .reason")]
    List {
        /// The most to list
        #[arg(long, value_name = "N", default_value_t = 50, value_parser = at_least_one)]
        limit: usize,
        /// Print a JSON object for each
        #[arg(long)]
        json: bool,
    },
    /// Retry waiting or given-up messages immediately
    #[command(after_help = RETRY_EXAMPLES)]
    Retry {
        /// Ids of messages, as `list` prints them
        #[arg(value_name = "ID", required = true, value_parser = id::<Uuid>)]
        ids: Vec<Uuid>,
    },
    /// Send a signed sample and print the response
    #[command(after_help = TEST_EXAMPLES)]
    Test {
        /// Only to this receiver
        #[arg(value_name = "URL")]
        url: Option<Url>,
        /// Print a JSON object for each
        #[arg(long)]
        json: bool,
    },
}

pub async fn run(command: Command, config: Config) -> Result<(), CommandError> {
    match command {
        Command::Test { url, json } => test(&config.server, url, json).await,
        Command::List { limit, json } => list(&*Installation::open(config).await?.store, limit, json).await,
        Command::Retry { ids } => {
            let store = Installation::open(config).await?.store;
            let mut unknown = Vec::new();
            for id in ids {
                if store.retry_webhook(id).await? {
                    writeln!(stdout(), "{id}  due now: a server sends it within seconds")?;
                } else {
                    unknown.push(id.to_string());
                }
            }
            if unknown.is_empty() {
                return Ok(());
            }
            let unknown = unknown.join(", ");
            Err(CommandError::failed(format!(
                "there is no message {unknown} that a receiver in the settings still has to get"
            ))
            .help("`rekey webhook list` prints ids, states and receivers"))
        }
    }
}

async fn list(store: &(impl WebhookStore + ?Sized), limit: usize, json: bool) -> Result<(), CommandError> {
    let messages = store.webhooks(limit).await?;
    let mut out = stdout();
    let mut table = Table::new(&["ID", "HAPPENED", "EVENT", "STATE", "FAILURES", "NEXT TRY", "RECEIVER", "REASON"]);
    for message in messages {
        if json {
            let row = json!({
                "id": message.id.to_string(), "url": message.url, "event": message.event.code(),
                "state": message.state.code(), "happened_at": instant(message.happened_at),
                "failures": message.failures, "due_at": message.due_at.map(instant), "reason": message.reason,
            });
            json_line(&mut out, &row)?;
            continue;
        }
        table.row([
            message.id.to_string(),
            instant(message.happened_at),
            message.event.code().to_owned(),
            message.state.code().to_owned(),
            message.failures.to_string(),
            message.due_at.map_or_else(|| "-".to_owned(), instant),
            message.url,
            message.reason.unwrap_or_default(),
        ]);
    }
    if json { Ok(out.flush()?) } else { Ok(table.print(&mut out)?) }
}

fn no_receiver(endpoints: &[Endpoint], url: Option<&Url>) -> CommandError {
    match url {
        Some(url) if !endpoints.is_empty() => {
            let known: Vec<&str> = endpoints.iter().map(|endpoint| endpoint.url.as_str()).collect();
            CommandError::usage(format!("{url} is not a receiver in the settings"))
                .help(format!("the settings have: {}", known.join(", ")))
        }
        _ => CommandError::usage("the settings name no receivers of webhooks")
            .help("add one as [[webhooks]] with url, secret and events; `rekey config schema` shows an example"),
    }
}

/// Sends a sample to the receivers. Nothing is written down, and nothing is tried again.
async fn test(config: &ServerConfig, url: Option<Url>, json: bool) -> Result<(), CommandError> {
    let endpoints = &config.webhooks;
    let chosen: Vec<&Endpoint> =
        endpoints.iter().filter(|endpoint| url.as_ref().is_none_or(|url| *url == endpoint.url)).collect();
    if chosen.is_empty() {
        return Err(no_receiver(endpoints, url.as_ref()));
    }
    let sender = Sender::new(http_client(config)?, TIMEOUT);
    let mut refused = 0;
    for endpoint in &chosen {
        let message = Message::sample(&SystemClock, &OsRng::default());
        let answer = sender.send(endpoint, &message).await;
        refused += usize::from(answer.is_err());
        let says = match &answer {
            Ok(status) => format!("accepted the sample ({status})"),
            Err(error) => error.to_string(),
        };
        if json {
            let row = json!({"url": endpoint.url.as_str(), "ok": answer.is_ok(), "finding": says});
            json_line(&mut stdout(), &row)?;
        } else {
            writeln!(stdout(), "{}  {}", endpoint.url, printable(&says))?;
        }
    }
    if refused == 0 {
        return Ok(());
    }
    Err(CommandError::failed(format!("{refused} of {} receivers did not accept the sample", chosen.len()))
        .help("a receiver answers 2xx within 15 s; redirects are not followed"))
}
