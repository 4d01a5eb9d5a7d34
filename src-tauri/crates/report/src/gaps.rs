//! What could not be measured, in words.

use crate::format::foreign;
use crate::words::Words;
use maillon_diagnosis::report::Checks;
use maillon_diagnosis::{CheckId, Gap};

/// The gaps of a check; none when it was not run.
pub fn of(checks: &Checks, check: CheckId) -> Option<&[Gap]> {
    Some(match check {
        CheckId::Bandwidth => &checks.bandwidth.observation.as_ref()?.gaps,
        CheckId::Machine => &checks.machine.observation.as_ref()?.gaps,
        CheckId::Vpn => &checks.vpn.observation.as_ref()?.gaps,
        CheckId::Gateway => &checks.gateway.observation.as_ref()?.gaps,
        CheckId::Security => &checks.security.observation.as_ref()?.gaps,
        CheckId::Server => &checks.server.observation.as_ref()?.gaps,
    })
}

impl Words {
    /// The gaps of a check, a sentence each, without repetition.
    pub fn gaps(&self, checks: &Checks, check: CheckId) -> Vec<String> {
        let Some(gaps) = of(checks, check) else {
            return vec![self.say("gap-check-not-run")];
        };
        let mut sentences: Vec<String> = Vec::new();
        for gap in gaps {
            let sentence = self.gap(gap);
            if !sentences.contains(&sentence) {
                sentences.push(sentence);
            }
        }
        sentences
    }

    /// A gap as a sentence.
    pub fn gap(&self, gap: &Gap) -> String {
        let id = format!("probe-{}", gap.probe);
        let probe = if self.has(&id) {
            self.say(&id)
        } else {
            foreign(&gap.probe)
        };
        let reason = self.say(&format!("gap_reason-{}", gap.reason));
        let variables = [
            ("probe", probe.into()),
            ("target", foreign(&gap.target).into()),
            ("reason", reason.into()),
        ];
        self.tell(if gap.target.is_empty() { "gap-bare" } else { "gap" }, variables)
    }
}
