//! Explaining away: which trouble nearer to the computer can produce a finding further on (`research/thresholds.md`
//! §10.2).

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

/// Round trips of a visit to a door or a server, each of which a lost packet can spoil: name, TCP, TLS, request.
const ROUND_TRIPS_OF_A_VISIT: i32 = 4;

/// Whether a finding that stands produces another further on: by its nature, when it is as grave; and however grave the
/// other is called, when that counts failures, and so many are to be expected of the packets that were lost.
pub(super) fn accounts_for(cause: &Finding, effect: &Finding) -> bool {
    (cause.severity >= effect.severity && explains(cause.code, effect.code)) || loses_as_many(cause, effect)
}

/// Whether the lower end of the failures' interval lies within what the upper end of the loss's interval lets expect.
fn loses_as_many(cause: &Finding, effect: &Finding) -> bool {
    let is_loss = matches!(
        cause.code,
        Code::LocalLinkLoss | Code::LineLoss | Code::CompanyPathLoss | Code::VpnLoss
    );
    // A tunnel over TCP makes lateness of loss, and how late says nothing of how much was lost.
    let is_lateness = matches!(effect.code, Code::VpnJitter | Code::VpnLoadedLatency);
    if is_loss && is_lateness && cause.code != Code::VpnLoss {
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
            // Inside a lossy tunnel an answer waits for what was lost on the way.
            Kind::Stall => cause_is_vpn,
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
mod tests {
    use super::*;
    use crate::finding::Support;
    use crate::vocabulary::Severity;

    #[test]
    fn a_full_line_does_not_excuse_a_tunnel_that_is_late_while_the_line_is_idle() {
        assert!(!explains(Code::UploadLow, Code::VpnDelay));
        assert!(!explains(Code::LoadedLatency, Code::ServerConnectSlow));
        assert!(explains(Code::LineLoss, Code::VpnDelay));
    }

    /// So many of so many visits failed while so many per cent of the packets were lost, at the most.
    fn excused(code: Code, failed: usize, visits: usize, loss_percent: f64) -> bool {
        let lost = Support {
            interval: Some((loss_percent / 2.0, loss_percent)),
            ..Support::of(5, 5)
        };
        let cause = Finding::against(Code::LineLoss, Link::AccessLine, Severity::Slow).supported(lost);
        let effect = Finding::against(code, Link::Gateway, Severity::Broken).supported(Support::of(failed, visits));
        accounts_for(&cause, &effect)
    }

    #[test]
    fn loss_excuses_as_many_failures_as_it_lets_expect_and_no_more() {
        assert!(excused(Code::DnsFailing, 2, 8, 8.0));
        assert!(!excused(Code::DnsFailing, 6, 8, 8.0));
        assert!(excused(Code::GatewayRefused, 2, 6, 8.0));
        assert!(!excused(Code::GatewayRefused, 6, 6, 8.0));
        assert!(excused(Code::GatewayParallelSlow, 0, 4, 8.0));
        assert!(!excused(Code::GatewayParallelSlow, 0, 4, 2.0));
        assert!(
            !excused(Code::ServerSlow, 2, 6, 8.0),
            "how long an answer takes is no count of failures"
        );
    }

    #[test]
    fn loss_on_the_line_explains_a_tunnel_that_is_late_now_and_then_however_late_it_is() {
        let cause = Finding::against(Code::LineLoss, Link::AccessLine, Severity::Slow);
        let against_the_vpn = |code| Finding::against(code, Link::Vpn, Severity::Broken);
        assert!(accounts_for(&cause, &against_the_vpn(Code::VpnJitter)));
        assert!(accounts_for(&cause, &against_the_vpn(Code::VpnLoadedLatency)));
        assert!(!accounts_for(&cause, &against_the_vpn(Code::VpnDelay)));
    }

    #[test]
    fn a_slow_disk_does_not_excuse_the_network() {
        assert!(!explains(Code::DiskSlow, Code::LineDelay));
        assert!(explains(Code::DiskSlow, Code::SecurityFileCost));
        assert!(explains(Code::CpuSaturated, Code::LineDelay));
    }

    #[test]
    fn a_black_hole_explains_answers_that_never_come() {
        assert!(explains(Code::VpnMtuBlackHole, Code::GatewayAnswerSlow));
        assert!(!explains(Code::LineDelay, Code::ServerSlow));
    }
}
