//! The few figures that stand for a link from one run to the next, each with how sure it is, and what may be called a
//! change between two of them.

use crate::checks::bandwidth::{Capacity, Confidence, Observation, Target, TargetRole};
use crate::excess::{Excess, OwnLoss};
use crate::finding::Quantity;
use crate::report::Checks;
use crate::statistics::{Difference, wilson};
use crate::vocabulary::{Link, word};
use serde::{Deserialize, Serialize};

/// What a stable capacity may differ from one test to the next: twice the tolerance of its goodput
/// (draft-ietf-ippm-responsiveness-09, standard deviation tolerance 5 %).
const STABLE_WITHIN: f64 = 0.10;

/// A smaller difference is never called a change: it is of no use to a person, however sure it is.
const LEAST_SHARE: f64 = 0.10;
const LEAST_MS: f64 = 2.0;
const LEAST_LOST_PERCENT: f64 = 0.5;
const LEAST_BUSY_PERCENT: f64 = 5.0;

word! {
    /// A figure that is followed from run to run.
    KeyFigureId {
        /// How busy the processor is, per cent.
        Busy = "busy",
        /// What the protection adds to touching a fresh file, milliseconds.
        FreshFile = "fresh_file",
        /// Round trip to the box, milliseconds.
        BoxDelay = "box_delay",
        /// Loss on the way to the box, per cent.
        BoxLoss = "box_loss",
        /// What the line adds to the round trip, milliseconds.
        LineDelay = "line_delay",
        /// What the line adds to the loss, per cent.
        LineLoss = "line_loss",
        /// Download capacity, bits a second.
        Download = "download",
        /// Upload capacity, bits a second.
        Upload = "upload",
        /// What the way from the provider to the company adds, milliseconds.
        InternetDelay = "internet_delay",
        /// What the tunnel adds, milliseconds.
        TunnelDelay = "tunnel_delay",
        /// Time to the answer of a door, milliseconds.
        DoorAnswer = "door_answer",
        /// Time to the answer of a server, milliseconds.
        ServerAnswer = "server_answer",
    }
}

impl KeyFigureId {
    /// The link it stands for.
    pub const fn link(self) -> Link {
        match self {
            Self::Busy => Link::Machine,
            Self::FreshFile => Link::Security,
            Self::BoxDelay | Self::BoxLoss => Link::LocalLink,
            Self::LineDelay | Self::LineLoss | Self::Download | Self::Upload => Link::AccessLine,
            Self::InternetDelay => Link::Internet,
            Self::TunnelDelay => Link::Vpn,
            Self::DoorAnswer => Link::Gateway,
            Self::ServerAnswer => Link::Server,
        }
    }

    /// A value of it with its unit.
    pub const fn quantity(self, value: f64) -> Quantity {
        match self.nature() {
            Nature::Busy | Nature::Lost => Quantity::Percent(value),
            Nature::Rate => Quantity::BitsPerSecond(value),
            Nature::Time => Quantity::Milliseconds(value),
        }
    }

    const fn more_is_better(self) -> bool {
        matches!(self.nature(), Nature::Rate)
    }

    const fn nature(self) -> Nature {
        match self {
            Self::Busy => Nature::Busy,
            Self::BoxLoss | Self::LineLoss => Nature::Lost,
            Self::Download | Self::Upload => Nature::Rate,
            Self::FreshFile
            | Self::BoxDelay
            | Self::LineDelay
            | Self::InternetDelay
            | Self::TunnelDelay
            | Self::DoorAnswer
            | Self::ServerAnswer => Nature::Time,
        }
    }

    /// The smallest difference that is worth telling.
    fn least(self, value: f64) -> f64 {
        let share = LEAST_SHARE * value.abs();
        match self.nature() {
            Nature::Busy => LEAST_BUSY_PERCENT,
            Nature::Lost => LEAST_LOST_PERCENT,
            Nature::Rate => share,
            Nature::Time => share.max(LEAST_MS),
        }
    }
}

/// What a key figure counts; its unit and what is worth telling of it follow.
enum Nature {
    Busy,
    Lost,
    Rate,
    Time,
}

/// One figure of one run.
#[derive(Debug, Clone, PartialEq)]
pub struct KeyFigure {
    /// Which.
    pub id: KeyFigureId,
    /// Of which door or server; empty for the others.
    pub subject: String,
    /// Its value.
    pub value: f64,
    /// Its 95 % interval; none when too little was seen for one.
    pub interval: Option<(f64, f64)>,
}

word! {
    /// What may be said of a figure that was measured in two runs.
    Change {
        /// It is better, and the intervals are apart.
        Better = "better",
        /// It is worse, and the intervals are apart.
        Worse = "worse",
        /// The intervals overlap, or the difference is too small to matter.
        Same = "same",
        /// One of the runs saw too little to tell.
        Unclear = "unclear",
    }
}

impl Change {
    /// From the figure of an earlier run to that of a later one.
    pub fn between(before: &KeyFigure, after: &KeyFigure) -> Self {
        let (Some((low_before, high_before)), Some((low_after, high_after))) = (before.interval, after.interval) else {
            return Self::Unclear;
        };
        let overlap = low_before <= high_after && low_after <= high_before;
        let difference = after.value - before.value;
        let least = before.id.least(before.value.abs().max(after.value.abs()));
        if overlap || difference.abs() < least {
            Self::Same
        } else if (difference > 0.0) == before.id.more_is_better() {
            Self::Better
        } else {
            Self::Worse
        }
    }
}

/// The key figures of a run, in the order of the chain. What was not measured is absent.
pub fn key_figures(checks: &Checks) -> Vec<KeyFigure> {
    let mut figures = Vec::new();
    let machine = checks.machine.observation.as_ref();
    if let Some(cpu) = machine.and_then(|seen| seen.cpu.as_ref()) {
        figures.extend(middle(KeyFigureId::Busy, "", cpu.busy_percent.iter().copied()));
    }
    let security = checks.security.observation.as_ref();
    if let Some(added) = security.and_then(|seen| seen.file_touch.as_ref()?.added_ms) {
        figures.extend(sound(KeyFigureId::FreshFile, "", added.max(0.0), None));
    }
    if let Some(seen) = &checks.bandwidth.observation {
        figures.extend(of_the_line(seen));
    }
    let vpn = checks.vpn.observation.as_ref();
    if let Some(added) = vpn.and_then(|seen| seen.cost.as_ref()?.added_rtt_ms) {
        figures.extend(difference(KeyFigureId::TunnelDelay, added));
    }
    for door in checks.gateway.observation.iter().flat_map(|seen| &seen.doors) {
        let sound = door.tries.iter().filter(|one| one.failure.is_none());
        let times = sound.filter_map(|one| one.answer_ms.or(one.tcp_ms));
        figures.extend(middle(KeyFigureId::DoorAnswer, &door.name, times));
    }
    for server in checks.server.observation.iter().flat_map(|seen| &seen.servers) {
        let sound = server.tries.iter().filter(|visit| visit.failure.is_none());
        let times = sound.filter_map(|visit| visit.think_ms.or(visit.tcp_ms));
        figures.extend(middle(KeyFigureId::ServerAnswer, &server.name, times));
    }
    figures
}

/// The one figure that stands for a link: the first of its own, of several doors or servers the slowest.
pub fn main_figure(checks: &Checks, link: Link) -> Option<KeyFigure> {
    let of_link: Vec<KeyFigure> = key_figures(checks)
        .into_iter()
        .filter(|figure| figure.id.link() == link)
        .collect();
    let first = of_link.first()?.id;
    let same = of_link.into_iter().filter(|figure| figure.id == first);
    same.max_by(|a, b| a.value.total_cmp(&b.value))
}

fn of_the_line(seen: &Observation) -> Vec<KeyFigure> {
    let (home, anchor, edge) = (
        seen.nearest(TargetRole::Box),
        seen.behind_the_line(),
        seen.nearest(TargetRole::Edge),
    );
    let mut figures = Vec::new();
    if let Some(home) = home {
        let idle = home.samples.iter().filter(|sample| !sample.loaded);
        figures.extend(middle(
            KeyFigureId::BoxDelay,
            "",
            idle.filter_map(|sample| sample.rtt_ms),
        ));
        figures.extend(loss(KeyFigureId::BoxLoss, None, home));
    }
    if let (Some(home), Some(anchor)) = (home, anchor) {
        let added = Excess::between(Some(home), anchor).map(|excess| excess.rtt);
        figures.extend(added.and_then(|added| difference(KeyFigureId::LineDelay, added)));
        figures.extend(loss(KeyFigureId::LineLoss, Some(home), anchor));
    }
    for (id, capacity) in [
        (KeyFigureId::Download, &seen.download),
        (KeyFigureId::Upload, &seen.upload),
    ] {
        figures.extend(capacity.as_ref().and_then(|capacity| rate(id, capacity)));
    }
    if let (Some(anchor), Some(edge)) = (anchor, edge) {
        let added = Excess::between(Some(anchor), edge).map(|excess| excess.rtt);
        figures.extend(added.and_then(|added| difference(KeyFigureId::InternetDelay, added)));
    }
    figures
}

fn middle(id: KeyFigureId, subject: &str, samples: impl Iterator<Item = f64>) -> Option<KeyFigure> {
    let middle = Difference::of(samples)?;
    sound(id, subject, middle.median, middle.interval)
}

fn difference(id: KeyFigureId, added: Difference) -> Option<KeyFigure> {
    sound(id, "", added.median, added.interval)
}

fn loss(id: KeyFigureId, near: Option<&Target>, far: &Target) -> Option<KeyFigure> {
    let (_, high) = wilson(far.lost, far.sent)?;
    match OwnLoss::between(near, far) {
        Some(own) => sound(id, "", own.percent, Some(own.interval)),
        None => sound(id, "", 0.0, Some((0.0, 100.0 * high))),
    }
}

fn rate(id: KeyFigureId, capacity: &Capacity) -> Option<KeyFigure> {
    let estimate = capacity.estimate_bps;
    let around = ((1.0 - STABLE_WITHIN) * estimate, (1.0 + STABLE_WITHIN) * estimate);
    let stable = capacity.confidence == Confidence::High;
    if estimate > 0.0 {
        sound(id, "", estimate, stable.then_some(around))
    } else {
        None
    }
}

/// A report may come from a file that holds anything.
fn sound(id: KeyFigureId, subject: &str, value: f64, interval: Option<(f64, f64)>) -> Option<KeyFigure> {
    let interval = interval.filter(|(low, high)| low.is_finite() && high.is_finite());
    value.is_finite().then(|| KeyFigure {
        id,
        subject: subject.to_owned(),
        value,
        interval,
    })
}

#[cfg(test)]
mod tests;
