//! The figures in memory.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::{Mutex, PoisonError};

use metrics::{Counter, Gauge, Histogram, Key, Label, Level, Metadata, Recorder, SharedString};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle, PrometheusRecorder};
use rekey_core::directory::DirectoryName;
use rekey_core::outbox::{MailFate, NewsOutcome};
use rekey_core::ports::{Event, Observer};
use rekey_core::time::{Duration, Timestamp};
use rekey_core::{LocationId, Purpose};

use super::catalogue::{self as metrics_of, Kind, Metric};
use super::series::Series;

/// Keeps the figures of one server. No global: a test has as many as it has servers.
pub(crate) struct Meter {
    recorder: PrometheusRecorder,
    handle: PrometheusHandle,
    events: Series<Counter>,
    pub(super) answers: Series<Histogram>,
    directories: Series<Histogram>,
    /// Locations that have used notices since the start.
    locations: Mutex<BTreeSet<LocationId>>,
}

/// What the recorder wants to know of each metric's origin, and does not use.
const ORIGIN: Metadata<'static> = Metadata::new("rekey", Level::INFO, None);

impl Meter {
    /// No figures yet, for a server that starts at this instant.
    ///
    /// # Panics
    /// Never: every histogram of the catalogue has buckets.
    #[expect(clippy::expect_used, reason = "every histogram of the catalogue has buckets")]
    pub(crate) fn new(started: Timestamp) -> Self {
        let mut builder = PrometheusBuilder::new();
        for metric in metrics_of::ALL {
            if let Kind::Histogram(buckets) = metric.kind {
                let name = Matcher::Full(metric.name.to_owned());
                builder = builder.set_buckets_for_metric(name, buckets).expect("a histogram has buckets");
            }
        }
        let recorder = builder.build_recorder();
        let handle = recorder.handle();
        let meter = Self {
            recorder,
            handle,
            events: Series::default(),
            answers: Series::default(),
            directories: Series::default(),
            locations: Mutex::default(),
        };
        meter.describe();
        meter.gauge(&metrics_of::BUILD_INFO, [env!("CARGO_PKG_VERSION")]).set(1.0);
        meter.gauge(&metrics_of::START_TIME, []).set(seconds(started));
        meter.begin_at_zero();
        meter
    }

    fn describe(&self) {
        for metric in metrics_of::ALL {
            let (name, help) = (metric.name.into(), metric.help.into());
            match metric.kind {
                Kind::Counter => self.recorder.describe_counter(name, None, help),
                Kind::Gauge => self.recorder.describe_gauge(name, None, help),
                Kind::Histogram(_) => self.recorder.describe_histogram(name, None, help),
            }
        }
    }

    /// Series that alerts watch start at 0, because a rise is seen only from an earlier value.
    fn begin_at_zero(&self) {
        for purpose in Purpose::ALL {
            for outcome in ["accepted", "suppressed"] {
                self.counter(&metrics_of::REQUESTS, [purpose.code(), outcome]).increment(0);
            }
        }
        for outcome in ["sent", "silent", "retried", "gave_up", "withdrawn"] {
            self.counter(&metrics_of::MAIL_ATTEMPTS, [outcome]).increment(0);
        }
        for fate in MailFate::ALL {
            for outcome in NewsOutcome::ALL {
                self.counter(&metrics_of::MAIL_REPORTS, [fate.code(), outcome.code()]).increment(0);
            }
        }
        for outcome in ["delivered", "retried", "gave_up"] {
            self.counter(&metrics_of::WEBHOOKS, [outcome]).increment(0);
        }
        for outcome in CanaryOutcome::ALL {
            self.counter(&metrics_of::CANARY_RUNS, [outcome.code()]).increment(0);
        }
        for limit in ["address", "sign_in", "requests", "failures", "work", "verifications", "notices"] {
            self.counter(&metrics_of::LIMITS_HIT, [limit]).increment(0);
        }
        for outcome in ["clean", "breached", "unavailable"] {
            self.counter(&metrics_of::BREACH_CHECKS, [outcome]).increment(0);
        }
        self.counter(&metrics_of::SWEPT, []).increment(0);
    }

    pub(super) fn counter<const N: usize>(&self, metric: &'static Metric, values: [&'static str; N]) -> Counter {
        self.recorder.register_counter(&key(metric, values), &ORIGIN)
    }

    pub(super) fn gauge<const N: usize>(&self, metric: &'static Metric, values: [&'static str; N]) -> Gauge {
        self.recorder.register_gauge(&key(metric, values), &ORIGIN)
    }

    pub(super) fn histogram<const N: usize>(
        &self,
        metric: &'static Metric,
        values: [impl Into<SharedString>; N],
    ) -> Histogram {
        self.recorder.register_histogram(&key(metric, values), &ORIGIN)
    }

    /// Counts one more of an event.
    fn count<const N: usize>(&self, metric: &'static Metric, values: [&'static str; N]) {
        let (first, last) = match values.as_slice() {
            [] => ("", ""),
            [last] => ("", *last),
            [first, .., last] => (*first, *last),
        };
        let make = || self.counter(metric, values);
        self.events.tell((metric.name, first), last, make, |counter| counter.increment(1));
    }

    /// Times a call to a directory. Its name comes from the settings, so that there are few.
    pub(crate) fn tell_directory(
        &self,
        name: &DirectoryName,
        call: &'static str,
        outcome: DirectoryOutcome,
        took: Duration,
    ) {
        let (name, outcome) = (name.to_string(), outcome.code());
        let make = || {
            let values: [SharedString; 3] = [name.clone().into(), call.into(), outcome.into()];
            self.histogram(&metrics_of::DIRECTORY_CALLS, values)
        };
        self.directories.tell((call, outcome), &name, make, |histogram| histogram.record(took.as_secs_f64()));
    }

    /// Takes over the share of their notices that locations have used. Those that were named before and aren't now have
    /// used none.
    pub(super) fn tell_notices(&self, used: &BTreeMap<LocationId, f64>) {
        let mut known = self.locations.lock().unwrap_or_else(PoisonError::into_inner);
        known.extend(used.keys());
        for location in known.iter() {
            let series = key(&metrics_of::NOTICES_USED, [location.get().to_string()]);
            self.recorder.register_gauge(&series, &ORIGIN).set(used.get(location).copied().unwrap_or_default());
        }
    }

    /// Takes over what is known of backups.
    pub(crate) fn tell_back_ups(&self, figures: &BackUpFigures) {
        if let Some(last) = figures.last {
            self.gauge(&metrics_of::BACKUP_SUCCESS, []).set(seconds(last));
        }
        self.gauge(&metrics_of::BACKUP_OVERDUE, []).set(figures.overdue.as_secs_f64());
    }

    /// Counts a reset of the canary. One that arrived did so at this instant, and took so long.
    pub(crate) fn tell_canary(&self, outcome: CanaryOutcome, at: Timestamp, took: Duration) {
        self.count(&metrics_of::CANARY_RUNS, [outcome.code()]);
        if outcome == CanaryOutcome::Arrived {
            self.gauge(&metrics_of::CANARY_SECONDS, []).set(took.as_secs_f64());
            self.gauge(&metrics_of::CANARY_SUCCESS, []).set(seconds(at));
        }
    }

    /// All of them, as Prometheus reads them.
    pub(crate) fn render(&self) -> String {
        self.handle.render()
    }

    /// Moves new samples of histograms into their buckets. Rendering does that too, but memory would grow while nobody
    /// scrapes the metrics.
    pub(crate) fn tidy(&self) {
        self.handle.run_upkeep();
    }
}

/// A metric with the values of its labels, in order.
fn key<const N: usize>(metric: &'static Metric, values: [impl Into<SharedString>; N]) -> Key {
    debug_assert_eq!(metric.labels.len(), N, "{}", metric.name);
    let labels: Vec<Label> = metric.labels.iter().zip(values).map(|(name, value)| Label::new(*name, value)).collect();
    Key::from_parts(metric.name, labels)
}

impl Observer for Meter {
    fn happened(&self, event: Event) {
        match event {
            Event::Requested { purpose, outcome } => self.count(&metrics_of::REQUESTS, [purpose.code(), outcome]),
            Event::CodeExchanged { outcome } => self.count(&metrics_of::CODE_EXCHANGES, [outcome]),
            Event::ResetCompleted { outcome } => self.count(&metrics_of::RESETS, [outcome]),
            Event::Disowned { outcome } => self.count(&metrics_of::DISOWNS, [outcome]),
            Event::SignedIn { way, outcome } => self.count(&metrics_of::SIGN_INS, [way, outcome]),
            Event::Refreshed { outcome } => self.count(&metrics_of::REFRESHES, [outcome]),
            Event::Attempted { outcome } => self.count(&metrics_of::MAIL_ATTEMPTS, [outcome]),
            Event::Reported { fate, outcome } => self.count(&metrics_of::MAIL_REPORTS, [fate, outcome]),
            Event::WebhookAttempted { outcome } => self.count(&metrics_of::WEBHOOKS, [outcome]),
            Event::BreachChecked { outcome } => self.count(&metrics_of::BREACH_CHECKS, [outcome]),
            Event::TemplateFailed { when } => self.count(&metrics_of::TEMPLATE_FAILURES, [when]),
            Event::Limited { limit } => self.count(&metrics_of::LIMITS_HIT, [limit]),
            Event::Swept { rows } => self.counter(&metrics_of::SWEPT, []).increment(rows),
            Event::Committed { steps, took } => {
                self.histogram::<0>(&metrics_of::COMMITS, NONE).record(took.as_secs_f64());
                self.histogram::<0>(&metrics_of::COMMIT_SIZES, NONE).record(float(steps));
            }
        }
    }
}

/// What is known of the backups of a database.
#[derive(Debug, Clone, Copy)]
pub(crate) struct BackUpFigures {
    /// When the newest one was made.
    pub(crate) last: Option<Timestamp>,
    /// For how long one has been due that could not be made.
    pub(crate) overdue: Duration,
}

/// What became of a call to a directory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DirectoryOutcome {
    /// It did what it was asked.
    Done,
    /// It refused a password, or the account was no longer as it had been.
    Refused,
    /// It did not answer, or with a failure.
    Unavailable,
    /// Nobody knows yet whether the password was set.
    Unclear,
}

impl DirectoryOutcome {
    fn code(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Refused => "refused",
            Self::Unavailable => "unavailable",
            Self::Unclear => "unclear",
        }
    }
}

/// What became of a reset of the canary.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CanaryOutcome {
    /// Its link was in the mailbox, and is good.
    Arrived,
    /// It was not there in time.
    Missing,
    /// The request failed.
    Failed,
}

impl CanaryOutcome {
    const ALL: [Self; 3] = [Self::Arrived, Self::Missing, Self::Failed];

    fn code(self) -> &'static str {
        match self {
            Self::Arrived => "arrived",
            Self::Missing => "missing",
            Self::Failed => "failed",
        }
    }
}

fn seconds(at: Timestamp) -> f64 {
    at.as_duration().as_secs_f64()
}

/// No labels.
const NONE: [&str; 0] = [];

/// A count as figures hold it. They are small.
pub(super) fn float(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}

impl fmt::Debug for Meter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Meter")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether a metric has a sample.
    fn has(text: &str, metric: &Metric) -> bool {
        text.lines().any(|line| line.starts_with(metric.name))
    }

    #[test]
    fn whatever_happens_is_counted_under_a_metric_of_the_catalogue() {
        let meter = Meter::new(Timestamp::UNIX_EPOCH);
        let outcome = "done";
        for (event, metric) in [
            (Event::CodeExchanged { outcome }, &metrics_of::CODE_EXCHANGES),
            (Event::ResetCompleted { outcome }, &metrics_of::RESETS),
            (Event::Disowned { outcome }, &metrics_of::DISOWNS),
            (Event::SignedIn { way: "code", outcome }, &metrics_of::SIGN_INS),
            (Event::Refreshed { outcome }, &metrics_of::REFRESHES),
            (Event::Committed { steps: 3, took: Duration::from_millis(2) }, &metrics_of::COMMITS),
        ] {
            assert!(!has(&meter.render(), metric), "{}", metric.name);
            meter.happened(event);
            assert!(has(&meter.render(), metric), "{}", metric.name);
        }
        meter.happened(Event::Swept { rows: 7 });
        meter.happened(Event::Requested { purpose: Purpose::SignIn, outcome: "overloaded" });
        let text = meter.render();
        for sample in [
            "rekey_swept_rows_total 7",
            r#"rekey_recovery_requests_total{purpose="sign_in",outcome="overloaded"} 1"#,
            r#"rekey_store_commit_steps_bucket{le="2"} 0"#,
            r#"rekey_store_commit_steps_bucket{le="4"} 1"#,
            "process_start_time_seconds 0",
        ] {
            assert!(text.lines().any(|line| line == sample), "{sample} in\n{text}");
        }
    }
}
