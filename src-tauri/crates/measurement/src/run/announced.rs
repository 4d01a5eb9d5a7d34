//! Responsiveness servers a company announces in its domain (DNS-SD, draft-ietf-ippm-responsiveness-09 § 7), when no profile
//! names one.

use crate::checks::name_failure;
use crate::host::{Host, Resolver, or_gap};
use crate::probes::ProbeError;
use crate::probes::services::offers;
use futures_util::future::join_all;
use maillon_diagnosis::Gap;
use maillon_diagnosis::profile::{HostPort, Profile, WebUrl};
use std::collections::BTreeSet;
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

const SERVICE: &str = "_nq._tcp";
/// Time for all of it: the run goes on without.
const BUDGET: Duration = Duration::from_millis(1500);
/// Domains and name servers that are asked, and servers that are kept.
const MOST_DOMAINS: usize = 4;
const MOST_RESOLVERS: usize = 3;
const MOST_SERVERS: usize = 3;
/// Ends of the names home boxes give out (RFC 6762 appendix G, RFC 8375, FRITZ!Box). Companies do use `.local` and `.corp`.
const HOME: &[&str] = &["home", "lan", "arpa", "box", "localdomain"];

/// Looks for responsiveness servers in the domains of the system and of the `hosts` that are the company's; what could not be
/// looked at is added to `gaps`.
pub(crate) async fn nq<H: Host>(
    host: &H,
    profile: &Profile,
    hosts: BTreeSet<String>,
    resolvers: &[Resolver],
    gaps: &mut Vec<Gap>,
) -> Vec<WebUrl> {
    if !profile.bandwidth.nq.is_empty() {
        return Vec::new();
    }
    let search = or_gap(host.search_domains().await, gaps);
    let domains = domains(search, &hosts);
    let asked = domains.iter().flat_map(|domain| {
        let servers = resolvers
            .iter()
            .filter(|server| server.serves(domain))
            .take(MOST_RESOLVERS);
        servers.map(move |server| async move {
            let door = SocketAddr::new(server.address, 53);
            (domain.as_str(), offers(door, SERVICE, domain, BUDGET).await)
        })
    });
    let told = join_all(asked).await;
    gaps.extend(unanswered(&told));
    let mut found = Vec::new();
    for server in told.into_iter().filter_map(|(_, offers)| offers.ok()).flatten() {
        let url = WebUrl::try_from(format!("https://{}:{}/.well-known/nq", server.host, server.port));
        found.extend(url.ok().filter(|url| !found.contains(url)));
    }
    found.truncate(MOST_SERVERS);
    found
}

/// What a name server told of a domain.
type Told<'a> = (&'a str, Result<Vec<HostPort>, ProbeError>);

/// One gap for the domains that no name server told of.
fn unanswered(told: &[Told<'_>]) -> Option<Gap> {
    told.iter().find_map(|(domain, answer)| {
        let error = failure(answer)?;
        let by_another = told
            .iter()
            .any(|(of, answer)| of == domain && failure(answer).is_none());
        let service = format!("{SERVICE}.{domain}");
        (!by_another).then(|| Gap::new("names", service, name_failure(error), error.to_string()))
    })
}

/// Why nothing is known of a domain; that it does not exist is known.
fn failure(answer: &Result<Vec<HostPort>, ProbeError>) -> Option<&ProbeError> {
    let error = answer.as_ref().err();
    error.filter(|error| !matches!(error, ProbeError::NameNotFound { .. }))
}

/// The domains that may be a company's: what the network handed out, and those of its known hosts.
fn domains(search: Vec<String>, hosts: &BTreeSet<String>) -> Vec<String> {
    let above = |host: &String| {
        host.parse::<IpAddr>()
            .is_err()
            .then(|| host.split_once('.').map(|(_, domain)| domain.to_ascii_lowercase()))?
    };
    let mut domains = Vec::new();
    for domain in search.into_iter().chain(hosts.iter().filter_map(above)) {
        let last = domain.rsplit('.').next().unwrap_or_default();
        if domain.contains('.') && !HOME.contains(&last) && !domains.contains(&domain) {
            domains.push(domain);
        }
    }
    domains.truncate(MOST_DOMAINS);
    domains
}

#[cfg(test)]
mod tests {
    use super::*;
    use maillon_diagnosis::GapReason;

    #[test]
    fn the_domains_of_a_home_are_nobodys_company() {
        let search = ["lan", "home.arpa", "fritz.box", "box", "corp.exemple.fr"].map(str::to_owned);
        let hosts = [
            "tse.exemple.fr",
            "ERP.Corp.exemple.fr",
            "192.0.2.1",
            "2001:db8::1",
            "nas",
        ]
        .map(str::to_owned);
        let found = domains(search.to_vec(), &hosts.into());
        assert_eq!(found, ["corp.exemple.fr", "exemple.fr"]);
    }

    #[test]
    fn a_long_list_is_cut() {
        let search = (0..20).map(|number| format!("d{number}.example")).collect();
        assert_eq!(domains(search, &BTreeSet::new()).len(), MOST_DOMAINS);
    }

    #[test]
    fn a_domain_that_nobody_told_of_is_one_gap_and_one_that_announces_nothing_is_none() {
        let none = |domain| (domain, Ok(Vec::new()));
        let unknown = ProbeError::NameNotFound {
            operation: "service lookup",
            target: "a..b".to_owned(),
        };
        assert_eq!(unanswered(&[none("exemple.fr"), ("a..b", Err(unknown))]), None);
        let by_another = [silent("exemple.fr"), none("exemple.fr")];
        assert_eq!(unanswered(&by_another), None, "another name server told");
        let mute = [none("exemple.fr"), silent("corp.exemple.fr"), silent("old.exemple.fr")];
        let gap = unanswered(&mute).expect("two domains");
        assert_eq!((gap.probe.as_str(), gap.reason), ("names", GapReason::ResolverFailed));
        assert_eq!(gap.target, "_nq._tcp.corp.exemple.fr");
    }

    fn silent(domain: &str) -> Told<'_> {
        let error = ProbeError::TimedOut {
            operation: "service lookup",
            target: domain.to_owned(),
            budget: BUDGET,
        };
        (domain, Err(error))
    }
}
