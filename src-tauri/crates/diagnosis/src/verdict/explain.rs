//! Explaining away: which trouble nearer to the computer can produce a finding further on (`research/thresholds.md`
//! §10.2).

use crate::finding::Code;
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
        | Code::GatewayUnreachable
        | Code::GatewayConnectSlow
        | Code::GatewayParallelSlow
        | Code::GatewayRefused
        | Code::ServerConnectSlow
        | Code::ServerUnreachable
        | Code::ServerUnstable => Kind::Path,
        Code::DownloadLow | Code::UploadLow | Code::LoadedLatency | Code::ResponsivenessLow => Kind::Capacity,
        Code::DnsSlow | Code::DnsFailing | Code::GatewayNameUnknown | Code::ServerNameUnknown => Kind::Names,
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
        | Code::OtherTraffic
        | Code::MemorySmall
        | Code::PowerSaver
        | Code::UptimeLong
        | Code::OsOutOfSupport
        | Code::RebootPending
        | Code::MachineOld
        | Code::HeavyProcess
        | Code::InsideRemoteSession
        | Code::VpnNotExpected
        | Code::VpnShapeUnexpected
        | Code::VpnPersonal
        | Code::VpnStacked
        | Code::VpnMtuLow
        | Code::VpnDnsOutside
        | Code::VpnFamilyOutside
        | Code::VpnInsideSilent
        | Code::VpnLargeEchoLost
        | Code::VpnNotNeeded
        | Code::GatewayProtocolRefused
        | Code::GatewayWrongProtocol
        | Code::GatewayCertificateExpired
        | Code::GatewayPeakHours
        | Code::GatewaySizing
        | Code::SecurityCpu
        | Code::SecurityTwoActive
        | Code::TlsInspected
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

/// Whether trouble of the code `cause` can produce the finding `effect` on a link further on.
pub(super) fn explains(cause: Code, effect: Code) -> bool {
    let cause_is_vpn = matches!(cause, Code::VpnDelay | Code::VpnLoss);
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

    #[test]
    fn a_full_line_does_not_excuse_a_tunnel_that_is_late_while_the_line_is_idle() {
        assert!(!explains(Code::UploadLow, Code::VpnDelay));
        assert!(!explains(Code::LoadedLatency, Code::ServerConnectSlow));
        assert!(explains(Code::LineLoss, Code::VpnDelay));
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
