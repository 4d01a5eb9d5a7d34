//! The charts of a report, as numbers that the page and the HTML draw: delay over time, goodput by interval, slow moments.
//!
//! What is drawn comes from a file that may be hostile: points are counted, clipped and thinned out first.

mod curves;
mod moment;

pub use moment::of_moment;

use crate::compose::Story;
use crate::format::{foreign, number};
use crate::view::{Band, Bar, Chart, Series, Tick};
use curves::{curves, scale, thinned};
use maillon_diagnosis::checks::bandwidth::{Capacity, Direction, EchoSample, Observation};

/// Targets drawn in one chart; the others stand in the table.
const MOST_SERIES: usize = 8;

/// Bars drawn of one direction.
const MOST_BARS: usize = 120;

/// A run never lasts longer, milliseconds; what claims to be later is not drawn.
const LONGEST_MS: f64 = 120_000.0;

/// Where curves are drawn, from the origin, in units of the view box of a [`Chart`].
const WIDTH: f64 = 640.0;
const HEIGHT: f64 = 190.0;

/// Goodput in bits a second, with its time in milliseconds.
type Intervals = Vec<(f64, f64)>;

/// The charts of a run; none when nothing was measured over time.
pub fn charts(story: &Story<'_>) -> Vec<Chart> {
    let Some(seen) = &story.report.checks.bandwidth.observation else {
        return Vec::new();
    };
    [latency(story, seen), goodput(story, seen)]
        .into_iter()
        .flatten()
        .collect()
}

fn latency(story: &Story<'_>, seen: &Observation) -> Option<Chart> {
    let words = &story.words;
    let drawn: Vec<(String, Vec<EchoSample>)> = seen
        .targets
        .iter()
        .map(|target| (foreign(&target.name), thinned(&target.samples, LONGEST_MS)))
        .filter(|(_, samples)| samples.len() >= 2)
        .take(MOST_SERIES)
        .collect();
    let every = drawn.iter().flat_map(|(_, samples)| samples);
    let end = every.map(|sample| sample.at_ms).fold(1000.0, f64::max);
    let (series, ticks_y) = curves(words, &drawn, end)?;
    let variables = [
        ("count", (series.len() as f64).into()),
        ("seconds", words.seconds(end / 1000.0).into()),
        ("medians", summaries(story, &series).into()),
    ];
    Some(Chart {
        title: words.say("chart-latency"),
        alternative: words.tell("chart-latency-alt", variables),
        phases: phases(story, seen, end),
        series,
        ticks_x: seconds(story, end),
        unit: words.say("chart-seconds"),
        ticks_y,
    })
}

fn goodput(story: &Story<'_>, seen: &Observation) -> Option<Chart> {
    let words = &story.words;
    let directions = [(Direction::Download, &seen.download), (Direction::Upload, &seen.upload)];
    let drawn: Vec<(Direction, &Capacity, Intervals)> = directions
        .into_iter()
        .filter_map(|(direction, capacity)| {
            let capacity = capacity.as_ref()?;
            let mut intervals: Intervals = capacity
                .intervals
                .iter()
                .copied()
                .filter(|(at, rate)| (0.0..=LONGEST_MS).contains(at) && (0.0..1e12).contains(rate))
                .take(MOST_BARS)
                .collect();
            intervals.sort_by(|a, b| a.0.total_cmp(&b.0));
            (!intervals.is_empty()).then_some((direction, capacity, intervals))
        })
        .collect();
    let every = || drawn.iter().flat_map(|(_, _, intervals)| intervals);
    let end = every().map(|(at, _)| *at).fold(0.0, f64::max) + 1000.0;
    let highest = every().map(|(_, rate)| *rate).max_by(f64::total_cmp)?;
    let (top, ticks_y) = scale((highest * 1.1).max(1e5), |value| words.rate(value));
    let series: Vec<Series> = drawn
        .iter()
        .map(|(direction, capacity, intervals)| {
            let steps = intervals
                .windows(2)
                .map(|pair| pair[1].0 - pair[0].0)
                .filter(|step| *step > 0.0);
            let step = steps.fold(1000.0, f64::min).max(100.0);
            let bars = intervals.iter().map(|(at, rate)| {
                let height = HEIGHT * rate / top;
                Bar {
                    x: round(WIDTH * at / end),
                    y: round(HEIGHT - height),
                    width: round((WIDTH * step / end - 1.0).max(1.0)),
                    height: round(height),
                }
            });
            Series {
                name: words.direction(*direction),
                class: usize::from(*direction == Direction::Upload),
                path: String::new(),
                lost: Vec::new(),
                bars: bars.collect(),
                summary: words.rate(capacity.estimate_bps),
            }
        })
        .collect();
    Some(Chart {
        title: words.say("chart-goodput"),
        alternative: words.tell("chart-goodput-alt", [("medians", summaries(story, &series).into())]),
        phases: Vec::new(),
        series,
        ticks_x: seconds(story, end),
        unit: words.say("chart-seconds"),
        ticks_y,
    })
}

fn summaries(story: &Story<'_>, series: &[Series]) -> String {
    let told: Vec<String> = series
        .iter()
        .map(|one| format!("{} {}", one.name, one.summary))
        .collect();
    told.join(&story.words.say("list-separator"))
}

fn phases(story: &Story<'_>, seen: &Observation, end: f64) -> Vec<Band> {
    let bands = seen.load_phases.iter().take(16).filter_map(|phase| {
        let (from, to) = (phase.from_ms.clamp(0.0, end), phase.to_ms.clamp(0.0, end));
        (to > from).then(|| Band {
            x: round(WIDTH * from / end),
            width: round(WIDTH * (to - from) / end),
            middle: round(WIDTH * (from + to) / 2.0 / end),
            label: story.words.say(&format!("chart-load-{}", phase.direction)),
        })
    });
    bands.collect()
}

fn seconds(story: &Story<'_>, end: f64) -> Vec<Tick> {
    let step = [1.0, 2.0, 5.0, 10.0, 20.0]
        .into_iter()
        .find(|step| end / 1000.0 / step <= 8.0)
        .unwrap_or(20.0);
    let count = (end / 1000.0 / step) as u32;
    let tick = |n: u32| Tick {
        at: round(WIDTH * f64::from(n) * step * 1000.0 / end),
        label: number(story.words.lang(), f64::from(n) * step, 0),
    };
    (0..=count).map(tick).collect()
}

pub(crate) fn round(value: f64) -> String {
    let text = format!("{value:.1}");
    text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
}
