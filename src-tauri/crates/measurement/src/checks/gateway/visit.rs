//! One visit to a door, from the name to a clean close.

use super::rdp::rdp;
use crate::checks::{candidates, close, gap, is_no_way, ms, name_failure, no_address};
use crate::host::Host;
use crate::probes::ProbeError;
use crate::probes::names::system_lookup;
use crate::probes::tcp_connect::{Connect, tcp_connect};
use crate::probes::web::certificate::certificate;
use crate::probes::web::rd_gateway::knock;
use crate::probes::web::tls::{Alpn, tls_over};
use crate::probes::web::{self, Budgets};
use crate::probes::x224::{self, Confirm};
use crate::run::Context;
use crate::run::scene::{DoorPlan, NAME_BUDGET};
use crate::run::turnstile::Pass;
use maillon_diagnosis::checks::gateway::{Certificate, DoorKind, Rdp, Try};
use maillon_diagnosis::{Gap, GapReason};
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, SystemTime};

/// A door that needs longer is broken by any limit.
const BUDGETS: Budgets = Budgets {
    connect: Duration::from_secs(3),
    tunnel: Duration::from_secs(3),
    tls: Duration::from_secs(3),
    first_byte: Duration::from_secs(4),
    body: Duration::from_secs(1),
    body_bytes: 16 * 1024,
};

/// A concentrator on this port speaks TLS (AnyConnect, GlobalProtect, Fortinet, Stormshield SSL, OpenVPN over TCP aside).
const HTTPS: u16 = 443;

/// What a visit asks beside the time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Question {
    /// Which certificate an RDP listener shows.
    Certificate,
    /// Whether it insists on Network Level Authentication: it then refuses plain TLS (MS-RDPBCGR 2.2.1.2.2).
    Authentication,
    /// Nothing more.
    Time,
}

impl Question {
    pub(super) fn of(number: u32) -> Self {
        match number {
            0 => Self::Certificate,
            1 => Self::Authentication,
            _ => Self::Time,
        }
    }
}

/// What one visit brought.
#[derive(Default)]
pub(super) struct Visited {
    pub(super) seen: Try,
    pub(super) rdp: Option<Rdp>,
    pub(super) certificate: Option<Certificate>,
    pub(super) status: Option<u16>,
    pub(super) gaps: Vec<Gap>,
}

/// Visits a door. Where its first address cannot be reached and the other family has one, that is tried too, as programs do.
pub(super) async fn visit<H: Host>(context: &Context<H>, plan: &DoorPlan, place: usize, question: Question) -> Visited {
    let never = AtomicBool::new(false);
    let visited = begin(&never, context, plan, place, question).await;
    visited.expect("nobody calls it off")
}

/// Visits a door for the time only, unless `called_off` is set by the time it is this visit's turn.
pub(super) async fn unless<H: Host>(
    called_off: &AtomicBool,
    context: &Context<H>,
    plan: &DoorPlan,
    place: usize,
) -> Option<Visited> {
    begin(called_off, context, plan, place, Question::Time).await
}

async fn begin<H: Host>(
    called_off: &AtomicBool,
    context: &Context<H>,
    plan: &DoorPlan,
    place: usize,
    question: Question,
) -> Option<Visited> {
    let mut visited = Visited::default();
    visited.seen.at_ms = context.clock.now_ms();
    let addresses = match system_lookup(&plan.place.host, NAME_BUDGET).await {
        Ok((addresses, took)) => {
            visited.seen.dns_ms = Some(ms(took));
            let known = context.board.gateway(|seen| seen.doors[place].address.clone());
            candidates(&addresses, known.as_deref())
        }
        Err(error) => {
            visited.fail("system_lookup", plan, &error);
            visited.seen.failure = Some(name_failure(&error));
            return Some(visited);
        }
    };
    if addresses.is_empty() {
        visited.fail("system_lookup", plan, &no_address(&plan.place.host));
    }
    for (number, address) in addresses.iter().enumerate() {
        let pass = context.turnstile.enter(*address).await;
        if called_off.load(Ordering::Relaxed) {
            return None;
        }
        visited.seen.at_ms = context.clock.now_ms();
        let door = SocketAddr::new(*address, plan.port);
        let Err((probe, error)) = stages(plan, door, question, &mut visited, pass).await else {
            context
                .board
                .gateway(|seen| seen.doors[place].address = Some(address.to_string()));
            break;
        };
        if number + 1 < addresses.len() && visited.seen.tcp_ms.is_none() && is_no_way(&error) {
            visited.gaps.push(gap(probe, &door.to_string(), &error));
            continue;
        }
        visited.fail(probe, plan, &error);
        break;
    }
    Some(visited)
}

impl Visited {
    fn fail(&mut self, probe: &str, plan: &DoorPlan, error: &ProbeError) {
        self.seen.failure = Some(error.reason());
        self.gaps.push(gap(probe, &plan.name, error));
    }
}

async fn stages(
    plan: &DoorPlan,
    door: SocketAddr,
    question: Question,
    visited: &mut Visited,
    _pass: Pass,
) -> Result<(), (&'static str, ProbeError)> {
    if let (DoorKind::RdGateway, Some(url)) = (plan.kind, &plan.url) {
        let answer = knock(&web::Target::direct(url.clone(), door), &BUDGETS).await;
        visited.seen = Try {
            at_ms: visited.seen.at_ms,
            dns_ms: visited.seen.dns_ms,
            status: answer.status,
            ..answer.attempt
        };
        visited.status = answer.status;
        visited.certificate = answer.peer.and_then(|peer| certificate(&peer, SystemTime::now()));
        return answer.error.map_or(Ok(()), |error| Err(("rd_gateway", error)));
    }
    let mut stream = match tcp_connect(door, None, BUDGETS.connect).await {
        Ok(Connect::Connected { rtt, stream }) => {
            visited.seen.tcp_ms = Some(ms(rtt));
            stream
        }
        Ok(Connect::Refused { rtt }) => {
            visited.seen.tcp_ms = Some(ms(rtt));
            visited.seen.failure = Some(GapReason::Refused);
            return Ok(());
        }
        Err(error) => return Err(("tcp_connect", error)),
    };
    if plan.kind == DoorKind::VpnEndpoint {
        if plan.port == HTTPS {
            shake(plan, stream, visited).await;
        } else {
            close(stream).await;
        }
        return Ok(());
    }
    let protocols = match question {
        Question::Authentication => x224::SSL,
        Question::Certificate | Question::Time => x224::SSL | x224::HYBRID | x224::HYBRID_EX,
    };
    let (confirm, took) = x224::ask(&mut stream, protocols, BUDGETS.first_byte)
        .await
        .map_err(|error| ("x224", error))?;
    visited.seen.answer_ms = Some(ms(took));
    let offers_tls = matches!(confirm, Confirm::Selected { protocol, .. } if protocol != 0);
    visited.rdp = Some(rdp(confirm, question));
    if question == Question::Certificate && offers_tls {
        shake(plan, stream, visited).await;
    } else {
        close(stream).await;
    }
    Ok(())
}

/// Reads the certificate. A handshake that fails leaves a gap: the connection was taken all the same.
async fn shake(plan: &DoorPlan, stream: tokio::net::TcpStream, visited: &mut Visited) {
    match tls_over(stream, &plan.place.host, Alpn::None, BUDGETS.tls).await {
        Ok((stream, handshake)) => {
            visited.seen.tls_ms = Some(ms(handshake.elapsed));
            visited.certificate = certificate(&handshake.peer, SystemTime::now());
            close(stream).await;
        }
        Err(error) => visited.gaps.push(gap("tls", &plan.name, &error)),
    }
}
