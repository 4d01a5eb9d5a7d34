//! Every finding Maillon can make. A code here has its texts in both languages in `maillon-report`, held by a test.

use crate::vocabulary::{CheckId, word};
use serde::{Deserialize, Serialize};

word! {
    /// What was found.
    Code {
        /// Nothing beyond the computer answers.
        LocalLinkCut = "local_link_cut",
        /// The box answers, nothing beyond it does.
        LineCut = "line_cut",
        /// A captive portal answers in place of the Internet.
        CaptivePortal = "captive_portal",
        /// Packets are lost between the computer and the box.
        LocalLinkLoss = "local_link_loss",
        /// The box answers late.
        LocalLinkDelay = "local_link_delay",
        /// Some answers over the Wi-Fi come far later than the others.
        LocalLinkJitter = "local_link_jitter",
        /// The Wi-Fi or the cable carries little: our load queued up before the box.
        LocalLinkRateLow = "local_link_rate_low",
        /// The Wi-Fi signal is weak. Explains, never convicts.
        WifiWeakSignal = "wifi_weak_signal",
        /// The Wi-Fi rate is low. Explains, never convicts.
        WifiSlowRate = "wifi_slow_rate",
        /// Many Wi-Fi frames are sent again. Explains, never convicts.
        WifiRetries = "wifi_retries",
        /// The computer uses the 2.4 GHz band.
        WifiBand24 = "wifi_band_24",
        /// Packets are lost between the box and the provider.
        LineLoss = "line_loss",
        /// The provider's network answers late.
        LineDelay = "line_delay",
        /// The delay of the line varies.
        LineJitter = "line_jitter",
        /// The line went silent for seconds.
        LineOutages = "line_outages",
        /// The download capacity is low.
        DownloadLow = "download_low",
        /// The upload capacity is low.
        UploadLow = "upload_low",
        /// The delay rises when the line is loaded (bufferbloat).
        LoadedLatency = "loaded_latency",
        /// Round trips per minute under load are few.
        ResponsivenessLow = "responsiveness_low",
        /// The way from the provider to the company's edge is long.
        CompanyPathDelay = "company_path_delay",
        /// Packets are lost on the way from the provider to the company's edge.
        CompanyPathLoss = "company_path_loss",
        /// One public anchor alone is bad: that path or host, not the line.
        SingleAnchorBad = "single_anchor_bad",
        /// Names resolve slowly.
        DnsSlow = "dns_slow",
        /// Names do not resolve.
        DnsFailing = "dns_failing",
        /// UDP does not pass.
        UdpBlocked = "udp_blocked",
        /// What the line carries was not measured in both directions.
        CapacityUnknown = "capacity_unknown",
        /// Something else was using the line before the test.
        OtherTraffic = "other_traffic",

        /// The processor has no time left.
        CpuSaturated = "cpu_saturated",
        /// The processor is slowed down to cool.
        CpuThrottled = "cpu_throttled",
        /// Memory is nearly used up.
        MemoryLow = "memory_low",
        /// Programs wait for memory.
        MemoryPressure = "memory_pressure",
        /// The installed memory is small for office work with video meetings.
        MemorySmall = "memory_small",
        /// The disk is nearly full.
        DiskFull = "disk_full",
        /// The disk answers late.
        DiskSlow = "disk_slow",
        /// A power saving profile is on.
        PowerSaver = "power_saver",
        /// The computer has not been restarted for a long time.
        UptimeLong = "uptime_long",
        /// The operating system gets no security updates any more.
        OsOutOfSupport = "os_out_of_support",
        /// An update waits for a restart.
        RebootPending = "reboot_pending",
        /// The computer is at least this old.
        MachineOld = "machine_old",
        /// One program uses much of the computer.
        HeavyProcess = "heavy_process",
        /// Updates are being looked for or installed.
        UpdateRunning = "update_running",
        /// Maillon runs inside a remote session and measures that server, not the home.
        InsideRemoteSession = "inside_remote_session",

        /// A VPN should be up and is not.
        VpnMissing = "vpn_missing",
        /// A VPN is up where the company expects none.
        VpnNotExpected = "vpn_not_expected",
        /// The tunnel is full where split is expected, or the reverse.
        VpnShapeUnexpected = "vpn_shape_unexpected",
        /// The tunnel is up and carries neither the company's nor public traffic.
        VpnIdle = "vpn_idle",
        /// A personal VPN is active.
        VpnPersonal = "vpn_personal",
        /// Two tunnels are active at once.
        VpnStacked = "vpn_stacked",
        /// The tunnel adds delay.
        VpnDelay = "vpn_delay",
        /// Packets are lost inside the tunnel only.
        VpnLoss = "vpn_loss",
        /// Answers through the tunnel come late now and then, those outside do not.
        VpnJitter = "vpn_jitter",
        /// Under load answers wait in the tunnel, and outside it they do not.
        VpnLoadedLatency = "vpn_loaded_latency",
        /// One TCP connection carries the whole tunnel.
        VpnOverTcp = "vpn_over_tcp",
        /// Large packets vanish in the tunnel without a word.
        VpnMtuBlackHole = "vpn_mtu_black_hole",
        /// The tunnel's path MTU is very low, and signalled.
        VpnMtuLow = "vpn_mtu_low",
        /// The tunnel's processing has used up the processor.
        VpnCpuBound = "vpn_cpu_bound",
        /// The company's names are asked outside the tunnel.
        VpnDnsOutside = "vpn_dns_outside",
        /// One IP family goes outside the tunnel.
        VpnFamilyOutside = "vpn_family_outside",
        /// The first address inside the tunnel never answers.
        VpnInsideSilent = "vpn_inside_silent",
        /// The tunnel is up, and nothing comes back through it.
        VpnSilent = "vpn_silent",
        /// The company answers without a VPN where one is expected: the computer is inside its network.
        VpnNotNeeded = "vpn_not_needed",
        /// No VPN is up, and something of the company's has an address that exists only inside its network.
        VpnOff = "vpn_off",
        /// Large echo requests are lost in the tunnel; whether data is too could not be told.
        VpnLargeEchoLost = "vpn_large_echo_lost",

        /// A door of the company does not answer.
        GatewayUnreachable = "gateway_unreachable",
        /// The name of a door does not resolve.
        GatewayNameUnknown = "gateway_name_unknown",
        /// A door refuses connections.
        GatewayRefused = "gateway_refused",
        /// A door takes connections late.
        GatewayConnectSlow = "gateway_connect_slow",
        /// A door takes the connection and answers late.
        GatewayAnswerSlow = "gateway_answer_slow",
        /// A door refuses or drops connections made at once.
        GatewayParallelRefused = "gateway_parallel_refused",
        /// A door gets slower when connections come at once.
        GatewayParallelSlow = "gateway_parallel_slow",
        /// A door answers, not with the expected protocol.
        GatewayWrongProtocol = "gateway_wrong_protocol",
        /// A door takes the connection, then breaks it off, answers nonsense or reports an error.
        GatewayErrors = "gateway_errors",
        /// An RDP listener accepts none of the protocols of today (MS-RDPBCGR 2.2.1.2.2).
        GatewayProtocolRefused = "gateway_protocol_refused",
        /// The certificate of a door is out of date.
        GatewayCertificateExpired = "gateway_certificate_expired",
        /// The door is slow at certain hours (past runs of this machine).
        GatewayPeakHours = "gateway_peak_hours",
        /// The site's uplink is small for the sessions it carries (the profile's sizing model).
        GatewaySizing = "gateway_sizing",

        /// Protection software uses much processor time.
        SecurityCpu = "security_cpu",
        /// Opening a fresh file costs much more than opening it again.
        SecurityFileCost = "security_file_cost",
        /// Starting a program costs much.
        SecurityProcessCost = "security_process_cost",
        /// Two real-time products are active at once.
        SecurityTwoActive = "security_two_active",
        /// Encrypted connections are opened and inspected.
        TlsInspected = "tls_inspected",
        /// A well-known site shows a certificate that neither this computer nor the public list trusts.
        CertificateUntrusted = "certificate_untrusted",
        /// A proxy is in the path.
        ProxyInUse = "proxy_in_use",
        /// The Wi-Fi is open or uses WEP.
        WifiNotProtected = "wifi_not_protected",
        /// The company does not manage this computer.
        MachineNotManaged = "machine_not_managed",
        /// The disk is not encrypted.
        DiskNotEncrypted = "disk_not_encrypted",
        /// The host firewall is off.
        FirewallOff = "firewall_off",
        /// Traffic leaves outside the tunnel where the profile wants none.
        TrafficOutsideTunnel = "traffic_outside_tunnel",

        /// A server does not answer.
        ServerUnreachable = "server_unreachable",
        /// The name of a server does not resolve.
        ServerNameUnknown = "server_name_unknown",
        /// A server refuses connections.
        ServerRefused = "server_refused",
        /// A server takes connections late while its neighbours do not.
        ServerConnectSlow = "server_connect_slow",
        /// A server thinks long before it answers.
        ServerSlow = "server_slow",
        /// A server answers with errors.
        ServerErrors = "server_errors",
        /// A server fails now and then.
        ServerUnstable = "server_unstable",
    }
}

impl Code {
    /// The check that makes this finding.
    pub fn check(self) -> CheckId {
        let position = Self::ALL.iter().position(|code| *code == self).unwrap_or_default();
        let starts = [
            (Self::LocalLinkCut, CheckId::Bandwidth),
            (Self::CpuSaturated, CheckId::Machine),
            (Self::VpnMissing, CheckId::Vpn),
            (Self::GatewayUnreachable, CheckId::Gateway),
            (Self::SecurityCpu, CheckId::Security),
            (Self::ServerUnreachable, CheckId::Server),
        ];
        starts
            .into_iter()
            .rev()
            .find(|(first, _)| {
                Self::ALL
                    .iter()
                    .position(|code| code == first)
                    .is_some_and(|at| at <= position)
            })
            .map_or(CheckId::Bandwidth, |(_, check)| check)
    }
}
