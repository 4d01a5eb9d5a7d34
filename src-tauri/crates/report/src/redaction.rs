//! Takes names and addresses out of a report before it leaves the computer, the same name by the same label everywhere.
//!
//! Done once on the stored report, before any document is written from it. What the profile calls by name, and what the
//! company's hosts share, is looked for in every text of the report: gaps, findings, paths, certificates.

mod secrets;
mod sweep;

use crate::lang::Lang;
use crate::view::RedactionView;
use crate::words::Words;
use maillon_diagnosis::Report;
use secrets::Secret;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// What can be taken out of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum RedactionItem {
    /// Name of the user.
    UserName,
    /// Name of the computer.
    HostName,
    /// Name of the Wi-Fi.
    Ssid,
    /// Public address, as a STUN server saw it.
    PublicAddress,
    /// The company's servers, doors, VPN endpoint, resolvers, certificates, and every private address.
    InternalNames,
}

impl RedactionItem {
    /// Every item; an export takes out all of them unless the user says otherwise.
    pub const ALL: [Self; 5] = [
        Self::UserName,
        Self::HostName,
        Self::Ssid,
        Self::PublicAddress,
        Self::InternalNames,
    ];

    /// The identifier in `Report::redacted`.
    pub const fn id(self) -> &'static str {
        match self {
            Self::UserName => "user_name",
            Self::HostName => "host_name",
            Self::Ssid => "ssid",
            Self::PublicAddress => "public_address",
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
    let mut secrets: Vec<Secret> = secrets::of(report);
    secrets.retain(|secret| items.contains(&secret.item));
    let mut sweep = sweep::Sweep::new(secrets, items.contains(&RedactionItem::InternalNames));
    let document = serde_json::to_value(report).expect("every map of a report has text for keys");
    let swept = sweep.value(document);
    let mut redacted: Report = serde_json::from_value(swept).expect("labels stand only where text stood");
    for (item, name) in [
        (RedactionItem::UserName, &mut redacted.run.user_name),
        (RedactionItem::HostName, &mut redacted.run.host_name),
    ] {
        if items.contains(&item) && name.is_some() {
            *name = Some(secrets::label(item).to_owned());
            sweep.found.entry(item).or_insert(1);
        }
    }
    (redacted, sweep.found)
}

#[cfg(test)]
mod tests;
