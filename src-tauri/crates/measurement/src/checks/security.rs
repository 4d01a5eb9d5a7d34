//! Check 5: what protection costs here. Products and their cost come from the machine's window; files, processes and
//! certificates are timed after the network part.

use super::{address_of, close, gap, ms};
use crate::defaults;
use crate::host::{Host, PostureReading, or_gap};
use crate::probes::ProbeError;
use crate::probes::file_touch;
use crate::probes::process_start::{self, SmallProgram};
use crate::probes::tcp_connect::{Connect, tcp_connect};
use crate::probes::web::proxy::open_tunnel;
use crate::probes::web::tls::{Alpn, Handshake, tls_over};
use crate::probes::web::trust::TrustStores;
use crate::run::Context;
use crate::run::scene::Scene;
use futures_util::future::join_all;
use maillon_diagnosis::checks::vpn::RouteRole;
use maillon_diagnosis::profile::{HostPort, VpnExpectation, WebUrl};
use maillon_diagnosis::{CheckId, Gap, GapReason};
use std::time::Duration;

/// Notes the proxy in force, by which doors and servers are judged too.
pub(crate) fn proxy<H: Host>(context: &Context<H>, scene: &Scene) {
    let proxy = scene.proxy.as_ref().ok().cloned().flatten();
    context.board.security(|security| security.proxy = proxy);
}

/// Notes the posture: nothing here sends a packet.
pub(crate) async fn inventory<H: Host>(context: &Context<H>, scene: &Scene) {
    let mut gaps = Vec::new();
    let PostureReading {
        mut posture,
        gaps: untold,
    } = or_gap(context.host.posture().await, &mut gaps);
    gaps.extend(untold);
    gaps.extend(scene.proxy.as_ref().err().cloned());
    posture.outside_tunnel = outside_tunnel(context, scene);
    posture.wifi = scene.wifi.as_ref().and_then(|reading| reading.wifi.protection);
    context.board.security(|security| {
        security.posture = posture;
        security.gaps.extend(gaps);
    });
}

/// Whether public traffic leaves outside the tunnel although the profile wants all of it inside.
fn outside_tunnel<H: Host>(context: &Context<H>, scene: &Scene) -> Option<bool> {
    (context.plan.profile.vpn.expected == Some(VpnExpectation::Full)).then_some(())?;
    let mut public = scene
        .places()
        .filter(|(_, role)| *role == RouteRole::Public)
        .filter_map(|(place, _)| place.in_tunnel);
    let first = public.next()?;
    Some(!first || public.any(|inside| !inside))
}

/// Time for each of the two local tests.
pub(crate) const LOCAL_BUDGET: Duration = Duration::from_secs(2);

/// Time for one witness's connection, and for verifying what it sent.
const WITNESS_BUDGET: Duration = Duration::from_secs(3);

/// Reads who vouches for public sites, directly and through the proxy in force, as inspection may be on one way only.
/// The chains are verified when both clocks have stopped.
pub(crate) async fn interception<H: Host>(context: &Context<H>, scene: &Scene) {
    let stores = match tokio::task::spawn_blocking(TrustStores::load).await {
        Ok(stores) => stores,
        Err(error) => {
            let gap = Gap::new("trust_stores", "", GapReason::Other, error.to_string());
            return context.board.security(|security| security.gaps.push(gap));
        }
    };
    let proxy = scene.proxy.as_ref().ok().and_then(Option::as_ref);
    let proxy = proxy.and_then(|proxy| HostPort::try_from(proxy.https.clone()?).ok());
    let ways = std::iter::once(None).chain(proxy.as_ref().map(Some));
    let asked = ways.flat_map(|way| defaults::TLS_WITNESSES.iter().map(move |witness| (*witness, way)));
    join_all(asked.map(async |(witness, way)| match shake(witness, way).await {
        Ok(shaken) => {
            let chain = shaken.handshake.peer.chain;
            let (trust, failed) = stores.verify_within(chain, &shaken.host, WITNESS_BUDGET).await;
            let failed = failed.map(|error| gap("tls_trust", &shaken.host, &error));
            let mut check = trust.check(shaken.host);
            check.through_proxy = way.is_some();
            check.tcp_ms = Some(ms(shaken.tcp));
            check.tunnel_ms = shaken.tunnel.map(ms);
            check.tls_ms = Some(ms(shaken.handshake.elapsed));
            context.board.security(|security| {
                security.tls.push(check);
                security.gaps.extend(failed);
            });
        }
        Err(error) => {
            let target = way.map_or_else(|| witness.to_owned(), |proxy| format!("{witness} ({proxy})"));
            let gap = gap("tls", &target, &error);
            context.board.security(|security| security.gaps.push(gap));
        }
    }))
    .await;
    context.board.judge(CheckId::Security, false);
}

struct Shaken {
    host: String,
    tcp: Duration,
    tunnel: Option<Duration>,
    handshake: Handshake,
}

async fn shake(witness: &str, proxy: Option<&HostPort>) -> Result<Shaken, ProbeError> {
    let end = WebUrl::try_from(witness.to_owned())
        .map(|url| url.host_port())
        .map_err(|_| ProbeError::NameNotFound {
            operation: "tls",
            target: witness.to_owned(),
        })?;
    let address = address_of(proxy.unwrap_or(&end)).await?;
    let (tcp, mut stream) = match tcp_connect(address, None, WITNESS_BUDGET).await? {
        Connect::Connected { rtt, stream } => (rtt, stream),
        Connect::Refused { .. } => {
            return Err(ProbeError::from_io(
                "tls",
                &end.host,
                std::io::ErrorKind::ConnectionRefused.into(),
            ));
        }
    };
    let tunnel = match proxy {
        Some(_) => Some(open_tunnel(&mut stream, &end.to_string(), WITNESS_BUDGET).await?),
        None => None,
    };
    let (stream, handshake) = tls_over(stream, &end.host, Alpn::Http1, WITNESS_BUDGET).await?;
    close(stream).await;
    Ok(Shaken {
        host: end.host,
        tcp,
        tunnel,
        handshake,
    })
}

/// Times opening fresh files and starting a program, in the user's own folder, leaving nothing behind.
pub(crate) async fn local_tests<H: Host>(context: &Context<H>) {
    context.board.begin(CheckId::Security);
    let note = |gap: Gap| context.board.security(|security| security.gaps.push(gap));
    match context.host.own_folder() {
        Ok(folder) => match file_touch::measure(&folder, LOCAL_BUDGET).await {
            Ok(touch) => context.board.security(|security| security.file_touch = Some(touch)),
            Err(error) => note(gap("file_touch", "", &error)),
        },
        Err(error) => note(error.gap("")),
    }
    let missing = || {
        Gap::new(
            "process_start",
            "",
            GapReason::NotSupported,
            "no small program to start",
        )
    };
    match SmallProgram::of_the_system() {
        Some(program) => match process_start::measure(&program, LOCAL_BUDGET).await {
            Ok(start) => context.board.security(|security| {
                security.process_start_ms = Some(start.process_ms);
                security.thread_start_ms = Some(start.thread_ms);
            }),
            Err(error) => note(gap("process_start", "", &error)),
        },
        None => note(missing()),
    }
}
