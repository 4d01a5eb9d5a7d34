//! Signs of a company's management and of a host firewall, among names and settings.

use super::security::name_matches;
use serde::Deserialize;

/// One row of `management.toml`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ManagementAgent {
    /// Name.
    pub name: String,
    /// Lower-case patterns of process names.
    pub processes: Vec<String>,
    /// Files and folders.
    pub paths: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    agent: Vec<ManagementAgent>,
}

/// The table shipped with Maillon; an error names the line at fault.
pub fn management_agents() -> Result<Vec<ManagementAgent>, toml::de::Error> {
    toml::from_str(include_str!("../management.toml")).map(|table: Table| table.agent)
}

/// Whether a company manages the computer: yes by a sign, else unknown.
pub fn managed(table: &[ManagementAgent], processes: &[String], path_exists: impl Fn(&str) -> bool) -> Option<bool> {
    let sign = table.iter().any(|agent| {
        let runs = |pattern: &String| processes.iter().any(|name| name_matches(name, pattern));
        agent.processes.iter().any(runs) || agent.paths.iter().any(|path| path_exists(path))
    });
    sign.then_some(true)
}

/// What says whether a host firewall is on.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FirewallSigns {
    /// Whether the daemon of firewalld runs.
    pub firewalld: bool,
    /// `/etc/ufw/ufw.conf` (`ufw(8)`).
    pub ufw: Option<String>,
    /// Whether the service of nftables starts with the system.
    pub nftables_starts: bool,
    /// The rules of that service, `/etc/nftables.conf`.
    pub nftables: Option<String>,
    /// Whether rules of iptables are restored with the system.
    pub iptables_restored: bool,
}

/// Whether a host firewall is on. Off is said only where ufw is set up, says so, and nothing else sets rules.
pub fn firewall_on(signs: &FirewallSigns) -> Option<bool> {
    let enabled = signs.ufw.as_deref().and_then(|settings| {
        let value = settings.lines().find_map(|line| line.trim().strip_prefix("ENABLED="))?;
        Some(value.trim_matches(['"', '\'', ' ']).eq_ignore_ascii_case("yes"))
    });
    let refuses = |rules: &String| {
        let mut lines = rules.lines().map(|line| line.split('#').next().unwrap_or_default());
        lines.any(|line| {
            line.split(|letter: char| !letter.is_alphanumeric())
                .any(|word| word == "drop" || word == "reject")
        })
    };
    let nftables_on = signs.nftables_starts && signs.nftables.as_ref().is_some_and(refuses);
    if signs.firewalld || enabled == Some(true) || nftables_on {
        return Some(true);
    }
    let others = signs.nftables_starts || signs.iptables_restored;
    (enabled == Some(false) && !others).then_some(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn management_is_proven_by_a_sign_and_never_denied() {
        let table = management_agents().expect("the shipped table is valid");
        assert!(
            table
                .iter()
                .all(|agent| !(agent.processes.is_empty() && agent.paths.is_empty()))
        );
        let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        let nothing = |_: &str| false;
        assert_eq!(managed(&table, &names(&["bash", "sssd_be"]), nothing), Some(true));
        assert_eq!(
            managed(&table, &names(&["bash"]), |path| path == "/opt/wapt/wapt-get.ini"),
            Some(true)
        );
        assert_eq!(managed(&table, &names(&["bash", "sssd_kcm"]), nothing), None);
    }

    #[test]
    fn a_firewall_is_off_only_where_that_is_certain() {
        let ufw = |text: &str| FirewallSigns {
            ufw: Some(text.to_owned()),
            ..FirewallSigns::default()
        };
        assert_eq!(firewall_on(&ufw("# ufw\nENABLED=yes\nLOGLEVEL=low\n")), Some(true));
        assert_eq!(firewall_on(&ufw("ENABLED=no\n")), Some(false));
        assert_eq!(firewall_on(&ufw("LOGLEVEL=low\n")), None);
        assert_eq!(firewall_on(&FirewallSigns::default()), None);
        let nftables = |rules: &str| FirewallSigns {
            nftables_starts: true,
            nftables: Some(rules.to_owned()),
            ..ufw("ENABLED=no\n")
        };
        assert_eq!(firewall_on(&nftables("chain input { policy drop; }")), Some(true));
        assert_eq!(firewall_on(&nftables("chain input { policy accept; }")), None);
        assert_eq!(
            firewall_on(&nftables("# drop all the rest\nchain input { counter }\n")),
            None
        );
        assert_eq!(
            firewall_on(&nftables("chain input {\n tcp dport 22 accept\n counter drop\n}")),
            Some(true)
        );
        let firewalld = FirewallSigns {
            firewalld: true,
            ..ufw("ENABLED=no\n")
        };
        assert_eq!(firewall_on(&firewalld), Some(true));
    }
}
