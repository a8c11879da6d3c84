//! What became of the emails of the last week, and whether providers may tell.

use rekey_core::outbox::MailFigures;
use rekey_core::ports::Store;
use rekey_core::time::Duration;

use super::finding::Finding;
use crate::config::Outlet;
use crate::output::count;

const WEEK: Duration = Duration::from_hours(7 * 24);
/// Providers think about senders from here on: bounces of a hundred emails.
const MOST_BOUNCED: f64 = 5.0;
/// The same of complaints.
const MOST_COMPLAINED: f64 = 0.3;
/// Of fewer emails, one bounce is a large part and means nothing.
const FEW: u64 = 20;

pub(super) async fn check(store: &dyn Store, outlet: &Outlet) -> Vec<Finding> {
    let mut findings = Vec::new();
    match store.mail_figures(WEEK).await {
        Ok(figures) => findings.extend(judge(figures)),
        Err(error) => findings.push(Finding::failed("mails", &error.into(), "check the database")),
    }
    let Outlet::Senders(senders, _) = outlet else { return findings };
    for sender in senders {
        match store.confirmation(&sender.name).await {
            Ok(None) => {}
            Ok(Some(url)) => {
                let text = format!("{}: Amazon SNS waits for your confirmation before it sends events", sender.name);
                findings.push(Finding::problem("mail_events", text, format!("open {url} to confirm")));
            }
            Err(error) => findings.push(Finding::failed("mail_events", &error.into(), "check the database")),
        }
    }
    findings
}

/// What the figures mean; nothing, if no email was sent.
fn judge(figures: MailFigures) -> Option<Finding> {
    let MailFigures { sent, delivered, bounced, complained } = figures;
    if sent == 0 {
        return None;
    }
    let (back, unwanted) = (percent(bounced, sent), percent(complained, sent));
    let text = format!(
        "{} this week: {} delivered, {back:.1} % bounced, {unwanted:.1} % unwanted, as far as reported",
        count(sent, "email"),
        delivered,
    );
    let to_do = if sent < FEW {
        None
    } else if back > MOST_BOUNCED {
        Some("look at `rekey audit` for mail_bounced, and for sign-ups with made-up addresses")
    } else if unwanted > MOST_COMPLAINED {
        Some("look at `rekey audit` for mail_complained: people get emails that they didn't request")
    } else {
        None
    };
    Some(to_do.map_or_else(|| Finding::ok("mails", &text), |to_do| Finding::problem("mails", &text, to_do)))
}

#[expect(clippy::cast_precision_loss, reason = "shown to one decimal place")]
fn percent(part: u64, whole: u64) -> f64 {
    part as f64 * 100.0 / whole as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_bounces_or_complaints_are_a_problem_and_few_mails_say_nothing() {
        let judge = |sent, bounced, complained| judge(MailFigures { sent, delivered: 0, bounced, complained }).unwrap();
        let fine = judge(1_000, 30, 0);
        assert!(fine.ok && fine.text.contains("3.0 % bounced"), "{fine:?}");
        assert!(!judge(1_000, 60, 0).ok);
        assert!(!judge(1_000, 0, 4).ok);
        assert!(judge(3, 1, 1).ok);
    }
}
