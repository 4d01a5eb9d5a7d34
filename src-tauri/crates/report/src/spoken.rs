//! The spoken code: what a report says in twenty characters, to be dictated over the telephone or read by a camera on the
//! day nothing can be sent. It holds no name and no address.

mod alphabet;
mod figure;
mod qr;
mod told;

pub use figure::Figure;
pub use told::{LightView, ToldView};

use maillon_diagnosis::{Certainty, CheckId, Code, Link, Outcome, Report, Status};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// Version of the format; the first four bits.
const VERSION: u128 = 0;

/// What a spoken code says.
#[derive(Debug, Clone, PartialEq)]
pub struct Spoken {
    /// The six lights, in the order of the checklist.
    pub lights: [Status; 6],
    /// What the run says.
    pub outcome: Outcome,
    /// The first weak link, when one is named.
    pub weak: Option<Weak>,
    /// Month, 1 to 12, day, 1 to 31, and hour, 0 to 23, where the run happened.
    pub moment: Option<(u8, u8, u8)>,
    /// Whether the run went to its end.
    pub complete: bool,
    /// The figures, in the order of [`Figure::ALL`]; none when not measured.
    pub figures: [Option<f64>; Figure::ALL.len()],
}

/// The weak link of a spoken code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Weak {
    /// The link.
    pub link: Link,
    /// How sure.
    pub certainty: Certainty,
    /// The finding that decided; none when this version does not know it.
    pub cause: Option<Code>,
}

/// Why a spoken code cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SpokenError {
    /// It has so many characters.
    #[error("{found} characters instead of {needed}", found = .0, needed = alphabet::LENGTH)]
    Length(usize),
    /// A character that no code has.
    #[error("no code has the character {0:?}")]
    Character(char),
    /// At least one character is wrong.
    #[error("the check does not agree")]
    Check,
    /// Written by a version that this one does not understand.
    #[error("written by another version")]
    Version,
}

const LIGHTS: [Status; 4] = [Status::NotKnown, Status::Good, Status::Slow, Status::Broken];

/// Findings by their number in a code, which starts at 1. New ones go to the end and none is ever taken out: codes that
/// were dictated before must keep their meaning.
const CAUSES: &[Code] = &[
    Code::LocalLinkCut,
    Code::LineCut,
    Code::CaptivePortal,
    Code::LocalLinkLoss,
    Code::LocalLinkDelay,
    Code::LocalLinkJitter,
    Code::WifiWeakSignal,
    Code::WifiSlowRate,
    Code::WifiRetries,
    Code::WifiBand24,
    Code::LineLoss,
    Code::LineDelay,
    Code::LineJitter,
    Code::LineOutages,
    Code::DownloadLow,
    Code::UploadLow,
    Code::LoadedLatency,
    Code::ResponsivenessLow,
    Code::CompanyPathDelay,
    Code::CompanyPathLoss,
    Code::SingleAnchorBad,
    Code::DnsSlow,
    Code::DnsFailing,
    Code::UdpBlocked,
    Code::OtherTraffic,
    Code::CpuSaturated,
    Code::CpuThrottled,
    Code::MemoryLow,
    Code::MemoryPressure,
    Code::MemorySmall,
    Code::DiskFull,
    Code::DiskSlow,
    Code::PowerSaver,
    Code::UptimeLong,
    Code::OsOutOfSupport,
    Code::RebootPending,
    Code::MachineOld,
    Code::HeavyProcess,
    Code::InsideRemoteSession,
    Code::VpnMissing,
    Code::VpnNotExpected,
    Code::VpnShapeUnexpected,
    Code::VpnIdle,
    Code::VpnPersonal,
    Code::VpnStacked,
    Code::VpnDelay,
    Code::VpnLoss,
    Code::VpnMtuBlackHole,
    Code::VpnMtuLow,
    Code::VpnCpuBound,
    Code::VpnDnsOutside,
    Code::VpnFamilyOutside,
    Code::VpnInsideSilent,
    Code::GatewayUnreachable,
    Code::GatewayNameUnknown,
    Code::GatewayRefused,
    Code::GatewayConnectSlow,
    Code::GatewayAnswerSlow,
    Code::GatewayParallelRefused,
    Code::GatewayParallelSlow,
    Code::GatewayWrongProtocol,
    Code::GatewayCertificateExpired,
    Code::GatewayPeakHours,
    Code::GatewaySizing,
    Code::SecurityCpu,
    Code::SecurityFileCost,
    Code::SecurityProcessCost,
    Code::SecurityTwoActive,
    Code::TlsInspected,
    Code::ProxyInUse,
    Code::WifiNotProtected,
    Code::MachineNotManaged,
    Code::DiskNotEncrypted,
    Code::FirewallOff,
    Code::TrafficOutsideTunnel,
    Code::ServerUnreachable,
    Code::ServerNameUnknown,
    Code::ServerRefused,
    Code::ServerConnectSlow,
    Code::ServerSlow,
    Code::ServerErrors,
    Code::ServerUnstable,
    Code::CapacityUnknown,
    Code::VpnSilent,
    Code::VpnLargeEchoLost,
    Code::GatewayErrors,
    Code::GatewayProtocolRefused,
    Code::VpnNotNeeded,
    Code::CertificateUntrusted,
    Code::LocalLinkRateLow,
    Code::VpnOff,
    Code::VpnJitter,
    Code::VpnOverTcp,
    Code::VpnLoadedLatency,
    Code::UpdateRunning,
];

/// The verdict's five bits: nothing abnormal, cannot tell, then each link *probable* and *established*.
fn verdict_number(outcome: Outcome, weak: Option<Weak>) -> u128 {
    match (outcome, weak) {
        (Outcome::WeakLink, Some(weak)) => {
            let link = Link::ALL.iter().position(|link| *link == weak.link).unwrap_or_default();
            2 + 2 * link as u128 + u128::from(weak.certainty == Certainty::Established)
        }
        (Outcome::NothingAbnormal, _) => 0,
        (Outcome::CannotTell | Outcome::WeakLink, _) => 1,
    }
}

impl Spoken {
    /// What a code can hold of a report.
    pub fn of(report: &Report) -> Self {
        let first = report.verdict.weak_links.first();
        let started = OffsetDateTime::parse(&report.run.started_at, &Rfc3339).ok();
        Self {
            lights: report.checks.summaries().map(|(_, status, _)| status),
            outcome: report.verdict.outcome,
            weak: first.map(|weak| Weak {
                link: weak.link,
                certainty: weak.certainty,
                cause: Some(weak.cause),
            }),
            moment: started.map(|started| (u8::from(started.month()), started.day(), started.hour())),
            complete: report.run.complete,
            figures: Figure::ALL.map(|figure| figure.of(report)),
        }
    }

    /// The code, in four groups of five characters.
    pub fn code(&self) -> String {
        let mut bits = Bits::default();
        bits.push(VERSION, 4);
        for light in self.lights {
            let number = LIGHTS.iter().position(|one| *one == light).unwrap_or_default();
            bits.push(number as u128, 2);
        }
        bits.push(verdict_number(self.outcome, self.weak), 5);
        let cause = self.weak.and_then(|weak| weak.cause);
        let number = cause.and_then(|cause| CAUSES.iter().position(|one| *one == cause));
        bits.push(number.map_or(0, |number| number as u128 + 1), 8);
        let (month, day, hour) = self.moment.unwrap_or_default();
        bits.push(u128::from(month), 4);
        bits.push(u128::from(day), 5);
        bits.push(u128::from(hour), 5);
        bits.push(u128::from(self.complete), 1);
        for (figure, value) in Figure::ALL.iter().zip(self.figures) {
            bits.push(figure.level(value), figure.bits());
        }
        debug_assert_eq!(bits.length, alphabet::PAYLOAD_BITS);
        alphabet::write(bits.bits)
    }

    /// Reads a code, however it is grouped.
    ///
    /// # Errors
    /// [`SpokenError`] when a character is missing, foreign or wrong, or when another version wrote it.
    pub fn read(text: &str) -> Result<Self, SpokenError> {
        let mut bits = Bits {
            bits: alphabet::read(text)?,
            length: alphabet::PAYLOAD_BITS,
        };
        if bits.take(4) != VERSION {
            return Err(SpokenError::Version);
        }
        let lights = CheckId::ALL.iter().map(|_| LIGHTS[bits.take(2) as usize]);
        let lights: Vec<Status> = lights.collect();
        let verdict = bits.take(5);
        let cause = (bits.take(8) as usize)
            .checked_sub(1)
            .and_then(|number| CAUSES.get(number).copied());
        let moment = (bits.take(4) as u8, bits.take(5) as u8, bits.take(5) as u8);
        let complete = bits.take(1) == 1;
        let figures = Figure::ALL.map(|figure| figure.value(bits.take(figure.bits())));
        let weak = verdict.checked_sub(2).map(|number| {
            let certainty = if number % 2 == 1 {
                Certainty::Established
            } else {
                Certainty::Probable
            };
            let link = Link::ALL
                .get(number as usize / 2)
                .copied()
                .ok_or(SpokenError::Version)?;
            Ok(Weak { link, certainty, cause })
        });
        let weak = weak.transpose()?;
        let outcome = match verdict {
            0 => Outcome::NothingAbnormal,
            1 => Outcome::CannotTell,
            _ => Outcome::WeakLink,
        };
        let is_moment = matches!(moment, (1..=12, 1..=31, 0..=23));
        Ok(Self {
            lights: lights.try_into().map_err(|_| SpokenError::Version)?,
            outcome,
            weak,
            moment: is_moment.then_some(moment),
            complete,
            figures,
        })
    }
}

/// A row of bits, the first pushed first taken.
#[derive(Debug, Default)]
struct Bits {
    bits: u128,
    length: usize,
}

impl Bits {
    fn push(&mut self, value: u128, bits: usize) {
        self.bits = (self.bits << bits) | (value & ((1 << bits) - 1));
        self.length += bits;
    }

    fn take(&mut self, bits: usize) -> u128 {
        self.length -= bits;
        (self.bits >> self.length) & ((1 << bits) - 1)
    }
}

#[cfg(test)]
mod tests;
