//! Explaining away: which trouble nearer to the computer can produce a finding further on (`research/thresholds.md`
//! §10.2).

use crate::checks::vpn::CARRIED_BY_DATAGRAMS;
use crate::constants::{LATE_AS_IF_LOST_MS, ROUND_TRIPS_OF_A_VISIT};
use crate::finding::{Code, Finding};
use crate::statistics::wilson;
use crate::vocabulary::Link;

/// What a finding is about, as far as it can be the consequence of another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Nothing gets through, or nothing on a whole way.
    Cut,
    /// Delay or loss of the packets of a path, or what suffers from them: a connect, a refusal, an unstable server.
    Path,
    /// How much a way carries, and its delay when it is full: says nothing of a way that is not full.
    Capacity,
    /// Names that resolve late or not at all.
    Names,
    /// An answer that is late or missing on a connection that stands.
    Stall,
    /// The processor cannot keep up.
    Processor,
    /// The computer waits for memory or for its disk.
    Storage,
    /// What protection adds to files and programs.
    Protection,
    /// Large packets vanish, or a process of the tunnel cannot keep up.
    Tunnel,
    /// The tunnel that should be there is not.
    NoTunnel,
    /// A fact that explains nothing and follows from nothing.
    Fact,
}

fn kind(code: Code) -> Kind {
    match code {
        Code::LocalLinkCut | Code::LineCut | Code::CaptivePortal => Kind::Cut,
        Code::LocalLinkLoss
        | Code::LocalLinkDelay
        | Code::LocalLinkJitter
        | Code::LineLoss
        | Code::LineDelay
        | Code::LineJitter
        | Code::LineOutages
        | Code::CompanyPathDelay
        | Code::CompanyPathLoss
        | Code::VpnDelay
        | Code::VpnLoss
        | Code::VpnJitter
        | Code::GatewayUnreachable
        | Code::GatewayConnectSlow
        | Code::GatewayParallelSlow
        | Code::GatewayRefused
        | Code::ServerConnectSlow
        | Code::ServerUnreachable
        | Code::ServerUnstable => Kind::Path,
        Code::LocalLinkRateLow
        | Code::DownloadLow
        | Code::UploadLow
        | Code::LoadedLatency
        | Code::VpnLoadedLatency
        | Code::ResponsivenessLow => Kind::Capacity,
        Code::DnsSlow | Code::DnsFailing | Code::VpnDnsOutside | Code::GatewayNameUnknown | Code::ServerNameUnknown => {
            Kind::Names
        }
        Code::GatewayAnswerSlow | Code::GatewayErrors | Code::GatewayParallelRefused | Code::ServerSlow => Kind::Stall,
        Code::CpuSaturated | Code::CpuThrottled => Kind::Processor,
        Code::MemoryLow | Code::MemoryPressure | Code::DiskFull | Code::DiskSlow => Kind::Storage,
        Code::SecurityFileCost | Code::SecurityProcessCost => Kind::Protection,
        Code::VpnMtuBlackHole | Code::VpnCpuBound => Kind::Tunnel,
        Code::VpnMissing | Code::VpnIdle | Code::VpnSilent => Kind::NoTunnel,
        Code::WifiWeakSignal
        | Code::WifiSlowRate
        | Code::WifiRetries
        | Code::WifiBand24
        | Code::SingleAnchorBad
        | Code::UdpBlocked
        | Code::CapacityUnknown
        | Code::OtherTraffic
        | Code::MemorySmall
        | Code::PowerSaver
        | Code::UptimeLong
        | Code::OsOutOfSupport
        | Code::RebootPending
        | Code::MachineOld
        | Code::HeavyProcess
        | Code::UpdateRunning
        | Code::InsideRemoteSession
        | Code::VpnNotExpected
        | Code::VpnShapeUnexpected
        | Code::VpnPersonal
        | Code::VpnStacked
        | Code::VpnOverTcp
        | Code::VpnMtuLow
        | Code::VpnFamilyOutside
        | Code::VpnInsideSilent
        | Code::VpnLargeEchoLost
        | Code::VpnNotNeeded
        | Code::VpnOff
        | Code::GatewayProtocolRefused
        | Code::GatewayWrongProtocol
        | Code::GatewayCertificateExpired
        | Code::GatewayPeakHours
        | Code::GatewaySizing
        | Code::SecurityCpu
        | Code::SecurityTwoActive
        | Code::TlsInspected
        | Code::CertificateUntrusted
        | Code::ProxyInUse
        | Code::WifiNotProtected
        | Code::MachineNotManaged
        | Code::DiskNotEncrypted
        | Code::FirewallOff
        | Code::TrafficOutsideTunnel
        | Code::ServerRefused
        | Code::ServerErrors => Kind::Fact,
    }
}

/// Whether it is a fact that explains nothing and follows from nothing.
pub(super) fn is_fact(code: Code) -> bool {
    kind(code) == Kind::Fact
}

/// Whether a finding that stands produces another further on: by its nature, when it is as grave; and however grave the
/// other is called, when that counts failures, and so many are to be expected of the packets that were lost.
pub(super) fn accounts_for(cause: &Finding, effect: &Finding) -> bool {
    let by_nature =
        cause.severity >= effect.severity && explains(cause.code, effect.code) && !is_untouched(cause, effect);
    (by_nature && (!is_total(effect) || leaves_nothing(cause, effect))) || loses_as_many(cause, effect)
}

/// Whether a packet that is lost cannot make the others late: where nothing waits for it.
fn is_untouched(cause: &Finding, effect: &Finding) -> bool {
    is_loss(cause.code) && effect.code == Code::VpnDelay && effect.quantities.contains_key(CARRIED_BY_DATAGRAMS)
}

const fn is_loss(code: Code) -> bool {
    matches!(
        code,
        Code::LocalLinkLoss | Code::LineLoss | Code::CompanyPathLoss | Code::VpnLoss
    )
}

/// Whether every single visit failed.
fn is_total(effect: &Finding) -> bool {
    let is_of_visits = matches!(
        effect.code,
        Code::GatewayRefused | Code::GatewayUnreachable | Code::ServerUnreachable
    );
    is_of_visits && effect.support.windows > 0 && effect.support.windows_bad == effect.support.windows
}

/// Whether trouble can leave not one visit with an answer. A refusal came back from somewhere: nothing that is late or lost makes one.
fn leaves_nothing(cause: &Finding, effect: &Finding) -> bool {
    let is_refusal = effect.code == Code::GatewayRefused;
    match kind(cause.code) {
        Kind::Cut | Kind::NoTunnel => true,
        Kind::Tunnel | Kind::Names => !is_refusal,
        Kind::Path => {
            let is_late = matches!(
                cause.code,
                Code::LocalLinkDelay | Code::LineDelay | Code::CompanyPathDelay | Code::VpnDelay
            );
            let is_late = is_late && cause.figure().is_some_and(|late| late > LATE_AS_IF_LOST_MS);
            // Nothing gets in, and what stands behind may be as well as ever.
            let is_shut = cause.code == Code::GatewayUnreachable && is_total(cause);
            !is_refusal && (is_late || is_shut)
        }
        Kind::Capacity | Kind::Stall | Kind::Processor | Kind::Storage | Kind::Protection | Kind::Fact => false,
    }
}

/// Whether the lower end of the failures' interval lies within what the upper end of the loss's interval lets expect.
fn loses_as_many(cause: &Finding, effect: &Finding) -> bool {
    let is_loss = is_loss(cause.code);
    // A tunnel over TCP makes lateness of loss, and how late says nothing of how much was lost.
    let is_lateness = matches!(effect.code, Code::VpnJitter | Code::VpnLoadedLatency);
    let may_be_tcp = !effect.quantities.contains_key(CARRIED_BY_DATAGRAMS);
    if is_loss && is_lateness && may_be_tcp && cause.code != Code::VpnLoss {
        return true;
    }
    let percent = cause.support.interval.map(|(_, high)| high).or(cause.figure());
    is_loss && percent.is_some_and(|percent| is_expected_of(percent / 100.0, effect))
}

/// Whether a finding counts failures or late visits, and no more of them than a way lets expect that loses this share of its packets, 0 to 1.
pub(super) fn is_expected_of(lost: f64, effect: &Finding) -> bool {
    let is_of_a_visit = matches!(
        effect.code,
        Code::GatewayRefused
            | Code::GatewayErrors
            | Code::GatewayParallelRefused
            | Code::GatewayParallelSlow
            | Code::GatewayUnreachable
            | Code::ServerUnreachable
            | Code::ServerUnstable
    );
    let round_trips = if effect.code == Code::DnsFailing {
        1
    } else if is_of_a_visit {
        ROUND_TRIPS_OF_A_VISIT
    } else {
        return false;
    };
    failures(effect).is_some_and(|(least, _)| least <= 1.0 - (1.0 - lost).clamp(0.0, 1.0).powi(round_trips))
}

/// Interval of the share of visits that failed, 0 to 1. Where the median of several at once is late, at least half of them were,
/// and a packet that is sent again after its time makes one of them so (RFC 6298 §2: a second at first).
fn failures(finding: &Finding) -> Option<(f64, f64)> {
    let support = &finding.support;
    let failed = match finding.figure() {
        _ if finding.code == Code::GatewayParallelSlow => support.samples.div_ceil(2),
        Some(percent) => (percent / 100.0 * f64::from(support.samples)).round() as u32,
        None => support.windows_bad,
    };
    wilson(failed, support.samples)
}

/// Whether trouble of the code `cause` can produce the finding `effect` on a link further on.
fn explains(cause: Code, effect: Code) -> bool {
    let cause_is_vpn = matches!(cause, Code::VpnDelay | Code::VpnLoss | Code::VpnJitter);
    let effect = kind(effect);
    match kind(cause) {
        Kind::Cut => matches!(
            effect,
            Kind::Cut | Kind::Path | Kind::Capacity | Kind::Names | Kind::NoTunnel | Kind::Stall
        ),
        Kind::Path => match effect {
            Kind::Path | Kind::Capacity | Kind::Names => true,
            Kind::NoTunnel => !cause_is_vpn,
            // Inside a lossy tunnel an answer waits for what was lost on the way; a steady delay is taken off before it is judged.
            Kind::Stall => matches!(cause, Code::VpnLoss | Code::VpnJitter),
            Kind::Cut | Kind::Processor | Kind::Storage | Kind::Protection | Kind::Tunnel | Kind::Fact => false,
        },
        Kind::Capacity => effect == Kind::Capacity,
        Kind::Names => effect == Kind::Names,
        Kind::Processor => matches!(effect, Kind::Path | Kind::Capacity | Kind::Names | Kind::Protection),
        Kind::Storage => effect == Kind::Protection,
        Kind::Tunnel | Kind::NoTunnel => matches!(effect, Kind::Path | Kind::Names | Kind::Stall | Kind::Capacity),
        Kind::Stall | Kind::Protection | Kind::Fact => false,
    }
}

/// Whether any trouble of a link could produce a finding further on: while the link is unknown, it may.
pub(super) fn could_explain(upstream: Link, effect: Code) -> bool {
    let worst: &[Code] = match upstream {
        Link::Machine => &[Code::CpuSaturated, Code::DiskSlow],
        Link::LocalLink => &[Code::LocalLinkCut, Code::LocalLinkLoss],
        Link::AccessLine => &[Code::LineCut, Code::LineLoss, Code::LoadedLatency],
        Link::Internet => &[Code::CompanyPathLoss],
        Link::Vpn => &[Code::VpnLoss, Code::VpnMtuBlackHole],
        Link::Gateway | Link::Security | Link::Server => &[],
    };
    worst.iter().any(|cause| explains(*cause, effect))
}

#[cfg(test)]
#[path = "explain_tests.rs"]
mod tests;
