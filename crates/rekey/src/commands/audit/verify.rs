//! `rekey audit verify`.

use std::io::Write;

use clap::Args;
use rekey_core::DigestKey;
use rekey_core::audit::{ChainCheck, ChainFlaw};
use rekey_core::ports::Store;
use serde_json::json;

use super::PAGE;
use crate::command_error::CommandError;
use crate::output::{count, json_line, stdout};

pub(super) const EXAMPLES: &str = "\
It reads every record, and exits with 1 if one was changed, removed or not written
by a server or command of this installation, or if the beginning was cut off.

Records that 0.1 wrote have no mark, so they are listed too while it runs beside
this version. Once you have checked them, --accept counts them as genuine, and
records who accepted them.

Anyone who can write to the database can cut off the newest records, and with
`secret` forge a chain. To notice that, keep the digest that this prints, or the
lines of `rekey audit --follow --json`, on another machine.

Examples:
  rekey audit verify
  rekey audit verify --json
  rekey audit verify --accept       After an upgrade, once 0.1 is gone";

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Print a JSON object
    #[arg(long)]
    json: bool,
    /// Accept records without marks, and the beginning, as genuine from now on
    #[arg(long)]
    accept: bool,
}

pub(super) async fn run(arguments: &Arguments, store: &dyn Store, key: &DigestKey) -> Result<(), CommandError> {
    super::seal(store, key).await?;
    if arguments.accept {
        store.accept_audit(key).await?;
        super::seal(store, key).await?;
    }
    let ends = store.audit_ends().await?;
    let mut check = ChainCheck::new(key, ends);
    // Rows before the beginning and after the end don't belong to the chain: somebody put them there.
    let mut after = i64::MIN;
    while let page = store.audit_records(after, PAGE).await?
        && let Some(last) = page.last()
    {
        for record in &page {
            check.look_at(record);
        }
        after = last.number;
    }
    let flaws = check.finish(&store.audit_ends().await?);

    let (first, last) = (ends.anchor.point.number + 1, ends.head.number);
    let digest = hex::encode(ends.head.digest);
    let mut out = stdout();
    if arguments.json {
        let told: Vec<_> = flaws.iter().map(describe).collect();
        json_line(&mut out, &json!({ "first": first, "last": last, "digest": digest, "flaws": told }))?;
    } else if flaws.is_empty() {
        let records = count(u64::try_from(last + 1 - first).unwrap_or_default(), "record");
        writeln!(out, "{records}, none changed, none missing; the last one is {last} with digest {digest}")?;
    } else {
        flaws.iter().try_for_each(|flaw| writeln!(out, "{}", sentence(flaw)))?;
    }
    out.flush()?;
    if flaws.is_empty() {
        return Ok(());
    }
    Err(CommandError::failed("the audit trail was tampered with, or damaged")
        .help("compare it with a copy that `rekey audit --follow --json` wrote, or with a backup"))
}

fn sentence(flaw: &ChainFlaw) -> String {
    match flaw {
        ChainFlaw::Changed { number } => format!("record {number} was changed"),
        ChainFlaw::Unmarked { number } => format!("record {number} was written by 0.1, or by hand"),
        ChainFlaw::Repeated { number } => format!("record {number} is a copy of an earlier one"),
        ChainFlaw::AnchorMoved => "the beginning was cut off, or moved by 0.1".to_owned(),
        ChainFlaw::Missing { first, last } if first == last => format!("record {first} is missing"),
        ChainFlaw::Missing { first, last } => format!("records {first} to {last} are missing"),
    }
}

fn describe(flaw: &ChainFlaw) -> serde_json::Value {
    match flaw {
        ChainFlaw::Changed { number } => json!({ "flaw": "changed", "first": number, "last": number }),
        ChainFlaw::Unmarked { number } => json!({ "flaw": "unmarked", "first": number, "last": number }),
        ChainFlaw::Repeated { number } => json!({ "flaw": "repeated", "first": number, "last": number }),
        ChainFlaw::AnchorMoved => json!({ "flaw": "anchor_moved" }),
        ChainFlaw::Missing { first, last } => json!({ "flaw": "missing", "first": first, "last": last }),
    }
}
