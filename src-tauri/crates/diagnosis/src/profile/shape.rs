//! What may stand in a profile: every key with what is expected of its value. Held against the JSON Schema by a test.

use super::{PARALLEL_PROBES_CEILING, ServerUse, VpnExpectation};

/// Most entries of a list; a run could not ask more of them in its time.
pub const LONGEST_LIST: usize = 64;

/// What is expected of a value.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Expected {
    /// Any text.
    Text,
    /// One of these words.
    Word(&'static [&'static str]),
    /// A whole number.
    Whole {
        /// Least value taken.
        least: u32,
        /// Greatest value taken.
        most: u32,
        /// What it counts.
        unit: Unit,
    },
    /// A number above 0, in Mbit/s.
    Rate,
    /// An `https://` address.
    WebUrl,
    /// A host and a port.
    HostPort,
    /// An IP address or a host name.
    Anchor,
    /// `http(s)://…`, `tcp://host:port` or `smb://host`.
    Target,
    /// A list, [`LONGEST_LIST`] entries at the most, of values of this kind.
    List(&'static Expected),
    /// A section.
    Section(&'static [Key]),
    /// Sections of the same kind, `[[…]]`.
    Sections(&'static [Key]),
    /// The section of the company's own limits, by name.
    Limits,
    /// A limit, `{ slow = …, broken = … }`.
    Limit,
    /// A figure of a limit.
    Figure {
        /// The unit that the name of the limit ends with.
        unit: &'static str,
    },
}

/// What a whole number counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Millions of bytes.
    Megabytes,
    /// Connections at once.
    Connections,
    /// Sessions at once.
    Sessions,
}

/// A key of a section.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Key {
    /// Its name.
    pub name: &'static str,
    /// What is expected of its value.
    pub expected: Expected,
    /// Whether the section is nothing without it.
    pub required: bool,
}

const fn may(name: &'static str, expected: Expected) -> Key {
    Key {
        name,
        expected,
        required: false,
    }
}

const fn must(name: &'static str, expected: Expected) -> Key {
    Key {
        name,
        expected,
        required: true,
    }
}

/// The whole profile.
pub const PROFILE: &[Key] = &[
    may("company", Expected::Section(COMPANY)),
    may("bandwidth", Expected::Section(BANDWIDTH)),
    may("vpn", Expected::Section(VPN)),
    may("gateway", Expected::Section(GATEWAY)),
    may("server", Expected::Sections(SERVER)),
    may("limits", Expected::Limits),
];

const COMPANY: &[Key] = &[may("name", Expected::Text), may("helpdesk", Expected::Text)];

const BANDWIDTH: &[Key] = &[
    may("nq", Expected::List(&Expected::WebUrl)),
    may("anchors", Expected::List(&Expected::Anchor)),
    may("stun", Expected::List(&Expected::HostPort)),
    may("stamp", Expected::List(&Expected::HostPort)),
    may(
        "data_cap_mb",
        Expected::Whole {
            least: 1,
            most: 1000,
            unit: Unit::Megabytes,
        },
    ),
];

const VPN: &[Key] = &[
    may(
        "expected",
        Expected::Word(&[
            VpnExpectation::Full.id(),
            VpnExpectation::Split.id(),
            VpnExpectation::None.id(),
        ]),
    ),
    may("endpoint", Expected::HostPort),
    may("inside", Expected::Anchor),
];

const GATEWAY: &[Key] = &[
    may("tse", Expected::List(&Expected::HostPort)),
    may("rd_gateway", Expected::WebUrl),
    may(
        "parallel_probes",
        Expected::Whole {
            least: 1,
            most: PARALLEL_PROBES_CEILING,
            unit: Unit::Connections,
        },
    ),
    may("site_uplink_mbps", Expected::Rate),
    may(
        "sessions",
        Expected::Whole {
            least: 1,
            most: 1_000_000,
            unit: Unit::Sessions,
        },
    ),
];

const SERVER: &[Key] = &[
    must("name", Expected::Text),
    must("target", Expected::Target),
    may(
        "use",
        Expected::Word(&[
            ServerUse::Web.id(),
            ServerUse::FileShare.id(),
            ServerUse::Database.id(),
            ServerUse::Other.id(),
        ]),
    ),
];

/// The two figures of a limit, by the unit that its name ends with.
pub const LIMIT_BY_UNIT: [(&str, &[Key]); 7] = [
    ("ms", &figures("ms")),
    ("percent", &figures("percent")),
    ("mbps", &figures("mbps")),
    ("gb", &figures("gb")),
    ("days", &figures("days")),
    ("rpm", &figures("rpm")),
    ("other", &figures("other")),
];

const fn figures(unit: &'static str) -> [Key; 2] {
    [
        must("slow", Expected::Figure { unit }),
        must("broken", Expected::Figure { unit }),
    ]
}

/// The two figures of a limit.
pub fn limit(name: &str) -> &'static [Key] {
    let ending = name.rsplit('_').next().unwrap_or_default();
    let row = LIMIT_BY_UNIT.iter().find(|(unit, _)| *unit == ending);
    row.unwrap_or(&LIMIT_BY_UNIT[LIMIT_BY_UNIT.len() - 1]).1
}
