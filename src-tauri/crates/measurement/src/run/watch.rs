//! The nested targets, watched in the same seconds: box, anchors, edge, inside, doors, servers.
//!
//! Each is asked by ICMP echo, else by TCP connect where a refusal counts as an answer, else it is *not measurable*.

use super::Context;
use super::phase::Phase;
use crate::Event;
use crate::host::Host;
use crate::probes::echo::{Binding, PAYLOAD, Pinger};
use crate::probes::tcp_connect::tcp_connect;
use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use maillon_diagnosis::checks::bandwidth::{EchoSample, ProbeMethod, Target, TargetRole};
use maillon_diagnosis::checks::vpn::Family;
use maillon_diagnosis::statistics::{Distribution, median};
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::time::MissedTickBehavior;

/// Longest wait for one answer; a later one counts as lost.
const ANSWER_BUDGET: Duration = Duration::from_secs(1);

/// Ten ICMP probes a second: 59 samples, and with them a 95th percentile, in six seconds.
const ICMP_SPACING: Duration = Duration::from_millis(100);

/// TCP connects cost the other side more: four a second to a public anchor.
const TCP_SPACING: Duration = Duration::from_millis(250);

/// One connect a second to a server of the company, and only while the turnstile is free.
const SERVER_SPACING: Duration = Duration::from_secs(1);

/// Two to its concentrator and to what answers for the tunnel.
const EDGE_SPACING: Duration = Duration::from_millis(500);

/// Probes sent to find out how a target answers.
const SCOUTS: u32 = 2;

/// Most delays told per target: one in so many samples.
const TELL_ONE_IN: usize = 2;

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

/// Every target of the run with its samples.
#[derive(Default)]
pub(crate) struct Watch {
    targets: Mutex<Vec<Target>>,
}

impl Watch {
    fn with<T>(&self, change: impl FnOnce(&mut Vec<Target>) -> T) -> T {
        change(&mut self.targets.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Adds a target; its place is its handle.
    pub(crate) fn add(&self, target: Target) -> usize {
        self.with(|targets| {
            targets.push(target);
            targets.len() - 1
        })
    }

    /// The targets with their figures, in the order of the chain.
    pub(crate) fn targets(&self) -> Vec<Target> {
        let mut targets = self.with(|targets| targets.clone());
        for target in &mut targets {
            summarise(target);
        }
        targets.sort_by_key(|target| target.role);
        targets
    }

    /// Whether targets behind a tunnel were asked and none of them has ever answered.
    pub(crate) fn is_silent_inside(&self) -> bool {
        let targets = self.targets();
        let inside = targets.iter().filter(|target| target.in_tunnel == Some(true));
        let asked: Vec<_> = inside.filter(|target| target.sent > 0).collect();
        !asked.is_empty() && asked.iter().all(|target| target.lost == target.sent)
    }

    /// Whether any target is reached through a tunnel.
    pub(crate) fn is_anyone_inside(&self) -> bool {
        self.with(|targets| targets.iter().any(|target| target.in_tunnel == Some(true)))
    }

    /// Probes of all targets told so far.
    pub(crate) fn probes_told(&self) -> usize {
        self.with(|targets| targets.iter().map(|target| target.samples.len()).sum())
    }

    /// Median unloaded round trip to the first target that satisfies `wanted`, milliseconds.
    pub(crate) fn median_rtt(&self, wanted: impl Fn(&Target) -> bool) -> Option<(f64, String)> {
        self.with(|targets| {
            targets.iter().filter(|target| wanted(target)).find_map(|target| {
                let idle = target.samples.iter().filter(|sample| !sample.loaded);
                Some((median(idle.filter_map(|sample| sample.rtt_ms))?, target.name.clone()))
            })
        })
    }
}

fn summarise(target: &mut Target) {
    let of = |loaded: bool| -> Vec<Option<f64>> {
        let samples = target.samples.iter().filter(|sample| sample.loaded == loaded);
        samples.map(|sample| sample.rtt_ms).collect()
    };
    let count = |samples: &[Option<f64>]| u32::try_from(samples.len()).unwrap_or(u32::MAX);
    let lost =
        |samples: &[Option<f64>]| u32::try_from(samples.iter().filter(|rtt| rtt.is_none()).count()).unwrap_or(u32::MAX);
    let (idle, loaded) = (of(false), of(true));
    (target.sent, target.lost) = (count(&idle), lost(&idle));
    (target.loaded_sent, target.loaded_lost) = (count(&loaded), lost(&loaded));
    target.rtt_ms = Distribution::of(idle.into_iter().flatten());
    target.loaded_rtt_ms = Distribution::of(loaded.into_iter().flatten());
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
    let mut tick = tokio::time::interval(spacing);
    tick.set_missed_tick_behavior(MissedTickBehavior::Skip);
    let mut waiting = FuturesUnordered::new();
    let mut told = 0;
    loop {
        tokio::select! {
            _ = tick.tick() => {
                if context.phase.is(Phase::Over) {
                    return;
                }
                let (at_ms, loaded) = (context.clock.now_ms(), context.phase.is(Phase::Load));
                let pass = match (method, is_the_companys(role)) {
                    (ProbeMethod::Tcp, true) => match context.turnstile.try_enter(address) {
                        Some(pass) => Some(pass),
                        // Others are at the door: this probe is left out, not lost.
                        None => continue,
                    },
                    _ => None,
                };
                waiting.push(async move {
                    let rtt = ask(method, pinger, address, port).await;
                    drop(pass);
                    (at_ms, loaded, rtt)
                });
            }
            Some((at_ms, loaded, rtt)) = waiting.next() => {
                let rtt_ms = rtt.map(crate::checks::ms);
                // A probe that was under way when the load began or ended belongs to the load.
                let loaded = loaded || context.phase.is(Phase::Load);
                context.watch.with(|targets| targets[place].samples.push(EchoSample { at_ms, rtt_ms, loaded }));
                told += 1;
                if let Some(link) = link.filter(|_| told % TELL_ONE_IN == 0) {
                    context.board.tell(Event::Delay { target: place, link, rtt_ms, loaded });
                }
            }
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
        (ProbeMethod::Tcp, _, Some(port)) => {
            let connect = tcp_connect(SocketAddr::new(address, port), None, ANSWER_BUDGET).await;
            connect.ok().map(|connect| connect.rtt())
        }
        (ProbeMethod::Icmp, None, _) | (ProbeMethod::Tcp, _, None) => None,
    }
}
