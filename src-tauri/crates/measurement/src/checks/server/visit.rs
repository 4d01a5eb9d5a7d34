//! One visit to a server: name, then the door, then the question of its protocol.

use crate::checks::{address_of, candidates, close, gap, is_no_way, ms, name_failure, no_address};
use crate::host::Host;
use crate::probes::names::system_lookup;
use crate::probes::tcp_connect::{Connect, tcp_connect};
use crate::probes::web::tls::Alpn;
use crate::probes::web::visit::{Open, Visited as Seen, visit, visit_again};
use crate::probes::web::{self, Budgets};
use crate::probes::{ProbeError, smb2};
use crate::run::Context;
use crate::run::scene::{NAME_BUDGET, Scene, ServerPlan};
use crate::run::turnstile::Pass;
use maillon_diagnosis::Gap;
use maillon_diagnosis::checks::server::Visit;
use maillon_diagnosis::profile::{HostPort, Target, WebUrl};
use maillon_diagnosis::report::Mode;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// An answer later than 6 s is broken by any limit, and waiting longer would take the whole run.
const BUDGETS: Budgets = Budgets {
    connect: Duration::from_secs(3),
    tunnel: Duration::from_secs(3),
    tls: Duration::from_secs(3),
    first_byte: Duration::from_secs(6),
    body: Duration::from_secs(2),
    body_bytes: 128 * 1024,
};

/// Body bytes of one visit where the data may be dear.
const LIGHT_BYTES: u64 = 32 * 1024;

/// Which way one server was reached so far, and the proxy that may stand in.
pub(super) struct Ways {
    proxy: Option<String>,
    known: Mutex<Known>,
}

#[derive(Debug, Clone, Default)]
struct Known {
    address: Option<IpAddr>,
    proxied: bool,
}

impl Ways {
    pub(super) fn new(scene: &Scene) -> Self {
        let proxy = scene.proxy.as_ref().ok().and_then(Option::as_ref);
        Self {
            proxy: proxy.and_then(|proxy| proxy.https.clone()),
            known: Mutex::default(),
        }
    }

    fn known(&self) -> Known {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn learn(&self, known: Known) {
        *self.known.lock().unwrap_or_else(PoisonError::into_inner) = known;
    }
}

/// A connection kept for a warm visit, with the leave to hold it.
pub(super) struct Kept {
    open: Open,
    proxied: bool,
    pass: Pass,
}

impl Kept {
    pub(super) async fn close(self) {
        self.open.close().await;
        drop(self.pass);
    }
}

/// What one visit brought.
#[derive(Default)]
pub(super) struct Visited {
    pub(super) visit: Visit,
    pub(super) dialect: Option<String>,
    pub(super) address: Option<IpAddr>,
    pub(super) through_proxy: bool,
    pub(super) gaps: Vec<Gap>,
}

impl Visited {
    fn fail(&mut self, plan: &ServerPlan, probe: &str, error: &ProbeError) {
        self.visit.failure = Some(error.reason());
        self.gaps.push(gap(probe, &plan.target.to_string(), error));
    }
}

fn budgets(mode: Mode) -> Budgets {
    Budgets {
        body_bytes: if mode == Mode::Light {
            LIGHT_BYTES
        } else {
            BUDGETS.body_bytes
        },
        ..BUDGETS
    }
}

/// Visits a server once. Every second visit to a web server uses the connection of the one before.
pub(super) async fn one<H: Host>(
    context: &Context<H>,
    plan: &ServerPlan,
    ways: &Ways,
    number: u32,
    kept: &mut Option<Kept>,
) -> Visited {
    let budgets = budgets(context.plan.mode);
    let mut visited = Visited::default();
    visited.visit.at_ms = context.clock.now_ms();
    if let Some(warm) = kept.take() {
        if number % 2 == 1 {
            let seen = visit_again(warm.open, &budgets).await;
            note(&mut visited, plan, seen, kept, warm.pass, warm.proxied);
            if let Some(kept) = kept.take() {
                kept.close().await;
            }
            return visited;
        }
        warm.close().await;
    }
    if let (true, Target::Web(url)) = (ways.known().proxied, &plan.target) {
        by_proxy(context, plan, ways, url, &budgets, &mut visited, kept).await;
        return visited;
    }
    let end = plan.target.host_port();
    let addresses = match system_lookup(&end.host, NAME_BUDGET).await {
        Ok((addresses, took)) => {
            visited.visit.dns_ms = Some(ms(took));
            let known = ways.known().address.map(|address| address.to_string());
            candidates(&addresses, known.as_deref())
        }
        Err(error) => {
            visited.fail(plan, "system_lookup", &error);
            visited.visit.failure = Some(name_failure(&error));
            Vec::new()
        }
    };
    direct(context, plan, ways, &addresses, &budgets, &mut visited, kept).await;
    let unreached = visited.visit.failure.is_some() && visited.visit.tcp_ms.is_none();
    if let (true, Target::Web(url)) = (unreached && !ways.known().proxied, &plan.target) {
        by_proxy(context, plan, ways, url, &budgets, &mut visited, kept).await;
    }
    visited
}

/// Tries each address in turn until one can be reached.
async fn direct<H: Host>(
    context: &Context<H>,
    plan: &ServerPlan,
    ways: &Ways,
    addresses: &[IpAddr],
    budgets: &Budgets,
    visited: &mut Visited,
    kept: &mut Option<Kept>,
) {
    let HostPort { host, port } = plan.target.host_port();
    if addresses.is_empty() && visited.visit.failure.is_none() {
        visited.fail(plan, "system_lookup", &no_address(&host));
    }
    for (number, address) in addresses.iter().enumerate() {
        let end = SocketAddr::new(*address, port);
        let pass = context.turnstile.enter(*address).await;
        visited.visit.at_ms = context.clock.now_ms();
        let result = if let Target::Web(url) = &plan.target {
            let target = web::Target::direct(url.clone(), end);
            let mut seen = visit(&target, Alpn::Either, budgets).await;
            let unreached = seen
                .error
                .take_if(|error| seen.visit.tcp_ms.is_none() && is_no_way(error));
            if let Some(error) = unreached {
                Err(("tcp_connect", error))
            } else {
                note(visited, plan, seen, kept, pass, false);
                Ok(())
            }
        } else {
            ask(plan, end, budgets, visited, pass).await
        };
        let Err((probe, error)) = result else {
            visited.address = Some(*address);
            return ways.learn(Known {
                address: Some(*address),
                proxied: false,
            });
        };
        if number + 1 < addresses.len() && visited.visit.tcp_ms.is_none() && is_no_way(&error) {
            visited.gaps.push(gap(probe, &end.to_string(), &error));
        } else {
            return visited.fail(plan, probe, &error);
        }
    }
}

/// Asks a file server for its dialect, and anything else for a connection only.
async fn ask(
    plan: &ServerPlan,
    end: SocketAddr,
    budgets: &Budgets,
    visited: &mut Visited,
    _pass: Pass,
) -> Result<(), (&'static str, ProbeError)> {
    let mut stream = match tcp_connect(end, None, budgets.connect).await {
        Ok(Connect::Connected { rtt, stream }) => {
            visited.visit.tcp_ms = Some(ms(rtt));
            stream
        }
        Ok(Connect::Refused { .. }) => {
            let refused = std::io::ErrorKind::ConnectionRefused.into();
            return Err(("tcp_connect", ProbeError::from_io("tcp connect", &end, refused)));
        }
        Err(error) => return Err(("tcp_connect", error)),
    };
    if matches!(plan.target, Target::Smb(_)) {
        let (dialect, took) = smb2::ask(&mut stream, budgets.first_byte)
            .await
            .map_err(|error| ("smb2", error))?;
        visited.visit.first_byte_ms = Some(ms(took));
        visited.dialect = Some(dialect.to_string());
    }
    close(stream).await;
    Ok(())
}

/// Visits a page through the proxy in force. Only a visit that succeeds counts: a proxy that does not know the company's
/// servers says nothing of them.
async fn by_proxy<H: Host>(
    context: &Context<H>,
    plan: &ServerPlan,
    ways: &Ways,
    url: &WebUrl,
    budgets: &Budgets,
    visited: &mut Visited,
    kept: &mut Option<Kept>,
) {
    let end = ways.proxy.clone().and_then(|proxy| HostPort::try_from(proxy).ok());
    let Some(end) = end else { return };
    let Ok(address) = address_of(&end).await else { return };
    let pass = context.turnstile.enter(address.ip()).await;
    let at_ms = context.clock.now_ms();
    let target = web::Target::through(url.clone(), address);
    let seen = visit(&target, Alpn::Http1, budgets).await;
    let known = ways.known();
    // A proxy that finds no way to a plain page answers with an error of its own (RFC 9110 § 15.6.3 to 15.6.5).
    let is_of_the_proxy = !target.is_https() && seen.visit.status.is_some_and(|status| (502..=504).contains(&status));
    if (seen.error.is_some() || is_of_the_proxy) && !known.proxied {
        return;
    }
    *visited = Visited::default();
    visited.visit.at_ms = at_ms;
    visited.through_proxy = true;
    note(visited, plan, seen, kept, pass, true);
    ways.learn(Known { proxied: true, ..known });
}

fn note(visited: &mut Visited, plan: &ServerPlan, seen: Seen, kept: &mut Option<Kept>, pass: Pass, proxied: bool) {
    *kept = seen.open.map(|open| Kept { open, proxied, pass });
    visited.visit = Visit {
        at_ms: visited.visit.at_ms,
        dns_ms: visited.visit.dns_ms,
        tunnel_ms: seen.tunnel.map(ms),
        ..seen.visit
    };
    visited.through_proxy = proxied;
    if let Some(error) = seen.error {
        visited.fail(plan, "web", &error);
    }
}
