//! Whether other mail servers can tell that a sender domain's emails are its own: SPF, DKIM, DMARC.

use rekey_mail::{DkimKey, DkimKeys};

use super::dns::{Dns, NoAnswer};
use super::finding::Finding;

/// How many lookups a receiver makes for an SPF record; beyond that it counts as broken (RFC 7208, 4.6.4).
const MOST_SPF_LOOKUPS: usize = 10;

const DNS_TO_DO: &str = "ask another server with --dns, such as --dns 9.9.9.9:53";

/// Looks at one sender domain.
pub(super) async fn check(dns: &Dns, domain: &str, keys: &DkimKeys) -> Vec<Finding> {
    let mut findings = vec![settled(format!("spf {domain}"), spf(dns, domain).await)];
    findings.extend(dkim(dns, domain, keys).await);
    findings.push(settled(format!("dmarc {domain}"), dmarc(dns, domain).await));
    findings
}

fn settled(check: String, finding: Result<Finding, NoAnswer>) -> Finding {
    finding.unwrap_or_else(|error| Finding::problem(check, error.to_string(), DNS_TO_DO))
}

async fn spf(dns: &Dns, domain: &str) -> Result<Finding, NoAnswer> {
    let check = format!("spf {domain}");
    let records = spf_records(dns, domain).await?;
    let record = match records.as_slice() {
        [] => {
            let to_do = format!(
                "add a TXT record at {domain} that names the servers that send for it, such as \"v=spf1 mx ~all\"; \
                 your email provider says which"
            );
            return Ok(Finding::problem(check, "there is no record", to_do));
        }
        [record] => record.clone(),
        several => {
            let text = format!("there are {} records, so receivers ignore all of them", several.len());
            return Ok(Finding::problem(check, text, format!("merge the TXT records at {domain} into one")));
        }
    };
    let lookups = lookups(dns, &record).await?;
    let words: Vec<String> = record.to_ascii_lowercase().split_whitespace().map(str::to_owned).collect();
    let ends_with = |all: &str| words.iter().any(|word| word == all);
    Ok(if lookups > MOST_SPF_LOOKUPS {
        let to_do = "leave out what no longer sends for you, or name addresses with ip4: and ip6:";
        Finding::problem(
            check,
            format!("{record} takes {lookups} lookups; receivers stop at {MOST_SPF_LOOKUPS}"),
            to_do,
        )
    } else if ends_with("+all") || ends_with("all") {
        Finding::problem(
            check,
            format!("{record} lets every server in the world send for you"),
            "end it with ~all or -all",
        )
    } else if ends_with("~all") || ends_with("-all") || words.iter().any(|word| word.starts_with("redirect=")) {
        Finding::ok(check, record)
    } else {
        Finding::ok(check, record)
            .with_advice("end it with ~all or -all, so that receivers can reject emails from other servers")
    })
}

async fn spf_records(dns: &Dns, domain: &str) -> Result<Vec<String>, NoAnswer> {
    let mut records = dns.texts(domain).await?;
    records.retain(|text| text.split_whitespace().next().is_some_and(|word| word.eq_ignore_ascii_case("v=spf1")));
    Ok(records)
}

/// How many lookups a record takes, with those of the records that it includes.
async fn lookups(dns: &Dns, record: &str) -> Result<usize, NoAnswer> {
    let mut waiting = vec![record.to_owned()];
    let mut count = 0;
    while let Some(record) = waiting.pop() {
        for word in record.split_whitespace().skip(1) {
            let word = word.trim_start_matches(['+', '-', '~', '?']).to_ascii_lowercase();
            let included = word.strip_prefix("include:").or_else(|| word.strip_prefix("redirect="));
            let asks = ["a", "mx", "ptr"].iter().any(|kind| word == *kind || word.starts_with(&format!("{kind}:")));
            if included.is_some() || asks || word.starts_with("exists:") {
                count += 1;
            }
            if count > MOST_SPF_LOOKUPS {
                return Ok(count);
            }
            if let Some(domain) = included.filter(|domain| !domain.contains('%')) {
                waiting.extend(spf_records(dns, domain).await?);
            }
        }
    }
    Ok(count)
}

async fn dkim(dns: &Dns, domain: &str, keys: &DkimKeys) -> Vec<Finding> {
    let mut findings = Vec::new();
    for key in keys.for_domain(domain) {
        let check = format!("dkim {}", key.record_name());
        findings.push(settled(check.clone(), dkim_record(dns, check, key).await));
    }
    if findings.is_empty() {
        let advice = "set mail.dkim_keys, unless your mail server signs; the big mailbox providers expect signatures";
        findings.push(Finding::ok(format!("dkim {domain}"), "emails are not signed here").with_advice(advice));
    }
    findings
}

async fn dkim_record(dns: &Dns, check: String, key: &DkimKey) -> Result<Finding, NoAnswer> {
    let records = dns.texts(&key.record_name()).await?;
    let public = |record: &String| {
        let part = record.split(';').find_map(|tag| tag.trim().strip_prefix("p="));
        part.map(|part| part.split_whitespace().collect::<String>())
    };
    let to_do = format!("add a TXT record at {}: {}", key.record_name(), key.record());
    Ok(match records.iter().find_map(public) {
        Some(part) if part == key.public_part() => Finding::ok(check, "the record is that of the key"),
        Some(part) if part.is_empty() => Finding::problem(check, "the record says that the key is withdrawn", to_do),
        Some(_) => Finding::problem(check, "the record is that of another key", to_do),
        None => Finding::problem(check, "there is no record", to_do),
    })
}

/// The domain's own policy, or that of the nearest domain above it.
async fn dmarc(dns: &Dns, domain: &str) -> Result<Finding, NoAnswer> {
    let check = format!("dmarc {domain}");
    let mut name = domain;
    loop {
        let records = dns.texts(&format!("_dmarc.{name}")).await?;
        let record = records.into_iter().find(|text| text.trim_start().to_ascii_lowercase().starts_with("v=dmarc1"));
        if let Some(record) = record {
            let policy = record.split(';').find_map(|tag| tag.trim().strip_prefix("p=")).map(str::trim);
            return Ok(match policy {
                Some("none") => Finding::ok(check, record.clone())
                    .with_advice("p=none only reports; with SPF and DKIM in place make it p=quarantine or p=reject"),
                Some("quarantine" | "reject") => Finding::ok(check, record),
                _ => Finding::problem(check, format!("{record} has no policy"), "add p=none, p=quarantine or p=reject"),
            });
        }
        match name.split_once('.') {
            Some((_, above)) if above.contains('.') => name = above,
            _ => break,
        }
    }
    let to_do =
        format!("add a TXT record at _dmarc.{domain}, such as \"v=DMARC1; p=none; rua=mailto:postmaster@{domain}\"");
    Ok(Finding::problem(check, "there is no record", to_do))
}
