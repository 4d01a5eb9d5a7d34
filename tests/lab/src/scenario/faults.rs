//! What can be broken, and by how much. A part that is not given is left as it is.

use crate::link::{Apart as Kind, Shape};
use anyhow::{Result, bail};
use serde::Deserialize;
use std::net::Ipv4Addr;
use std::time::Duration;

const ETHERNET: usize = 14;

/// The emulated links, nearest first.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Lines {
    /// Computer and box.
    pub local_link: Line,
    /// Box and provider.
    pub access_line: Line,
    /// Provider and the public servers.
    pub anchor_line: Line,
    /// Provider and company.
    pub company_line: Line,
    /// The company's own network.
    pub company_network: Line,
}

impl Lines {
    /// Each link with its name.
    pub fn each(&self) -> [(LineName, &Line); 5] {
        [
            (LineName::LocalLink, &self.local_link),
            (LineName::AccessLine, &self.access_line),
            (LineName::AnchorLine, &self.anchor_line),
            (LineName::CompanyLine, &self.company_line),
            (LineName::CompanyNetwork, &self.company_network),
        ]
    }
}

/// What is wrong with one link.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Line {
    /// Swallows everything.
    pub cut: bool,
    /// Both directions.
    pub both: Way,
    /// Away from the computer, after [`Self::both`].
    pub up: Way,
    /// Towards the computer, after [`Self::both`].
    pub down: Way,
}

/// What is wrong in one direction.
#[derive(Debug, Clone, Copy, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Way {
    /// Time under way, milliseconds.
    pub delay_ms: Option<f64>,
    /// Mean of what is added, exponentially distributed, milliseconds.
    pub jitter_ms: Option<f64>,
    /// Millions of bits a second.
    pub rate_mbps: Option<f64>,
    /// Longest wait in the queue, milliseconds.
    pub queue_ms: Option<f64>,
    /// Frames that vanish, per cent.
    pub loss_percent: Option<f64>,
    /// Mean number of frames that vanish in a row.
    pub loss_run: Option<f64>,
    /// Longer IP packets vanish, bytes.
    pub longest_packet: Option<usize>,
}

impl Line {
    /// The two directions with these faults, the one away from the computer first.
    pub fn shapes(&self, [up, down]: [Shape; 2]) -> [Shape; 2] {
        [
            self.up.shape(self.both.shape(up)),
            self.down.shape(self.both.shape(down)),
        ]
    }
}

impl Way {
    fn shape(&self, healthy: Shape) -> Shape {
        let time = |ms: Option<f64>, otherwise| ms.map_or(otherwise, |ms| Duration::from_secs_f64(ms / 1000.0));
        Shape {
            delay: time(self.delay_ms, healthy.delay),
            jitter: time(self.jitter_ms, healthy.jitter),
            rate_bps: self.rate_mbps.map(|rate| rate * 1e6).or(healthy.rate_bps),
            queue: time(self.queue_ms, healthy.queue),
            loss: self.loss_percent.map_or(healthy.loss, |percent| percent / 100.0),
            loss_run: self.loss_run.unwrap_or(healthy.loss_run),
            longest_frame: self
                .longest_packet
                .map(|packet| packet + ETHERNET)
                .or(healthy.longest_frame),
        }
    }
}

/// Name of a link of [`Lines`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LineName {
    /// Computer and box.
    LocalLink,
    /// Box and provider.
    AccessLine,
    /// Provider and the public servers.
    AnchorLine,
    /// Provider and company.
    CompanyLine,
    /// The company's own network.
    CompanyNetwork,
}

/// Frames that a link treats apart from the others.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Apart {
    /// The link.
    pub on: LineName,
    /// `tcp`, `udp` or `icmp`.
    pub protocol: Option<String>,
    /// A port at either end.
    pub port: Option<u16>,
    /// An address at either end.
    pub address: Option<Ipv4Addr>,
    /// What is wrong for them.
    pub line: Line,
}

impl Apart {
    /// Which frames.
    pub fn kind(&self) -> Result<Kind> {
        // Numbers of the protocols: IANA, Protocol Numbers.
        let protocol = match self.protocol.as_deref() {
            None => None,
            Some("icmp") => Some(1),
            Some("tcp") => Some(6),
            Some("udp") => Some(17),
            Some(other) => bail!("no such protocol: {other}"),
        };
        Ok(Kind {
            protocol,
            port: self.port,
            address: self.address,
        })
    }
}

/// What is wrong for a while.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Episode {
    /// The link.
    pub on: LineName,
    /// Start, seconds since the start of the run.
    pub from_s: f64,
    /// End.
    pub to_s: f64,
    /// What is wrong.
    pub line: Line,
}

/// The processes of the tunnel.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct TunnelProcess {
    /// The computer's end gets at most so many per cent of one processor.
    pub cpu_percent: Option<f64>,
    /// The company's end stands still.
    pub frozen_at_the_company: bool,
}

/// The remote desktop host.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Tse {
    /// Its program stands still: the system takes connections for it, and nobody answers.
    pub frozen: bool,
    /// Nothing listens there.
    pub refuses: bool,
    /// Time to its answer, milliseconds.
    pub answer_ms: Option<u64>,
    /// What each other visitor adds to it, milliseconds.
    pub answer_each_ms: Option<u64>,
    /// Visitors at once; those beyond are reset.
    pub at_once: Option<u32>,
    /// Every so many visitors one is reset.
    pub resets_every: Option<u32>,
}

/// The web application.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Application {
    /// Time before each answer, milliseconds.
    pub think_ms: Option<u64>,
    /// Every so many answers one is an error of the server.
    pub errors_every: Option<u64>,
    /// Nothing listens there.
    pub refuses: bool,
}

/// The computer itself.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct MachineFaults {
    /// Programs that take all the processor time they can get.
    pub busy_programs: u32,
    /// Processor time that one more program takes, per cent of one processor.
    pub busy_percent: Option<f64>,
    /// Memory the system says it has, gigabytes.
    pub memory_gb: Option<f64>,
    /// Of which so much is available, per cent.
    pub memory_available_percent: Option<f64>,
    /// Share of the time that programs wait for memory, per cent.
    pub memory_pressure_percent: Option<f64>,
    /// Operations on the disk at most, a second, each way.
    pub disk_operations_per_second: Option<u32>,
}

/// The protection of the computer.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Scan {
    /// Time a file is held back when it is first opened, milliseconds.
    pub first_open_ms: Option<f64>,
    /// Time a program is held back each time it is started, milliseconds.
    pub start_ms: Option<f64>,
    /// Processor time a product takes, per cent of one processor.
    pub cpu_percent: Option<f64>,
}
