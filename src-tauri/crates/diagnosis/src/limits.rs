//! The thresholds, as data rows with their source, and how a figure is held against one.

use crate::finding::LimitUsed;
use crate::vocabulary::{Severity, Status};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Which way a figure gets worse.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Worse {
    /// A delay, a loss.
    Higher,
    /// A capacity.
    Lower,
}

/// One threshold.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limit {
    /// First limit.
    pub slow: f64,
    /// Second limit.
    pub broken: f64,
    /// Which way the figure gets worse.
    pub worse: Worse,
    /// Where the figures come from.
    pub source: String,
}

/// A company's own figures for one threshold (profile section `[limits]`).
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "codegen", derive(schemars::JsonSchema, ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct LimitOverride {
    /// First limit.
    pub slow: f64,
    /// Second limit.
    pub broken: f64,
}

/// All thresholds in force.
#[derive(Debug, Clone, PartialEq)]
pub struct Limits {
    rows: BTreeMap<String, Limit>,
}

/// Why a company's figures for a threshold cannot be taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LimitError {
    /// No threshold has this name.
    #[error("no limit is called `{name}`{}", nearest.as_ref().map(|near| format!("; did you mean `{near}`?")).unwrap_or_default())]
    Unknown {
        /// As written.
        name: String,
        /// The nearest name there is.
        nearest: Option<String>,
    },
    /// The second limit is milder than the first, or a figure is no number at or above zero.
    #[error("`{name}`: `broken` must be at least as grave as `slow`, and both must be numbers from 0 up")]
    Order {
        /// As written.
        name: String,
    },
}

impl Default for Limits {
    fn default() -> Self {
        let rows = toml::from_str(include_str!("limits.toml")).expect("limits.toml is held by a test");
        Self { rows }
    }
}

impl Limits {
    /// The thresholds with a company's own figures in place of the defaults.
    pub fn with_overrides(overrides: &BTreeMap<String, LimitOverride>) -> Result<Self, LimitError> {
        let mut limits = Self::default();
        for (name, own) in overrides {
            let Some(row) = limits.rows.get_mut(name) else {
                return Err(LimitError::Unknown {
                    name: name.clone(),
                    nearest: nearest(name, limits.rows.keys()),
                });
            };
            let ordered = match row.worse {
                Worse::Higher => own.slow <= own.broken,
                Worse::Lower => own.slow >= own.broken,
            };
            if !ordered || own.slow < 0.0 || own.broken < 0.0 || !own.slow.is_finite() || !own.broken.is_finite() {
                return Err(LimitError::Order { name: name.clone() });
            }
            row.slow = own.slow;
            row.broken = own.broken;
            "the company's profile".clone_into(&mut row.source);
        }
        Ok(limits)
    }

    /// The same limits with these lifted: nothing is past them.
    #[must_use]
    pub fn lifted(&self, names: &[&str]) -> Self {
        let mut limits = self.clone();
        for name in names {
            if let Some(row) = limits.rows.get_mut(*name) {
                let end = match row.worse {
                    Worse::Higher => f64::INFINITY,
                    Worse::Lower => 0.0,
                };
                (row.slow, row.broken) = (end, end);
            }
        }
        limits
    }

    /// The row with this name.
    ///
    /// # Panics
    /// When no row has the name: a name in the code is held against the data file by a test.
    pub fn row(&self, name: &str) -> &Limit {
        self.rows
            .get(name)
            .unwrap_or_else(|| panic!("no limit is called {name}"))
    }

    /// Every name, sorted.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.rows.keys().map(String::as_str)
    }

    /// How a figure stands against a threshold.
    pub fn status(&self, name: &str, figure: f64) -> Status {
        self.row(name).status(figure)
    }

    /// The gravity and the limit passed, when the figure is past it.
    pub fn passed(&self, name: &str, figure: f64) -> Option<(Severity, LimitUsed)> {
        let row = self.row(name);
        let severity = match row.status(figure) {
            Status::Slow => Severity::Slow,
            Status::Broken => Severity::Broken,
            Status::Good | Status::NotKnown => return None,
        };
        Some((
            severity,
            LimitUsed {
                name: name.to_owned(),
                slow: row.slow,
                broken: row.broken,
                source: row.source.clone(),
            },
        ))
    }
}

impl Limit {
    /// How a figure stands; a figure that is no number is not known.
    pub fn status(&self, figure: f64) -> Status {
        let past = |limit: f64| match self.worse {
            Worse::Higher => figure > limit,
            Worse::Lower => figure < limit,
        };
        match figure {
            figure if !figure.is_finite() => Status::NotKnown,
            _ if past(self.broken) => Status::Broken,
            _ if past(self.slow) => Status::Slow,
            _ => Status::Good,
        }
    }
}

/// The nearest of some names, when it is near enough to be a slip of the hand.
pub(crate) fn nearest<'a>(name: &str, names: impl Iterator<Item = &'a String>) -> Option<String> {
    names
        .map(|known| (strsim::damerau_levenshtein(name, known), known))
        .filter(|(distance, known)| *distance <= known.len() / 2)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, known)| known.clone())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn every_row_is_ordered_and_sourced() {
        let limits = Limits::default();
        for (name, row) in &limits.rows {
            assert!(row.source.len() > 8, "{name} has no source");
            match row.worse {
                Worse::Higher => assert!(row.slow < row.broken, "{name}"),
                Worse::Lower => assert!(row.slow > row.broken, "{name}"),
            }
        }
    }

    #[test]
    fn a_misspelt_limit_is_told_its_nearest_name() {
        let own = BTreeMap::from([(
            "gateway.conect_excess_ms".to_owned(),
            LimitOverride { slow: 1.0, broken: 2.0 },
        )]);
        let error = Limits::with_overrides(&own).expect_err("misspelt");
        assert_eq!(
            error.to_string(),
            "no limit is called `gateway.conect_excess_ms`; did you mean `gateway.connect_excess_ms`?"
        );
    }

    #[test]
    fn a_company_may_move_a_limit_but_not_turn_it_round() {
        let set = |slow, broken| {
            Limits::with_overrides(&BTreeMap::from([(
                "download_mbps".to_owned(),
                LimitOverride { slow, broken },
            )]))
        };
        assert_eq!(
            set(30.0, 8.0).expect("ordered").status("download_mbps", 20.0),
            Status::Slow
        );
        assert!(set(8.0, 30.0).is_err());
        assert!(set(f64::NAN, 1.0).is_err());
    }

    proptest! {
        #[test]
        fn a_worse_figure_never_gives_a_better_status(first in 0.0..5000.0_f64, second in 0.0..5000.0_f64) {
            let limits = Limits::default();
            for (name, row) in &limits.rows {
                let (better, worse) = match row.worse {
                    Worse::Higher => (first.min(second), first.max(second)),
                    Worse::Lower => (first.max(second), first.min(second)),
                };
                let (better, worse) = (row.status(better), row.status(worse));
                prop_assert_eq!(better.worst(worse), worse, "{}", name);
            }
        }
    }
}
