//! What Maillon finds of a company by itself, when no profile names it.

use super::scene::{DoorPlan, Place, ServerPlan};
use crate::host::{Host, SavedDesktop, or_gap};
use maillon_diagnosis::Gap;
use maillon_diagnosis::addresses::is_private;
use maillon_diagnosis::checks::gateway::DoorKind;
use maillon_diagnosis::profile::{HostPort, Profile, ServerUse, Target, WebUrl};
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
    /// What could not be looked at.
    pub(crate) gaps: Vec<Gap>,
}

/// Looks at the established connections to private addresses and at the remote desktops the user saved. What the
/// profile names is not looked for.
pub(crate) async fn company<H: Host>(host: &H, profile: &Profile) -> Found {
    let mut found = Found::default();
    let connections: BTreeSet<(IpAddr, u16)> = or_gap(host.connections().await, &mut found.gaps)
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
        let saved = or_gap(host.saved_desktops().await, &mut found.gaps);
        found.doors = doors(to(RDP), saved);
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

/// The remote desktops in use or saved; one behind an RD Gateway has no address that could be reached from here, so that
/// its gateway stands for it.
fn doors(in_use: impl Iterator<Item = String>, saved: Vec<SavedDesktop>) -> Vec<DoorPlan> {
    let saved = saved.into_iter().filter_map(|desktop| match desktop.rd_gateway {
        Some(gateway) => Some((DoorKind::RdGateway, gateway_end(&gateway)?)),
        None => Some((
            DoorKind::Tse,
            HostPort {
                host: desktop.host,
                port: desktop.port,
            },
        )),
    });
    let in_use = in_use.map(|host| (DoorKind::Tse, HostPort { host, port: RDP }));
    let mut known = BTreeSet::new();
    in_use
        .chain(saved)
        .filter(|(_, end)| known.insert(end.to_string()))
        .take(AT_MOST)
        .filter_map(|(kind, end)| {
            let url = match kind {
                DoorKind::RdGateway => Some(WebUrl::try_from(format!("https://{end}/")).ok()?),
                DoorKind::Tse | DoorKind::VpnEndpoint => None,
            };
            Some(DoorPlan {
                name: end.to_string(),
                kind,
                port: end.port,
                from_profile: false,
                url,
                place: Place {
                    host: end.host,
                    ..Place::default()
                },
            })
        })
        .collect()
}

/// Where an RD Gateway is: `host` or `host:port` (`gatewayhostname` of an `.rdp` file).
fn gateway_end(written: &str) -> Option<HostPort> {
    let written = written.trim();
    HostPort::try_from(written.to_owned())
        .or_else(|_| HostPort::try_from(format!("{written}:{HTTPS}")))
        .ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn desktop(host: &str, rd_gateway: Option<&str>) -> SavedDesktop {
        SavedDesktop {
            host: host.to_owned(),
            port: RDP,
            rd_gateway: rd_gateway.map(str::to_owned),
        }
    }

    #[test]
    fn a_gateway_stands_for_the_desktops_behind_it_and_a_door_is_named_once() {
        let saved = vec![
            desktop("tse.corp.example", None),
            desktop("inside.corp.example", Some("rdg.exemple.fr")),
            desktop("other.corp.example", Some("rdg.exemple.fr:443")),
            desktop("10.20.0.40", None),
        ];
        let found = doors(["10.20.0.40".to_owned()].into_iter(), saved);
        let names: Vec<_> = found.iter().map(|door| (door.kind, door.name.as_str())).collect();
        assert_eq!(
            names,
            [
                (DoorKind::Tse, "10.20.0.40:3389"),
                (DoorKind::Tse, "tse.corp.example:3389"),
                (DoorKind::RdGateway, "rdg.exemple.fr:443"),
            ]
        );
        assert_eq!(
            found[2].url.as_ref().map(ToString::to_string).as_deref(),
            Some("https://rdg.exemple.fr/")
        );
    }

    #[test]
    fn a_gateway_whose_name_is_no_name_is_left_out() {
        assert!(doors(std::iter::empty(), vec![desktop("tse", Some("no host/at all"))]).is_empty());
    }
}
