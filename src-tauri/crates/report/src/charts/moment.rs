//! The minutes around each slow moment.

use super::curves::{curves, thinned};
use super::{MOST_SERIES, WIDTH, round, summaries};
use crate::compose::Story;
use crate::format::number;
use crate::view::{Band, Chart, Tick};
use maillon_diagnosis::checks::bandwidth::EchoSample;
use maillon_diagnosis::slow_moment::{KEPT_S, SLOW_BEFORE_S, SLOW_S, SlowMoment};

/// A chart of a slow moment; none when hardly anything was watched.
pub fn of_moment(story: &Story<'_>, moment: &SlowMoment) -> Option<Chart> {
    let words = &story.words;
    let end = f64::from(2 * KEPT_S) * 1000.0;
    let drawn: Vec<(String, Vec<EchoSample>)> = moment
        .targets
        .iter()
        .take(MOST_SERIES)
        .map(|target| (story.watched(target), thinned(&target.over(|_| true).samples, end)))
        .filter(|(_, samples)| samples.len() >= 2)
        .collect();
    let (series, ticks_y) = curves(words, &drawn, end)?;
    let place = |second: i32| WIDTH * f64::from(second + KEPT_S) / f64::from(2 * KEPT_S);
    let (from, to) = (place(-SLOW_BEFORE_S), place(SLOW_S));
    let minutes = -KEPT_S / 60..=KEPT_S / 60;
    Some(Chart {
        title: words.say("moment-chart"),
        alternative: words.tell("moment-chart-alt", [("medians", summaries(story, &series).into())]),
        phases: vec![Band {
            x: round(from),
            width: round(to - from),
            middle: round(f64::midpoint(from, to)),
            label: words.say("moment-band"),
        }],
        series,
        ticks_x: minutes
            .map(|minute| Tick {
                at: round(place(minute * 60)),
                label: number(words.lang(), f64::from(minute), 0),
            })
            .collect(),
        unit: words.say("chart-minutes"),
        ticks_y,
    })
}
