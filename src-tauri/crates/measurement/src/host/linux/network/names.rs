//! DNS servers in force: `resolv.conf(5)`, and systemd-resolved behind its stub.

use super::super::{on_a_thread, text};
use super::{bus, links};
use crate::host::parse::network::{is_resolved_stub, resolv_conf, search_list};
use crate::host::{Answer, HostError, Resolver};
use maillon_diagnosis::GapReason;
use std::path::Path;

/// Servers that the C library asks (`resolv.conf(5)`, `MAXNS`).
const MOST_ASKED: usize = 3;
/// Servers kept of the list behind the stub.
const MOST_BEHIND: usize = 16;
/// Domains the C library adds to a name (`resolv.conf(5)`, `MAXDNSRCH` before glibc 2.26).
const MOST_DOMAINS: usize = 6;
/// Where systemd-resolved writes the servers it asks (`systemd-resolved.service(8)`).
const BEHIND: &str = "run/systemd/resolve/resolv.conf";

/// DNS servers in force. The stub of systemd-resolved is replaced by the servers behind it, with their interfaces where
/// the service says them; another local server stays, for what is behind it cannot be known.
pub async fn resolvers(root: &Path) -> Answer<Vec<Resolver>> {
    let files = root.to_owned();
    let (servers, behind) = on_a_thread("resolvers", move || {
        let asked = text(&files, "etc/resolv.conf")
            .ok_or_else(|| HostError::new("resolvers", GapReason::NotSupported, "no readable /etc/resolv.conf"))?;
        let behind = text(&files, BEHIND).unwrap_or_default();
        Ok((resolv_conf(&asked, MOST_ASKED), resolv_conf(&behind, MOST_BEHIND)))
    })
    .await?;
    let resolver = |(address, interface)| Resolver::for_all(address, interface);
    if !servers.iter().any(|(address, _)| is_resolved_stub(*address)) {
        return Ok(servers.into_iter().map(resolver).collect());
    }
    let by_service = bus::resolved_servers().await;
    if by_service.is_empty() {
        let known = if behind.is_empty() { servers } else { behind };
        return Ok(known.into_iter().map(resolver).collect());
    }
    let names = links::names_by_index().await?;
    let servers = by_service
        .into_iter()
        .map(|(index, address)| Resolver::for_all(address, names.get(&index).cloned()));
    Ok(servers.take(MOST_BEHIND).collect())
}

/// Domains added to a short name. systemd-resolved and the helpers of VPN clients write those of every link there.
pub fn search_domains(root: &Path) -> Answer<Vec<String>> {
    let asked = text(root, "etc/resolv.conf").ok_or_else(|| {
        HostError::new(
            "search_domains",
            GapReason::NotSupported,
            "no readable /etc/resolv.conf",
        )
    })?;
    Ok(search_list(&asked, MOST_DOMAINS))
}
