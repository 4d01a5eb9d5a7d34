//! Figures of the company's entrance.

use super::{Table, list, machine::plain, megabits};
use crate::format::foreign;
use crate::words::Words;
use maillon_diagnosis::GapReason;
use maillon_diagnosis::checks::gateway::{Certificate, Door, Observation, Rdp, Try};
use maillon_diagnosis::statistics::median;

pub(super) fn fill<'a>(table: &mut Table<'a>, seen: &'a Observation) {
    for door in &seen.doors {
        table.about(&door.name);
        self::door(table, door);
    }
    table.subject = None;
    if let Some(sizing) = seen.sizing.as_ref().filter(|sizing| sizing.sessions > 0) {
        let words = table.words;
        let each = sizing.site_uplink_mbps / f64::from(sizing.sessions);
        let variables = [
            ("figure", megabits(words, each).into()),
            ("uplink", megabits(words, sizing.site_uplink_mbps).into()),
            ("sessions", plain(words, f64::from(sizing.sessions)).into()),
        ];
        let told = Some(words.tell("value-sizing", variables));
        table.held_as("sizing", Some(each), megabits, sizing.limit(), "sizing", told);
    }
    let past = seen.history.len();
    table.fact(
        "history",
        (past > 0).then(|| plain(table.words, past as f64)),
        "history",
    );
}

fn door(table: &mut Table<'_>, door: &Door) {
    let words = table.words;
    let through = door
        .in_tunnel
        .map(|inside| words.say(if inside { "in-tunnel" } else { "outside-tunnel" }));
    let found = words.say(if door.from_profile {
        "value-from-profile"
    } else {
        "value-found"
    });
    let kind = words.say(&format!("door-{}", door.kind));
    let parts = [Some(kind), door.address.as_deref().map(foreign), through, Some(found)];
    table.fact("door", list(parts.into_iter().flatten()), "profile");
    if door.silent_by_design {
        table.fact("door-silent", Some(words.say("yes")), "profile");
        return;
    }
    let tries: Vec<&Try> = door
        .tries
        .iter()
        .filter(|one| one.failure != Some(GapReason::Interrupted))
        .collect();
    let failed = tries.iter().filter(|one| one.failure.is_some()).count();
    let share = (!tries.is_empty()).then(|| 100.0 * failed as f64 / tries.len() as f64);
    let told = share.map(|share| table.of_tries(share, failed, tries.len()));
    table.held_as(
        "door-refused",
        share,
        Words::percent,
        "gateway.refused_percent",
        "door",
        told,
    );
    let path = door.path_rtt_ms;
    let own = |time: fn(&Try) -> Option<f64>| median(tries.iter().filter_map(|one| Some(time(one)? - path?)));
    let connect = own(|one| one.tcp_ms);
    table.held(
        "door-connect",
        connect,
        Words::milliseconds,
        "gateway.connect_excess_ms",
        "own-time",
    );
    let answer = own(|one| one.answer_ms);
    table.held(
        "door-answer",
        answer,
        Words::milliseconds,
        "gateway.answer_excess_ms",
        "own-time",
    );
    for (id, time) in [
        ("dns-time", (|one: &&Try| one.dns_ms) as fn(&&Try) -> Option<f64>),
        ("tcp-time", |one| one.tcp_ms),
        ("tls-time", |one| one.tls_ms),
        ("answer-time", |one| one.answer_ms),
    ] {
        table.fact(id, table.spread_of(tries.iter().filter_map(time)), "door");
    }
    table.fact("path-rtt", path.map(|rtt| words.milliseconds(rtt)), "path");
    let time = |one: &Try| Some(one.tcp_ms? + one.answer_ms?);
    let alone = median(tries.iter().filter_map(|one| time(one)));
    let together = median(door.parallel.iter().filter_map(time));
    let ratio = alone
        .zip(together)
        .filter(|(alone, _)| *alone > 0.0)
        .map(|(alone, together)| together / alone);
    if !door.parallel.is_empty() {
        let limit = "gateway.parallel_ratio";
        table.held("door-parallel", ratio, Words::ratio, limit, "parallel");
    }
    if let Some(rdp) = &door.rdp {
        self::rdp(table, rdp);
    }
    table.fact("http-status", door.http_status.map(|status| status.to_string()), "door");
    if let Some(certificate) = &door.certificate {
        self::certificate(table, certificate);
    }
}

fn rdp(table: &mut Table<'_>, rdp: &Rdp) {
    let words = table.words;
    let nla = rdp
        .nla_required
        .map(|needed| words.say(if needed { "value-nla" } else { "value-no-nla" }));
    let failure = rdp
        .failure_code
        .map(|code| words.tell("value-rdp-failure", [("figure", code.into())]));
    let old = (!rdp.negotiates).then(|| words.say("value-rdp-old"));
    let parts = [rdp.protocol.as_deref().map(foreign), nla, failure, old];
    table.fact("rdp", list(parts.into_iter().flatten()), "rdp");
}

fn certificate(table: &mut Table<'_>, certificate: &Certificate) {
    let words = table.words;
    let until = words.tell("value-until", [("date", words.date(&certificate.not_after).into())]);
    let own = certificate.self_signed.then(|| words.say("value-self-signed"));
    let version = certificate
        .tls_version
        .as_deref()
        .map(|version| format!("TLS {}", foreign(version)));
    let parts = [
        Some(foreign(&certificate.subject)),
        Some(foreign(&certificate.issuer)),
        Some(until),
        own,
        version,
    ];
    table.fact("certificate", list(parts.into_iter().flatten()), "certificate");
}

impl Table<'_> {
    /// A share of tries, with the counts behind it.
    pub(super) fn of_tries(&self, share: f64, failed: usize, all: usize) -> String {
        let variables = [
            ("percent", self.words.percent(share).into()),
            ("failed", (failed as f64).into()),
            ("all", (all as f64).into()),
        ];
        self.words.tell("value-of-tries", variables)
    }
}
