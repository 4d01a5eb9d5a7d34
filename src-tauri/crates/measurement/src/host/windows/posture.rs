//! Risks of telework, read from settings that any user may read.

use super::machine::running;
use super::system;
use crate::host::parse::posture::{managed, management_agents};
use crate::host::parse::windows::protection::Registered;
use crate::host::{Answer, HostError, PostureReading, or_gap};
use maillon_diagnosis::GapReason;
use maillon_diagnosis::checks::security::Posture;
use windows_sys::Win32::NetworkManagement::NetManagement::{
    NetApiBufferFree, NetGetJoinInformation, NetSetupDomainName,
};

/// What can be told of the computer; `wifi` and `outside_tunnel` are left to the checks.
pub(super) fn posture() -> Answer<Posture> {
    let table = management_agents()
        .map_err(|error| HostError::new("posture", GapReason::Other, &format!("management.toml: {error}")))?;
    let processes: Vec<String> = running().into_iter().map(|process| process.name).collect();
    let by_agent = managed(&table, &processes, |_| false);
    Ok(Posture {
        managed: by_agent.or_else(|| in_a_domain().then_some(true)),
        firewall_on: system::firewall_on(),
        ..Posture::default()
    })
}

/// The same, with the firewalls that registered, of which one that protects is enough, and with whether the user's volume is
/// encrypted. The computer that carries a virtual machine may encrypt its disk.
pub(super) fn with(
    posture: Posture,
    firewalls: Answer<Vec<Registered>>,
    encrypted: Answer<Option<bool>>,
) -> PostureReading {
    let mut gaps = Vec::new();
    // Another firewall matters where that of Windows is not known to be on.
    let others = || or_gap(firewalls, &mut gaps).iter().any(|firewall| firewall.active);
    let firewall_on = posture.firewall_on.or_else(|| others().then_some(true));
    let told = |encrypted: &bool| *encrypted || system::virtual_machine().is_none();
    let posture = Posture {
        firewall_on,
        disk_encrypted: or_gap(encrypted, &mut gaps).filter(told),
        ..posture
    };
    PostureReading { posture, gaps }
}

/// Whether the computer is joined to a domain (`NetGetJoinInformation`, open to any user).
#[expect(unsafe_code, reason = "no safe library tells it")]
fn in_a_domain() -> bool {
    let (mut name, mut kind) = (std::ptr::null_mut(), 0);
    // SAFETY: both are places for one value; the name is given back once, as Microsoft asks.
    unsafe {
        let code = NetGetJoinInformation(std::ptr::null(), &raw mut name, &raw mut kind);
        if !name.is_null() {
            NetApiBufferFree(name.cast());
        }
        code == 0 && kind == NetSetupDomainName
    }
}
