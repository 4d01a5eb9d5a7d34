//! Which texts of a report are secret, and the label that takes the place of each.

use super::patterns::LONGEST_NAME;
use super::{PUBLIC_HOSTS, RedactionItem};
use maillon_diagnosis::checks::bandwidth::TargetRole;
use maillon_diagnosis::checks::gateway::DoorKind;
use maillon_diagnosis::checks::vpn::RouteRole;
use maillon_diagnosis::{CheckId, Report};
use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;

/// Names taken from one report at the most; a real profile holds a few dozen.
const MOST_SECRETS: usize = 2000;

/// A text to be hidden.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Secret {
    pub text: String,
    pub label: String,
    pub item: RedactionItem,
}

/// The label of an item that stands for one thing only.
pub(super) fn label(item: RedactionItem) -> &'static str {
    match item {
        RedactionItem::UserName => "[user]",
        RedactionItem::HostName => "[host]",
        RedactionItem::Ssid => "[ssid]",
        RedactionItem::PublicAddress => "[public-address]",
        RedactionItem::HardwareAddress => "[hardware-address]",
        RedactionItem::InternalNames => "[internal]",
    }
}

/// What is secret in a report.
#[derive(Default)]
pub(super) struct Secrets {
    /// Texts that are hidden wherever they stand as a word.
    pub texts: Vec<Secret>,
    /// Domains of the company, in lower case: whatever host lies below one is the company's.
    pub domains: BTreeSet<String>,
    /// Public addresses that every Maillon asks, and that tell nothing of anybody.
    pub shown: BTreeSet<IpAddr>,
}

/// Every secret of a report.
pub(super) fn of(report: &Report) -> Secrets {
    let mut found = Found::default();
    person(report, &mut found);
    company(report, &mut found);
    gaps(report, &mut found);
    let targets = report
        .checks
        .bandwidth
        .observation
        .iter()
        .flat_map(|home| &home.targets);
    let anchors = targets.filter(|target| target.role == TargetRole::Anchor);
    let spellings = anchors.flat_map(|target| target.address.iter().chain([&target.name]));
    Secrets {
        texts: found.secrets.into_values().take(MOST_SECRETS).collect(),
        domains: found.domains,
        shown: spellings.filter_map(|spelling| spelling.parse().ok()).collect(),
    }
}

#[derive(Default)]
struct Found {
    secrets: BTreeMap<String, Secret>,
    numbers: BTreeMap<&'static str, usize>,
    domains: BTreeSet<String>,
}

impl Found {
    fn one(&mut self, item: RedactionItem, text: &str) {
        self.insert(item, text, label(item).to_owned());
    }

    fn insert(&mut self, item: RedactionItem, text: &str, label: String) {
        let text = text.trim();
        // A text this long is no name: it is left to the forms.
        if text.chars().count() < 2 || text.len() > LONGEST_NAME {
            return;
        }
        let secret = Secret {
            text: text.to_owned(),
            label,
            item,
        };
        self.secrets.entry(text.to_lowercase()).or_insert(secret);
    }

    /// A thing of the company's under the next free label of its kind; all its spellings share the label.
    fn numbered(&mut self, kind: &'static str, spellings: &[&str]) {
        let known = spellings
            .iter()
            .find_map(|text| self.secrets.get(&text.trim().to_lowercase()));
        let label = known.map(|secret| secret.label.clone());
        let label = label.unwrap_or_else(|| {
            let number = self.numbers.entry(kind).or_default();
            *number += 1;
            format!("{kind}-{number}")
        });
        for text in spellings {
            self.insert(RedactionItem::InternalNames, text, label.clone());
        }
    }

    /// A host of the company's, in any spelling: host, host:port, URL. Its domain is a secret too, and so is its short
    /// name where that is no word of everybody's.
    fn host(&mut self, kind: &'static str, spelling: &str) {
        let host = bare_host(spelling).trim_end_matches('.');
        if host.len() > LONGEST_NAME {
            return;
        }
        let is_address = host.parse::<IpAddr>().is_ok();
        let short = host.split('.').next().unwrap_or(host);
        let tells = short.contains(|letter: char| letter.is_ascii_digit() || letter == '-' || letter == '_');
        if is_address || short == host || !tells {
            self.numbered(kind, &[host]);
        } else {
            self.numbered(kind, &[host, short]);
        }
        if is_address {
            return;
        }
        let mut rest = host;
        while let Some((_, parent)) = rest.split_once('.') {
            if parent.contains('.') {
                self.domains.insert(parent.to_lowercase());
                self.numbered("domain", &[parent]);
            }
            rest = parent;
        }
    }
}

fn person(report: &Report, found: &mut Found) {
    let run = &report.run;
    if let Some(user) = &run.user_name {
        found.one(RedactionItem::UserName, user);
        let plain = user.rsplit('\\').next().unwrap_or(user);
        found.one(RedactionItem::UserName, plain.split('@').next().unwrap_or(plain));
    }
    if let Some(host) = &run.host_name {
        found.one(RedactionItem::HostName, host);
        found.one(RedactionItem::HostName, host.split('.').next().unwrap_or(host));
    }
    let Some(home) = &report.checks.bandwidth.observation else {
        return;
    };
    if let Some(ssid) = home.wifi.as_ref().and_then(|wifi| wifi.ssid.as_ref()) {
        found.one(RedactionItem::Ssid, ssid);
    }
    if let Some(address) = home.udp.as_ref().and_then(|udp| udp.mapped_address.as_ref()) {
        found.one(RedactionItem::PublicAddress, address);
        let address = bare_host(address);
        found.one(RedactionItem::PublicAddress, address);
        if let Ok(IpAddr::V4(address)) = address.parse() {
            // A provider writes it into the name it gives the line: 90-12-34-56.abo.example, 56.34.12.90.in-addr.arpa.
            let [a, b, c, d] = address.octets();
            for spelling in [
                format!("{a}-{b}-{c}-{d}"),
                format!("{d}-{c}-{b}-{a}"),
                format!("{d}.{c}.{b}.{a}"),
            ] {
                found.one(RedactionItem::PublicAddress, &spelling);
            }
        }
    }
}

/// What could not be reached. Without a profile too, a measuring point of the company may have been announced to the computer.
fn gaps(report: &Report, found: &mut Found) {
    for check in [CheckId::Bandwidth, CheckId::Vpn, CheckId::Gateway, CheckId::Server] {
        for gap in crate::gaps::of(&report.checks, check).unwrap_or_default() {
            let host = bare_host(&gap.target);
            let is_host = host.contains('.') && !host.contains(|letter: char| letter.is_whitespace() || letter == '/');
            let is_public = PUBLIC_HOSTS.contains(&host);
            if is_host && !is_public && host.parse::<IpAddr>().is_err() {
                found.host("name", host);
            }
        }
    }
}

/// What a watched target of the company is; none for the home and the public points.
const fn company_end(role: TargetRole) -> Option<&'static str> {
    match role {
        TargetRole::Edge | TargetRole::Inside => Some("vpn"),
        TargetRole::Door => Some("door"),
        TargetRole::Server => Some("server-host"),
        TargetRole::Box | TargetRole::FirstHop | TargetRole::Anchor => None,
    }
}

fn company(report: &Report, found: &mut Found) {
    let checks = &report.checks;
    let profile = &report.profile;
    for (kind, name) in [("company", &profile.company), ("helpdesk", &profile.helpdesk)] {
        if let Some(name) = name {
            found.numbered(kind, &[name]);
        }
    }
    if let Some(seen) = &checks.bandwidth.observation {
        let udp = seen.udp.iter().map(|udp| &udp.server);
        let each_way = seen.each_way.iter().map(|each_way| &each_way.server);
        let measuring_points = seen.nq_server.iter().chain(udp).chain(each_way);
        let of_the_company = measuring_points.filter(|point| !PUBLIC_HOSTS.contains(&bare_host(point)));
        of_the_company.for_each(|point| found.host("measuring-point", point));
    }
    if let Some(seen) = &checks.server.observation {
        for server in &seen.servers {
            found.numbered("server", &[&server.name]);
            found.host("server-host", &server.target);
            server
                .address
                .iter()
                .for_each(|address| found.numbered("address", &[address]));
        }
    }
    if let Some(seen) = &checks.gateway.observation {
        for door in &seen.doors {
            let kind = match door.kind {
                DoorKind::Tse | DoorKind::RdGateway => "door",
                DoorKind::VpnEndpoint => "vpn",
            };
            found.host(kind, &door.name);
            door.address
                .iter()
                .for_each(|address| found.numbered("address", &[address]));
            if let Some(certificate) = &door.certificate {
                found.numbered("certificate", &[&certificate.subject]);
                found.numbered("certificate", &[&certificate.issuer]);
            }
        }
        for past in &seen.history {
            found.host("door", &past.door);
        }
    }
    if let Some(seen) = &checks.vpn.observation {
        for route in seen.routes.iter().filter(|route| route.role != RouteRole::Public) {
            found.host("vpn", &route.target);
            found.numbered("address", &[&route.address]);
        }
        for name in &seen.resolvers {
            found.host("name", &name.name);
            name.server
                .iter()
                .for_each(|server| found.numbered("resolver", &[server]));
        }
        for path in seen.path_mtu.iter().filter(|path| path.in_tunnel == Some(true)) {
            found.host("vpn", &path.target);
        }
        if let Some(cost) = &seen.cost {
            found.host("vpn", &cost.inside);
            found.host("vpn", &cost.outside);
        }
    }
    if let Some(seen) = &checks.bandwidth.observation {
        for target in &seen.targets {
            let Some(kind) = company_end(target.role) else { continue };
            found.host(kind, &target.name);
            target
                .address
                .iter()
                .for_each(|address| found.numbered("address", &[address]));
        }
    }
    for target in report.slow_moments.iter().flat_map(|moment| &moment.targets) {
        if let Some(kind) = company_end(target.role) {
            found.host(kind, &target.name);
        }
    }
    if let Some(seen) = &checks.security.observation {
        for inspected in seen.tls.iter().filter(|host| host.public_trusts != Some(true)) {
            inspected
                .issuer
                .iter()
                .for_each(|issuer| found.numbered("certificate", &[issuer]));
        }
        if let Some(proxy) = &seen.proxy {
            for spelling in proxy.https.iter().chain(&proxy.script) {
                found.host("proxy", spelling);
            }
        }
    }
}

/// The host of `host`, `host:port`, `[v6]:port` or a URL.
fn bare_host(spelling: &str) -> &str {
    let rest = spelling.split_once("://").map_or(spelling, |(_, rest)| rest);
    let rest = rest.split(['/', '?', '#']).next().unwrap_or(rest);
    let rest = rest.rsplit('@').next().unwrap_or(rest);
    if let Some(inner) = rest.strip_prefix('[') {
        return inner.split(']').next().unwrap_or(inner);
    }
    if rest.parse::<IpAddr>().is_ok() {
        return rest;
    }
    rest.rsplit_once(':').map_or(rest, |(host, _)| host)
}
