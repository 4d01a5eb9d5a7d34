//! What Maillon finds of a company by itself, when no profile names it.

use super::scene::{DoorPlan, Place, ServerPlan};
use crate::host::Host;
use crate::probes::addresses::is_private;
use maillon_diagnosis::checks::gateway::DoorKind;
use maillon_diagnosis::profile::{HostPort, Profile, ServerUse, Target};
use std::collections::BTreeSet;
use std::net::IpAddr;

/// Most doors or servers taken over from what was found.
const AT_MOST: usize = 3;

const RDP: u16 = 3389;
const SMB: u16 = 445;
const HTTPS: u16 = 443;

/// Doors and servers found.
#[derive(Debug, Default)]
pub(crate) struct Found {
    pub(crate) doors: Vec<DoorPlan>,
    pub(crate) servers: Vec<ServerPlan>,
}

/// Looks at the established connections to private addresses and at the remote desktops the user saved. What the
/// profile names is not looked for.
pub(crate) async fn company<H: Host>(host: &H, profile: &Profile) -> Found {
    let mut found = Found::default();
    let connections: BTreeSet<(IpAddr, u16)> = host
        .connections()
        .await
        .unwrap_or_default()
        .into_iter()
        .map(|end| (end.ip(), end.port()))
        .filter(|(address, _)| is_private(*address))
        .collect();
    let to = |port: u16| {
        connections
            .iter()
            .filter(move |(_, its)| *its == port)
            .map(|(address, _)| address.to_string())
    };
    if profile.gateway.tse.is_empty() && profile.gateway.rd_gateway.is_none() {
        let saved = host.saved_desktops().await.unwrap_or_default();
        // Behind an RD Gateway the host has no address that could be reached from here.
        let saved = saved.into_iter().filter(|desktop| desktop.rd_gateway.is_none());
        let ends = to(RDP)
            .map(|host| (host, RDP))
            .chain(saved.map(|desktop| (desktop.host, desktop.port)));
        let mut known = BTreeSet::new();
        for (host, port) in ends.filter(|end| known.insert(end.clone())).take(AT_MOST) {
            found.doors.push(DoorPlan {
                name: HostPort {
                    host: host.clone(),
                    port,
                }
                .to_string(),
                kind: DoorKind::Tse,
                port,
                from_profile: false,
                place: Place {
                    host,
                    ..Place::default()
                },
            });
        }
    }
    if profile.servers.is_empty() {
        let smb = to(SMB).map(|host| (host, SMB));
        let https = to(HTTPS).map(|host| (host, HTTPS));
        for (host, port) in smb.chain(https).take(AT_MOST) {
            let end = HostPort {
                host: host.clone(),
                port,
            };
            let (target, r#use) = if port == SMB {
                (Target::Smb(end), ServerUse::FileShare)
            } else {
                (Target::Tcp(end), ServerUse::Web)
            };
            found.servers.push(ServerPlan {
                name: HostPort {
                    host: host.clone(),
                    port,
                }
                .to_string(),
                target,
                r#use,
                from_profile: false,
                place: Place {
                    host,
                    ..Place::default()
                },
            });
        }
    }
    found
}
