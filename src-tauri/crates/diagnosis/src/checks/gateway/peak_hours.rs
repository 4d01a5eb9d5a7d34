//! Hours at which past runs of this computer found a door slow. Advice for the IT department: it accuses nobody of
//! today's slowness.

use super::{Door, PastRun};
use crate::constants::{HOURS_APART_MS, PATH_OF_SLOW_HOURS, PATH_OF_SLOW_HOURS_MS};
use crate::finding::{Code, Finding, Quantity};
use crate::hours::DAYS_NEEDED;
use crate::limits::Limits;
use crate::statistics::median;
use std::collections::{BTreeMap, BTreeSet};

/// The hours whose own time is well past that of the calmer half of the hours, while the way to the door was as in calm
/// ones.
pub(super) fn peak_hours(door: &Door, history: &[PastRun], limits: &Limits) -> Option<Finding> {
    let own = |run: &PastRun| run.own_ms.or(Some(run.connect_ms - run.path_rtt_ms?));
    let mut hours: BTreeMap<u8, Vec<(&PastRun, f64)>> = BTreeMap::new();
    for run in history.iter().filter(|run| run.door == door.name) {
        if let Some(own) = own(run) {
            hours.entry(run.hour).or_default().push((run, own));
        }
    }
    let typical = |runs: &[(&PastRun, f64)]| median(runs.iter().map(|(_, own)| *own)).unwrap_or_default();
    let mut by_hour: Vec<f64> = hours.values().map(|runs| typical(runs)).collect();
    by_hour.sort_by(f64::total_cmp);
    let calmer_half = &by_hour[..by_hour.len().div_ceil(2)];
    let base = median(calmer_half.iter().copied())?;
    let slow_ratio = limits.row("gateway.peak_ratio").slow;
    let is_slow = |own: f64| own > base * slow_ratio && own - base >= HOURS_APART_MS;
    let (slow, calm): (Vec<_>, Vec<_>) = hours.iter().partition(|(_, runs)| is_slow(typical(runs)));
    let flat = |hours: &[(&u8, &Vec<(&PastRun, f64)>)]| -> Vec<(String, Option<f64>, f64)> {
        let runs = hours.iter().flat_map(|(_, runs)| runs.iter());
        runs.map(|(run, own)| (run.day.clone(), run.path_rtt_ms, *own))
            .collect()
    };
    let (slow_runs, calm_runs) = (flat(&slow), flat(&calm));
    let days = |runs: &[(String, Option<f64>, f64)]| runs.iter().map(|(day, ..)| day).collect::<BTreeSet<_>>().len();
    if days(&slow_runs) < DAYS_NEEDED || days(&calm_runs) < DAYS_NEEDED {
        return None;
    }
    let path = |runs: &[(String, Option<f64>, f64)]| median(runs.iter().filter_map(|(_, path, _)| *path));
    let (slow_path, calm_path) = (path(&slow_runs)?, path(&calm_runs)?);
    if slow_path > PATH_OF_SLOW_HOURS * calm_path && slow_path > calm_path + PATH_OF_SLOW_HOURS_MS {
        return None;
    }
    let bad_days: BTreeSet<&String> = (slow_runs.iter().filter(|(.., own)| is_slow(*own)))
        .map(|(day, ..)| day)
        .collect();
    let middle = |runs: &[(String, Option<f64>, f64)]| median(runs.iter().map(|(.., own)| *own));
    Some(
        Finding::information(Code::GatewayPeakHours)
            .with("figure", Quantity::Milliseconds(middle(&slow_runs)?))
            .with("calm", Quantity::Milliseconds(middle(&calm_runs)?))
            .with("bad_days", Quantity::Count(bad_days.len() as f64))
            .with("days", Quantity::Count(days(&slow_runs) as f64))
            .with("hours", Quantity::Hours(slow.iter().map(|(hour, _)| **hour).collect())),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(day: u8, hour: u8, own_ms: f64, path_rtt_ms: f64) -> PastRun {
        PastRun {
            day: format!("2026-11-{day}"),
            hour,
            own_ms: Some(own_ms),
            path_rtt_ms: Some(path_rtt_ms),
            door: "tse".to_owned(),
            ..PastRun::default()
        }
    }

    fn hours(history: &[PastRun]) -> Option<Finding> {
        let door = Door {
            name: "tse".to_owned(),
            ..Door::default()
        };
        peak_hours(&door, history, &Limits::default())
    }

    fn nine() -> Vec<PastRun> {
        vec![
            run(16, 9, 1500.0, 20.0),
            run(17, 9, 1800.0, 21.0),
            run(18, 9, 1600.0, 19.0),
        ]
    }

    fn noon() -> Vec<PastRun> {
        vec![
            run(16, 12, 30.0, 20.0),
            run(17, 13, 35.0, 20.0),
            run(18, 14, 32.0, 20.0),
        ]
    }

    #[test]
    fn peak_hours_need_three_days_of_each_kind_and_a_path_that_did_not_change() {
        let found = hours(&[nine(), noon()].concat()).expect("nine is slow");
        assert_eq!(found.figure(), Some(1600.0));
        let with_a_calm_day = [nine(), noon(), vec![run(19, 9, 30.0, 20.0)]].concat();
        let found = hours(&with_a_calm_day).expect("nine is slow");
        let count = |name: &str| found.quantities.get(name).cloned();
        assert_eq!(count("bad_days"), Some(Quantity::Count(3.0)));
        assert_eq!(count("days"), Some(Quantity::Count(4.0)));
        assert_eq!(hours(&[&nine()[..2], &noon()[..]].concat()), None);
        let same_day: Vec<PastRun> = nine()
            .into_iter()
            .map(|slow| PastRun {
                day: "2026-11-16".to_owned(),
                ..slow
            })
            .collect();
        assert_eq!(hours(&[same_day, noon()].concat()), None);
        let far: Vec<PastRun> = nine()
            .into_iter()
            .map(|slow| PastRun {
                path_rtt_ms: Some(200.0),
                ..slow
            })
            .collect();
        assert_eq!(hours(&[far, noon()].concat()), None);
    }

    #[test]
    fn the_companys_own_ratio_decides_and_small_differences_never_do() {
        let at = |nine_ms: f64| {
            let nine: Vec<PastRun> = nine()
                .into_iter()
                .map(|slow| PastRun {
                    own_ms: Some(nine_ms),
                    ..slow
                })
                .collect();
            hours(&[nine, noon()].concat())
        };
        assert!(at(70.0).is_some(), "twice as long, and 38 ms");
        assert!(at(55.0).is_none(), "23 ms are nothing");
    }
}
