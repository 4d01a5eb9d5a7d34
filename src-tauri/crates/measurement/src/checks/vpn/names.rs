//! Who answers the company's own names: the system, and each resolver by itself.

use crate::checks::ms;
use crate::host::{Host, Resolver};
use crate::probes::{ProbeError, names};
use crate::run::Context;
use crate::run::scene::Scene;
use futures_util::future::join_all;
use maillon_diagnosis::addresses::is_private;
use maillon_diagnosis::checks::vpn::{Family, InternalName, RouteRole};
use maillon_diagnosis::statistics::Distribution;
use maillon_diagnosis::{CheckId, GapReason};
use std::collections::BTreeSet;
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

/// Time for one name query to one resolver.
const QUERY_BUDGET: Duration = Duration::from_millis(1500);

/// Company names asked, and resolvers asked for them.
const NAMES_ASKED: usize = 2;
const RESOLVERS_ASKED: usize = 4;

/// Questions of each name to each resolver.
const REPEATS: usize = 3;

/// Who answers the company's own names, and how fast: the system, and each resolver by itself.
pub(crate) async fn internal_names<H: Host>(context: &Context<H>, scene: &Scene) {
    let mut company: Vec<&str> = scene
        .places()
        .filter(|(place, role)| *role == RouteRole::Company && place.host.parse::<IpAddr>().is_err())
        .map(|(place, _)| place.host.as_str())
        .collect();
    company.dedup();
    company.truncate(NAMES_ASKED);
    if company.is_empty() {
        return;
    }
    for name in &company {
        let asked = names::system_lookup(name, QUERY_BUDGET).await;
        let (answered, took) = match asked {
            Ok((addresses, took)) => (Some(!addresses.is_empty()), Some(ms(took))),
            Err(error) => (denied(&error), None),
        };
        context.board.vpn(|vpn| {
            vpn.resolvers.push(InternalName {
                name: (*name).to_owned(),
                server: None,
                in_tunnel: None,
                answered,
                ms: Distribution::of(took),
            });
        });
    }
    let resolvers = match &scene.resolvers {
        Ok(resolvers) => resolvers,
        Err(gap) => return context.board.vpn(|vpn| vpn.gaps.push(gap.clone())),
    };
    let servers = asked(resolvers, &company);
    join_all(servers.into_iter().map(async |server| {
        let in_tunnel = scene.resolver_in_tunnel(server);
        let may_know = |name: &&&str| {
            let its = |resolver: &&Resolver| resolver.address == server;
            resolvers.iter().filter(its).any(|resolver| resolver.serves(name))
        };
        for name in company.iter().filter(may_know) {
            // A name of the company is no business of a resolver that is neither inside nor the home's own.
            if in_tunnel != Some(true) && !is_private(server) {
                continue;
            }
            let (answered, took) = ask_resolver(server, name).await;
            context.board.vpn(|vpn| {
                vpn.resolvers.push(InternalName {
                    name: (*name).to_owned(),
                    server: Some(server.to_string()),
                    in_tunnel,
                    answered,
                    ms: Distribution::of(took),
                });
            });
        }
    }))
    .await;
    context.board.judge(CheckId::Vpn, false);
}

/// The resolvers that may know these names, each once: those that a rule names for them first.
fn asked(resolvers: &[Resolver], names: &[&str]) -> Vec<IpAddr> {
    let may_know = |resolver: &&Resolver| names.iter().any(|name| resolver.serves(name));
    let mut asked: Vec<&Resolver> = resolvers.iter().filter(may_know).collect();
    asked.sort_by_key(|resolver| resolver.domains.is_empty());
    let mut known = BTreeSet::new();
    let addresses = asked.into_iter().map(|resolver| resolver.address);
    addresses
        .filter(|address| known.insert(*address))
        .take(RESOLVERS_ASKED)
        .collect()
}

async fn ask_resolver(server: IpAddr, name: &str) -> (Option<bool>, Vec<f64>) {
    let mut took = Vec::new();
    let mut answered = None;
    for _ in 0..REPEATS {
        match names::ask(SocketAddr::new(server, 53), name, Family::V4, QUERY_BUDGET).await {
            Ok(answer) => {
                took.push(ms(answer.took));
                answered = Some(!answer.addresses.is_empty());
            }
            Err(error) if error.reason() == GapReason::TimedOut => break,
            Err(error) => answered = answered.or(denied(&error)),
        }
    }
    (answered, took)
}

/// No is only what a resolver said; a resolver that failed or kept silent said nothing of the name.
fn denied(error: &ProbeError) -> Option<bool> {
    (error.reason() == GapReason::NameNotFound).then_some(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_server_that_a_rule_names_for_the_company_is_asked_first_and_one_of_others_never() {
        let home = Resolver::for_all([192, 168, 1, 1].into(), None);
        let with_rule = |last: u8, domain: &str| Resolver {
            domains: vec![domain.to_owned()],
            ..Resolver::for_all([10, 20, 0, last].into(), None)
        };
        let known = [
            home.clone(),
            home,
            with_rule(2, ".corp.example"),
            with_rule(3, ".lab.example"),
        ];
        let asked = asked(&known, &["erp.corp.example"]);
        let addresses: Vec<_> = asked.iter().map(IpAddr::to_string).collect();
        assert_eq!(addresses, ["10.20.0.2", "192.168.1.1"]);
    }
}
