//! Risks of telework, read from settings that any user may read.

use super::{Environment, account, disk, names, system, text};
use crate::host::parse::posture::{FirewallSigns, firewall_on, managed, management_agents};
use crate::host::{Answer, HostError};
use maillon_diagnosis::GapReason;
use maillon_diagnosis::checks::security::Posture;
use std::path::Path;

/// What can be told of the computer; `wifi` and `outside_tunnel` are left to the checks.
pub(super) fn posture(root: &Path, environment: &Environment) -> Answer<Posture> {
    let table = management_agents()
        .map_err(|error| HostError::new("posture", GapReason::Other, &format!("management.toml: {error}")))?;
    let processes = account::process_names(root).unwrap_or_default();
    let exists = |path: &str| root.join(path.trim_start_matches('/')).exists();
    let disk_encrypted = environment.home().and_then(|home| disk::encrypted(root, &home));
    // The computer that carries a virtual machine may encrypt its disk.
    let told = |encrypted: &bool| *encrypted || system::virtual_machine(root).is_none();
    Ok(Posture {
        managed: managed(&table, &processes, exists),
        disk_encrypted: disk_encrypted.filter(told),
        firewall_on: firewall_on(&firewall_signs(root, &processes)),
        ..Posture::default()
    })
}

fn firewall_signs(root: &Path, processes: &[String]) -> FirewallSigns {
    let wanted = names(root, "etc/systemd/system").unwrap_or_default();
    let wanted = wanted
        .iter()
        .filter(|name| Path::new(name).extension().is_some_and(|ending| ending == "wants"));
    let starts = |service: &str| {
        let mut folders = wanted.clone();
        // A link to a unit whose package lies elsewhere counts, whether its target can be seen or not.
        folders.any(|folder| root.join("etc/systemd/system").join(folder).join(service).is_symlink())
    };
    FirewallSigns {
        firewalld: processes.iter().any(|name| name == "firewalld"),
        ufw: text(root, "etc/ufw/ufw.conf"),
        nftables_starts: starts("nftables.service"),
        nftables: text(root, "etc/nftables.conf").or_else(|| text(root, "etc/sysconfig/nftables.conf")),
        iptables_restored: starts("netfilter-persistent.service") || starts("iptables.service"),
    }
}

#[cfg(test)]
mod tests {
    use super::super::test_files::Root;
    use super::*;

    #[test]
    fn a_company_laptop_is_read_and_an_empty_machine_is_unknown() {
        let root = Root::new(&[
            ("proc/7/comm", "sssd_be\n"),
            ("etc/ufw/ufw.conf", "ENABLED=no\n"),
            (
                "etc/nftables.conf",
                "chain input { type filter hook input priority 0; policy drop; }\n",
            ),
        ])
        .link(
            "etc/systemd/system/sysinit.target.wants/nftables.service",
            "usr/lib/systemd/system/nftables.service",
        );
        let found = posture(root.path(), &Environment::default()).expect("the table is valid");
        assert_eq!((found.managed, found.firewall_on), (Some(true), Some(true)));
        assert_eq!(found.disk_encrypted, None);

        let nothing = posture(Root::new(&[]).path(), &Environment::default()).expect("the table is valid");
        assert_eq!(nothing, Posture::default());
    }
}
