//! What could not be measured, and why: a gap is part of the observation, never a silent "good" and never a zero.

use crate::vocabulary::word;
use serde::{Deserialize, Serialize};

word! {
    /// Why a probe brought nothing back.
    GapReason {
        /// The probe's own time budget ran out.
        TimedOut = "timed_out",
        /// The other side refused.
        Refused = "refused",
        /// No route, or a router said the host cannot be reached.
        Unreachable = "unreachable",
        /// The name does not resolve.
        NameNotFound = "name_not_found",
        /// The resolver itself failed or did not answer.
        ResolverFailed = "resolver_failed",
        /// The connection was cut.
        Closed = "closed",
        /// The answer is not of the expected protocol.
        Garbage = "garbage",
        /// The TLS handshake failed.
        TlsFailed = "tls_failed",
        /// The operating system does not let an ordinary user ask.
        NotPermitted = "not_permitted",
        /// This system has no such information.
        NotSupported = "not_supported",
        /// Nothing to ask: the profile names no such target.
        NoTarget = "no_target",
        /// The run was cancelled or its time was over.
        Interrupted = "interrupted",
        /// The byte or disk budget does not allow the test.
        NoBudget = "no_budget",
        /// Anything else; the detail says what.
        Other = "other",
    }
}

impl GapReason {
    /// Whether the name was not found, so that nobody was asked.
    pub const fn is_of_the_name(self) -> bool {
        matches!(self, Self::NameNotFound | Self::ResolverFailed)
    }
}

/// One probe that brought nothing back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "codegen", derive(schemars::JsonSchema, ts_rs::TS))]
pub struct Gap {
    /// The probe, in the spelling of the source file, such as `tcp_connect`.
    pub probe: String,
    /// What was asked, such as a host and port.
    pub target: String,
    /// Why nothing came back.
    pub reason: GapReason,
    /// The error as the system gave it, in English, for the helpdesk. May be empty.
    #[serde(default)]
    pub detail: String,
}

impl Gap {
    /// Records that `probe` brought nothing back from `target`.
    pub fn new(
        probe: impl Into<String>,
        target: impl Into<String>,
        reason: GapReason,
        detail: impl Into<String>,
    ) -> Self {
        Self {
            probe: probe.into(),
            target: target.into(),
            reason,
            detail: detail.into(),
        }
    }
}
