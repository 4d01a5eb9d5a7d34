//! The profile of the lab's company.

/// Names everything a profile can name, for a tunnel that is all there is to the Internet.
pub fn everything() -> String {
    of("full")
}

/// Names everything a profile can name, for a tunnel that shall be `expected`.
pub fn of(expected: &str) -> String {
    format!("{}{SERVERS}", header(expected))
}

/// The part before the servers, for a tunnel that shall be `expected`.
pub fn header(expected: &str) -> String {
    format!(
        r#"[company]
name = "Lab SA"
helpdesk = "support@lab.test"

[bandwidth]
nq = ["https://nq.lab.test/.well-known/nq"]
anchors = ["198.51.100.10", "203.0.113.10"]
stun = ["stun.lab.test:3478"]

[vpn]
expected = "{expected}"
endpoint = "vpn.lab.test:51820"
inside = "10.20.0.1"

[gateway]
tse = ["tse.corp.test:3389"]

{LIMITS}"#
    )
}

/// Names nothing of a company: as good as no profile.
pub fn nothing() -> String {
    LIMITS.to_owned()
}

/// The limits of the machine are lifted: what this computer is made of and what else runs on it is not the lab's to say.
const LIMITS: &str = "[limits]
cpu_busy_percent = { slow = 101, broken = 102 }
memory_available_percent = { slow = 0.2, broken = 0.1 }
memory_pressure_percent = { slow = 101, broken = 102 }
memory_installed_gb = { slow = 0.2, broken = 0.1 }
disk_latency_ms = { slow = 5000, broken = 9000 }
disk_free_percent = { slow = 0.2, broken = 0.1 }
uptime_days = { slow = 9000, broken = 9001 }
";

const SERVERS: &str = r#"
[[server]]
name = "ERP"
target = "https://erp.corp.test/"
use = "web"

[[server]]
name = "Files"
target = "smb://files.corp.test"
use = "file_share"
"#;
