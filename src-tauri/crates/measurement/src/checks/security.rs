//! Check 5: what protection costs here. Products and their cost come from the machine's window; files, processes and
//! certificates are timed after the network part.

use super::{address_of, gap, ms};
use crate::defaults;
use crate::host::{Answer, Host};
use crate::probes::ProbeError;
use crate::probes::file_touch;
use crate::probes::process_start::{self, SmallProgram};
use crate::probes::tcp_connect::{Connect, tcp_connect};
use crate::probes::web::tls::{Alpn, Handshake, tls_over};
use crate::probes::web::trust::TrustStores;
use crate::run::Context;
use crate::run::scene::Scene;
use futures_util::future::join_all;
use maillon_diagnosis::checks::security::{Posture, Proxy};
use maillon_diagnosis::checks::vpn::RouteRole;
use maillon_diagnosis::profile::VpnExpectation;
use maillon_diagnosis::profile::WebUrl;
use maillon_diagnosis::{CheckId, Gap, GapReason};
use std::time::Duration;

/// Notes proxy and posture: nothing here sends a packet.
pub(crate) async fn inventory<H: Host>(context: &Context<H>, scene: &Scene) {
    let (proxy, posture) = tokio::join!(context.host.proxy(), context.host.posture());
    let known = |answer: Answer<Posture>| match answer {
        Ok(posture) => (posture, None),
        Err(error) => (Posture::default(), Some(error.gap(""))),
    };
    let (mut posture, posture_gap) = known(posture);
    posture.outside_tunnel = outside_tunnel(context, scene);
    posture.wifi = scene.wifi.as_ref().and_then(|reading| reading.wifi.protection);
    let (proxy, proxy_gap): (Option<Proxy>, Option<Gap>) = match proxy {
        Ok(proxy) => (proxy, None),
        Err(error) => (None, Some(error.gap(""))),
    };
    context.board.security(|security| {
        security.posture = posture;
        security.proxy = proxy;
        security.gaps.extend(posture_gap.into_iter().chain(proxy_gap));
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
const LOCAL_BUDGET: Duration = Duration::from_secs(2);

/// Time for one witness's connection, and for verifying what it sent.
const WITNESS_BUDGET: Duration = Duration::from_secs(3);

/// Reads who vouches for public sites. The chains are verified when both clocks have stopped.
pub(crate) async fn interception<H: Host>(context: &Context<H>) {
    if !context.plan.wants(CheckId::Security) {
        return;
    }
    let stores = TrustStores::load();
    join_all(
        defaults::TLS_WITNESSES
            .iter()
            .map(async |witness| match shake(witness).await {
                Ok((host, tcp, handshake)) => {
                    let trust = stores.verify_within(handshake.peer.chain, &host, WITNESS_BUDGET).await;
                    let mut check = trust.check(host);
                    check.tcp_ms = Some(ms(tcp));
                    check.tls_ms = Some(ms(handshake.elapsed));
                    context.board.security(|security| security.tls.push(check));
                }
                Err(error) => {
                    let gap = gap("tls", witness, &error);
                    context.board.security(|security| security.gaps.push(gap));
                }
            }),
    )
    .await;
}

async fn shake(witness: &str) -> Result<(String, Duration, Handshake), ProbeError> {
    let end = WebUrl::try_from(witness.to_owned())
        .map(|url| url.host_port())
        .map_err(|_| ProbeError::NameNotFound {
            operation: "tls",
            target: witness.to_owned(),
        })?;
    let address = address_of(&end).await?;
    let (rtt, stream) = match tcp_connect(address, None, WITNESS_BUDGET).await? {
        Connect::Connected { rtt, stream } => (rtt, stream),
        Connect::Refused { .. } => {
            return Err(ProbeError::from_io(
                "tls",
                &end.host,
                std::io::ErrorKind::ConnectionRefused.into(),
            ));
        }
    };
    let (_, handshake) = tls_over(stream, &end.host, Alpn::Http1, WITNESS_BUDGET).await?;
    Ok((end.host, rtt, handshake))
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
    let Some(program) = SmallProgram::of_the_system() else {
        return note(Gap::new(
            "process_start",
            "",
            GapReason::NotSupported,
            "no small program to start",
        ));
    };
    match process_start::measure(&program, LOCAL_BUDGET).await {
        Ok(start) => context.board.security(|security| {
            security.process_start_ms = Some(start.process_ms);
            security.thread_start_ms = Some(start.thread_ms);
        }),
        Err(error) => note(gap("process_start", "", &error)),
    }
    context.board.judge(CheckId::Security, false);
}
