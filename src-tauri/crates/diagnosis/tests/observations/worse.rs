//! A worse figure never gives a better status: of its point, of its link, or of a use. A new figure is a row of [`FIGURES`].

use super::RECORDED;
use super::changed::{
    all, bandwidth, carries, delay, door, first_server, gateway, loaded, loss, machine, outages, over, part, queue,
    security, server, spikes, thinks, vpn,
};
use TargetRole::{Box, Edge, FirstHop, Inside};
use maillon_diagnosis::checks::bandwidth::{Direction, InterfaceKind, TargetRole, Wifi};
use maillon_diagnosis::checks::gateway::{PastRun, Sizing};
use maillon_diagnosis::checks::machine::Process;
use maillon_diagnosis::checks::security::Product;
use maillon_diagnosis::profile::ServerUse;
use maillon_diagnosis::report::Checks;
use maillon_diagnosis::statistics::Difference;
use maillon_diagnosis::verdict::{Verdict, judge_all};
use maillon_diagnosis::{Code, GapReason, Limits, Status};
use proptest::prelude::*;
use std::sync::LazyLock;

/// A figure that the judging reads.
struct Figure {
    /// Its limit; none where the judging has a rule in place of a limit.
    limit: Option<&'static str>,
    /// From sound to as bad as can be.
    range: (f64, f64),
    /// Gives it to a sound set of observations.
    set: fn(&mut Checks, f64),
    /// What is found of it at the bad end.
    shows: Code,
}

const fn figure(limit: &'static str, from: f64, to: f64, shows: Code, set: fn(&mut Checks, f64)) -> Figure {
    Figure {
        limit: Some(limit),
        range: (from, to),
        set,
        shows,
    }
}

const fn without_limit(from: f64, to: f64, shows: Code, set: fn(&mut Checks, f64)) -> Figure {
    Figure {
        limit: None,
        range: (from, to),
        set,
        shows,
    }
}

/// A radio that is bad enough to be named, with the one figure left to `change`.
fn radio(checks: &mut Checks, change: impl FnOnce(&mut Wifi)) {
    over(checks, InterfaceKind::Wifi);
    delay(checks, Box, 40.0);
    change(bandwidth(checks).wifi.get_or_insert_default());
}

fn dns(checks: &mut Checks, change: impl FnOnce(&mut maillon_diagnosis::checks::bandwidth::Dns)) {
    let dns = bandwidth(checks).dns.as_mut().expect("it was recorded");
    dns.in_tunnel = Some(false);
    change(dns);
}

/// A tunnel that adds so much, and what stands behind it in step.
fn tunnel(checks: &mut Checks, added: f64) {
    delay(checks, Inside, added);
    let cost = vpn(checks).cost.as_mut().expect("it was recorded");
    cost.windows_added_ms.iter_mut().for_each(|window| *window = added);
    cost.added_rtt_ms = Some(Difference {
        count: 100,
        median: added,
        interval: Some((added * 0.9, added * 1.1)),
    });
}

/// Lets everything inside the tunnel wait so long under load, and nothing outside.
fn queue_inside(checks: &mut Checks, ms: f64) {
    let seen = bandwidth(checks);
    let phases = seen.load_phases.clone();
    let inside = seen.targets.iter_mut().filter(|target| target.in_tunnel == Some(true));
    for sample in inside.flat_map(|target| &mut target.samples) {
        if phases
            .iter()
            .any(|phase| (phase.from_ms..=phase.to_ms).contains(&sample.at_ms))
        {
            sample.rtt_ms = sample.rtt_ms.map(|rtt| rtt + ms);
        }
    }
}

fn sizing(checks: &mut Checks, mbps: f64, file_traffic: bool) {
    gateway(checks).sizing = Some(Sizing {
        site_uplink_mbps: mbps * 60.0,
        sessions: 60,
        file_traffic,
    });
}

/// A past with calm noons and nines that took so many times as long.
fn past(checks: &mut Checks, ratio: f64) {
    let name = door(checks).name.clone();
    let run = |day: u32, hour: u8, own_ms: f64| PastRun {
        day: format!("2026-11-{day}"),
        hour,
        door: name.clone(),
        own_ms: Some(own_ms),
        path_rtt_ms: Some(20.0),
        ..PastRun::default()
    };
    gateway(checks).history = (16..20)
        .flat_map(|day| [run(day, 12, 40.0), run(day, 9, 40.0 * ratio)])
        .collect();
}

fn scanner(checks: &mut Checks) -> &mut maillon_diagnosis::checks::security::Observation {
    let seen = security(checks);
    seen.products = vec![Product::default()];
    seen
}

/// Opening a fresh file takes so many times as long as opening it again, and `added_ms` more.
fn touches(checks: &mut Checks, ratio: f64, added_ms: f64) {
    let touch = scanner(checks).file_touch.as_mut().expect("it was recorded");
    touch.second_ms.iter_mut().for_each(|time| *time = 1.0);
    touch.first_ms.iter_mut().for_each(|time| *time = ratio);
    touch.ratio = Some(ratio);
    touch.ratio_interval = Some((ratio * 0.9, ratio * 1.1));
    touch.added_ms = Some(added_ms);
}

#[rustfmt::skip]
const FIGURES: &[Figure] = &[
    figure("local_link_wifi_rtt_ms", 0.0, 200.0, Code::LocalLinkDelay, |seen, ms| { over(seen, InterfaceKind::Wifi); delay(seen, Box, ms); }),
    figure("local_link_cable_rtt_ms", 0.0, 200.0, Code::LocalLinkDelay, |seen, ms| { over(seen, InterfaceKind::Ethernet); delay(seen, Box, ms); }),
    figure("local_link_wifi_p95_ms", 0.0, 600.0, Code::LocalLinkJitter, |seen, ms| { over(seen, InterfaceKind::Wifi); spikes(seen, Box, ms); }),
    figure("local_link_loss_percent", 0.0, 0.6, Code::LocalLinkLoss, |seen, share| loss(seen, Box, share)),
    figure("line_rtt_ms", 0.0, 400.0, Code::LineDelay, |seen, ms| delay(seen, FirstHop, ms)),
    figure("line_jitter_ms", 0.0, 600.0, Code::LineJitter, |seen, ms| spikes(seen, FirstHop, ms)),
    figure("line_loss_percent", 0.0, 0.6, Code::LineLoss, |seen, share| loss(seen, FirstHop, share)),
    figure("line_outage_windows", 0.0, 5.0, Code::LineOutages, outages),
    figure("loaded_latency_ms", 0.0, 900.0, Code::LoadedLatency, |seen, ms| queue(seen, Direction::Download, ms)),
    figure("loaded_latency_ms", 0.0, 900.0, Code::LoadedLatency, |seen, ms| queue(seen, Direction::Upload, ms)),
    figure("responsiveness_rpm", 3000.0, 20.0, Code::ResponsivenessLow, |seen, rpm| { queue(seen, Direction::Upload, 150.0); loaded(seen, Direction::Upload).expect("recorded").rpm = Some(rpm); }),
    figure("download_mbps", 300.0, 0.1, Code::DownloadLow, |seen, mbps| carries(seen, Direction::Download, mbps)),
    figure("upload_mbps", 100.0, 0.05, Code::UploadLow, |seen, mbps| carries(seen, Direction::Upload, mbps)),
    figure("dns_ms", 10.0, 3000.0, Code::DnsSlow, |seen, ms| dns(seen, |dns| dns.system_ms = all(ms, 8))),
    figure("dns_failures_percent", 0.0, 8.0, Code::DnsFailing, |seen, failed| dns(seen, |dns| dns.system_failures = failed as u32)),
    figure("dns_failures_percent", 0.0, 3.9, Code::DnsFailing, |seen, failed| dns(seen, |dns| (dns.existing_asked, dns.existing_failures) = (3, failed as u32))),
    figure("company_path_excess_ms", 0.0, 400.0, Code::CompanyPathDelay, |seen, ms| delay(seen, Edge, ms)),
    figure("company_path_loss_percent", 0.0, 0.6, Code::CompanyPathLoss, |seen, share| loss(seen, Edge, share)),
    without_limit(50.0, 0.0, Code::UdpBlocked, |seen, received| bandwidth(seen).udp.as_mut().expect("recorded").received = received as u32),
    without_limit(-40.0, -95.0, Code::WifiWeakSignal, |seen, dbm| radio(seen, |wifi| wifi.signal_dbm = Some(dbm))),
    without_limit(0.0, 90.0, Code::WifiRetries, |seen, percent| radio(seen, |wifi| wifi.retries_percent = Some(percent))),
    without_limit(300e6, 1e6, Code::WifiSlowRate, |seen, bps| radio(seen, |wifi| wifi.transmit_rate_bps = Some(bps))),
    figure("cpu_busy_percent", 2.0, 100.0, Code::CpuSaturated, |seen, percent| machine(seen).cpu.as_mut().expect("recorded").busy_percent = vec![percent; 5]),
    figure("memory_available_percent", 12e9, 0.0, Code::MemoryLow, |seen, bytes| machine(seen).memory.as_mut().expect("recorded").available_bytes = bytes as u64),
    figure("memory_pressure_percent", 0.0, 100.0, Code::MemoryPressure, |seen, percent| machine(seen).memory.as_mut().expect("recorded").pressure_percent = Some(percent)),
    figure("memory_installed_gb", 64e9, 1e9, Code::MemorySmall, |seen, bytes| { let memory = machine(seen).memory.as_mut().expect("recorded"); (memory.total_bytes, memory.available_bytes) = (bytes as u64, (bytes * 0.6) as u64); }),
    figure("disk_latency_ms", 0.1, 300.0, Code::DiskSlow, |seen, ms| machine(seen).disk.as_mut().expect("recorded").write_ms = all(ms, 60)),
    figure("disk_latency_ms", 0.1, 300.0, Code::DiskSlow, |seen, ms| machine(seen).disk.as_mut().expect("recorded").read_ms = all(ms, 60)),
    figure("disk_free_percent", 200e9, 0.0, Code::DiskFull, |seen, bytes| machine(seen).disk.as_mut().expect("recorded").free_bytes = bytes as u64),
    figure("uptime_days", 0.0, 300.0, Code::UptimeLong, |seen, days| machine(seen).uptime_s = Some(days * 86_400.0)),
    figure("machine_age_years", 0.0, 15.0, Code::MachineOld, |seen, years| machine(seen).firmware_age_years = Some(years as u32)),
    figure("heavy_process_percent", 0.0, 200.0, Code::HeavyProcess, |seen, percent| machine(seen).processes[0].cpu_percent = Some(percent)),
    figure("update_process_percent", 0.0, 200.0, Code::UpdateRunning, |seen, percent| machine(seen).updates = vec![Process { name: "installer".to_owned(), cpu_percent: Some(percent), ..Process::default() }]),
    figure("vpn_added_rtt_ms", 0.0, 400.0, Code::VpnDelay, tunnel),
    figure("vpn_loss_percent", 0.0, 0.6, Code::VpnLoss, |seen, share| { loss(seen, Inside, share); let cost = vpn(seen).cost.as_mut().expect("recorded"); cost.inside_lost = (f64::from(cost.inside_sent) * share) as u32; }),
    figure("vpn_jitter_ms", 0.0, 600.0, Code::VpnJitter, |seen, ms| { spikes(seen, Inside, ms); let cost = vpn(seen).cost.as_mut().expect("recorded"); cost.added_jitter_ms = Some(ms); cost.windows_latest_ms = vec![ms; 8]; }),
    figure("vpn_loaded_latency_ms", 0.0, 900.0, Code::VpnLoadedLatency, |seen, ms| { queue_inside(seen, ms); vpn(seen).cost.as_mut().expect("recorded").added_loaded_ms = Some(ms); }),
    figure("vpn_process_cpu_percent", 0.0, 100.0, Code::VpnCpuBound, |seen, percent| vpn(seen).process_cpu_percent = Some(percent)),
    without_limit(1400.0, 600.0, Code::VpnMtuLow, |seen, bytes| { let path = &mut vpn(seen).path_mtu[0]; (path.in_tunnel, path.path_mtu) = (Some(true), Some(bytes as u32)); }),
    figure("gateway.connect_excess_ms", 0.0, 500.0, Code::GatewayConnectSlow, |seen, ms| door(seen).tries.iter_mut().for_each(|one| one.tcp_ms = one.tcp_ms.map(|time| time + ms))),
    figure("gateway.answer_excess_ms", 0.0, 3000.0, Code::GatewayAnswerSlow, |seen, ms| door(seen).tries.iter_mut().for_each(|one| one.answer_ms = one.answer_ms.map(|time| time + ms))),
    figure("gateway.refused_percent", 0.0, 0.8, Code::GatewayRefused, |seen, share| part(&mut door(seen).tries, share, |one| one.failure = Some(GapReason::Refused))),
    without_limit(0.0, 1.0, Code::GatewayParallelRefused, |seen, share| part(&mut door(seen).parallel, share, |one| one.failure = Some(GapReason::Refused))),
    figure("gateway.parallel_ratio", 0.0, 3000.0, Code::GatewayParallelSlow, |seen, ms| door(seen).parallel.iter_mut().for_each(|one| one.answer_ms = one.answer_ms.map(|time| time + ms))),
    figure("gateway.peak_ratio", 1.0, 10.0, Code::GatewayPeakHours, past),
    figure("gateway.session_mbps", 20.0, 0.1, Code::GatewaySizing, |seen, mbps| sizing(seen, mbps, false)),
    figure("gateway.session_files_mbps", 20.0, 0.1, Code::GatewaySizing, |seen, mbps| sizing(seen, mbps, true)),
    figure("security_cpu_percent", 0.0, 200.0, Code::SecurityCpu, |seen, percent| scanner(seen).products[0].cpu_windows_percent = vec![percent; 5]),
    figure("security_file_ratio", 1.0, 30.0, Code::SecurityFileCost, |seen, ratio| touches(seen, ratio, 20.0)),
    figure("security_file_added_ms", 0.0, 200.0, Code::SecurityFileCost, |seen, ms| touches(seen, 5.0, ms)),
    figure("security_process_start_ms", 1.0, 3000.0, Code::SecurityProcessCost, |seen, ms| scanner(seen).process_start_ms = all(ms, 10)),
    figure("server_think_ms", 0.0, 5000.0, Code::ServerSlow, |seen, ms| thinks(first_server(seen), ms)),
    figure("server_share_think_ms", 0.0, 5000.0, Code::ServerSlow, |seen, ms| { first_server(seen).r#use = ServerUse::FileShare; thinks(first_server(seen), ms); }),
    figure("server_connect_excess_ms", 0.0, 800.0, Code::ServerConnectSlow, |seen, ms| first_server(seen).tries.iter_mut().for_each(|visit| visit.tcp_ms = visit.tcp_ms.map(|time| time + ms))),
    figure("server_errors_percent", 0.0, 0.9, Code::ServerUnstable, |seen, share| part(&mut first_server(seen).tries, share, |visit| visit.failure = Some(GapReason::TimedOut))),
    figure("server_errors_percent", 0.0, 1.0, Code::ServerErrors, |seen, share| part(&mut server(seen).servers[0].tries, share, |visit| visit.status = Some(503))),
];

/// A recorded sound set, whose computer was busy with the lab and is not here.
static SOUND: LazyLock<Checks> = LazyLock::new(|| {
    let mut recorded = RECORDED.iter();
    let (_, sound) = recorded
        .find(|(name, _)| name == "sound-split-tunnel")
        .expect("recorded");
    let mut checks = sound.clone();
    let computer = machine(&mut checks);
    computer.cpu.as_mut().expect("recorded").busy_percent = vec![9.0; 5];
    computer.processes.truncate(1);
    checks
});

fn at(figure: &Figure, share: f64) -> (Checks, Verdict) {
    let mut checks = SOUND.clone();
    let (from, to) = figure.range;
    (figure.set)(&mut checks, from + (to - from) * share);
    let verdict = judge_all(&mut checks, &Limits::default());
    (checks, verdict)
}

/// Whether one state is better than another; what is not known is neither better nor worse.
fn is_better(one: Status, than: Status) -> bool {
    one != Status::NotKnown && than != Status::NotKnown && one.worst(than) == than && one != than
}

fn finds(figure: &Figure, share: f64) -> bool {
    let (checks, _) = at(figure, share);
    let summaries = checks.summaries();
    summaries
        .iter()
        .flat_map(|(.., found)| found.iter())
        .any(|found| found.code == figure.shows)
}

#[test]
fn each_figure_shows_at_its_bad_end_and_only_there() {
    for figure in FIGURES {
        let label = figure.limit.unwrap_or(figure.shows.id());
        assert!(!finds(figure, 0.0), "{label} at its good end");
        assert!(finds(figure, 1.0), "{label} at its bad end");
    }
}

#[test]
fn every_limit_has_its_figure() {
    let limits = Limits::default();
    let moved: Vec<&str> = FIGURES.iter().filter_map(|figure| figure.limit).collect();
    for name in limits.names() {
        assert!(moved.contains(&name), "no figure moves {name}");
    }
    for name in moved {
        assert!(limits.names().any(|known| known == name), "{name} is no limit");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn a_worse_figure_never_gives_a_better_status(which in 0..FIGURES.len(), one in 0.0..=1.0_f64, other in 0.0..=1.0_f64) {
        let figure = &FIGURES[which];
        let label = figure.limit.unwrap_or(figure.shows.id());
        let (before, was) = at(figure, one.min(other));
        let (after, is) = at(figure, one.max(other));
        for ((check, was, _), (_, is, _)) in before.summaries().iter().zip(after.summaries()) {
            prop_assert!(!is_better(is, *was), "{}: {} from {} to {}", label, check, was, is);
        }
        for (link, was) in &was.links {
            prop_assert!(!is_better(is.links[link], *was), "{}: {} from {} to {}", label, link, was, is.links[link]);
        }
        for (r#use, was) in &was.uses {
            prop_assert!(!is_better(is.uses[r#use], *was), "{}: {} from {} to {}", label, r#use, was, is.uses[r#use]);
        }
    }
}
