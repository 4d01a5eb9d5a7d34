//! The report of one run: what was asked, what was seen, what was judged. Fields are added, never renamed.

use crate::checks::{bandwidth, gateway, machine, security, server, vpn};
use crate::finding::{Code, Finding};
use crate::limits::LimitOverride;
use crate::slow_moment::SlowMoment;
use crate::verdict::Verdict;
use crate::vocabulary::{CheckId, Link, Status, word};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Version of the report format. Raised when a reader of the older version would misunderstand a report.
pub const FORMAT_VERSION: u32 = 1;

/// One run, whole.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "codegen", derive(schemars::JsonSchema, ts_rs::TS))]
pub struct Report {
    /// Version of the format.
    pub format_version: u32,
    /// The program that wrote it, such as `maillon 0.1.0`.
    pub program: String,
    /// When, where and how the run went.
    pub run: Run,
    /// The profile in force, as far as the report needs it.
    pub profile: ProfileInForce,
    /// What the run says.
    pub verdict: Verdict,
    /// The six points.
    pub checks: Checks,
    /// Slow moments that the long watch caught before this run or after it, the earliest first.
    #[serde(default)]
    pub slow_moments: Vec<SlowMoment>,
    /// What was removed before the report was exported.
    #[serde(default)]
    pub redacted: Vec<String>,
}

word! {
    /// How much data a run may spend on the line.
    #[derive(Default)]
    Mode {
        /// At most 5 MB.
        Light = "light",
        /// At most 25 MB, or the profile's cap.
        #[default]
        Standard = "standard",
        /// At most 100 MB.
        Precise = "precise",
    }
}

/// When, where and how a run went.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "codegen", derive(schemars::JsonSchema, ts_rs::TS))]
#[serde(default)]
pub struct Run {
    /// Start, RFC 3339 with the local offset.
    pub started_at: String,
    /// Seconds it took.
    pub seconds: f64,
    /// Data mode.
    pub mode: Mode,
    /// Whether it went to its end; a cancelled run is partial.
    pub complete: bool,
    /// Whether this is the recorded example.
    pub example: bool,
    /// Name of the computer; removed from exports by default.
    pub host_name: Option<String>,
    /// Name of the user; removed from exports by default.
    pub user_name: Option<String>,
    /// What the run cost.
    pub cost: bandwidth::Cost,
}

/// The profile in force, as far as the report needs it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "codegen", derive(schemars::JsonSchema, ts_rs::TS))]
#[serde(default)]
pub struct ProfileInForce {
    /// The file; none for the built-in defaults.
    pub file: Option<String>,
    /// The company.
    pub company: Option<String>,
    /// The helpdesk's address.
    pub helpdesk: Option<String>,
    /// The company's own limits.
    pub limits: BTreeMap<String, LimitOverride>,
}

/// One check's part of the report.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "codegen", derive(schemars::JsonSchema, ts_rs::TS))]
pub struct CheckResult<O> {
    /// State of the point.
    pub status: Status,
    /// What was seen; none when the check was not run.
    pub observation: Option<O>,
    /// What was found.
    #[serde(default)]
    pub findings: Vec<Finding>,
}

impl<O> Default for CheckResult<O> {
    fn default() -> Self {
        Self {
            status: Status::NotKnown,
            observation: None,
            findings: Vec::new(),
        }
    }
}

/// The six points.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "codegen", derive(schemars::JsonSchema, ts_rs::TS))]
#[serde(default)]
pub struct Checks {
    /// Check 1.
    pub bandwidth: CheckResult<bandwidth::Observation>,
    /// Check 2.
    pub machine: CheckResult<machine::Observation>,
    /// Check 3.
    pub vpn: CheckResult<vpn::Observation>,
    /// Check 4.
    pub gateway: CheckResult<gateway::Observation>,
    /// Check 5.
    pub security: CheckResult<security::Observation>,
    /// Check 6.
    pub server: CheckResult<server::Observation>,
}

impl Checks {
    /// State and findings of each point, in the order of the checklist.
    pub fn summaries(&self) -> [(CheckId, Status, &[Finding]); 6] {
        [
            (CheckId::Bandwidth, self.bandwidth.status, &self.bandwidth.findings),
            (CheckId::Machine, self.machine.status, &self.machine.findings),
            (CheckId::Vpn, self.vpn.status, &self.vpn.findings),
            (CheckId::Gateway, self.gateway.status, &self.gateway.findings),
            (CheckId::Security, self.security.status, &self.security.findings),
            (CheckId::Server, self.server.status, &self.server.findings),
        ]
    }

    /// The gravest finding of a code against a link: that of the highest severity, and of those the highest figure.
    pub fn gravest(&self, link: Link, code: Code) -> Option<&Finding> {
        let all = self.summaries().into_iter().flat_map(|(_, _, findings)| findings);
        all.filter(|finding| finding.link == Some(link) && finding.code == code)
            .max_by(|a, b| {
                let figure = |finding: &Finding| finding.figure().unwrap_or_default();
                a.severity.cmp(&b.severity).then(figure(a).total_cmp(&figure(b)))
            })
    }

    /// Sets what the judging of one check said.
    pub fn set(&mut self, check: CheckId, status: Status, findings: Vec<Finding>) {
        let (its_status, its_findings) = match check {
            CheckId::Bandwidth => (&mut self.bandwidth.status, &mut self.bandwidth.findings),
            CheckId::Machine => (&mut self.machine.status, &mut self.machine.findings),
            CheckId::Vpn => (&mut self.vpn.status, &mut self.vpn.findings),
            CheckId::Gateway => (&mut self.gateway.status, &mut self.gateway.findings),
            CheckId::Security => (&mut self.security.status, &mut self.security.findings),
            CheckId::Server => (&mut self.server.status, &mut self.server.findings),
        };
        *its_status = status;
        *its_findings = findings;
    }

    /// Takes out a check that was not asked for, but for what the others are judged by and what cost no packet of its own:
    /// the targets on their way, the routes and tunnels, the proxy in force, and whether this is a remote session.
    pub fn keep_context_of(&mut self, check: CheckId) {
        match check {
            CheckId::Bandwidth => self.bandwidth = context_of(self.bandwidth.observation.as_ref(), on_their_way),
            CheckId::Machine => self.machine = context_of(self.machine.observation.as_ref(), session),
            CheckId::Vpn => self.vpn = context_of(self.vpn.observation.as_ref(), routes_and_tunnels),
            CheckId::Security => self.security = context_of(self.security.observation.as_ref(), proxy),
            CheckId::Gateway | CheckId::Server => self.forget(check),
        }
    }

    /// Takes one check out, as if it had not been run.
    pub fn forget(&mut self, check: CheckId) {
        match check {
            CheckId::Bandwidth => self.bandwidth = CheckResult::default(),
            CheckId::Machine => self.machine = CheckResult::default(),
            CheckId::Vpn => self.vpn = CheckResult::default(),
            CheckId::Gateway => self.gateway = CheckResult::default(),
            CheckId::Security => self.security = CheckResult::default(),
            CheckId::Server => self.server = CheckResult::default(),
        }
    }
}

fn context_of<O: Default + PartialEq>(seen: Option<&O>, keep: fn(&O) -> O) -> CheckResult<O> {
    CheckResult {
        observation: seen.map(keep).filter(|kept| *kept != O::default()),
        ..CheckResult::default()
    }
}

fn on_their_way(seen: &bandwidth::Observation) -> bandwidth::Observation {
    bandwidth::Observation {
        targets: seen.targets.clone(),
        ..bandwidth::Observation::default()
    }
}

fn session(seen: &machine::Observation) -> machine::Observation {
    machine::Observation {
        remote_session: seen.remote_session.filter(|remote| *remote),
        ..machine::Observation::default()
    }
}

fn proxy(seen: &security::Observation) -> security::Observation {
    security::Observation {
        proxy: seen.proxy.clone(),
        ..security::Observation::default()
    }
}

fn routes_and_tunnels(seen: &vpn::Observation) -> vpn::Observation {
    vpn::Observation {
        tunnels: seen.tunnels.clone(),
        routes: seen.routes.clone(),
        policy_service: seen.policy_service.clone(),
        answers_outside: seen.answers_outside,
        expected: seen.expected,
        ..vpn::Observation::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::vpn::RouteLookup;

    #[test]
    fn of_a_check_that_was_not_asked_for_only_what_the_others_need_is_kept() {
        let mut checks = Checks::default();
        checks.bandwidth.observation = Some(bandwidth::Observation {
            targets: vec![bandwidth::Target::default()],
            hops: vec![bandwidth::Hop::default()],
            ..bandwidth::Observation::default()
        });
        checks.machine.observation = Some(machine::Observation {
            remote_session: Some(true),
            uptime_s: Some(1.0),
            ..machine::Observation::default()
        });
        checks.vpn.observation = Some(vpn::Observation {
            routes: vec![RouteLookup::default()],
            process_cpu_percent: Some(90.0),
            ..vpn::Observation::default()
        });
        checks.server.observation = Some(server::Observation::default());
        for check in CheckId::ALL.iter().copied() {
            checks.keep_context_of(check);
        }
        let bandwidth = checks.bandwidth.observation.expect("kept");
        assert_eq!((bandwidth.targets.len(), bandwidth.hops.len()), (1, 0));
        let machine = checks.machine.observation.expect("kept");
        assert_eq!((machine.remote_session, machine.uptime_s), (Some(true), None));
        let vpn = checks.vpn.observation.expect("kept");
        assert_eq!((vpn.routes.len(), vpn.process_cpu_percent), (1, None));
        assert!(checks.server.observation.is_none());
    }
}
