//! The servers of the lab: real programs of Debian where there is one, and those a test must be able to slow down or
//! to turn hostile.

pub mod dnsmasq;
pub mod door;
pub mod hostile;
pub mod listener;
pub mod nginx;
pub mod openvpn;
pub mod origin;
pub mod reflector;
pub mod samba;
pub mod stun;
pub mod wireguard;
pub mod xrdp;
