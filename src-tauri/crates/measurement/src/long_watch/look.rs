//! Whom the long watch asks, and how each of them answers.

use crate::checks::ms;
use crate::host::Host;
use crate::plan::Plan;
use crate::probes::echo::Pinger;
use crate::probes::tcp_connect::tcp_connect;
use crate::run::aims::aims;
use crate::run::scene::look_around;
use crate::run::watch::{Aim, Pingers};
use futures_util::future::join_all;
use maillon_diagnosis::checks::bandwidth::{InterfaceKind, ProbeMethod, TargetRole};
use maillon_diagnosis::slow_moment::WatchedTarget;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

/// Longest wait for an answer; a later one counts as lost.
const ANSWER_BUDGET: Duration = Duration::from_secs(1);

/// Payload of an echo, bytes: seven targets cost less than a kilobyte a second with their headers and answers.
const PAYLOAD: usize = 16;

/// Echoes sent to find out whether a target answers them.
const SCOUTS: usize = 2;

/// Targets of each role at the most.
const fn at_most(role: TargetRole) -> usize {
    match role {
        TargetRole::Anchor => 2,
        TargetRole::Box | TargetRole::Edge | TargetRole::Inside | TargetRole::Door | TargetRole::Server => 1,
        TargetRole::FirstHop => 0,
    }
}

/// A target with the way it answers.
pub(super) struct Watched {
    aim: Aim,
    method: ProbeMethod,
    pinger: Option<Arc<Pinger>>,
    /// Interface the system sent to it by when it was looked at.
    interface: Option<String>,
}

/// What a look around found.
#[derive(Default)]
pub(super) struct Sight {
    pub(super) watched: Vec<Arc<Watched>>,
    /// What the local link is made of.
    pub(super) kind: Option<InterfaceKind>,
    /// Whether the address inside was found by itself.
    pub(super) inside_is_found: bool,
}

impl Watched {
    pub(super) fn address(&self) -> IpAddr {
        self.aim.address
    }

    pub(super) fn about(&self) -> WatchedTarget {
        let target = &self.aim.target;
        WatchedTarget {
            name: target.name.clone(),
            role: target.role,
            link: target.link,
            in_tunnel: if self.aim.leave_by.is_some() {
                Some(false)
            } else {
                target.in_tunnel
            },
            method: Some(self.method),
            seconds: Vec::new(),
        }
    }

    /// Whether a probe to it is a connection rather than an echo, and so is made less often.
    pub(super) fn is_asked_by_connection(&self) -> bool {
        self.method == ProbeMethod::Tcp
    }

    /// Whether the system sends to it another way now. Sends nothing.
    pub(super) async fn went_another_way<H: Host>(&self, host: &H) -> bool {
        let now = host.route(self.aim.address).await;
        now.is_ok_and(|route| route.interface != self.interface)
    }

    /// Time to one answer, milliseconds; none when there was none.
    pub(super) async fn ask(&self) -> Option<f64> {
        match (self.method, &self.pinger, self.aim.port) {
            (ProbeMethod::Icmp, Some(pinger), _) => echo(pinger, self.aim.address).await,
            (ProbeMethod::Tcp, _, Some(port)) => connect(self.aim.address, port).await,
            (ProbeMethod::Icmp, None, _) | (ProbeMethod::Tcp, _, None) => None,
        }
    }
}

async fn echo(pinger: &Pinger, address: IpAddr) -> Option<f64> {
    pinger.ping(address, PAYLOAD, ANSWER_BUDGET).await.ok().map(ms)
}

async fn connect(address: IpAddr, port: u16) -> Option<f64> {
    let connect = tcp_connect(SocketAddr::new(address, port), None, ANSWER_BUDGET).await;
    connect.ok().map(|connect| ms(connect.rtt()))
}

/// Looks around and finds out who answers. What is `known` and keeps silent now stays: that is what the watch is for.
pub(super) async fn look<H: Host>(plan: &Plan, host: &H, known: Vec<Arc<Watched>>) -> Sight {
    let scene = look_around(host, plan).await;
    let mut chosen: Vec<Aim> = Vec::new();
    for aim in aims(plan, &scene) {
        let same = chosen.iter().filter(|known| known.target.role == aim.target.role);
        if same.count() < at_most(aim.target.role) {
            chosen.push(aim);
        }
    }
    let (v4, v6) = Pingers::open().into_shared();
    let found = chosen.into_iter().map(async |mut aim| {
        let bound = aim.leave_by.as_deref();
        let bound = bound.and_then(|interface| Pingers::leaving_by(interface, aim.address));
        if bound.is_none() {
            // It goes where the routes lead, and is told so.
            aim.leave_by = None;
        }
        let shared = if aim.address.is_ipv4() { &v4 } else { &v6 };
        let pinger = bound.map(Arc::new).or_else(|| shared.clone());
        let is_it = |was: &&Arc<Watched>| was.address() == aim.address && was.aim.target.role == aim.target.role;
        let was = known.iter().find(is_it);
        let method = method(&aim, pinger.as_deref()).await;
        let interface = host.route(aim.address).await.ok().and_then(|route| route.interface);
        Some(Arc::new(Watched {
            method: method.or_else(|| was.map(|was| was.method))?,
            aim,
            pinger,
            interface,
        }))
    });
    let mut watched: Vec<_> = join_all(found).await.into_iter().flatten().collect();
    // A name that is not found now is most likely cut off.
    let is_missing = |was: &&Arc<Watched>| {
        let same = watched.iter().filter(|one| one.aim.target.role == was.aim.target.role);
        same.count() < at_most(was.aim.target.role)
    };
    let missing: Vec<_> = known.iter().filter(is_missing).cloned().collect();
    for was in missing {
        if watched.iter().all(|one| one.address() != was.address()) {
            watched.push(was);
        }
    }
    Sight {
        watched,
        kind: scene.physical.as_ref().map(|interface| interface.kind),
        inside_is_found: plan.profile.vpn.inside.is_none() && scene.inside.is_some(),
    }
}

/// How a target answers. A public anchor that keeps silent is asked all the same, since its silence tells of a cut line; a box or a
/// server of the company that does is not measurable this way.
async fn method(aim: &Aim, pinger: Option<&Pinger>) -> Option<ProbeMethod> {
    if let Some(pinger) = pinger {
        for _ in 0..SCOUTS {
            if echo(pinger, aim.address).await.is_some() {
                return Some(ProbeMethod::Icmp);
            }
        }
    }
    let is_ours_to_connect = matches!(aim.target.role, TargetRole::Box | TargetRole::Anchor) && aim.leave_by.is_none();
    if let Some(port) = aim.port.filter(|_| is_ours_to_connect)
        && connect(aim.address, port).await.is_some()
    {
        return Some(ProbeMethod::Tcp);
    }
    (aim.target.role == TargetRole::Anchor && pinger.is_some()).then_some(ProbeMethod::Icmp)
}
