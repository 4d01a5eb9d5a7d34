//! Figures of the tunnel.

use super::{Table, list};
use crate::format::foreign;
use crate::words::Words;
use maillon_diagnosis::checks::vpn::{Carried, Observation, Tunnel, shape};

pub(super) fn fill<'a>(table: &mut Table<'a>, seen: &'a Observation) {
    let words = table.words;
    for tunnel in &seen.tunnels {
        self::tunnel(table, tunnel);
    }
    table.fact(
        "vpn-expected",
        seen.expected.map(|shape| words.say(&format!("vpn-expected-{shape}"))),
        "profile",
    );
    table.fact(
        "vpn-shape",
        shape(seen).map(|shape| words.say(&format!("vpn-shape-{shape}"))),
        "routes",
    );
    table.fact("vpn-answers-outside", table.yes_no(seen.answers_outside), "routes");
    let cost = seen.cost.as_ref();
    let added = cost.and_then(|cost| cost.added_rtt_ms);
    let told = added.map(|added| table.interval(added.median, added.interval, Words::milliseconds));
    let limit = "vpn_added_rtt_ms";
    table.held_as(
        "vpn-added",
        added.map(|added| added.median),
        Words::milliseconds,
        limit,
        "vpn-cost",
        told,
    );
    let jitter = cost.and_then(|cost| cost.added_jitter_ms);
    if jitter.is_some() {
        table.held("vpn-jitter", jitter, Words::milliseconds, "vpn_jitter_ms", "vpn-cost");
    }
    let loaded = cost.and_then(|cost| cost.added_loaded_ms);
    if loaded.is_some() {
        let limit = "vpn_loaded_latency_ms";
        table.held("vpn-loaded", loaded, Words::milliseconds, limit, "vpn-cost");
    }
    if seen.over_tcp.is_some() {
        let method = if seen.over_tcp == Some(true) {
            "connections"
        } else {
            "system"
        };
        table.fact("vpn-over-tcp", table.yes_no(seen.over_tcp), method);
    }
    if let Some(cost) = cost {
        let inside = (cost.inside_sent > 0).then(|| 100.0 * f64::from(cost.inside_lost) / f64::from(cost.inside_sent));
        let told = table.loss(cost.inside_lost, cost.inside_sent);
        table.held_as("vpn-loss", inside, Words::percent, "vpn_loss_percent", "loss", told);
        table.fact(
            "vpn-loss-outside",
            table.loss(cost.outside_lost, cost.outside_sent),
            "loss",
        );
    }
    if seen.process_cpu_percent.is_some() {
        let limit = "vpn_process_cpu_percent";
        table.held("vpn-cpu", seen.process_cpu_percent, Words::percent, limit, "processes");
    }
    if let Some(carried) = &seen.carried {
        self::carried(table, carried);
    }
    for path in &seen.path_mtu {
        table.about(&path.target);
        let parts = [
            path.path_mtu.map(|mtu| words.bytes(f64::from(mtu))),
            path.interface_mtu
                .map(|mtu| words.tell("value-interface-mtu", [("figure", mtu.into())])),
            (path.large_echo_lost == Some(true)).then(|| words.say("value-large-echo-lost")),
            (path.black_hole == Some(true)).then(|| words.say("value-black-hole")),
        ];
        table.fact("path-mtu", list(parts.into_iter().flatten()), "path-mtu");
    }
    for route in &seen.routes {
        table.about(&route.target);
        let through = route
            .in_tunnel
            .map(|inside| words.say(if inside { "in-tunnel" } else { "outside-tunnel" }));
        let interface = route
            .interface
            .as_deref()
            .map_or_else(|| words.say("value-no-route"), foreign);
        let parts = [foreign(&route.address), interface, through.unwrap_or_default()];
        table.fact("route", list(parts), "routes");
    }
    for name in &seen.resolvers {
        table.about(&name.name);
        let answered = name
            .answered
            .map(|answered| words.say(if answered { "value-answered" } else { "no_answer" }));
        let through = name
            .in_tunnel
            .map(|inside| words.say(if inside { "in-tunnel" } else { "outside-tunnel" }));
        let parts = [
            name.server.as_deref().map(foreign),
            answered,
            through,
            table.spread(name.ms),
        ];
        table.fact("resolver", list(parts.into_iter().flatten()), "resolver");
    }
}

fn carried(table: &mut Table<'_>, carried: &Carried) {
    let words = table.words;
    let sum = |of: fn(&(u64, u64)) -> u64| carried.steps.iter().map(of).fold(0, u64::saturating_add) as f64;
    let variables = [
        ("sent", words.bytes(sum(|(sent, _)| *sent)).into()),
        ("received", words.bytes(sum(|(_, received)| *received)).into()),
        ("time", words.seconds(carried.steps.len() as f64).into()),
    ];
    let told = (!carried.steps.is_empty()).then(|| words.tell("value-carried", variables));
    table.about(&carried.interface);
    table.fact("vpn-carried", told, "counters");
}

fn tunnel(table: &mut Table<'_>, tunnel: &Tunnel) {
    let words = table.words;
    table.about(&tunnel.interface);
    let parts = [
        tunnel.product.as_deref().map(foreign),
        tunnel.class.map(|class| words.say(&format!("vpn-class-{class}"))),
        Some(words.say(if tunnel.active {
            "value-active"
        } else {
            "value-inactive"
        })),
        tunnel
            .mtu
            .map(|mtu| words.tell("value-interface-mtu", [("figure", mtu.into())])),
        list(tunnel.signs.iter().map(|sign| foreign(sign))),
    ];
    table.fact("tunnel", list(parts.into_iter().flatten()), "tunnel");
    table.about(&tunnel.interface);
    let networks = tunnel.networks.iter().map(|network| foreign(network));
    table.fact("tunnel-networks", list(networks), "routing-table");
}
