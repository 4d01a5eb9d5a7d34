//! What the loads of the benchmark add up to.

use crate::cell::Cell;
use crate::one::Measured;
use maillon_diagnosis::checks::bandwidth::{Confidence, LoadEnd};
use maillon_diagnosis::statistics::median;
use std::fmt;
use std::time::Duration;

/// An added delay this near to the queue is right, as a share of it and in milliseconds: what a handshake costs is in it.
const NEAR: f64 = 0.10;
const NEAR_MS: f64 = 3.0;
/// A queue that delays by less is none, milliseconds.
const STANDING_MS: f64 = 5.0;
/// Below, a queue holds so few packets that what a probe waits for is packets sent again.
const FEW_PACKETS_MBPS: f64 = 5.0;

/// Names of the columns.
pub const HEAD: &str = "| direction | Mbit/s | RTT ms | queue ms | loss % | estimate, share of the truth | lower bound | confidence | ended by | MB | s | added delay ms | queue as it stood ms | CPU s | peak MB |
|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|";

/// The loads of one line.
#[derive(Debug, Clone)]
pub struct Row {
    cell: Cell,
    estimates: Vec<f64>,
    lower: Vec<f64>,
    confidence: Vec<Confidence>,
    ended_by: Vec<LoadEnd>,
    bytes: Vec<f64>,
    cap: f64,
    seconds: Vec<f64>,
    added_ms: Vec<f64>,
    /// Median wait in the queue during each load, milliseconds.
    stood_ms: Vec<f64>,
    /// `added_ms` and `stood_ms` of each load that has both.
    beside: Vec<(f64, f64)>,
    cpu_seconds: Vec<f64>,
    peak_bytes: Vec<f64>,
}

impl Row {
    /// Puts the loads of one line together.
    pub fn of(cell: &Cell, precise: bool, loads: &[(Measured, Option<Duration>)]) -> Self {
        let measured: Vec<&Measured> = loads.iter().map(|(one, _)| one).collect();
        let truth = cell.truth_bps();
        let each = |figure: fn(&Measured) -> f64| measured.iter().copied().map(figure).collect::<Vec<f64>>();
        let added = |one: &Measured| {
            let delay = one.delay.as_ref()?;
            Some(delay.loaded_latency_ms? - delay.idle_latency_ms?)
        };
        Self {
            cell: *cell,
            estimates: measured.iter().map(|one| one.capacity.estimate_bps / truth).collect(),
            lower: measured
                .iter()
                .map(|one| one.capacity.lower_bound_bps / truth)
                .collect(),
            confidence: measured.iter().map(|one| one.capacity.confidence).collect(),
            ended_by: measured.iter().map(|one| one.capacity.ended_by).collect(),
            bytes: each(|one| one.bytes as f64),
            cap: cell.cap(precise) as f64,
            seconds: each(|one| one.capacity.seconds),
            added_ms: measured.iter().copied().filter_map(added).collect(),
            stood_ms: loads.iter().filter_map(|(_, stood)| stood.map(ms)).collect(),
            beside: loads
                .iter()
                .filter_map(|(one, stood)| Some((added(one)?, stood.map(ms)?)))
                .collect(),
            cpu_seconds: each(|one| one.cpu_seconds),
            peak_bytes: each(|one| one.peak_bytes as f64),
        }
    }
}

impl fmt::Display for Row {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        let megabytes = |bytes: &[f64]| bytes.iter().map(|bytes| bytes / 1e6).collect::<Vec<f64>>();
        write!(
            to,
            "| {} | {} | {} | {} | {} | {} | {} | {} | {} | {} | {} |",
            self.cell,
            spread(&self.estimates, 3),
            spread(&self.lower, 3),
            words(&self.confidence),
            words(&self.ended_by),
            spread(&megabytes(&self.bytes), 1),
            spread(&self.seconds, 1),
            spread(&self.added_ms, 1),
            spread(&self.stood_ms, 1),
            spread(&self.cpu_seconds, 2),
            spread(&megabytes(&self.peak_bytes), 0),
        )
    }
}

/// The estimates of a grid, a row for each rate and round trip, as shares of the truth; those of low confidence are marked.
pub fn estimates(rows: &[Row]) -> String {
    let kind = |row: &Row| {
        let Cell { queue_ms, loss, .. } = row.cell;
        format!("{queue_ms} ms, {} %", loss * 100.0)
    };
    let line = |row: &Row| {
        let Cell {
            direction,
            mbps,
            rtt_ms,
            ..
        } = row.cell;
        format!("{direction} | {mbps} | {rtt_ms}")
    };
    let told = |row: &Row| {
        let mark = if row.confidence.contains(&Confidence::Low) {
            " (low)"
        } else {
            ""
        };
        format!("{}{mark}", spread(&row.estimates, 3))
    };
    let mut kinds: Vec<String> = Vec::new();
    let mut lines: Vec<(String, Vec<&Row>)> = Vec::new();
    for row in rows {
        let (kind, line) = (kind(row), line(row));
        if !kinds.contains(&kind) {
            kinds.push(kind);
        }
        match lines.iter_mut().find(|(one, _)| *one == line) {
            Some((_, of_line)) => of_line.push(row),
            None => lines.push((line, vec![row])),
        }
    }
    let body = lines.iter().map(|(line, of_line)| {
        let told = kinds.iter().map(|one| {
            let row = of_line.iter().find(|row| kind(row) == *one);
            row.map_or_else(|| "not measured".to_owned(), |row| told(row))
        });
        format!("| {line} | {} |\n", told.collect::<Vec<_>>().join(" | "))
    });
    format!(
        "| direction | Mbit/s | RTT ms | {} |\n|---|---|---|{}\n{}",
        kinds.join(" | "),
        "---|".repeat(kinds.len()),
        body.collect::<String>(),
    )
}

/// How many of the loads were right.
pub fn summary(rows: &[Row]) -> String {
    let of = |figure: fn(&Row) -> &Vec<f64>| -> Vec<f64> { rows.iter().flat_map(figure).copied().collect() };
    let estimates = of(|row| &row.estimates);
    let within = |off: f64| {
        estimates
            .iter()
            .filter(|estimate| (*estimate - 1.0).abs() <= off)
            .count()
    };
    let sure: Vec<f64> = rows
        .iter()
        .flat_map(|row| row.estimates.iter().zip(&row.confidence))
        .filter(|(_, confidence)| **confidence == Confidence::High)
        .map(|(estimate, _)| *estimate)
        .collect();
    let beyond = rows
        .iter()
        .flat_map(|row| row.bytes.iter().map(move |bytes| bytes / row.cap));
    format!(
        "{} loads. Estimate within 5 %: {}, within 10 %: {}. With high confidence {}: {}. Lower bound above the truth: {}. \
         Most of the cap used: {:.3}. {}",
        estimates.len(),
        within(0.05),
        within(0.10),
        sure.len(),
        spread(&sure, 3),
        of(|row| &row.lower).iter().filter(|lower| **lower > 1.0).count(),
        beyond.fold(0.0, f64::max),
        queues(rows),
    )
}

/// How near the added delay came to the queue as it stood.
fn queues(rows: &[Row]) -> String {
    let told = |rows: &[&Row]| {
        let loads: Vec<(f64, f64)> = rows.iter().flat_map(|row| &row.beside).copied().collect();
        let off = |(added, stood): &&(f64, f64)| (added - stood).abs();
        let near = loads
            .iter()
            .filter(|load| off(load) <= (load.1 * NEAR).max(NEAR_MS))
            .count();
        let shares: Vec<f64> = loads
            .iter()
            .filter(|(_, stood)| *stood >= STANDING_MS)
            .map(|(added, stood)| added / stood)
            .collect();
        let within = shares.iter().filter(|share| (*share - 1.0).abs() <= NEAR).count();
        format!(
            "added delay within 10 % or 3 ms of the queue as it stood in {near} of {}; where 5 ms and more stood, within 10 % in {within} of {}: {}",
            loads.len(),
            shares.len(),
            spread(&shares, 2),
        )
    };
    let (slowest, others): (Vec<&Row>, Vec<&Row>) = rows.iter().partition(|row| row.cell.mbps < FEW_PACKETS_MBPS);
    [("From 5 Mbit/s on: ", others), ("Below: ", slowest)]
        .into_iter()
        .filter(|(_, rows)| !rows.is_empty())
        .map(|(which, rows)| format!("{which}{}.", told(&rows)))
        .collect::<Vec<_>>()
        .join(" ")
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

/// The median, and the least and the most where there are several.
pub fn spread(values: &[f64], digits: usize) -> String {
    let Some(middle) = median(values.iter().copied()) else {
        return "not measured".to_owned();
    };
    if values.len() == 1 {
        return format!("{middle:.digits$}");
    }
    let low = values.iter().copied().fold(f64::INFINITY, f64::min);
    let high = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    format!("{middle:.digits$} ({low:.digits$} to {high:.digits$})")
}

fn words<T: fmt::Display>(values: &[T]) -> String {
    let mut words: Vec<(String, usize)> = Vec::new();
    for value in values {
        let word = value.to_string();
        match words.iter_mut().find(|(one, _)| *one == word) {
            Some((_, count)) => *count += 1,
            None => words.push((word, 1)),
        }
    }
    let told = words.iter().map(|(word, count)| match values.len() {
        1 => word.clone(),
        _ => format!("{word} {count}"),
    });
    told.collect::<Vec<_>>().join(", ")
}
