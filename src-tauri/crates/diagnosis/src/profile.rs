//! The profile a company deploys: its VPN, doors, servers and own limits. Read from text; files are for others to open.

mod address;
mod error;
mod inspect;
mod shape;

pub use address::{AddressFault, Anchor, HostPort, Target, WebUrl};
pub use error::{Hint, Mistake, ProfileError};
pub use shape::{Expected, LONGEST_LIST, Unit};

use crate::limits::{LimitOverride, Limits};
use crate::vocabulary::word;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use toml::de::DeTable;

/// Most connections ever made at once to a company door; no profile can lift it (Windows Server logs event 1006,
/// "the system may be under attack", on many incomplete connections).
pub const PARALLEL_PROBES_CEILING: u32 = 5;

/// A profile larger than this is not one, bytes. A real one is below 20 kB.
pub const LARGEST_PROFILE: usize = 1_000_000;

/// What a company says of itself. Every part may be missing.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "codegen", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct Profile {
    /// Who the company is.
    pub company: Company,
    /// Measuring points of the line.
    pub bandwidth: Bandwidth,
    /// The tunnel.
    pub vpn: Vpn,
    /// The doors.
    pub gateway: Gateway,
    /// The servers.
    #[serde(rename = "server")]
    pub servers: Vec<Server>,
    /// The company's own limits, by name.
    pub limits: BTreeMap<String, LimitOverride>,
}

/// Who the company is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "codegen", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct Company {
    /// Name shown in the window.
    pub name: Option<String>,
    /// Address of the helpdesk, for a message the employee sends.
    pub helpdesk: Option<String>,
}

/// Measuring points of the line.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "codegen", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct Bandwidth {
    /// `.well-known/nq` addresses; the public defaults when empty.
    pub nq: Vec<WebUrl>,
    /// Addresses to watch; public resolvers of two operators when empty.
    pub anchors: Vec<Anchor>,
    /// STUN servers; the public defaults when empty.
    pub stun: Vec<HostPort>,
    /// STAMP reflectors (RFC 8762), for each way by itself; none when empty.
    pub stamp: Vec<HostPort>,
    /// Most megabytes a standard run may move.
    #[cfg_attr(feature = "codegen", schemars(range(min = 1, max = 1000)))]
    pub data_cap_mb: Option<u32>,
}

word! {
    /// What the company expects of the tunnel.
    VpnExpectation {
        /// Everything goes through it.
        Full = "full",
        /// Only the company's traffic goes through it.
        Split = "split",
        /// No VPN.
        None = "none",
    }
}

/// The tunnel.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "codegen", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct Vpn {
    /// What the company expects.
    pub expected: Option<VpnExpectation>,
    /// The concentrator, outside the tunnel.
    pub endpoint: Option<HostPort>,
    /// First address inside.
    pub inside: Option<Anchor>,
}

/// The doors.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "codegen", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct Gateway {
    /// RDP hosts.
    pub tse: Vec<HostPort>,
    /// RD Gateway.
    pub rd_gateway: Option<WebUrl>,
    /// Connections made at once, 1 to 5; 4 by default.
    #[cfg_attr(feature = "codegen", schemars(range(min = 1, max = 5)))]
    pub parallel_probes: Option<u32>,
    /// Uplink of the company's site, Mbit/s, for the sizing model.
    pub site_uplink_mbps: Option<f64>,
    /// Simultaneous sessions, for the sizing model.
    pub sessions: Option<u32>,
}

word! {
    /// What the employee does with a server.
    #[derive(Default)]
    ServerUse {
        /// A web application.
        Web = "web",
        /// A file share.
        FileShare = "file_share",
        /// A database.
        Database = "database",
        /// Anything else.
        #[default]
        Other = "other",
    }
}

/// One server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "codegen", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Server {
    /// Name shown in the window.
    pub name: String,
    /// Where it is.
    pub target: Target,
    /// What the employee does with it.
    #[serde(default)]
    pub r#use: ServerUse,
}

impl Profile {
    /// Reads a profile from the bytes of a file.
    ///
    /// # Errors
    /// The first thing that cannot be taken, with its line and column.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, ProfileError> {
        if bytes.len() > LARGEST_PROFILE {
            return Err(ProfileError::at("", 0, Mistake::TooLarge));
        }
        match std::str::from_utf8(bytes) {
            Ok(text) => Self::parse(text),
            Err(error) => {
                let sound = String::from_utf8_lossy(&bytes[..error.valid_up_to()]);
                Err(ProfileError::at(&sound, sound.len(), Mistake::NotText))
            }
        }
    }

    /// Reads a profile.
    ///
    /// # Errors
    /// The first thing that cannot be taken, with its line and column.
    pub fn parse(text: &str) -> Result<Self, ProfileError> {
        let document = DeTable::parse(text).map_err(|error| ProfileError::not_toml(text, &error))?;
        inspect::inspect(text, &document)?;
        toml::from_str(text).map_err(|error| ProfileError::not_toml(text, &error))
    }

    /// The limits in force.
    ///
    /// # Panics
    /// Never for a profile that came from [`Profile::parse`], which refuses limits that cannot be taken.
    pub fn limits(&self) -> Limits {
        Limits::with_overrides(&self.limits).expect("parse checked the limits")
    }
}

#[cfg(test)]
mod tests;
