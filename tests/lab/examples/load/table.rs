//! What the loads of the benchmark add up to.

use crate::cell::Cell;
use crate::one::Measured;
use maillon_diagnosis::checks::bandwidth::{Confidence, LoadEnd};
use maillon_diagnosis::statistics::median;
use std::fmt;

/// Names of the columns.
pub const HEAD: &str = "| direction | Mbit/s | RTT ms | queue ms | loss % | estimate, share of the truth | lower bound | confidence | ended by | MB | s | added delay ms | CPU s | peak MB |
|---|---|---|---|---|---|---|---|---|---|---|---|---|---|";

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
    /// The longest wait in the queue, milliseconds.
    queue_ms: f64,
    cpu_seconds: Vec<f64>,
    peak_bytes: Vec<f64>,
}

impl Row {
    /// Puts the loads of one line together.
    pub fn of(cell: &Cell, precise: bool, measured: &[Measured]) -> Self {
        let truth = cell.truth_bps();
        let each = |figure: fn(&Measured) -> f64| measured.iter().map(figure).collect::<Vec<f64>>();
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
            queue_ms: cell.queue_ms as f64,
            added_ms: measured.iter().filter_map(added).collect(),
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
            "| {} | {} | {} | {} | {} | {} | {} | {} | {} | {} |",
            self.cell,
            spread(&self.estimates, 3),
            spread(&self.lower, 3),
            words(&self.confidence),
            words(&self.ended_by),
            spread(&megabytes(&self.bytes), 1),
            spread(&self.seconds, 1),
            spread(&self.added_ms, 0),
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
    let full = rows.iter().filter(|row| row.cell.loss == 0.0);
    let queues: Vec<f64> = full
        .flat_map(|row| row.added_ms.iter().map(|added| added / row.queue_ms))
        .collect();
    let beyond = rows
        .iter()
        .flat_map(|row| row.bytes.iter().map(move |bytes| bytes / row.cap));
    format!(
        "{} loads. Estimate within 5 %: {}, within 10 %: {}. With high confidence {}: {}. Lower bound above the truth: {}. \
         Added delay within 10 % of the longest wait: {} of {}. Most of the cap used: {:.3}.",
        estimates.len(),
        within(0.05),
        within(0.10),
        sure.len(),
        spread(&sure, 3),
        of(|row| &row.lower).iter().filter(|lower| **lower > 1.0).count(),
        queues.iter().filter(|share| (**share - 1.0).abs() <= 0.1).count(),
        queues.len(),
        beyond.fold(0.0, f64::max),
    )
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
