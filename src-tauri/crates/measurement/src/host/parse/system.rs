//! Understands DMI strings, `/etc/os-release`, `/proc/uptime` and power supply files, and knows `os_support.toml`.

use maillon_diagnosis::checks::machine::{Observation, Os, Power, PowerProfile, PowerSource};
use maillon_diagnosis::{Gap, GapReason};
use serde::Deserialize;

/// Firmware date `MM/DD/YYYY` of DMI (SMBIOS 3, type 0) as `YYYY-MM-DD`.
pub fn firmware_date(dmi: &str) -> Option<String> {
    let mut parts = dmi.trim().splitn(3, '/').map(str::parse::<u16>);
    let (month, day, year) = (parts.next()?.ok()?, parts.next()?.ok()?, parts.next()?.ok()?);
    let valid = (1..=12).contains(&month) && (1..=31).contains(&day) && (1980..=9999).contains(&year);
    valid.then(|| format!("{year:04}-{month:02}-{day:02}"))
}

/// Whole years from `date` to `today`, both `YYYY-MM-DD`; none for a date that is none or lies ahead.
pub fn years_since(date: &str, today: &str) -> Option<u32> {
    let parts = |date: &str| -> Option<(u32, u32, u32)> {
        let mut parts = date.splitn(3, '-').map(|part| part.parse().ok());
        Some((parts.next()??, parts.next()??, parts.next()??))
    };
    let ((year, month, day), (this_year, this_month, this_day)) = (parts(date)?, parts(today)?);
    let ahead_this_year = u32::from((this_month, this_day) < (month, day));
    this_year.checked_sub(year)?.checked_sub(ahead_this_year)
}

/// Maker and model in one line, without saying the maker twice; none for the blanks some makers leave.
pub fn model(vendor: Option<&str>, product: Option<&str>) -> Option<String> {
    let blank = |text: &&str| {
        let text = text.to_lowercase();
        text.is_empty() || text.starts_with("to be filled") || text == "default string" || text.starts_with("system ")
    };
    let vendor = vendor.map(str::trim).filter(|text| !blank(text));
    let product = product.map(str::trim).filter(|text| !blank(text));
    match (vendor, product) {
        (Some(vendor), Some(product)) if !product.starts_with(vendor) => Some(format!("{vendor} {product}")),
        (vendor, product) => product.or(vendor).map(str::to_owned),
    }
}

/// Virtual machine that the DMI maker and model give away; none when they give none away.
pub fn virtual_machine(vendor: &str, product: &str) -> Option<&'static str> {
    let (vendor, product) = (vendor.to_lowercase(), product.to_lowercase());
    let signs = [
        ("VMware", vendor.contains("vmware") || product.contains("vmware")),
        (
            "VirtualBox",
            vendor.contains("innotek") || product.contains("virtualbox"),
        ),
        (
            "Hyper-V",
            vendor.contains("microsoft") && product.contains("virtual machine"),
        ),
        ("KVM / QEMU", vendor.contains("qemu") || product.contains("kvm")),
        ("Xen", vendor.starts_with("xen")),
        ("Parallels", vendor.contains("parallels")),
        (
            "Amazon EC2",
            vendor.contains("amazon ec2") && !product.contains("metal"),
        ),
        ("Google Compute Engine", product.contains("google compute engine")),
        (
            "OpenStack",
            vendor.contains("openstack") || product.contains("openstack"),
        ),
        ("Nutanix AHV", vendor.contains("nutanix") && product.contains("ahv")),
        ("Bochs", vendor.contains("bochs") || product.contains("bochs")),
    ];
    signs.into_iter().find_map(|(name, seen)| seen.then_some(name))
}

/// `PRETTY_NAME` of `/etc/os-release`, without its quotes (`os-release(5)`).
pub fn os_name(os_release: &str) -> Option<String> {
    let value = os_release
        .lines()
        .find_map(|line| line.strip_prefix("PRETTY_NAME="))?
        .trim();
    let value = value.trim_matches(|mark| mark == '"' || mark == '\'');
    (!value.is_empty()).then(|| value.to_owned())
}

/// `SUPPORT_END` of `/etc/os-release`, `YYYY-MM-DD`: what the vendor says on the machine itself (`os-release(5)`).
pub fn support_end(os_release: &str) -> Option<String> {
    let value = os_release.lines().find_map(|line| line.strip_prefix("SUPPORT_END="))?;
    let value = value.trim().trim_matches(['"', '\'']);
    let digits = |part: &str, count: usize| part.len() == count && part.bytes().all(|digit| digit.is_ascii_digit());
    let parts: Vec<&str> = value.split('-').collect();
    let [year, month, day] = parts.as_slice() else {
        return None;
    };
    (digits(year, 4) && digits(month, 2) && digits(day, 2)).then(|| value.to_owned())
}

/// One row of the table of end dates.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SystemSupport {
    /// Words that the system's name must hold.
    pub words: Vec<String>,
    /// End of security updates, `YYYY-MM-DD`.
    pub end: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    system: Vec<SystemSupport>,
}

/// The table shipped with Maillon; an error names the line at fault.
pub fn os_support() -> Result<Vec<SystemSupport>, toml::de::Error> {
    toml::from_str(include_str!("../os_support.toml")).map(|table: Table| table.system)
}

/// The system with its end of support, judged on `today` (`YYYY-MM-DD`); unknown when no row applies.
pub fn os(name: &str, table: &[SystemSupport], today: &str) -> Os {
    let holds = |word: &String| {
        let mut words = name.split_whitespace();
        words.any(|one| {
            one == word
                || one
                    .strip_prefix(word.as_str())
                    .is_some_and(|rest| rest.starts_with('.'))
        })
    };
    let end = table
        .iter()
        .find(|row| row.words.iter().all(holds))
        .map(|row| row.end.clone());
    Os {
        name: name.to_owned(),
        out_of_support: end.as_deref().map(|end| end < today),
        end_of_support: end,
    }
}

/// Seconds since the start, of `/proc/uptime`.
pub fn uptime_s(uptime: &str) -> Option<f64> {
    uptime.split_whitespace().next()?.parse().ok()
}

/// One folder of `/sys/class/power_supply` (`Documentation/ABI/testing/sysfs-class-power`).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Supply {
    /// `type`: `Mains`, `USB`, `Battery` or another.
    pub kind: String,
    /// `online`.
    pub online: Option<bool>,
    /// `status`, of a battery.
    pub status: Option<String>,
    /// `capacity`, of a battery, per cent.
    pub capacity_percent: Option<u8>,
    /// `scope` is `Device`: the battery of a mouse or a headset.
    pub of_device: bool,
}

/// Power from the supplies and `platform_profile`; none without either.
pub fn power(supplies: &[Supply], profile: Option<&str>) -> Option<Power> {
    let own = || supplies.iter().filter(|supply| !supply.of_device);
    let battery = own().find(|supply| supply.kind == "Battery");
    let mains = own().any(|supply| matches!(supply.kind.as_str(), "Mains" | "USB") && supply.online == Some(true));
    let status = battery.and_then(|battery| battery.status.as_deref());
    let source = match status {
        _ if mains => Some(PowerSource::Mains),
        Some("Discharging") => Some(PowerSource::Battery),
        Some("Charging" | "Full" | "Not charging") => Some(PowerSource::Mains),
        _ => None,
    };
    let profile = match profile {
        Some("low-power" | "quiet" | "cool") => Some(PowerProfile::Saver),
        Some("balanced" | "balanced-performance") => Some(PowerProfile::Balanced),
        Some("performance" | "max-power") => Some(PowerProfile::Performance),
        _ => None,
    };
    let battery_percent = battery.and_then(|battery| battery.capacity_percent).map(f64::from);
    let known = source.is_some() || battery_percent.is_some() || profile.is_some();
    known.then_some(Power {
        source,
        battery_percent,
        profile,
    })
}

/// That the power profile of a computer is not known; on a virtual machine it would tell nothing.
pub fn power_profile_gap(machine: &Observation) -> Option<Gap> {
    let is_known = machine.power.as_ref().is_some_and(|power| power.profile.is_some());
    let detail = "neither the system nor the firmware tells";
    (!is_known && machine.virtual_machine.is_none())
        .then(|| Gap::new("power_profile", "", GapReason::NotSupported, detail))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn firmware_dates_are_turned_round() {
        assert_eq!(firmware_date("03/09/2021\n").as_deref(), Some("2021-03-09"));
        assert_eq!((firmware_date("2021-03-09"), firmware_date("13/01/2021")), (None, None));
        assert_eq!(years_since("2021-03-09", "2026-03-08"), Some(4));
        assert_eq!(years_since("2021-03-09", "2026-03-09"), Some(5));
        assert_eq!(
            (years_since("2027-01-01", "2026-03-09"), years_since("x", "2026-03-09")),
            (None, None)
        );
    }

    #[test]
    fn makers_models_and_virtual_machines_are_named() {
        assert_eq!(
            model(Some("Dell Inc."), Some("Latitude 5400")).as_deref(),
            Some("Dell Inc. Latitude 5400")
        );
        assert_eq!(model(Some("HP"), Some("HP EliteBook")).as_deref(), Some("HP EliteBook"));
        assert_eq!(model(Some("To Be Filled By O.E.M."), Some("System Product Name")), None);
        assert_eq!(
            virtual_machine("Microsoft Corporation", "Virtual Machine"),
            Some("Hyper-V")
        );
        assert_eq!(virtual_machine("Microsoft Corporation", "Surface Pro"), None);
        assert_eq!(virtual_machine("VMware, Inc.", "VMware20,1"), Some("VMware"));
    }

    #[test]
    fn support_ends_by_the_table_and_is_unknown_outside() {
        let table = os_support().expect("the shipped table is valid");
        assert!(table.iter().all(|row| row.end.len() == 10 && row.words.len() > 1));
        let name = os_name("ID=ubuntu\nPRETTY_NAME=\"Ubuntu 20.04.6 LTS\"\n").expect("captured text");
        assert_eq!(os(&name, &table, "2025-06-01").out_of_support, Some(true));
        let debian = os("Debian GNU/Linux 12 (bookworm)", &table, "2026-01-01");
        assert_eq!(
            (debian.end_of_support.as_deref(), debian.out_of_support),
            (Some("2028-06-30"), Some(false))
        );
        assert_eq!(os("Arch Linux", &table, "2026-01-01").out_of_support, None);
    }

    #[test]
    fn the_vendors_own_word_is_read_where_the_table_has_none() {
        assert_eq!(
            support_end("NAME=Fedora\nSUPPORT_END=2026-12-02\n").as_deref(),
            Some("2026-12-02")
        );
        for broken in ["", "SUPPORT_END=\n", "SUPPORT_END=soon\n", "SUPPORT_END=2026-1-2\n"] {
            assert_eq!(support_end(broken), None, "{broken}");
        }
    }

    #[test]
    fn power_ignores_the_battery_of_a_mouse() {
        let supply = |kind: &str| Supply {
            kind: kind.into(),
            ..Supply::default()
        };
        let mouse = Supply {
            of_device: true,
            capacity_percent: Some(5),
            ..supply("Battery")
        };
        assert_eq!(power(std::slice::from_ref(&mouse), None), None);
        let own = Supply {
            status: Some("Discharging".into()),
            capacity_percent: Some(80),
            ..supply("Battery")
        };
        let seen = power(
            &[
                mouse,
                own,
                Supply {
                    online: Some(false),
                    ..supply("Mains")
                },
            ],
            Some("low-power"),
        );
        let expected = Power {
            source: Some(PowerSource::Battery),
            battery_percent: Some(80.0),
            profile: Some(PowerProfile::Saver),
        };
        assert_eq!(seen, Some(expected));
        assert_eq!(uptime_s("350735.47 234388.90\n"), Some(350_735.47));
    }
}
