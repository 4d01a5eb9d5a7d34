//! Takes names and addresses out of a report before it leaves the computer, the same name by the same label everywhere.
//!
//! Done once on the stored report, before any document is written from it. What the profile calls by name, and what the
//! company's hosts share, is looked for in every text of the report: gaps, findings, paths, certificates.

mod patterns;
mod secrets;
mod sweep;
mod words_of_schema;

use crate::lang::Lang;
use crate::view::RedactionView;
use crate::words::Words;
use maillon_diagnosis::Report;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Hosts that every Maillon asks where no profile names another: they tell nothing of anybody, and are shown.
pub const PUBLIC_HOSTS: &[&str] = &[
    "mensura.cdn-apple.com",
    "aim.cloudflare.com",
    "stun.cloudflare.com",
    "stun.l.google.com",
    "www.msftconnecttest.com",
    "detectportal.firefox.com",
    "www.microsoft.com",
    "www.wikipedia.org",
    "www.cloudflare.com",
];

/// What can be taken out of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "codegen", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum RedactionItem {
    /// Name of the user.
    UserName,
    /// Name of the computer.
    HostName,
    /// Name of the Wi-Fi.
    Ssid,
    /// Public addresses, IPv4 and IPv6: the home's, the provider's, any but those asked by every Maillon.
    PublicAddress,
    /// Hardware addresses: MAC, BSSID.
    HardwareAddress,
    /// The company, its servers, doors, VPN endpoint, resolvers, certificates, its domains, and every private address.
    InternalNames,
}

impl RedactionItem {
    /// Every item; an export takes out all of them unless the user says otherwise.
    pub const ALL: [Self; 6] = [
        Self::UserName,
        Self::HostName,
        Self::Ssid,
        Self::PublicAddress,
        Self::HardwareAddress,
        Self::InternalNames,
    ];

    /// The identifier in `Report::redacted`.
    pub const fn id(self) -> &'static str {
        match self {
            Self::UserName => "user_name",
            Self::HostName => "host_name",
            Self::Ssid => "ssid",
            Self::PublicAddress => "public_address",
            Self::HardwareAddress => "hardware_address",
            Self::InternalNames => "internal_names",
        }
    }
}

/// The report without the chosen items; `redacted` tells which of them it held.
///
/// # Panics
/// Never: a report that was written is a report that can be read, and labels stand only where text stood.
#[must_use]
pub fn redact(report: &Report, items: &[RedactionItem]) -> Report {
    let (mut redacted, found) = apply(report, items);
    let mut told: BTreeSet<String> = report.redacted.iter().cloned().collect();
    told.extend(found.keys().map(|item| item.id().to_owned()));
    redacted.redacted = told.into_iter().collect();
    redacted
}

/// The items in words, each with the number of places where it stands in this report.
pub fn items(report: &Report, lang: Lang) -> Vec<RedactionView> {
    let words = Words::of(lang);
    let (_, found) = apply(report, &RedactionItem::ALL);
    let view = |id: &RedactionItem| RedactionView {
        id: *id,
        label: words.say(&format!("redact-{}", id.id())),
        found: found.get(id).copied().unwrap_or_default(),
    };
    RedactionItem::ALL.iter().map(view).collect()
}

fn apply(report: &Report, items: &[RedactionItem]) -> (Report, BTreeMap<RedactionItem, u32>) {
    let mut sweep = sweep::Sweep::new(secrets::of(report), items);
    let mut document = serde_json::to_value(report).expect("every map of a report has text for keys");
    sweep.value("", &mut document);
    let mut redacted: Report = serde_json::from_value(document).expect("labels stand only where text stood");
    for (item, name) in wholly_secret(&mut redacted) {
        // What the sweep made a label already is counted already.
        if items.contains(&item) && name.as_deref().is_some_and(|name| name != secrets::label(item)) {
            *name = Some(secrets::label(item).to_owned());
            *sweep.found.entry(item).or_default() += 1;
        }
    }
    (redacted, sweep.found)
}

/// The fields that are a secret whatever stands in them, be it one letter or a word of the vocabulary.
fn wholly_secret(report: &mut Report) -> Vec<(RedactionItem, &mut Option<String>)> {
    let run = &mut report.run;
    let mut fields = vec![
        (RedactionItem::UserName, &mut run.user_name),
        (RedactionItem::HostName, &mut run.host_name),
    ];
    if let Some(home) = &mut report.checks.bandwidth.observation {
        let ssid = home.wifi.as_mut().map(|wifi| &mut wifi.ssid);
        let mapped = home.udp.as_mut().map(|udp| &mut udp.mapped_address);
        fields.extend(ssid.map(|ssid| (RedactionItem::Ssid, ssid)));
        fields.extend(mapped.map(|mapped| (RedactionItem::PublicAddress, mapped)));
    }
    fields
}

#[cfg(test)]
mod tests;
