//! Services announced in a domain: DNS-SD over plain DNS (RFC 6763), of one named DNS server.

use super::ProbeError;
use super::names::{failed, resolver};
use hickory_resolver::Resolver;
use hickory_resolver::net::runtime::TokioRuntimeProvider;
use hickory_resolver::net::{DnsError, NetError};
use hickory_resolver::proto::op::ResponseCode;
use hickory_resolver::proto::rr::{Name, RData, RecordType};
use maillon_diagnosis::profile::HostPort;
use std::net::SocketAddr;
use std::str::FromStr;
use std::time::Duration;

const OPERATION: &str = "service lookup";
/// Instances of a service that are looked up; a company has one or two.
const MOST_INSTANCES: usize = 3;
/// Hosts of one instance that are kept.
const MOST_HOSTS: usize = 3;

/// Asks `server` who offers `service`, such as `_nq._tcp`, in `domain`: hosts and ports, the preferred ones first (RFC 2782,
/// by priority and then weight). Empty when nobody does.
///
/// A host outside the domain is left out: whoever announces for a company names the company's own machines.
pub async fn offers(
    server: SocketAddr,
    service: &str,
    domain: &str,
    budget: Duration,
) -> Result<Vec<HostPort>, ProbeError> {
    let target = format!("{service}.{domain} @{server}");
    let asking = async {
        let asker = resolver(server, budget).map_err(|error| failed(OPERATION, target.clone(), &error.to_string()))?;
        let Some(name) = full_name(&format!("{service}.{domain}")) else {
            return Err(ProbeError::NameNotFound {
                operation: OPERATION,
                target: target.clone(),
            });
        };
        let mut found = Vec::new();
        for data in records(&asker, name, RecordType::PTR, &target)
            .await?
            .into_iter()
            .take(MOST_INSTANCES)
        {
            let RData::PTR(instance) = data else { continue };
            found.extend(hosts(&asker, instance.0, domain, &target).await?);
        }
        Ok(found)
    };
    let timed_out = |_| ProbeError::TimedOut {
        operation: OPERATION,
        target: target.clone(),
        budget,
    };
    tokio::time::timeout(budget, asking).await.map_err(timed_out).flatten()
}

async fn hosts(
    asker: &Resolver<TokioRuntimeProvider>,
    instance: Name,
    domain: &str,
    target: &str,
) -> Result<Vec<HostPort>, ProbeError> {
    let mut ranked = Vec::new();
    for data in records(asker, instance, RecordType::SRV, target).await? {
        let RData::SRV(one) = data else { continue };
        let host = one.target.to_ascii().trim_end_matches('.').to_ascii_lowercase();
        if one.port > 0 && is_within(&host, domain) {
            ranked.push((one.priority, u16::MAX - one.weight, HostPort { host, port: one.port }));
        }
    }
    ranked.sort_by_key(|(priority, weight, _)| (*priority, *weight));
    Ok(ranked.into_iter().take(MOST_HOSTS).map(|(_, _, host)| host).collect())
}

async fn records(
    asker: &Resolver<TokioRuntimeProvider>,
    name: Name,
    kind: RecordType,
    target: &str,
) -> Result<Vec<RData>, ProbeError> {
    match asker.lookup(name, kind).await {
        Ok(lookup) => Ok(lookup.answers().iter().map(|record| record.data.clone()).collect()),
        Err(NetError::Dns(DnsError::NoRecordsFound(none))) => {
            let code = none.response_code;
            if code == ResponseCode::NXDomain || code == ResponseCode::NoError {
                Ok(Vec::new())
            } else {
                Err(failed(OPERATION, target.to_owned(), &code.to_string()))
            }
        }
        Err(error) => Err(failed(OPERATION, target.to_owned(), &error.to_string())),
    }
}

fn full_name(text: &str) -> Option<Name> {
    let mut name = Name::from_str(text).ok()?;
    name.set_fqdn(true);
    Some(name)
}

/// Whether a host is a domain or below it.
fn is_within(host: &str, domain: &str) -> bool {
    let domain = domain.to_ascii_lowercase();
    host == domain || host.strip_suffix(&domain).is_some_and(|rest| rest.ends_with('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_machines_of_the_domain_speak_for_it() {
        assert!(is_within("mesure.exemple.fr", "Exemple.fr"));
        assert!(is_within("exemple.fr", "exemple.fr"));
        assert!(!is_within("badexemple.fr", "exemple.fr"));
        assert!(!is_within("exemple.fr.attacker.test", "exemple.fr"));
    }

    #[tokio::test]
    async fn a_domain_that_cannot_be_is_not_found_without_asking() {
        let server = SocketAddr::from(([127, 0, 0, 1], 9));
        let error = offers(server, "_nq._tcp", "a..b", Duration::from_secs(5)).await;
        assert!(matches!(error, Err(ProbeError::NameNotFound { .. })), "{error:?}");
    }
}
