//! Alerts, dashboards and the pages of the reference name what exists, and all of it.

use std::collections::BTreeSet;
use std::path::Path;

use rekey::telemetry::catalogue::{self, Kind};
use rekey_core::webhooks::WebhookEvent;
use serde_json::Value;

fn read(path: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(path)).unwrap()
}

/// The names of series that the server exposes: a histogram has three of them.
fn exposed() -> BTreeSet<String> {
    let names = catalogue::ALL.iter().flat_map(|metric| match metric.kind {
        Kind::Histogram(_) => ["bucket", "sum", "count"].map(|part| format!("{}_{part}", metric.name)).to_vec(),
        Kind::Counter | Kind::Gauge => vec![metric.name.to_owned()],
    });
    names.collect()
}

/// Everything in a text that looks like one of our metrics.
fn named(text: &str) -> BTreeSet<String> {
    let words = text.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_');
    words.filter(|word| word.starts_with("rekey_") || word.starts_with("process_")).map(str::to_owned).collect()
}

#[test]
fn the_alerts_watch_what_is_exposed() {
    let named = named(&read("ops/prometheus/rekey.rules.yml"));
    assert!(named.len() > 5, "{named:?}");
    assert!(named.is_subset(&exposed()), "{:?}", named.difference(&exposed()));
}

#[test]
fn the_dashboard_shows_every_metric_and_none_that_does_not_exist() {
    let dashboard: Value = serde_json::from_str(&read("ops/grafana/rekey.json")).unwrap();
    let panels = dashboard["panels"].as_array().unwrap();
    let targets = panels.iter().filter_map(|panel| panel["targets"].as_array()).flatten();
    let shown: BTreeSet<String> = targets.flat_map(|target| named(target["expr"].as_str().unwrap())).collect();
    assert!(shown.is_subset(&exposed()), "{:?}", shown.difference(&exposed()));
    for metric in catalogue::ALL {
        assert!(shown.iter().any(|name| name.starts_with(metric.name)), "no panel shows {}", metric.name);
    }
}

#[test]
fn the_docs_list_every_metric_with_its_labels() {
    let docs = read("docs/metrics.md");
    let rows: Vec<&str> = docs.lines().filter(|line| line.starts_with("| `")).collect();
    for metric in catalogue::ALL {
        let labels: Vec<String> = metric.labels.iter().map(|label| format!("`{label}`")).collect();
        let start = format!("| `{}` | {}", metric.name, labels.join(", "));
        assert!(rows.iter().any(|row| row.starts_with(start.trim_end())), "{start}");
    }
    let known: BTreeSet<&str> = catalogue::ALL.iter().map(|metric| metric.name).collect();
    let listed = rows.iter().filter_map(|row| row.split('`').nth(1)).filter(|name| name.contains('_'));
    let unknown: Vec<&str> = listed.filter(|name| !known.contains(name)).collect();
    assert!(unknown.is_empty(), "{unknown:?}");
}

#[test]
fn the_docs_list_every_event_of_webhooks() {
    let docs = read("docs/webhooks.md");
    let rows = docs.lines().filter(|line| line.starts_with("| `"));
    let listed: BTreeSet<&str> = rows.filter_map(|row| row.split('`').nth(1)).collect();
    let known: BTreeSet<&str> = WebhookEvent::ALL.into_iter().map(WebhookEvent::code).collect();
    assert_eq!(listed, known);
}
