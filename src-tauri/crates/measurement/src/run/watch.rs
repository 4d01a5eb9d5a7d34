//! The nested targets, watched in the same seconds: box, anchors, edge, inside, doors, servers.
//!
//! Each is asked by ICMP echo, else by TCP connect where a refusal counts as an answer, else it is *not measurable*.

mod evenness;
mod targets;

pub(crate) use targets::{LEAST_DRAIN, Watch};

use super::Context;
use super::phase::Phase;
use crate::Event;
use crate::host::Host;
use crate::probes::echo::{Binding, Echo, PAYLOAD, Pinger};
use crate::probes::tcp_connect::tcp_connect;
use evenness::Evenness;
use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use maillon_diagnosis::checks::bandwidth::{EchoSample, ProbeMethod, Target, TargetRole};
use maillon_diagnosis::checks::vpn::Family;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::mpsc::UnboundedReceiver;
use tokio::time::MissedTickBehavior;

/// Longest wait for one answer; a later one counts as lost.
const ANSWER_BUDGET: Duration = Duration::from_secs(1);

/// Twenty ICMP probes a second: 59 samples, and with them a 95th percentile, in three seconds.
const ICMP_SPACING: Duration = Duration::from_millis(50);

/// Targets are asked in turn, so that their probes do not wait for each other on a slow line: the longest chain has so many.
const IN_TURN: u32 = 8;

/// TCP connects cost the other side more: four a second to a public anchor.
const TCP_SPACING: Duration = Duration::from_millis(250);

/// One connect a second to a server of the company, and only while the turnstile is free.
const SERVER_SPACING: Duration = Duration::from_secs(1);

/// Two to its concentrator and to what answers for the tunnel.
const EDGE_SPACING: Duration = Duration::from_millis(500);

/// Probes sent to find out how a target answers.
const SCOUTS: u32 = 2;

/// Shortest time between two delays told of a target.
const TELL_EVERY: Duration = Duration::from_millis(200);

/// The echo sockets of a run, one a family; none where the system keeps ICMP to administrators.
pub(crate) struct Pingers {
    v4: Option<Pinger>,
    v6: Option<Pinger>,
}

impl Pingers {
    pub(crate) fn open() -> Self {
        let open = |family| Pinger::new(family, &Binding::default()).ok();
        Self {
            v4: open(Family::V4),
            v6: open(Family::V6),
        }
    }

    /// One that leaves by `interface` whatever the routes say, for the far end of a tunnel that takes every route.
    pub(crate) fn leaving_by(interface: &str, address: IpAddr) -> Option<Pinger> {
        Pinger::leaving_by(interface, address).ok()
    }

    /// The sockets of IPv4 and IPv6, each to be shared.
    pub(crate) fn into_shared(self) -> (Option<Arc<Pinger>>, Option<Arc<Pinger>>) {
        (self.v4.map(Arc::new), self.v6.map(Arc::new))
    }

    fn towards(&self, address: IpAddr) -> Option<&Pinger> {
        let pinger = if address.is_ipv4() { &self.v4 } else { &self.v6 };
        pinger.as_ref()
    }
}

/// A target to watch.
#[derive(Debug, Clone)]
pub(crate) struct Aim {
    pub(crate) target: Target,
    pub(crate) address: IpAddr,
    /// Port for TCP when ICMP is not answered; none for doors, where a connect without a word looks like an attack.
    pub(crate) port: Option<u16>,
    /// Interface to leave by when the routes would lead into the tunnel whose cost is asked.
    pub(crate) leave_by: Option<String>,
}

/// Watches one target until the run is over.
pub(crate) async fn watch<H: Host>(context: &Context<H>, aim: Aim) {
    let Aim {
        target,
        address,
        port,
        leave_by,
    } = aim;
    let (role, link) = (target.role, target.link);
    let place = context.watch.add(target);
    let bound = leave_by.and_then(|interface| Some((Pingers::leaving_by(&interface, address)?, interface)));
    if let Some((_, interface)) = &bound {
        context.watch.with(|targets| {
            targets[place].in_tunnel = Some(false);
            targets[place].interface = Some(interface.clone());
        });
    }
    // A TCP connect could not be bound: it would go into the tunnel.
    let port = port.filter(|_| bound.is_none());
    let pinger = bound
        .as_ref()
        .map(|(pinger, _)| pinger)
        .or_else(|| context.pingers.towards(address));
    let Some(method) = method(context, pinger, address, port, role).await else {
        return;
    };
    context.watch.with(|targets| targets[place].method = Some(method));
    let spacing = match (method, role) {
        (ProbeMethod::Icmp, _) => ICMP_SPACING,
        (ProbeMethod::Tcp, TargetRole::Edge | TargetRole::Inside) => EDGE_SPACING,
        (ProbeMethod::Tcp, TargetRole::Door | TargetRole::Server) => SERVER_SPACING,
        (ProbeMethod::Tcp, _) => TCP_SPACING,
    };
    let tell_one_in = TELL_EVERY.div_duration_f64(spacing).max(1.0) as usize;
    let mut seen = 0;
    let record = |sent: Instant, rtt: Option<Duration>| {
        let sample = EchoSample {
            at_ms: context.clock.ms(sent),
            rtt_ms: rtt.map(crate::checks::ms),
            loaded: context.phase.was_loaded(sent, Instant::now()),
        };
        context.watch.with(|targets| targets[place].samples.push(sample));
        seen += 1;
        if let Some(link) = link.filter(|_| seen % tell_one_in == 0) {
            let EchoSample { rtt_ms, loaded, .. } = sample;
            context.board.tell(Event::Delay {
                target: place,
                link,
                rtt_ms,
                loaded,
            });
        }
    };
    match (method, pinger) {
        (ProbeMethod::Icmp, Some(pinger)) => {
            let first = Instant::now() + spacing / IN_TURN * (place as u32 % IN_TURN);
            if let Ok(echoes) = pinger.series(address, first, spacing, ANSWER_BUDGET) {
                by_echo(context, place, echoes, spacing, record).await;
            }
        }
        (ProbeMethod::Tcp, _) => {
            if let Some(port) = port {
                by_connect(context, SocketAddr::new(address, port), role, spacing, record).await;
            }
        }
        (ProbeMethod::Icmp, None) => {}
    }
}

/// Records a series of echoes and how evenly it was sent, until the network part is over.
async fn by_echo<H>(
    context: &Context<H>,
    place: usize,
    mut echoes: UnboundedReceiver<Echo>,
    spacing: Duration,
    mut record: impl FnMut(Instant, Option<Duration>),
) {
    let mut evenness = Evenness::new(spacing);
    while let Some(echo) = echoes.recv().await {
        if context.phase.is(Phase::Over) {
            return;
        }
        evenness.add(&echo);
        context.watch.with(|targets| targets[place].pacing = evenness.pacing());
        record(echo.sent, echo.rtt);
    }
}

/// Times one connect after the other until the network part is over.
async fn by_connect<H>(
    context: &Context<H>,
    address: SocketAddr,
    role: TargetRole,
    spacing: Duration,
    mut record: impl FnMut(Instant, Option<Duration>),
) {
    let mut tick = tokio::time::interval(spacing);
    tick.set_missed_tick_behavior(MissedTickBehavior::Skip);
    let mut waiting = FuturesUnordered::new();
    loop {
        tokio::select! {
            _ = tick.tick() => {
                if context.phase.is(Phase::Over) {
                    return;
                }
                let pass = if is_the_companys(role) {
                    match context.turnstile.try_enter(address.ip()) {
                        Some(pass) => Some(pass),
                        // Others are at the door: this probe is left out, not lost.
                        None => continue,
                    }
                } else {
                    None
                };
                waiting.push(async move {
                    let sent = Instant::now();
                    let rtt = connect(address).await;
                    drop(pass);
                    (sent, rtt)
                });
            }
            Some((sent, rtt)) = waiting.next() => record(sent, rtt),
        }
    }
}

fn is_the_companys(role: TargetRole) -> bool {
    match role {
        TargetRole::Edge | TargetRole::Inside | TargetRole::Door | TargetRole::Server => true,
        TargetRole::Box | TargetRole::FirstHop | TargetRole::Anchor => false,
    }
}

/// How a target answers. A silent one is still asked by ICMP where the silence of all of them tells of a cut line;
/// a door or a server that keeps silent is not measurable this way.
async fn method<H: Host>(
    context: &Context<H>,
    pinger: Option<&Pinger>,
    address: IpAddr,
    port: Option<u16>,
    role: TargetRole,
) -> Option<ProbeMethod> {
    let silence_means_nothing = matches!(role, TargetRole::Door | TargetRole::Server);
    for _ in 0..SCOUTS {
        if pinger.is_some() && ask(ProbeMethod::Icmp, pinger, address, None).await.is_some() {
            return Some(ProbeMethod::Icmp);
        }
        if pinger.is_none() || silence_means_nothing {
            break;
        }
    }
    if port.is_some() {
        let pass = if is_the_companys(role) {
            Some(context.turnstile.enter(address).await)
        } else {
            None
        };
        let answer = ask(ProbeMethod::Tcp, pinger, address, port).await;
        drop(pass);
        if answer.is_some() {
            return Some(ProbeMethod::Tcp);
        }
    }
    match (silence_means_nothing, pinger) {
        (true, _) => None,
        (false, Some(_)) => Some(ProbeMethod::Icmp),
        (false, None) => port.map(|_| ProbeMethod::Tcp),
    }
}

/// Time to one answer; none when there was none.
async fn ask(method: ProbeMethod, pinger: Option<&Pinger>, address: IpAddr, port: Option<u16>) -> Option<Duration> {
    match (method, pinger, port) {
        (ProbeMethod::Icmp, Some(pinger), _) => pinger.ping(address, PAYLOAD, ANSWER_BUDGET).await.ok(),
        (ProbeMethod::Tcp, _, Some(port)) => connect(SocketAddr::new(address, port)).await,
        (ProbeMethod::Icmp, None, _) | (ProbeMethod::Tcp, _, None) => None,
    }
}

async fn connect(address: SocketAddr) -> Option<Duration> {
    let connect = tcp_connect(address, None, ANSWER_BUDGET).await;
    connect.ok().map(|connect| connect.rtt())
}
