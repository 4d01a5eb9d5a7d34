//! What a run leaves for later ones about the doors of the company.

use super::{Door, Observation, PastRun};
use crate::hours::HourOfRun;
use crate::statistics::median;

/// Past runs kept at the most; the newest ones.
const MOST_RUNS: usize = 2000;

/// What a later run may know of the doors: what this one knew, and what it saw itself. `started_at` is RFC 3339 with the
/// local offset.
pub fn past_runs(seen: &Observation, started_at: &str) -> Vec<PastRun> {
    let mut runs = seen.history.clone();
    if let Some(moment) = HourOfRun::at(started_at, false) {
        runs.extend(seen.doors.iter().filter_map(|door| of_door(door, &moment)));
    }
    let surplus = runs.len().saturating_sub(MOST_RUNS);
    runs.drain(..surplus);
    runs
}

fn of_door(door: &Door, moment: &HourOfRun) -> Option<PastRun> {
    let path = door.path_rtt_ms;
    Some(PastRun {
        day: moment.day.clone(),
        hour: moment.hour,
        door: door.name.clone(),
        connect_ms: median(door.tries.iter().filter_map(|one| one.tcp_ms))?,
        own_ms: median(door.tries.iter().filter_map(|one| Some(one.answer_ms? - path?))),
        path_rtt_ms: path,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::gateway::Try;

    #[test]
    fn a_run_adds_its_doors_to_what_it_knew() {
        let one = Try {
            tcp_ms: Some(12.0),
            answer_ms: Some(30.0),
            ..Try::default()
        };
        let door = Door {
            name: "tse1:3389".to_owned(),
            path_rtt_ms: Some(10.0),
            tries: vec![one; 3],
            ..Door::default()
        };
        let known = PastRun {
            door: "old".to_owned(),
            ..PastRun::default()
        };
        let mut seen = Observation {
            doors: vec![door, Door::default()],
            history: vec![known],
            ..Observation::default()
        };
        let runs = past_runs(&seen, "2026-11-24T14:05:00+01:00");
        assert_eq!(runs.len(), 2, "a door without an answer leaves nothing");
        let last = &runs[1];
        assert_eq!((last.day.as_str(), last.hour), ("2026-11-24", 14));
        assert_eq!((last.connect_ms, last.own_ms), (12.0, Some(20.0)));
        assert_eq!(past_runs(&seen, "some day").len(), 1);
        seen.history = vec![PastRun::default(); 5000];
        assert_eq!(past_runs(&seen, "2026-11-24T14:05:00+01:00").len(), MOST_RUNS);
    }
}
