//! A finding: a code, a severity and typed quantities. `maillon-report` turns it into sentences.

use crate::vocabulary::{Link, Severity};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

mod codes;
pub use codes::Code;

/// A figure with its unit, or a piece of foreign text (always data, never markup).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "codegen", derive(schemars::JsonSchema, ts_rs::TS))]
#[serde(tag = "unit", content = "value", rename_all = "snake_case")]
pub enum Quantity {
    /// Milliseconds.
    Milliseconds(f64),
    /// Seconds.
    Seconds(f64),
    /// Bits a second.
    BitsPerSecond(f64),
    /// Per cent, 0 to 100.
    Percent(f64),
    /// Bytes.
    Bytes(f64),
    /// A plain number.
    Count(f64),
    /// A ratio without unit, such as 1.8 times.
    Ratio(f64),
    /// Signal power in dBm.
    Dbm(f64),
    /// Round trips per minute (draft-ietf-ippm-responsiveness).
    Rpm(f64),
    /// A date, `YYYY-MM-DD`.
    Date(String),
    /// Hours of the day, 0 to 23, local time.
    Hours(Vec<u8>),
    /// Text from outside: a host, a product, a process.
    Text(String),
}

/// The limit that a finding passed, as it was in force.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "codegen", derive(schemars::JsonSchema, ts_rs::TS))]
pub struct LimitUsed {
    /// Name of the row, such as `gateway.connect_excess_ms`.
    pub name: String,
    /// First limit.
    pub slow: f64,
    /// Second limit.
    pub broken: f64,
    /// Where the figure comes from.
    pub source: String,
}

/// How well a finding is supported.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "codegen", derive(schemars::JsonSchema, ts_rs::TS))]
#[serde(default)]
pub struct Support {
    /// Independent samples behind the figure.
    pub samples: u32,
    /// Separate time windows in which the figure was past its limit.
    pub windows_bad: u32,
    /// Separate time windows in which it was measured.
    pub windows: u32,
    /// 95 % interval of the figure, in its own unit.
    pub interval: Option<(f64, f64)>,
}

impl Support {
    /// One figure a sample: `bad` of `all` were past the limit.
    pub fn of(bad: usize, all: usize) -> Self {
        let count = |number| u32::try_from(number).unwrap_or(u32::MAX);
        Self {
            samples: count(all),
            windows_bad: count(bad),
            windows: count(all),
            interval: None,
        }
    }

    /// A figure drawn once from so many samples: never reproduced by itself.
    pub fn once(samples: u32) -> Self {
        Self {
            samples,
            windows_bad: 1,
            windows: 1,
            interval: None,
        }
    }

    /// Whether the figure was reproduced: in two separate windows and in at least half of them, or in 80 % of them
    /// (`research/thresholds.md` §10.2).
    pub fn is_reproduced(&self) -> bool {
        self.windows >= 2 && self.windows_bad >= 2 && self.windows_bad * 2 >= self.windows
    }
}

/// One thing a check found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "codegen", derive(schemars::JsonSchema, ts_rs::TS))]
pub struct Finding {
    /// What was found.
    pub code: Code,
    /// How grave it is.
    pub severity: Severity,
    /// The link it speaks for; none for a fact that accuses nobody.
    pub link: Option<Link>,
    /// Figures and names, by name; the words refer to them as Fluent variables.
    #[serde(default)]
    pub quantities: BTreeMap<String, Quantity>,
    /// The limit that was passed.
    #[serde(default)]
    pub limit: Option<LimitUsed>,
    /// How well it is supported.
    #[serde(default)]
    pub support: Support,
}

impl Finding {
    /// A finding that accuses nobody.
    pub fn information(code: Code) -> Self {
        Self {
            code,
            severity: Severity::Information,
            link: None,
            quantities: BTreeMap::new(),
            limit: None,
            support: Support::default(),
        }
    }

    /// A finding against a link.
    pub fn against(code: Code, link: Link, severity: Severity) -> Self {
        Self {
            severity,
            link: Some(link),
            ..Self::information(code)
        }
    }

    /// Makes of it a fact that accuses nobody: it holds, but whose it is cannot be told.
    pub fn accuse_nobody(&mut self) {
        self.severity = Severity::Information;
        self.link = None;
    }

    /// Whether it says that nothing gets through, and that where the way ends is not known.
    pub fn is_cut_somewhere(&self) -> bool {
        self.code == Code::LocalLinkCut && self.link.is_none() && self.severity == Severity::Broken
    }

    /// The figure that was held against the limit, in the limit's own unit.
    pub fn figure(&self) -> Option<f64> {
        match self.quantities.get("figure")? {
            Quantity::BitsPerSecond(rate) => Some(rate / 1e6),
            Quantity::Milliseconds(figure)
            | Quantity::Seconds(figure)
            | Quantity::Percent(figure)
            | Quantity::Bytes(figure)
            | Quantity::Count(figure)
            | Quantity::Ratio(figure)
            | Quantity::Dbm(figure)
            | Quantity::Rpm(figure) => Some(*figure),
            Quantity::Date(_) | Quantity::Hours(_) | Quantity::Text(_) => None,
        }
    }

    /// Adds a figure or a name.
    #[must_use]
    pub fn with(mut self, name: &str, quantity: Quantity) -> Self {
        self.quantities.insert(name.to_owned(), quantity);
        self
    }

    /// Adds the limit that was passed.
    #[must_use]
    pub fn past(mut self, limit: LimitUsed) -> Self {
        self.limit = Some(limit);
        self
    }

    /// Adds how well it is supported.
    #[must_use]
    pub fn supported(mut self, support: Support) -> Self {
        self.support = support;
        self
    }
}
