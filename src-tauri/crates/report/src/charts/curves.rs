//! Lines of delay over time.

use super::{HEIGHT, LONGEST_MS, WIDTH, round};
use crate::figures::list;
use crate::view::{Series, Tick};
use crate::words::Words;
use maillon_diagnosis::checks::bandwidth::EchoSample;
use maillon_diagnosis::statistics::Distribution;

/// Points drawn of one target.
const MOST_POINTS: usize = 300;

/// One line a target up to a time, milliseconds, with the marks of the delay; none when nothing answered.
pub(super) fn curves(
    words: &Words,
    drawn: &[(String, Vec<EchoSample>)],
    end_ms: f64,
) -> Option<(Vec<Series>, Vec<Tick>)> {
    let every = drawn.iter().flat_map(|(_, samples)| samples);
    // One late answer must not flatten everything: the axis ends at the 98th percentile with some room.
    let mut times: Vec<f64> = every.filter_map(|sample| sample.rtt_ms).collect();
    times.sort_by(f64::total_cmp);
    let high = times.get(times.len().saturating_sub(1 + times.len() / 50)).copied()?;
    let (top, ticks_y) = scale((high * 1.15).max(10.0), |value| words.milliseconds(value));
    let x = |at_ms: f64| WIDTH * at_ms / end_ms;
    let y = |rtt: f64| HEIGHT - HEIGHT * (rtt / top).clamp(0.0, 1.0);
    let line = |(class, (name, samples)): (usize, &(String, Vec<EchoSample>))| {
        let mut path = String::new();
        let mut pen = 'M';
        let mut lost = Vec::new();
        for sample in samples {
            if let Some(rtt) = sample.rtt_ms {
                path.extend([pen.to_string(), round(x(sample.at_ms)), " ".to_owned(), round(y(rtt))]);
                pen = 'L';
            } else {
                lost.push(round(x(sample.at_ms)));
                pen = 'M';
            }
        }
        let median = Distribution::of(samples.iter().filter_map(|sample| sample.rtt_ms));
        let median = median.map_or_else(|| words.say("no_answer"), |times| words.milliseconds(times.median));
        let missing = (!lost.is_empty()).then(|| words.tell("chart-lost", [("count", lost.len().into())]));
        Series {
            name: name.clone(),
            class,
            path,
            lost,
            bars: Vec::new(),
            summary: list([Some(median), missing].into_iter().flatten()).unwrap_or_default(),
        }
    };
    Some((drawn.iter().enumerate().map(line).collect(), ticks_y))
}

/// A round upper end above the highest figure, and its marks.
pub(super) fn scale(highest: f64, told: impl Fn(f64) -> String) -> (f64, Vec<Tick>) {
    let magnitude = 10_f64.powf(highest.log10().floor());
    let step = [0.25, 0.5, 1.0, 2.5]
        .into_iter()
        .map(|step| step * magnitude)
        .find(|step| highest / step <= 5.0);
    let step = step.unwrap_or(2.5 * magnitude);
    let count = (highest / step).ceil().max(1.0);
    let top = step * count;
    let tick = |n: u32| Tick {
        at: round(HEIGHT - HEIGHT * f64::from(n) * step / top),
        label: told(f64::from(n) * step),
    };
    (top, (0..=count as u32).map(tick).collect())
}

/// The sound samples up to a time, milliseconds, without more points than a picture shows.
pub(super) fn thinned(samples: &[EchoSample], end_ms: f64) -> Vec<EchoSample> {
    let sound = |sample: &&EchoSample| {
        let answered = sample.rtt_ms.is_none_or(|rtt| (0.0..LONGEST_MS).contains(&rtt));
        (0.0..=end_ms).contains(&sample.at_ms) && answered
    };
    let all: Vec<EchoSample> = samples.iter().filter(sound).copied().collect();
    let every = all.len().div_ceil(MOST_POINTS).max(1);
    // A lost probe is never thinned out.
    let kept = |(place, sample): &(usize, EchoSample)| {
        place % every == 0 || (sample.rtt_ms.is_none() && all.len() < 20 * MOST_POINTS)
    };
    all.iter()
        .copied()
        .enumerate()
        .filter(kept)
        .map(|(_, sample)| sample)
        .collect()
}
