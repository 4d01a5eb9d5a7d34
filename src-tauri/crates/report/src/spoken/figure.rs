//! The figures of a spoken code, each on a scale that is fine enough to act on.

use maillon_diagnosis::Report;
use maillon_diagnosis::checks::bandwidth::TargetRole;
use maillon_diagnosis::excess::Excess;
use maillon_diagnosis::statistics::median;

/// A figure of a spoken code. Their order is part of the format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Figure {
    /// Round trip to the box, milliseconds.
    Box,
    /// What the line adds, milliseconds.
    Line,
    /// Loss to the nearest public point, per cent.
    Loss,
    /// Download, Mbit/s.
    Download,
    /// Upload, Mbit/s.
    Upload,
    /// What a full line adds to the delay, the worse direction, milliseconds.
    Loaded,
    /// What the tunnel adds, milliseconds.
    Tunnel,
    /// Own time of the slowest door, milliseconds.
    Door,
    /// Own time of the slowest server, milliseconds.
    Server,
}

/// Loss on a scale of its own: what matters begins below one per cent. The first step is none at all.
const LOSS: [f64; 15] = [
    0.0, 0.1, 0.2, 0.5, 1.0, 2.0, 3.0, 5.0, 7.5, 10.0, 15.0, 25.0, 50.0, 75.0, 100.0,
];

impl Figure {
    /// Every figure, in the order of the format.
    pub const ALL: [Self; 9] = [
        Self::Box,
        Self::Line,
        Self::Loss,
        Self::Download,
        Self::Upload,
        Self::Loaded,
        Self::Tunnel,
        Self::Door,
        Self::Server,
    ];

    /// Part of its message.
    pub(super) fn id(self) -> &'static str {
        match self {
            Self::Box => "box",
            Self::Line => "line",
            Self::Loss => "loss",
            Self::Download => "download",
            Self::Upload => "upload",
            Self::Loaded => "loaded",
            Self::Tunnel => "tunnel",
            Self::Door => "door",
            Self::Server => "server",
        }
    }

    /// Bits it takes.
    pub(super) fn bits(self) -> usize {
        match self {
            Self::Loss => 4,
            Self::Download | Self::Upload => 6,
            Self::Box | Self::Line | Self::Loaded | Self::Tunnel | Self::Door | Self::Server => 5,
        }
    }

    /// Least and most that can be told; beyond them the end of the scale stands.
    fn range(self) -> (f64, f64) {
        match self {
            Self::Download | Self::Upload => (0.1, 10_000.0),
            Self::Box | Self::Line | Self::Loss | Self::Loaded | Self::Tunnel | Self::Door | Self::Server => {
                (0.5, 10_000.0)
            }
        }
    }

    fn steps(self) -> f64 {
        f64::from((1_u32 << self.bits()) - 2)
    }

    /// The level of a figure: 0 when there is none.
    pub(super) fn level(self, figure: Option<f64>) -> u128 {
        let Some(figure) = figure.filter(|figure| figure.is_finite()) else {
            return 0;
        };
        if self == Self::Loss {
            let figure = figure.clamp(0.0, 100.0);
            let near = |(_, step): &(usize, &f64)| (**step - figure).abs();
            let nearest = LOSS.iter().enumerate().min_by(|a, b| near(a).total_cmp(&near(b)));
            return nearest.map_or(0, |(step, _)| step as u128 + 1);
        }
        let (least, most) = self.range();
        let share = (figure.clamp(least, most) / least).ln() / (most / least).ln();
        (share * self.steps()).round() as u128 + 1
    }

    /// The figure of a level.
    pub(super) fn value(self, level: u128) -> Option<f64> {
        let step = level.checked_sub(1)?;
        if self == Self::Loss {
            return LOSS.get(step as usize).copied();
        }
        let (least, most) = self.range();
        Some(least * (most / least).powf(step as f64 / self.steps()))
    }

    /// The figure of a report.
    pub(super) fn of(self, report: &Report) -> Option<f64> {
        let seen = report.checks.bandwidth.observation.as_ref();
        match self {
            Self::Box => Some(seen?.nearest(TargetRole::Box)?.rtt_ms?.median),
            Self::Line => {
                let anchor = seen?.nearest(TargetRole::Anchor)?;
                Some(Excess::between(seen?.nearest(TargetRole::Box), anchor)?.rtt.median)
            }
            Self::Loss => {
                let anchor = seen?.nearest(TargetRole::Anchor).filter(|anchor| anchor.sent > 0)?;
                Some(100.0 * f64::from(anchor.lost) / f64::from(anchor.sent))
            }
            Self::Download => Some(seen?.download.as_ref()?.estimate_bps / 1e6),
            Self::Upload => Some(seen?.upload.as_ref()?.estimate_bps / 1e6),
            Self::Loaded => {
                let both = [&seen?.responsiveness.download, &seen?.responsiveness.upload];
                let delays = both.into_iter().flatten();
                let added = delays.filter_map(|delay| Some(delay.loaded_latency_ms? - delay.idle_latency_ms?));
                added.reduce(f64::max)
            }
            Self::Tunnel => {
                let cost = report.checks.vpn.observation.as_ref()?.cost.as_ref()?;
                Some(cost.added_rtt_ms?.median)
            }
            Self::Door => {
                let doors = report.checks.gateway.observation.iter().flat_map(|seen| &seen.doors);
                let own = doors.filter_map(|door| {
                    let path = door.path_rtt_ms?;
                    median(door.tries.iter().filter_map(|one| Some(one.answer_ms? - path)))
                });
                own.reduce(f64::max)
            }
            Self::Server => {
                let servers = report.checks.server.observation.iter().flat_map(|seen| &seen.servers);
                let own = servers.filter_map(|server| median(server.tries.iter().filter_map(|visit| visit.think_ms)));
                own.reduce(f64::max)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_comes_back_near_enough_to_act_on() {
        for figure in Figure::ALL {
            assert_eq!(figure.value(figure.level(None)), None);
            let most = (1 << figure.bits()) - 1;
            let mut value = if figure == Figure::Loss { 0.1 } else { 0.6 };
            while value < 90.0 {
                let level = figure.level(Some(value));
                assert!((1..=most).contains(&level), "{figure:?} {value}");
                let back = figure.value(level).expect("a level");
                let ratio = back / value;
                assert!((0.5..=2.0).contains(&ratio), "{figure:?}: {value} became {back}");
                value *= 1.07;
            }
            assert_eq!(figure.level(Some(f64::MAX)), most, "{figure:?}");
            assert_eq!(figure.level(Some(f64::NAN)), 0);
            assert_eq!(figure.level(Some(-3.0)), 1);
        }
    }
}
