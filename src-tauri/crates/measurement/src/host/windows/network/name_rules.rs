//! Rules that send some names to name servers of their own (NRPT), as policies and VPN clients write them.

use super::super::registry::{Hive, keys_below, number, text, texts};
use crate::host::Resolver;
use crate::host::parse::windows::nrpt::{Rule, resolvers as of_rule};

/// Where a policy puts them, and where everybody else does; those of a policy set the others aside ([MS-GPNRPT] 2.2.2).
const PLACES: [&str; 2] = [
    r"SOFTWARE\Policies\Microsoft\Windows NT\DNSClient\DnsPolicyConfig",
    r"SYSTEM\CurrentControlSet\Services\Dnscache\Parameters\DnsPolicyConfig",
];

/// Rules read at most.
const MOST: u32 = 64;

/// The name servers of the rules in force; empty where there is no rule.
pub(super) fn resolvers() -> Vec<Resolver> {
    let rules = |place: &&str| {
        let keys = keys_below(Hive::Machine, place, MOST);
        keys.iter()
            .map(|key| rule(&format!(r"{place}\{key}")))
            .collect::<Vec<_>>()
    };
    let in_force = PLACES.iter().map(rules).find(|rules| !rules.is_empty());
    in_force.iter().flatten().flat_map(of_rule).collect()
}

fn rule(key: &str) -> Rule {
    Rule {
        names: texts(Hive::Machine, key, "Name"),
        options: number(Hive::Machine, key, "ConfigOptions"),
        servers: text(Hive::Machine, key, "GenericDNSServers"),
        direct_access: text(Hive::Machine, key, "DirectAccessDNSServers"),
    }
}
