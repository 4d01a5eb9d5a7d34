//! What cannot be reached from where the run stood: without the company's network, its doors and servers accuse nobody.

use super::vantage::{name_of, something_answered};
use crate::addresses::is_private;
use crate::checks::bandwidth::{self, TargetRole};
use crate::checks::gateway::DoorKind;
use crate::checks::vpn::{self, VpnClass};
use crate::finding::{Code, Finding, Quantity};
use crate::gap::GapReason;
use crate::judgement::Judgement;
use crate::limits::Limits;
use crate::profile::VpnExpectation;
use crate::report::Checks;
use crate::vocabulary::{Link, Severity};

/// Takes back what is said against a door or a server that only the company's network knows, when nothing shows that this
/// network was reached: its address is private, or its name unknown, and no tunnel leads to it; the tunnel that does gives
/// nothing of the company's back; or it is an RD Gateway that only a proxy leads to. What the tunnel itself is accused of explains such findings, and they stay.
pub(super) fn spare_what_is_out_of_reach(judgement: &mut Judgement, checks: &Checks, limits: &Limits) {
    let is_of_the_company = |finding: &Finding| matches!(finding.link, Some(Link::Gateway | Link::Server));
    if !judgement.findings.iter().any(is_of_the_company) {
        return;
    }
    let tunnel = checks.vpn.observation.as_ref();
    let accused = tunnel.map(|seen| vpn::judge(seen, limits).findings).unwrap_or_default();
    if accused.iter().any(|finding| finding.severity != Severity::Information) {
        return;
    }
    let names_go_outside = accused.iter().any(|finding| finding.code == Code::VpnDnsOutside);
    let mut behind_a_vpn = None;
    for finding in judgement.findings.iter_mut().filter(|one| is_of_the_company(one)) {
        let place = name_of(finding).and_then(|name| places(checks).find(|place| place.name == name));
        let Some(place) = place.filter(|place| is_out_of_reach(checks, place, finding.code, names_go_outside)) else {
            continue;
        };
        // What was not reached is not called sound either.
        if let Some(link) = finding.link {
            judgement.measured.remove(&link);
        }
        finding.accuse_nobody();
        if behind_a_vpn.is_none() && place.is_private() && no_tunnel(checks) {
            behind_a_vpn = Some(place.name.to_owned());
        }
    }
    if let Some(name) = behind_a_vpn {
        judgement.add(Finding::information(Code::VpnOff).with("name", Quantity::Text(name)));
    }
}

/// Whether it is sure that no tunnel is up. A service that makes tunnels without an interface may have made one.
fn no_tunnel(checks: &Checks) -> bool {
    let seen = checks.vpn.observation.as_ref();
    seen.is_some_and(|seen| seen.policy_service.is_none() && !seen.tunnels.iter().any(|tunnel| tunnel.active))
}

/// Takes back what is said against anybody beyond this computer where nothing at all answers and it is not known where the way
/// ends: a cut nearer by explains every silence behind it.
pub(super) fn spare_what_lies_beyond_a_cut(judgement: &mut Judgement, checks: &Checks, limits: &Limits) {
    let home = checks.bandwidth.observation.as_ref();
    let found = home.map(|seen| bandwidth::judge(seen, limits).findings);
    if something_answered(checks) || !found.iter().flatten().any(Finding::is_cut_somewhere) {
        return;
    }
    let is_beyond = |link: Link| !matches!(link, Link::Machine | Link::Security);
    judgement.measured.retain(|link, _| !is_beyond(*link));
    let beyond = judgement
        .findings
        .iter_mut()
        .filter(|one| one.link.is_some_and(is_beyond));
    beyond.for_each(Finding::accuse_nobody);
}

/// A door or a server, as far as its reach goes.
struct Place<'a> {
    name: &'a str,
    address: Option<&'a str>,
    in_tunnel: Option<bool>,
    through_proxy: bool,
    /// Whether it is of those that programs reach through the proxy in force, and Maillon does not.
    is_proxied: bool,
    /// How each visit failed; none where it did not.
    visits: Vec<Option<GapReason>>,
}

impl Place<'_> {
    fn is_private(&self) -> bool {
        let address = self.address.and_then(|address| address.parse().ok());
        address.is_some_and(is_private)
    }
}

fn places(checks: &Checks) -> impl Iterator<Item = Place<'_>> {
    let doors = checks.gateway.observation.iter().flat_map(|seen| &seen.doors);
    let security = checks.security.observation.as_ref();
    let has_proxy = security.is_some_and(|seen| seen.proxy.is_some());
    let doors = doors.map(move |door| Place {
        name: &door.name,
        address: door.address.as_deref(),
        in_tunnel: door.in_tunnel,
        through_proxy: false,
        is_proxied: has_proxy && door.kind == DoorKind::RdGateway && door.tries.iter().all(|one| one.tcp_ms.is_none()),
        visits: door.tries.iter().map(|one| one.failure).collect(),
    });
    let servers = checks.server.observation.iter().flat_map(|seen| &seen.servers);
    doors.chain(servers.map(|server| Place {
        name: &server.name,
        address: server.address.as_deref(),
        in_tunnel: server.in_tunnel,
        through_proxy: server.through_proxy,
        is_proxied: false,
        visits: server.tries.iter().map(|visit| visit.failure).collect(),
    }))
}

/// Whether a visit brought an answer of the other side back, were it a refusal.
fn came_back(failure: Option<GapReason>) -> bool {
    matches!(
        failure,
        None | Some(GapReason::Refused | GapReason::Closed | GapReason::Garbage | GapReason::TlsFailed)
    )
}

fn is_out_of_reach(checks: &Checks, place: &Place<'_>, code: Code, names_go_outside: bool) -> bool {
    // At home a stranger may have the same address, and refuses; he does not serve.
    if place.through_proxy || place.visits.contains(&None) {
        return false;
    }
    if place.is_proxied {
        return true;
    }
    if place.in_tunnel == Some(true) {
        let is_silence = matches!(code, Code::GatewayUnreachable | Code::ServerUnreachable);
        return is_silence && !the_tunnel_gives_back(checks);
    }
    let seen = checks.vpn.observation.as_ref();
    let in_use = seen.is_some_and(|seen| seen.tunnels.iter().any(|tunnel| tunnel.active));
    let in_the_office = seen.is_some_and(|seen| seen.answers_outside == Some(true));
    if place.address.is_some() {
        place.is_private() && !in_the_office
    } else {
        // A name that was looked for at the wrong place only says nothing of who bears it.
        (!in_use || names_go_outside) && !in_the_office
    }
}

/// Takes back that names are asked outside the tunnel where every door and server was found by its name all the same, as through a
/// proxy.
pub(super) fn spare_what_is_found(judgement: &mut Judgement, checks: &Checks) {
    let mut visits = places(checks).flat_map(|place| place.visits);
    if visits.any(|failure| failure.is_some_and(GapReason::is_of_the_name)) {
        return;
    }
    let about_names = judgement.findings.iter_mut();
    about_names
        .filter(|finding| finding.code == Code::VpnDnsOutside)
        .for_each(Finding::accuse_nobody);
}

/// Whether anything of the company's came out of the tunnel. Public points that answer through it prove as much where it is
/// surely the company's own.
fn the_tunnel_gives_back(checks: &Checks) -> bool {
    let tunnel = checks.vpn.observation.as_ref();
    let is_the_companys = tunnel.is_some_and(|seen| {
        matches!(seen.expected, Some(VpnExpectation::Full | VpnExpectation::Split))
            || (seen.tunnels.iter()).any(|one| one.active && one.class == Some(VpnClass::Professional))
    });
    let targets = checks.bandwidth.observation.iter().flat_map(|seen| &seen.targets);
    let mut inside = targets.filter(|target| target.in_tunnel == Some(true) && target.sent > target.lost);
    let watched = inside.any(|target| match target.role {
        TargetRole::Inside | TargetRole::Door | TargetRole::Server => true,
        TargetRole::Anchor => is_the_companys,
        TargetRole::Box | TargetRole::FirstHop | TargetRole::Edge => false,
    });
    let visited = |place: Place<'_>| place.in_tunnel == Some(true) && place.visits.iter().any(|one| came_back(*one));
    watched || places(checks).any(visited)
}

#[cfg(test)]
#[path = "reach_tests.rs"]
mod tests;
