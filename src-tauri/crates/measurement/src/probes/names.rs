//! Name resolution: what applications get from the system's resolver, and what one named DNS server answers.
//!
//! No cache, search list or `hosts` file stands between [`ask`] and its server. An answer that the name does not exist
//! is an answer: the server worked, and its time counts.

use super::{ProbeError, nonce};
use dns_lookup::LookupErrorKind;
use hickory_resolver::Resolver;
use hickory_resolver::config::{ConnectionConfig, NameServerConfig, ResolveHosts, ResolverConfig};
use hickory_resolver::lookup::Lookup;
use hickory_resolver::net::runtime::TokioRuntimeProvider;
use hickory_resolver::net::{DnsError, NetError};
use hickory_resolver::proto::op::ResponseCode;
use hickory_resolver::proto::rr::{Name, RecordType};
use maillon_diagnosis::checks::vpn::Family;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::str::FromStr;
use std::time::{Duration, Instant};
use tokio::sync::oneshot;

const SYSTEM: &str = "system lookup";
const ASK: &str = "dns query";
/// After so long without an answer, a question is taken for lost.
const AGAIN: Duration = Duration::from_millis(800);
/// Addresses kept of one answer; a name with more gains nothing by them.
const MOST_ADDRESSES: usize = 16;

/// Addresses of `host` as applications get them: `hosts` file, caches and search list included, with the time it took.
///
/// [`ProbeError::NameNotFound`] when the resolver says there is no such name, [`ProbeError::ResolverFailed`] when the
/// resolver or all its servers failed, [`ProbeError::TimedOut`] when the system was still waiting at the end of `budget`.
pub async fn system_lookup(host: &str, budget: Duration) -> Result<(Vec<IpAddr>, Duration), ProbeError> {
    let (sender, receiver) = oneshot::channel();
    let name = host.to_owned();
    let start = Instant::now();
    // The system's resolver cannot be interrupted: on a thread of its own it never holds the end of the program back.
    let thread = std::thread::Builder::new().name("system-lookup".to_owned());
    let worker = thread.spawn(move || {
        let result = dns_lookup::lookup_host(&name).map(|found| found.take(MOST_ADDRESSES).collect());
        // The receiver is gone when the budget has run out.
        drop(sender.send((result, start.elapsed())));
    });
    worker.map_err(|source| ProbeError::from_io(SYSTEM, host, source))?;
    match tokio::time::timeout(budget, receiver).await {
        Ok(Ok((result, took))) => result
            .map(|addresses| (addresses, took))
            .map_err(|error| system_error(host, &error)),
        Ok(Err(_)) => Err(failed(SYSTEM, host.to_owned(), "the look-up thread died")),
        Err(_) => Err(ProbeError::TimedOut {
            operation: SYSTEM,
            target: host.to_owned(),
            budget,
        }),
    }
}

/// Addresses of `host` for who needs them and does not ask how long they take: asked a second time when none came soon, for a
/// question that is lost on the way is asked again by the system only after 5 s (resolv.conf(5), `timeout`).
///
/// Errors as those of [`system_lookup`].
pub async fn addresses_of(host: &str, budget: Duration) -> Result<Vec<IpAddr>, ProbeError> {
    let again = async {
        tokio::time::sleep(AGAIN).await;
        system_lookup(host, budget.saturating_sub(AGAIN)).await
    };
    let found = tokio::select! {
        biased;
        first = system_lookup(host, budget) => first,
        second = again => second,
    };
    found.map(|(addresses, _)| addresses)
}

fn system_error(host: &str, error: &dns_lookup::LookupError) -> ProbeError {
    match error.kind() {
        LookupErrorKind::NoName | LookupErrorKind::NoData => ProbeError::NameNotFound {
            operation: SYSTEM,
            target: host.to_owned(),
        },
        LookupErrorKind::Again
        | LookupErrorKind::Badflags
        | LookupErrorKind::Fail
        | LookupErrorKind::Family
        | LookupErrorKind::Memory
        | LookupErrorKind::Service
        | LookupErrorKind::Socktype
        | LookupErrorKind::System
        | LookupErrorKind::Unknown
        | LookupErrorKind::IO => failed(SYSTEM, host.to_owned(), &format!("{error:?}")),
    }
}

pub(super) fn failed(operation: &'static str, target: String, detail: &str) -> ProbeError {
    ProbeError::ResolverFailed {
        operation,
        target,
        detail: detail.to_owned(),
    }
}

/// What one DNS server answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NameAnswer {
    /// Addresses; empty when the name does not exist or has none of the family.
    pub addresses: Vec<IpAddr>,
    /// Whether the name exists (RFC 1035 § 4.1.1: any answer but "name error").
    pub exists: bool,
    /// From the query to the answer.
    pub took: Duration,
}

/// Asks `server`, and it alone, once for the addresses of `name` in one family; over TCP again only when the answer
/// was cut (RFC 7766 § 5).
///
/// [`ProbeError::ResolverFailed`] when the server says it cannot or will not answer, [`ProbeError::TimedOut`] when it
/// keeps silent, an error of the system when it cannot be reached.
pub async fn ask(server: SocketAddr, name: &str, family: Family, budget: Duration) -> Result<NameAnswer, ProbeError> {
    let target = format!("{name} @{server}");
    let fully_qualified = Name::from_str(name).map(|mut name| {
        name.set_fqdn(true);
        name
    });
    let Ok(fully_qualified) = fully_qualified else {
        return Err(ProbeError::NameNotFound { operation: ASK, target });
    };
    let record_type = match family {
        Family::V4 => RecordType::A,
        Family::V6 => RecordType::AAAA,
    };
    let timed_out = || ProbeError::TimedOut {
        operation: ASK,
        target: target.clone(),
        budget,
    };
    let resolver = resolver(server, budget).map_err(|error| failed(ASK, target.clone(), &error.to_string()))?;
    let start = Instant::now();
    let result = tokio::time::timeout(budget, resolver.lookup(fully_qualified, record_type)).await;
    let took = start.elapsed();
    let (addresses, exists) = match result {
        Err(_) | Ok(Err(NetError::Timeout)) => return Err(timed_out()),
        Ok(Ok(lookup)) => (addresses(&lookup), true),
        Ok(Err(NetError::Dns(DnsError::NoRecordsFound(none)))) => {
            let code = none.response_code;
            if code != ResponseCode::NXDomain && code != ResponseCode::NoError {
                return Err(failed(ASK, target, &code.to_string()));
            }
            (Vec::new(), code == ResponseCode::NoError)
        }
        Ok(Err(NetError::Io(error))) => {
            // Shared by the library, so only its kind and words can be kept.
            return Err(ProbeError::from_io(
                ASK,
                &target,
                io::Error::new(error.kind(), error.to_string()),
            ));
        }
        Ok(Err(error)) => return Err(failed(ASK, target, &error.to_string())),
    };
    Ok(NameAnswer {
        addresses,
        exists,
        took,
    })
}

pub(super) fn resolver(server: SocketAddr, budget: Duration) -> Result<Resolver<TokioRuntimeProvider>, NetError> {
    let on_port = |mut connection: ConnectionConfig| {
        connection.port = server.port();
        connection
    };
    let connections = vec![on_port(ConnectionConfig::udp()), on_port(ConnectionConfig::tcp())];
    let only = NameServerConfig::new(server.ip(), true, connections);
    let config = ResolverConfig::from_parts(None, Vec::new(), vec![only]);
    let mut builder = Resolver::builder_with_config(config, TokioRuntimeProvider::default());
    let options = builder.options_mut();
    options.timeout = budget;
    options.attempts = 0;
    options.cache_size = 0;
    options.use_hosts_file = ResolveHosts::Never;
    builder.build()
}

fn addresses(lookup: &Lookup) -> Vec<IpAddr> {
    let records = lookup.answers().iter();
    let addresses = records.filter_map(|record| record.data.ip_addr());
    addresses.take(MOST_ADDRESSES).collect()
}

/// A name below `zone` that no cache can hold, because its first label is random.
///
/// It normally does not exist, which is an answer all the same. A resolver that validates may answer from a cached
/// proof that the range is empty (RFC 8198); then the time is that of the resolver alone.
pub fn uncached_name(zone: &str) -> String {
    format!("maillon-{:016x}.{zone}", nonce())
}

#[cfg(test)]
mod tests {
    use super::*;
    use maillon_diagnosis::GapReason;

    const BUDGET: Duration = Duration::from_secs(5);

    #[tokio::test]
    async fn the_system_knows_localhost() {
        let (addresses, took) = system_lookup("localhost", BUDGET).await.expect("in every hosts file");
        assert_eq!(
            super::addresses_of("localhost", BUDGET).await.expect("the same"),
            addresses
        );
        assert!(addresses.iter().any(IpAddr::is_loopback), "{addresses:?}");
        assert!(took < BUDGET);
    }

    #[tokio::test]
    async fn a_name_that_cannot_be_is_not_found_without_asking() {
        let server = SocketAddr::from(([127, 0, 0, 1], 9));
        let error = ask(server, "a..b", Family::V4, BUDGET)
            .await
            .expect_err("an empty label");
        assert_eq!(error.reason(), GapReason::NameNotFound);
    }

    #[test]
    fn every_uncached_name_is_another() {
        let names = [uncached_name("example.com"), uncached_name("example.com")];
        assert_ne!(names[0], names[1]);
        assert!(names.iter().all(|name| name.ends_with(".example.com")));
    }
}
