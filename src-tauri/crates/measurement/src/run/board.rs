//! What is known so far. Every check writes here as it goes, so that a run cut short keeps all it saw.

use crate::Event;
use maillon_diagnosis::checks::{bandwidth, gateway, machine, security, server, vpn};
use maillon_diagnosis::judgement::Judgement;
use maillon_diagnosis::report::{CheckResult, Checks};
use maillon_diagnosis::verdict::judge_check;
use maillon_diagnosis::{CheckId, Code, Limits};
use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};
use tokio::sync::mpsc::Sender;

/// The shared observations of one run.
pub(crate) struct Board {
    seen: Mutex<Checks>,
    limits: Limits,
    wanted: BTreeSet<CheckId>,
    /// Checks whose last word was told.
    finished: Mutex<BTreeSet<CheckId>>,
    events: Sender<Event>,
}

fn observation<O: Default>(result: &mut CheckResult<O>) -> &mut O {
    result.observation.get_or_insert_with(O::default)
}

impl Board {
    pub(crate) fn new(limits: Limits, wanted: BTreeSet<CheckId>, events: Sender<Event>) -> Self {
        Self {
            seen: Mutex::default(),
            limits,
            wanted,
            finished: Mutex::default(),
            events,
        }
    }

    pub(crate) fn with<T>(&self, change: impl FnOnce(&mut Checks) -> T) -> T {
        change(&mut self.seen.lock().unwrap_or_else(PoisonError::into_inner))
    }

    pub(crate) fn bandwidth<T>(&self, change: impl FnOnce(&mut bandwidth::Observation) -> T) -> T {
        self.with(|seen| change(observation(&mut seen.bandwidth)))
    }

    pub(crate) fn machine<T>(&self, change: impl FnOnce(&mut machine::Observation) -> T) -> T {
        self.with(|seen| change(observation(&mut seen.machine)))
    }

    pub(crate) fn vpn<T>(&self, change: impl FnOnce(&mut vpn::Observation) -> T) -> T {
        self.with(|seen| change(observation(&mut seen.vpn)))
    }

    pub(crate) fn gateway<T>(&self, change: impl FnOnce(&mut gateway::Observation) -> T) -> T {
        self.with(|seen| change(observation(&mut seen.gateway)))
    }

    pub(crate) fn security<T>(&self, change: impl FnOnce(&mut security::Observation) -> T) -> T {
        self.with(|seen| change(observation(&mut seen.security)))
    }

    pub(crate) fn server<T>(&self, change: impl FnOnce(&mut server::Observation) -> T) -> T {
        self.with(|seen| change(observation(&mut seen.server)))
    }

    /// Tells what happened; dropped when the listener is far behind, for only the report must be whole.
    pub(crate) fn tell(&self, event: Event) {
        drop(self.events.try_send(event));
    }

    /// Tells that a check is being measured.
    pub(crate) fn begin(&self, check: CheckId) {
        if self.wanted.contains(&check) {
            self.tell(Event::Measuring { check });
        }
    }

    /// Judges a check on what is known and tells it; nothing more is told behind its last word.
    pub(crate) fn judge(&self, check: CheckId, last: bool) {
        let mut finished = self.finished.lock().unwrap_or_else(PoisonError::into_inner);
        if !self.wanted.contains(&check) || finished.contains(&check) {
            return;
        }
        if last {
            finished.insert(check);
        }
        drop(finished);
        let judgement = self.judged(check);
        self.tell(Event::Judged {
            check,
            status: judgement.status(),
            findings: judgement.findings,
            last,
        });
    }

    /// What a check comes to on what the report will hold.
    fn judged(&self, check: CheckId) -> Judgement {
        if self.wanted.len() == CheckId::ALL.len() {
            self.with(|seen| judge_check(seen, check, &self.limits))
        } else {
            judge_check(&self.checks(), check, &self.limits)
        }
    }

    /// Whether nothing was found so far, neither a trouble nor a fact.
    pub(crate) fn has_no_finding(&self, check: CheckId) -> bool {
        self.judged(check).findings.is_empty()
    }

    /// Whether the judging says that connectivity is cut.
    pub(crate) fn is_cut(&self) -> bool {
        self.with(|seen| judge_check(seen, CheckId::Bandwidth, &self.limits))
            .findings
            .iter()
            .any(|finding| matches!(finding.code, Code::LineCut | Code::LocalLinkCut | Code::CaptivePortal))
    }

    /// Everything seen of the checks that were asked for, and what of the others they are judged by.
    pub(crate) fn checks(&self) -> Checks {
        let mut seen = self.with(|seen| seen.clone());
        for check in CheckId::ALL.iter().filter(|check| !self.wanted.contains(check)) {
            seen.keep_context_of(*check);
        }
        seen
    }
}
