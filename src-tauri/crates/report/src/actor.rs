//! Who must act on a finding.

use crate::view::Actor;
use maillon_diagnosis::Code;

/// Who must act when this finding makes a weak link.
pub fn of(code: Code) -> Actor {
    match code {
        Code::LineCut
        | Code::LineLoss
        | Code::LineDelay
        | Code::LineJitter
        | Code::LineOutages
        | Code::DownloadLow
        | Code::UploadLow => Actor::Provider,

        Code::LocalLinkCut
        | Code::CaptivePortal
        | Code::LocalLinkLoss
        | Code::LocalLinkRateLow
        | Code::LocalLinkDelay
        | Code::LocalLinkJitter
        | Code::WifiWeakSignal
        | Code::WifiSlowRate
        | Code::WifiRetries
        | Code::WifiBand24
        | Code::LoadedLatency
        | Code::ResponsivenessLow
        | Code::DnsSlow
        | Code::DnsFailing
        | Code::UdpBlocked
        | Code::CapacityUnknown
        | Code::OtherTraffic
        | Code::CpuSaturated
        | Code::CpuThrottled
        | Code::MemoryLow
        | Code::MemoryPressure
        | Code::DiskFull
        | Code::PowerSaver
        | Code::UptimeLong
        | Code::RebootPending
        | Code::HeavyProcess
        | Code::UpdateRunning
        | Code::InsideRemoteSession
        | Code::VpnMissing
        | Code::VpnSilent
        | Code::WifiNotProtected => Actor::You,

        Code::CompanyPathDelay
        | Code::CompanyPathLoss
        | Code::SingleAnchorBad
        | Code::MemorySmall
        | Code::DiskSlow
        | Code::OsOutOfSupport
        | Code::MachineOld
        | Code::VpnNotExpected
        | Code::VpnShapeUnexpected
        | Code::VpnIdle
        | Code::VpnPersonal
        | Code::VpnStacked
        | Code::VpnDelay
        | Code::VpnLoss
        | Code::VpnJitter
        | Code::VpnLoadedLatency
        | Code::VpnOverTcp
        | Code::VpnMtuBlackHole
        | Code::VpnMtuLow
        | Code::VpnCpuBound
        | Code::VpnDnsOutside
        | Code::VpnFamilyOutside
        | Code::VpnInsideSilent
        | Code::VpnLargeEchoLost
        | Code::VpnNotNeeded
        | Code::VpnOff
        | Code::GatewayUnreachable
        | Code::GatewayNameUnknown
        | Code::GatewayRefused
        | Code::GatewayConnectSlow
        | Code::GatewayAnswerSlow
        | Code::GatewayParallelRefused
        | Code::GatewayParallelSlow
        | Code::GatewayWrongProtocol
        | Code::GatewayErrors
        | Code::GatewayProtocolRefused
        | Code::GatewayCertificateExpired
        | Code::GatewayPeakHours
        | Code::GatewaySizing
        | Code::SecurityCpu
        | Code::SecurityFileCost
        | Code::SecurityProcessCost
        | Code::SecurityTwoActive
        | Code::TlsInspected
        | Code::CertificateUntrusted
        | Code::ProxyInUse
        | Code::MachineNotManaged
        | Code::DiskNotEncrypted
        | Code::FirewallOff
        | Code::TrafficOutsideTunnel
        | Code::ServerUnreachable
        | Code::ServerNameUnknown
        | Code::ServerRefused
        | Code::ServerConnectSlow
        | Code::ServerSlow
        | Code::ServerErrors
        | Code::ServerUnstable => Actor::It,
    }
}
