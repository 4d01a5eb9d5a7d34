//! The words of Maillon, spelled the same in Rust, TypeScript, Fluent files, JSON, scenarios and on the screen.

use serde::{Deserialize, Serialize};

macro_rules! word {
    ($(#[$meta:meta])* $name:ident { $($(#[$variant_meta:meta])* $variant:ident = $id:literal,)+ }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "codegen", derive(schemars::JsonSchema, ts_rs::TS))]
        pub enum $name {
            $($(#[$variant_meta])* #[serde(rename = $id)] $variant,)+
        }

        impl $name {
            /// Every value, in the order of the chain or of the scale.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The identifier used in JSON, Fluent files and scenarios.
            pub const fn id(self) -> &'static str {
                match self { $(Self::$variant => $id,)+ }
            }

            /// Finds the value with this identifier.
            pub fn from_id(id: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|value| value.id() == id)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.pad(self.id())
            }
        }
    };
}
pub(crate) use word;

word! {
    /// One of the six points of the checklist.
    CheckId {
        /// Is the home connection fast and stable?
        Bandwidth = "bandwidth",
        /// Can this computer keep up?
        Machine = "machine",
        /// Is a VPN up, which one, full or split, and what does it cost?
        Vpn = "vpn",
        /// Does the company's entrance take connections quickly?
        Gateway = "gateway",
        /// What do antivirus, EDR, firewall, proxy and TLS inspection cost here?
        Security = "security",
        /// Are the company's servers and applications themselves slow?
        Server = "server",
    }
}

word! {
    /// One link of the chain, from the employee's desk to the company's servers.
    Link {
        /// The computer itself.
        Machine = "machine",
        /// Antivirus, EDR, firewall, proxy and TLS inspection on the computer or in its path.
        Security = "security",
        /// Wi-Fi or cable between the computer and the box.
        LocalLink = "local_link",
        /// Box to provider.
        AccessLine = "access_line",
        /// Provider to the company's edge.
        Internet = "internet",
        /// The tunnel.
        Vpn = "vpn",
        /// The company's entrance: VPN concentrator, RD Gateway, TSE/RDP host.
        Gateway = "gateway",
        /// The company's servers and applications.
        Server = "server",
    }
}

impl Link {
    /// The point of the checklist that speaks for this link.
    pub const fn check(self) -> CheckId {
        match self {
            Self::Machine => CheckId::Machine,
            Self::Security => CheckId::Security,
            Self::LocalLink | Self::AccessLine | Self::Internet => CheckId::Bandwidth,
            Self::Vpn => CheckId::Vpn,
            Self::Gateway => CheckId::Gateway,
            Self::Server => CheckId::Server,
        }
    }
}

word! {
    /// How one thing fares. `NotKnown` is a value of its own, never an absence of trouble.
    Status {
        /// Within its limits.
        Good = "good",
        /// Past the first limit: a person notices.
        Slow = "slow",
        /// Past the second limit: work suffers or stops.
        Broken = "broken",
        /// Not measured, or not measured enough to tell.
        NotKnown = "not_known",
    }
}

word! {
    /// How grave a finding is.
    Severity {
        /// A fact worth knowing that does not explain slowness.
        Information = "information",
        /// Past the first limit.
        Slow = "slow",
        /// Past the second limit.
        Broken = "broken",
    }
}

word! {
    /// How sure the verdict is of a weak link.
    Certainty {
        /// Past its limit with enough samples, reproduced in separate windows, nothing unknown upstream.
        Established = "established",
        /// The best explanation, with something missing to be sure.
        Probable = "probable",
    }
}

word! {
    /// What the run as a whole says.
    Outcome {
        /// At least one weak link is named.
        WeakLink = "weak_link",
        /// Enough was measured and nothing is abnormal at this moment.
        NothingAbnormal = "nothing_abnormal",
        /// Not enough could be measured to tell.
        CannotTell = "cannot_tell",
    }
}

word! {
    /// What the employee does with the connection.
    UseId {
        /// Video meetings.
        Visio = "visio",
        /// Telephony over IP.
        Voip = "voip",
        /// Remote desktop (TSE, RDS).
        Tse = "tse",
        /// File shares of the company.
        FileShare = "file_share",
        /// Web applications.
        Web = "web",
        /// Mail and chat.
        Mail = "mail",
    }
}

impl Status {
    /// The graver of two states; what is known outweighs what is not.
    #[must_use]
    pub fn worst(self, other: Self) -> Self {
        self.rank().max(other.rank()).into()
    }

    fn rank(self) -> u8 {
        match self {
            Self::NotKnown => 0,
            Self::Good => 1,
            Self::Slow => 2,
            Self::Broken => 3,
        }
    }

    /// Whether the first limit is passed.
    pub fn is_bad(self) -> bool {
        matches!(self, Self::Slow | Self::Broken)
    }
}

impl From<u8> for Status {
    fn from(rank: u8) -> Self {
        match rank {
            0 => Self::NotKnown,
            1 => Self::Good,
            2 => Self::Slow,
            _ => Self::Broken,
        }
    }
}

impl From<Severity> for Status {
    fn from(severity: Severity) -> Self {
        match severity {
            Severity::Information => Self::Good,
            Severity::Slow => Self::Slow,
            Severity::Broken => Self::Broken,
        }
    }
}
