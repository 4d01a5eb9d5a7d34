//! Understands the rules that send some names to name servers of their own (name resolution policy table).
//!
//! Source: [MS-GPNRPT] 2.2.2, `learn.microsoft.com/openspecs/windows_protocols/ms-gpnrpt`.

use crate::host::Resolver;
use std::net::IpAddr;

/// Bits of `ConfigOptions`: which of the two lists of servers is in force.
const DIRECT_ACCESS: u32 = 0x4;
const GENERIC: u32 = 0x8;

/// Values of one rule.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rule {
    /// `Name`: a domain with its dot in front, a host, or a dot for every name.
    pub names: Vec<String>,
    /// `ConfigOptions`.
    pub options: Option<u32>,
    /// `GenericDNSServers`: addresses, with semicolons between them.
    pub servers: Option<String>,
    /// `DirectAccessDNSServers`, likewise.
    pub direct_access: Option<String>,
}

/// The name servers of a rule; none for one that only asks for signatures, and none that is written as a name.
pub fn resolvers(rule: &Rule) -> Vec<Resolver> {
    let options = rule.options.unwrap_or_default();
    let in_force = |bit: u32, list: &Option<String>| list.clone().filter(|_| options & bit != 0);
    let lists = [
        in_force(GENERIC, &rule.servers),
        in_force(DIRECT_ACCESS, &rule.direct_access),
    ];
    let servers = lists.iter().flatten().flat_map(|list| list.split(';'));
    let addresses = servers.filter_map(|server| server.trim().parse::<IpAddr>().ok());
    let names = rule.names.iter().map(|name| name.trim().to_ascii_lowercase());
    let names: Vec<String> = names.filter(|name| !name.is_empty()).collect();
    if names.is_empty() {
        return Vec::new();
    }
    let for_all = names.iter().any(|name| name == ".");
    let resolver = |address| Resolver {
        address,
        interface: None,
        domains: if for_all { Vec::new() } else { names.clone() },
    };
    addresses.map(resolver).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(names: &[&str], options: u32, servers: &str) -> Rule {
        Rule {
            names: names.iter().map(|name| (*name).to_owned()).collect(),
            options: Some(options),
            servers: Some(servers.to_owned()),
            direct_access: Some("2001:db8::53".to_owned()),
        }
    }

    #[test]
    fn a_rule_of_a_vpn_names_its_domains_and_servers() {
        let found = resolvers(&rule(
            &[".Corp.example", "tse.example.net"],
            8,
            "10.20.0.2; 10.20.0.3;dns.example",
        ));
        let addresses: Vec<_> = found.iter().map(|one| one.address.to_string()).collect();
        assert_eq!(addresses, ["10.20.0.2", "10.20.0.3"]);
        assert_eq!(found[0].domains, [".corp.example", "tse.example.net"]);
        assert!(found[0].serves("erp.corp.example") && !found[0].serves("www.example.org"));
    }

    #[test]
    fn the_bits_say_which_servers_are_in_force_and_a_dot_stands_for_every_name() {
        let direct_access = resolvers(&rule(&["."], 4, "10.20.0.2"));
        assert_eq!(
            direct_access,
            [Resolver::for_all("2001:db8::53".parse().expect("an address"), None)]
        );
        assert_eq!(resolvers(&rule(&[".corp.example"], 0xc, "10.20.0.2")).len(), 2);
    }

    #[test]
    fn a_rule_without_servers_or_names_asks_nobody() {
        assert!(resolvers(&rule(&[".corp.example"], 2, "10.20.0.2")).is_empty());
        assert!(resolvers(&rule(&[], 8, "10.20.0.2")).is_empty());
        assert!(resolvers(&rule(&[" "], 8, "10.20.0.2")).is_empty());
        assert!(resolvers(&Rule::default()).is_empty());
    }
}
