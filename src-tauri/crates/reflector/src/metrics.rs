//! What happened so far, as Prometheus reads it (text exposition format 0.0.4).

use crate::limits::refusal::Refusal;
use std::fmt::Write;
use std::sync::atomic::{AtomicU64, Ordering};

/// A figure that only grows.
#[derive(Debug, Default)]
pub struct Counter(AtomicU64);

impl Counter {
    /// Adds to it.
    pub fn add(&self, count: u64) {
        self.0.fetch_add(count, Ordering::Relaxed);
    }

    /// Its value.
    pub fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// The objects that can be asked for.
pub const OBJECTS: [&str; 5] = ["configuration", "small", "large", "upload", "other"];

/// Figures of one service over UDP.
#[derive(Debug, Default)]
pub struct Datagrams {
    /// Questions answered.
    pub answered: Counter,
    /// Datagrams that are no question, or too short for an answer.
    pub ignored: Counter,
    /// Questions over the rate of their client, or of all.
    pub limited: Counter,
}

/// Every figure.
#[derive(Debug, Default)]
pub struct Metrics {
    /// Connections let in.
    pub connections: Counter,
    /// Connections refused, by [`Refusal::ALL`].
    pub refused: [Counter; 5],
    /// Connections ended to make room.
    pub evicted: Counter,
    /// TLS handshakes that failed or took too long.
    pub handshakes_failed: Counter,
    /// Requests, by [`OBJECTS`].
    pub requests: [Counter; 5],
    /// Requests refused because the bytes of the hour are used.
    pub exhausted: Counter,
    /// Bytes received over TLS connections.
    pub received: Counter,
    /// Bytes sent over TLS connections.
    pub sent: Counter,
    /// STUN.
    pub stun: Datagrams,
    /// STAMP.
    pub stamp: Datagrams,
    /// Certificates loaded, the first included.
    pub certificates: Counter,
}

impl Metrics {
    /// Counts a refusal.
    pub fn refuse(&self, refusal: Refusal) {
        let kinds = Refusal::ALL.iter().zip(&self.refused);
        kinds
            .filter(|(kind, _)| **kind == refusal)
            .for_each(|(_, count)| count.add(1));
    }

    /// The page, with the number of connections that are `open` now.
    pub fn page(&self, open: usize) -> String {
        let mut page = Page::default();
        page.family("connections_open", "gauge", "TLS connections open now.");
        page.sample("connections_open", "", open as u64);
        page.counter("connections", "TLS connections let in.", &self.connections);
        page.family(
            "connections_refused_total",
            "counter",
            "Connections refused, by reason.",
        );
        for (refusal, count) in Refusal::ALL.iter().zip(&self.refused) {
            let label = format!("{{reason=\"{}\"}}", refusal.name());
            page.sample("connections_refused_total", &label, count.get());
        }
        page.counter(
            "connections_evicted",
            "Connections ended to make room for others.",
            &self.evicted,
        );
        page.counter(
            "handshakes_failed",
            "TLS handshakes that failed or took too long.",
            &self.handshakes_failed,
        );
        page.family("requests_total", "counter", "Requests, by object.");
        for (object, count) in OBJECTS.iter().zip(&self.requests) {
            page.sample("requests_total", &format!("{{object=\"{object}\"}}"), count.get());
        }
        page.counter(
            "requests_over_allowance",
            "Requests refused because the bytes of the hour are used.",
            &self.exhausted,
        );
        page.family("bytes_total", "counter", "Bytes over TLS connections, TLS included.");
        page.sample("bytes_total", "{direction=\"received\"}", self.received.get());
        page.sample("bytes_total", "{direction=\"sent\"}", self.sent.get());
        page.family(
            "datagrams_total",
            "counter",
            "Datagrams, by service and what became of them.",
        );
        for (service, of) in [("stun", &self.stun), ("stamp", &self.stamp)] {
            let results = [
                ("answered", &of.answered),
                ("ignored", &of.ignored),
                ("limited", &of.limited),
            ];
            for (result, count) in results {
                let label = format!("{{service=\"{service}\",result=\"{result}\"}}");
                page.sample("datagrams_total", &label, count.get());
            }
        }
        page.counter(
            "certificates_loaded",
            "Certificates loaded, the first included.",
            &self.certificates,
        );
        page.text
    }
}

#[derive(Default)]
struct Page {
    text: String,
}

impl Page {
    fn counter(&mut self, name: &str, help: &str, counter: &Counter) {
        let name = format!("{name}_total");
        self.family(&name, "counter", help);
        self.sample(&name, "", counter.get());
    }

    fn family(&mut self, name: &str, kind: &str, help: &str) {
        // Writing to a string cannot fail.
        let _ = writeln!(
            self.text,
            "# HELP maillon_reflector_{name} {help}\n# TYPE maillon_reflector_{name} {kind}"
        );
    }

    fn sample(&mut self, name: &str, labels: &str, value: u64) {
        // Writing to a string cannot fail.
        let _ = writeln!(self.text, "maillon_reflector_{name}{labels} {value}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_sample_belongs_to_the_family_before_it_and_none_comes_twice() {
        let metrics = Metrics::default();
        metrics.refuse(Refusal::Full);
        metrics.stun.answered.add(7);
        let page = metrics.page(3);
        let (mut family, mut seen) = (String::new(), BTreeSet::new());
        for line in page.lines() {
            if let Some(typed) = line.strip_prefix("# TYPE ") {
                typed.split(' ').next().expect("a name").clone_into(&mut family);
            } else if !line.starts_with('#') {
                let (sample, value) = line.rsplit_once(' ').expect("a value");
                value.parse::<u64>().expect("a number");
                assert_eq!(sample.split('{').next(), Some(family.as_str()));
                assert!(seen.insert(sample.to_owned()), "{sample}");
            }
        }
        assert!(page.contains("maillon_reflector_connections_refused_total{reason=\"full\"} 1\n"));
        assert!(page.contains("maillon_reflector_datagrams_total{service=\"stun\",result=\"answered\"} 7\n"));
        assert!(page.contains("maillon_reflector_connections_open 3\n"));
    }
}
