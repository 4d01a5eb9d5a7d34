//! Earlier checks that the computer kept, as runs of `maillon-cli` at other hours would have left them.

use super::recorded;
use crate::program::User;
use anyhow::{Context, Result};
use chrono::{DateTime, Days, Local, Timelike};
use maillon_diagnosis::Report;
use maillon_diagnosis::checks::gateway::{Door, DoorKind, Observation, Try, past_runs};
use maillon_diagnosis::report::{Checks, FORMAT_VERSION, ProfileInForce, Run};
use maillon_measurement::kept_reports::KeptReports;
use serde::Deserialize;
use std::path::Path;

/// Below the home folder of its user.
const KEPT: &str = ".local/share";
/// As the profile of the lab names it.
const TSE: &str = "tse.corp.test:3389";
/// Way to it in a healthy home, milliseconds.
const PATH_MS: f64 = 16.0;
/// Visits of a run to a door, at the least.
const VISITS: usize = 5;

/// Earlier checks: the same ones on each of some days before the run.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Past {
    /// Days before that of the run.
    pub days: u64,
    /// The checks of each day.
    pub checks: Vec<PastCheck>,
}

/// One earlier check of each day.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PastCheck {
    /// Hour, counted from that of the run.
    pub hours_later: i64,
    /// How long the remote desktop host took to answer, milliseconds.
    pub answer_ms: f64,
    /// Days on which it was as quick as a healthy one all the same, counted from the earliest.
    #[serde(default)]
    pub calm_days: u64,
}

impl Past {
    /// Keeps the checks in the history of a user, each knowing those before it.
    pub fn keep(&self, user: &User<'_>) -> Result<()> {
        let kept = KeptReports::in_folder(user.home().join(KEPT).join("maillon/history"));
        let mut known = Observation::default();
        let mut moments = self.moments()?;
        moments.sort_by_key(|(moment, _)| *moment);
        for (moment, answer_ms) in moments {
            let started_at = moment.format("%Y-%m-%dT%H:%M:%S%:z").to_string();
            known.doors = vec![door(answer_ms)];
            let content = serde_json::to_string(&report(&started_at, &known))?;
            kept.keep(&started_at, content.as_bytes())
                .context("keeping an earlier check")?;
            known.history = past_runs(&known, &started_at);
        }
        user.owns(Path::new(".local"))
    }

    fn moments(&self) -> Result<Vec<(DateTime<Local>, f64)>> {
        let now = Local::now();
        let mut moments = Vec::new();
        for days_ago in 1..=self.days {
            for check in &self.checks {
                let hour = (i64::from(now.hour()) + check.hours_later).rem_euclid(24);
                let day = now.checked_sub_days(Days::new(days_ago)).context("a day before")?;
                let moment = day.with_hour(u32::try_from(hour)?).and_then(|hour| hour.with_minute(7));
                let moment = moment
                    .and_then(|minute| minute.with_second(0))
                    .context("an hour that was")?;
                let is_calm = self.days - days_ago < check.calm_days;
                moments.push((moment, if is_calm { 0.0 } else { check.answer_ms }));
            }
        }
        Ok(moments)
    }
}

fn door(answer_ms: f64) -> Door {
    let one = Try {
        tcp_ms: Some(PATH_MS),
        answer_ms: Some(PATH_MS + 2.0 + answer_ms),
        ..Try::default()
    };
    Door {
        name: TSE.to_owned(),
        kind: DoorKind::Tse,
        in_tunnel: Some(true),
        from_profile: true,
        path_rtt_ms: Some(PATH_MS),
        tries: vec![one; VISITS],
        ..Door::default()
    }
}

fn report(started_at: &str, seen: &Observation) -> Report {
    let mut checks = Checks::default();
    checks.gateway.observation = Some(seen.clone());
    Report {
        format_version: FORMAT_VERSION,
        program: concat!("maillon ", env!("CARGO_PKG_VERSION")).to_owned(),
        run: Run {
            started_at: started_at.to_owned(),
            complete: true,
            ..Run::default()
        },
        profile: ProfileInForce::default(),
        verdict: recorded::nothing(),
        checks,
        slow_moments: Vec::new(),
        redacted: Vec::new(),
    }
}
