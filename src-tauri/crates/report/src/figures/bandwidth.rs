//! Figures of the home connection.

use super::load::load;
use super::{Table, count, list};
use crate::format::{foreign, number};
use crate::words::Words;
use maillon_diagnosis::checks::bandwidth::{
    Dns, InterfaceKind, Observation, OneWay, PathFacts, QueueHolder, Target, TargetRole, Udp, Wifi, call,
    standing_queues,
};
use maillon_diagnosis::excess::{Excess, silent_windows};
use maillon_diagnosis::statistics::burst_ratio;

/// Burst ratio from which loss is called loss in bursts (judgement: chance alone rarely passes 1.5 in a run's samples).
const BURSTY: f64 = 2.0;

pub(super) fn fill<'a>(table: &mut Table<'a>, seen: &'a Observation) {
    if let Some(path) = &seen.path {
        self::path(table, path);
    }
    if let Some(wifi) = &seen.wifi {
        radio(table, wifi);
    }
    segments(table, seen);
    load(
        table,
        "download",
        seen.download.as_ref(),
        seen.responsiveness.download.as_ref(),
    );
    load(
        table,
        "upload",
        seen.upload.as_ref(),
        seen.responsiveness.upload.as_ref(),
    );
    for queue in standing_queues(seen) {
        let variables = [
            ("link", table.words.link(queue.link).into()),
            ("added", table.words.milliseconds(queue.added_ms).into()),
            ("holder", queue.holder.map_or("unknown", QueueHolder::id).into()),
        ];
        let told = table.words.tell("value-queue", variables);
        table.fact(&format!("queue-{}", queue.direction), Some(told), "queue");
    }
    if let Some(dns) = &seen.dns {
        names(table, dns);
    }
    table.fact("captive-portal", table.yes_no(seen.captive_portal), "captive-portal");
    if let Some(udp) = &seen.udp {
        self::udp(table, udp);
    }
    if let Some(each_way) = &seen.each_way {
        table.about(&each_way.server);
        let (out, back) = each_way.ways(&seen.load_phases);
        one_way(table, "way-out", &out);
        one_way(table, "way-back", &back);
    }
    table.fact(
        "other-traffic",
        seen.other_traffic_bps.map(|rate| table.words.rate(rate)),
        "other-traffic",
    );
    for target in &seen.targets {
        watched(table, target);
    }
    pacing(table, &seen.targets);
    let hops = seen.hops.iter().map(|hop| {
        let address = hop.address.as_deref().map_or_else(|| "?".to_owned(), foreign);
        let rtt = hop.rtt_ms.map(|rtt| format!(" ({})", table.words.milliseconds(rtt)));
        format!("{} {address}{}", hop.ttl, rtt.unwrap_or_default())
    });
    table.fact("hops", list(hops), "hops");
}

fn path(table: &mut Table<'_>, path: &PathFacts) {
    let words = table.words;
    let kind = words.say(&format!("interface-{}", path.kind));
    let rate = path.link_rate_bps.map(|rate| words.rate(rate)).unwrap_or_default();
    let family = match path.ipv6 {
        Some(true) => "IPv4 + IPv6",
        Some(false) => "IPv4",
        None => "",
    };
    let parts = [kind, foreign(&path.interface), rate, family.to_owned()];
    table.fact("interface", list(parts), "route");
    table.fact("box-address", path.gateway.as_deref().map(foreign), "route");
    table.fact("metered", table.yes_no(path.metered), "system");
}

fn udp(table: &mut Table<'_>, udp: &Udp) {
    let words = table.words;
    table.about(&udp.server);
    let lost = table.loss(udp.sent.saturating_sub(udp.received), udp.sent);
    let parts = [lost, in_bursts(words, udp.burst_ratio)];
    table.fact("udp", list(parts.into_iter().flatten()), "udp");
    table.fact("udp-rtt", table.spread(udp.rtt_ms), "udp");
    let class = call::estimate(udp).map(|class| words.say(&format!("call-{}", class.as_str())));
    table.fact("call", class, "call");
    table.fact("udp-mapped", udp.mapped_address.as_deref().map(foreign), "udp");
}

fn one_way(table: &mut Table<'_>, id: &str, way: &OneWay) {
    let words = table.words;
    let idle = way.idle_ms.and_then(|above| above.p95).map(|most| {
        let most = words.milliseconds(most);
        words.tell("value-way-idle", [("most", most.into())])
    });
    let during = [("download", way.download_ms), ("upload", way.upload_ms)];
    let loaded = during.map(|(direction, above)| {
        let added = words.milliseconds(above?.median.max(0.0));
        Some(words.tell(&format!("value-way-{direction}"), [("added", added.into())]))
    });
    let lost = way.lost.and_then(|(lost, sent)| table.loss(lost, sent));
    let parts = [lost, idle].into_iter().chain(loaded);
    table.fact(id, list(parts.flatten()), "way");
}

/// Said where losses come clearly closer together than chance would bring them.
fn in_bursts(words: &Words, ratio: Option<f64>) -> Option<String> {
    let ratio = ratio.filter(|ratio| *ratio >= BURSTY)?;
    Some(words.tell("loss-in-bursts", [("ratio", words.ratio(ratio).into())]))
}

fn radio(table: &mut Table<'_>, wifi: &Wifi) {
    let words = table.words;
    table.fact("wifi-name", wifi.ssid.as_deref().map(foreign), "wifi");
    table.fact(
        "wifi-signal",
        wifi.signal_dbm.map(|signal| words.unit("dbm", signal, 0)),
        "wifi",
    );
    table.fact(
        "wifi-frequency",
        wifi.frequency_mhz
            .map(|frequency| words.unit("mhz", f64::from(frequency), 0)),
        "wifi",
    );
    table.fact("wifi-sent", wifi.transmit_rate_bps.map(|rate| words.rate(rate)), "wifi");
    table.fact(
        "wifi-received",
        wifi.receive_rate_bps.map(|rate| words.rate(rate)),
        "wifi",
    );
    table.fact(
        "wifi-retries",
        wifi.retries_percent.map(|share| words.percent(share)),
        "wifi",
    );
    table.fact(
        "wifi-protection",
        wifi.protection
            .map(|protection| words.say(&format!("wifi-{protection}"))),
        "wifi",
    );
}

fn segments(table: &mut Table<'_>, seen: &Observation) {
    let wifi = seen.path.as_ref().is_some_and(|path| path.kind == InterfaceKind::Wifi);
    let limit = if wifi {
        "local_link_wifi_rtt_ms"
    } else {
        "local_link_cable_rtt_ms"
    };
    let home = answering(seen, TargetRole::Box);
    let near = home.and_then(|home| home.rtt_ms).map(|rtt| rtt.median);
    table.held("box-rtt", near, Words::milliseconds, limit, "echo");
    loss(table, "box-loss", home, "local_link_loss_percent");
    let anchor = seen.nearest(TargetRole::Anchor);
    let excess = anchor
        .and_then(|anchor| Excess::between(home, anchor))
        .map(|excess| excess.rtt);
    let told = excess.map(|rtt| table.interval(rtt.median, rtt.interval, Words::milliseconds));
    table.held_as(
        "line-rtt",
        excess.map(|rtt| rtt.median),
        Words::milliseconds,
        "line_rtt_ms",
        "excess",
        told,
    );
    let spread = |target: &Target| target.rtt_ms.and_then(|rtt| Some(rtt.p95? - rtt.median));
    let jitter = anchor
        .and_then(spread)
        .map(|far| (far - home.and_then(spread).unwrap_or(0.0)).max(0.0));
    table.held("line-jitter", jitter, Words::milliseconds, "line_jitter_ms", "jitter");
    loss(table, "line-loss", anchor, "line_loss_percent");
    let silent = anchor.map(|anchor| f64::from(silent_windows(anchor)));
    table.held("line-outages", silent, count, "line_outage_windows", "outages");
    if let Some(edge) = answering(seen, TargetRole::Edge).filter(|edge| edge.in_tunnel != Some(true)) {
        let limit = "company_path_excess_ms";
        let excess = Excess::between(anchor, edge).map(|excess| excess.rtt);
        let told = excess.map(|rtt| table.interval(rtt.median, rtt.interval, Words::milliseconds));
        table.held_as(
            "company-rtt",
            excess.map(|rtt| rtt.median),
            Words::milliseconds,
            limit,
            "excess",
            told,
        );
        loss(table, "company-loss", Some(edge), "company_path_loss_percent");
    }
}

fn loss(table: &mut Table<'_>, id: &str, target: Option<&Target>, limit: &str) {
    let told = target.and_then(|target| table.loss(target.lost, target.sent));
    let percent = target
        .filter(|target| target.sent > 0)
        .map(|target| 100.0 * f64::from(target.lost) / f64::from(target.sent));
    table.held_as(id, percent, Words::percent, limit, "loss", told);
}

fn names(table: &mut Table<'_>, dns: &Dns) {
    let told = table.spread(dns.system_ms);
    let median = dns.system_ms.map(|times| times.median);
    table.held_as("dns", median, Words::milliseconds, "dns_ms", "dns", told);
    let failed = (dns.system_asked > 0).then(|| 100.0 * f64::from(dns.system_failures) / f64::from(dns.system_asked));
    table.held("dns-failures", failed, Words::percent, "dns_failures_percent", "dns");
    let found = (dns.existing_asked > 0).then(|| {
        let found = dns.existing_asked.saturating_sub(dns.existing_failures);
        let words = table.words;
        let variables = [
            ("found", count(words, f64::from(found)).into()),
            ("all", count(words, f64::from(dns.existing_asked)).into()),
        ];
        words.tell("value-names-found", variables)
    });
    table.fact("dns-existing", found, "dns-existing");
    table.fact(
        "dns-servers",
        list(dns.servers.iter().map(|server| foreign(server))),
        "system",
    );
    if let Some(server) = &dns.named_server {
        table.about(server);
        table.fact("dns-named", table.spread(dns.named_ms), "dns-named");
    }
}

fn watched(table: &mut Table<'_>, target: &Target) {
    table.about(&target.name);
    let words = table.words;
    let answer = match target.rtt_ms {
        Some(_) => table.spread(target.rtt_ms),
        None if target.sent > 0 => Some(words.say("no_answer")),
        None => None,
    };
    let loaded = target.loaded_rtt_ms.map(|rtt| {
        let figure = words.milliseconds(rtt.median);
        words.tell("value-under-load", [("figure", figure.into())])
    });
    let lost = table.loss(target.lost, target.sent);
    let through = target
        .in_tunnel
        .map(|inside| words.say(if inside { "in-tunnel" } else { "outside-tunnel" }));
    let idle: Vec<_> = target.samples.iter().filter(|sample| !sample.loaded).collect();
    let bursts = burst_ratio(&idle.iter().map(|sample| sample.rtt_ms.is_none()).collect::<Vec<_>>());
    let parts = [answer, lost, in_bursts(words, bursts), loaded, through]
        .into_iter()
        .flatten();
    let value = list(parts);
    let method = target
        .method
        .map_or_else(|| "none".to_owned(), |method| method.id().to_owned());
    table.fact(&format!("target-{}", target.role), value, &format!("target-{method}"));
}

/// How evenly the targets were asked: the worst of them.
fn pacing(table: &mut Table<'_>, targets: &[Target]) {
    let words = table.words;
    let pacings = || targets.iter().filter_map(|target| target.pacing);
    let slowest = pacings().min_by(|a, b| a.sent_per_second.total_cmp(&b.sent_per_second));
    let late_ms = pacings().map(|pacing| pacing.late_ms).reduce(f64::max);
    let value = slowest.zip(late_ms).map(|(slowest, late_ms)| {
        let variables = [
            ("sent", number(words.lang(), slowest.sent_per_second, 1).into()),
            ("wanted", number(words.lang(), slowest.wanted_per_second, 0).into()),
            ("late", words.unit("ms", late_ms, 1).into()),
        ];
        words.tell("value-pacing", variables)
    });
    table.fact("pacing", value, "pacing");
}

fn answering(seen: &Observation, role: TargetRole) -> Option<&Target> {
    seen.targets
        .iter()
        .find(|target| target.role == role && target.sent > target.lost)
}
