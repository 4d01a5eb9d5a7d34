//! How long names take, and whether those that exist are found.

use crate::checks::ms;
use crate::defaults;
use crate::host::Host;
use crate::probes::ProbeError;
use crate::probes::names::{self, system_lookup};
use crate::run::phase::Phase;
use crate::run::scene::{NAME_BUDGET, Scene};
use crate::run::{Context, Pace};
use futures_util::future::join_all;
use maillon_diagnosis::checks::bandwidth::Dns;
use maillon_diagnosis::checks::vpn::Family;
use maillon_diagnosis::profile::WebUrl;
use maillon_diagnosis::statistics::Distribution;
use maillon_diagnosis::{Gap, GapReason};
use std::net::SocketAddr;
use std::time::{Duration, Instant};

/// Names asked, each new, so that no cache knows it.
const NAMES: u32 = 8;

/// From one name to the next.
const NAMES_SPACING: Duration = Duration::from_millis(700);

/// Times names no cache knows, through the system's resolver and from one named server. "No such name" is an answer.
pub(crate) async fn names<H: Host>(context: &Context<H>, scene: &Scene) {
    let known = scene.resolvers.as_deref().unwrap_or_default();
    // One that a rule keeps for the company's names says nothing of all the others.
    let resolvers = known.iter().filter(|resolver| resolver.domains.is_empty());
    let resolvers: Vec<_> = resolvers.collect();
    let servers = resolvers.iter().map(|resolver| resolver.address.to_string()).collect();
    let named = resolvers
        .iter()
        .map(|resolver| resolver.address)
        .find(|address| !address.is_loopback());
    if named.is_none() {
        let reason = if resolvers.is_empty() {
            GapReason::NotSupported
        } else {
            GapReason::NoTarget
        };
        let gap = Gap::new(
            "resolvers",
            "",
            reason,
            "no name server beyond this computer is known to be asked by itself",
        );
        context.board.bandwidth(|bandwidth| bandwidth.gaps.push(gap));
    }
    let mut dns = Dns {
        servers,
        named_server: named.map(|address| address.to_string()),
        in_tunnel: resolvers
            .first()
            .and_then(|resolver| scene.resolver_in_tunnel(resolver.address)),
        ..Dns::default()
    };
    let (mut by_system, mut by_name) = (Vec::new(), Vec::new());
    let mut steps = Pace::new(NAMES_SPACING);
    for _ in 0..NAMES {
        if !steps.next(context).await || context.phase.is(Phase::After) {
            break;
        }
        let name = names::uncached_name(defaults::NAMES_ZONE);
        let ask_named = async {
            match named {
                Some(server) => Some(names::ask(SocketAddr::new(server, 53), &name, Family::V4, NAME_BUDGET).await),
                None => None,
            }
        };
        let (system, asked) = tokio::join!(time_system(&name), ask_named);
        dns.system_asked += 1;
        match system {
            Some(took) => by_system.push(ms(took)),
            None => dns.system_failures += 1,
        }
        if let Some(answer) = asked {
            dns.named_asked += 1;
            match answer {
                Ok(answer) => by_name.push(ms(answer.took)),
                Err(_) => dns.named_failures += 1,
            }
        }
        dns.system_ms = Distribution::of(by_system.iter().copied());
        dns.named_ms = Distribution::of(by_name.iter().copied());
        context.board.bandwidth(|bandwidth| bandwidth.dns = Some(dns.clone()));
    }
    // Behind a proxy it is the proxy that resolves public names, and the computer's own resolver need not know them.
    if matches!(scene.proxy, Ok(None)) {
        let found =
            join_all(existing_names().map(|name| async move { system_lookup(&name, NAME_BUDGET).await.is_ok() }));
        let found = found.await;
        dns.existing_asked = u32::try_from(found.len()).unwrap_or(u32::MAX);
        let failures = found.iter().filter(|found| !**found).count();
        dns.existing_failures = u32::try_from(failures).unwrap_or(u32::MAX);
        context.board.bandwidth(|bandwidth| bandwidth.dns = Some(dns));
    }
}

/// Names that exist, of the pages that are asked anyway. The dot at the end keeps the search list out.
fn existing_names() -> impl Iterator<Item = String> {
    let pages = defaults::CHECK_PAGES.iter().map(|page| page.url);
    let urls = pages.chain(defaults::TLS_WITNESSES.iter().copied());
    urls.filter_map(|url| WebUrl::try_from(url.to_owned()).ok())
        .map(|url| format!("{}.", url.host_port().host))
}

/// Time of the system's resolver for a name that does not exist. The dot at the end keeps the search list out.
async fn time_system(name: &str) -> Option<Duration> {
    let start = Instant::now();
    match system_lookup(&format!("{name}."), NAME_BUDGET).await {
        Ok(_) | Err(ProbeError::NameNotFound { .. }) => Some(start.elapsed()),
        Err(_) => None,
    }
}
