//! At which hour of the day runs named a weak link most often, and least often. Counts only: it accuses nobody.

pub use crate::constants::DAYS_NEEDED;
use crate::constants::SHARES_APART;
use std::collections::{BTreeMap, BTreeSet};

/// One run, as far as hours are concerned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HourOfRun {
    /// Day, `YYYY-MM-DD`.
    pub day: String,
    /// Hour, 0 to 23, local time.
    pub hour: u8,
    /// Whether it named a weak link.
    pub weak: bool,
}

impl HourOfRun {
    /// A run that began at this moment, RFC 3339 with the local offset; none when it is no moment.
    pub fn at(started_at: &str, weak: bool) -> Option<Self> {
        let (day, rest) = started_at.split_once('T')?;
        let digits = |text: &str| text.bytes().all(|sign| sign.is_ascii_digit() || sign == b'-');
        let hour: u8 = rest.get(..2)?.parse().ok()?;
        (day.len() == 10 && digits(day) && hour < 24).then(|| Self {
            day: day.to_owned(),
            hour,
            weak,
        })
    }
}

/// The runs of one hour of the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hour {
    /// The hour, 0 to 23.
    pub hour: u8,
    /// Runs that began in it.
    pub runs: u32,
    /// Of those, runs that named a weak link.
    pub weak: u32,
}

impl Hour {
    fn share(self) -> f64 {
        f64::from(self.weak) / f64::from(self.runs.max(1))
    }
}

/// What may be said of the hours of the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hours {
    /// Fewer than two hours have runs on enough days.
    CannotTell,
    /// No hour stands out.
    Alike,
    /// One is clearly better than another.
    Apart {
        /// The hour with the fewest weak links.
        best: Hour,
        /// The hour with the most.
        worst: Hour,
    },
}

impl Hours {
    /// What these runs say.
    pub fn of(runs: impl IntoIterator<Item = HourOfRun>) -> Self {
        let mut hours: BTreeMap<u8, (Hour, BTreeSet<String>)> = BTreeMap::new();
        for run in runs {
            let hour = run.hour;
            let (counted, days) = hours
                .entry(hour)
                .or_insert((Hour { hour, runs: 0, weak: 0 }, BTreeSet::new()));
            counted.runs += 1;
            counted.weak += u32::from(run.weak);
            days.insert(run.day);
        }
        let known: Vec<Hour> = hours
            .into_values()
            .filter(|(_, days)| days.len() >= DAYS_NEEDED)
            .map(|(hour, _)| hour)
            .collect();
        // Of equal shares the one with more runs says more.
        let by_share = |a: &&Hour, b: &&Hour| a.share().total_cmp(&b.share());
        let best = known.iter().min_by(|a, b| by_share(a, b).then(b.runs.cmp(&a.runs)));
        let worst = known.iter().max_by(|a, b| by_share(a, b).then(a.runs.cmp(&b.runs)));
        match (best, worst) {
            (Some(&best), Some(&worst)) if known.len() >= 2 => {
                if worst.share() - best.share() >= SHARES_APART {
                    Self::Apart { best, worst }
                } else {
                    Self::Alike
                }
            }
            _ => Self::CannotTell,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn runs(hour: u8, weak: &[bool]) -> Vec<HourOfRun> {
        let days = weak.iter().zip(1_u8..);
        days.map(|(weak, day)| HourOfRun {
            day: format!("2026-11-{day:02}"),
            hour,
            weak: *weak,
        })
        .collect()
    }

    #[test]
    fn an_hour_stands_out_only_after_three_days_and_against_another_hour() {
        let slow = runs(9, &[true, true, true]);
        assert_eq!(Hours::of(slow.clone()), Hours::CannotTell);
        let two_days = runs(14, &[false, false]);
        assert_eq!(Hours::of([slow.clone(), two_days].concat()), Hours::CannotTell);
        let (best, worst) = (
            Hour {
                hour: 14,
                runs: 4,
                weak: 0,
            },
            Hour {
                hour: 9,
                runs: 3,
                weak: 3,
            },
        );
        let calm = runs(14, &[false; 4]);
        assert_eq!(Hours::of([slow, calm].concat()), Hours::Apart { best, worst });
    }

    #[test]
    fn three_runs_of_one_bad_morning_say_nothing_of_the_hour() {
        let mut morning = runs(9, &[true; 3]);
        for run in &mut morning {
            run.day = "2026-11-24".to_owned();
        }
        assert_eq!(Hours::of([morning, runs(14, &[false; 3])].concat()), Hours::CannotTell);
    }

    #[test]
    fn hours_that_differ_little_are_alike() {
        let mixed = [runs(9, &[true, false, false]), runs(14, &[false, false, false])].concat();
        assert_eq!(Hours::of(mixed), Hours::Alike);
    }

    #[test]
    fn the_hour_is_that_of_the_desk_and_what_is_no_moment_has_none() {
        let run = HourOfRun::at("2026-11-24T14:05:00+01:00", true).expect("a moment");
        assert_eq!((run.day.as_str(), run.hour), ("2026-11-24", 14));
        for odd in [
            "",
            "yesterday",
            "2026-11-24",
            "2026-11-24T99:00",
            "../../x-24Tab",
            "2026-11-2éT14",
        ] {
            assert_eq!(HourOfRun::at(odd, true), None, "{odd}");
        }
    }
}
