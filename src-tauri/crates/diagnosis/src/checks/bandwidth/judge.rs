//! Judges the observation of this check.

use super::Observation;
use crate::judgement::Judgement;
use crate::limits::Limits;

/// Judges what was seen.
pub fn judge(_observation: &Observation, _limits: &Limits) -> Judgement {
    Judgement::default()
}
