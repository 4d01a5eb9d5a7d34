//! Figures of the company's servers.

use super::{Table, list};
use crate::format::foreign;
use crate::words::Words;
use maillon_diagnosis::GapReason;
use maillon_diagnosis::checks::server::{Observation, Server, Visit};
use maillon_diagnosis::statistics::median;

pub(super) fn fill<'a>(table: &mut Table<'a>, seen: &'a Observation) {
    for server in &seen.servers {
        table.about(&server.name);
        one(table, server);
    }
}

fn one(table: &mut Table<'_>, server: &Server) {
    let words = table.words;
    let through = server
        .in_tunnel
        .map(|inside| words.say(if inside { "in-tunnel" } else { "outside-tunnel" }));
    let proxy = server.through_proxy.then(|| words.say("through-proxy"));
    let found = words.say(if server.from_profile {
        "value-from-profile"
    } else {
        "value-found"
    });
    let parts = [
        Some(foreign(&server.target)),
        server.address.as_deref().map(foreign),
        through,
        proxy,
        Some(found),
    ];
    table.fact("server", list(parts.into_iter().flatten()), "profile");
    let visits: Vec<&Visit> = server
        .tries
        .iter()
        .filter(|visit| visit.failure != Some(GapReason::Interrupted))
        .collect();
    let of = |time: fn(&Visit) -> Option<f64>| visits.iter().filter_map(move |visit| time(visit));
    let think = of(|visit| visit.think_ms);
    let told = table.spread_of(think.clone());
    table.held_as(
        "think",
        median(think),
        Words::milliseconds,
        "server_think_ms",
        "own-time",
        told,
    );
    let path = server.path_rtt_ms;
    let connect = median(visits.iter().filter_map(|visit| Some(visit.tcp_ms? - path?)));
    table.held(
        "server-connect",
        connect,
        Words::milliseconds,
        "server_connect_excess_ms",
        "own-time",
    );
    let failed = visits
        .iter()
        .filter(|visit| visit.failure.is_some() || visit.status.is_some_and(|status| status >= 500))
        .count();
    let share = (!visits.is_empty()).then(|| 100.0 * failed as f64 / visits.len() as f64);
    let told = share.map(|share| table.of_tries(share, failed, visits.len()));
    table.held_as(
        "server-errors",
        share,
        Words::percent,
        "server_errors_percent",
        "server",
        told,
    );
    table.fact("dns-time", table.spread_of(of(|visit| visit.dns_ms)), "server");
    table.fact("tcp-time", table.spread_of(of(|visit| visit.tcp_ms)), "server");
    table.fact("proxy-time", table.spread_of(of(|visit| visit.tunnel_ms)), "server");
    table.fact("tls-time", table.spread_of(of(|visit| visit.tls_ms)), "server");
    let cold = of(|visit| visit.first_byte_ms.filter(|_| !visit.warm));
    table.fact("first-byte-cold", table.spread_of(cold), "server");
    let warm = of(|visit| visit.first_byte_ms.filter(|_| visit.warm));
    table.fact("first-byte-warm", table.spread_of(warm), "server");
    table.fact("body-time", table.spread_of(of(|visit| visit.body_ms)), "server");
    let statuses: std::collections::BTreeSet<u16> = visits.iter().filter_map(|visit| visit.status).collect();
    table.fact("http-status", list(statuses.iter().map(u16::to_string)), "server");
    table.fact("smb-dialect", server.smb_dialect.as_deref().map(foreign), "smb");
    table.fact("path-rtt", path.map(|rtt| words.milliseconds(rtt)), "path");
}
