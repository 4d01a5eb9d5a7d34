//! Power, maker, virtual machine, uptime, system and pending restart.

use super::{names, number, text};
use crate::host::parse::system::{self, Supply, SystemSupport};
use maillon_diagnosis::checks::machine::{Os, Power};
use std::path::Path;

/// Power source, charge and profile; none when the computer shows none of them.
pub fn power(root: &Path) -> Option<Power> {
    let folder = "sys/class/power_supply";
    let supplies = names(root, folder).unwrap_or_default();
    let supplies = supplies.iter().filter_map(|name| {
        let file = |file: &str| format!("{folder}/{name}/{file}");
        Some(Supply {
            kind: text(root, &file("type"))?,
            online: number(root, &file("online")).map(|online| online > 0),
            status: text(root, &file("status")),
            capacity_percent: number(root, &file("capacity")).and_then(|charge| u8::try_from(charge).ok()),
            of_device: text(root, &file("scope")).is_some_and(|scope| scope == "Device"),
        })
    });
    let supplies: Vec<Supply> = supplies.collect();
    system::power(&supplies, text(root, "sys/firmware/acpi/platform_profile").as_deref())
}

fn dmi(root: &Path, file: &str) -> Option<String> {
    text(root, &format!("sys/class/dmi/id/{file}"))
}

/// Maker and model.
pub fn model(root: &Path) -> Option<String> {
    system::model(dmi(root, "sys_vendor").as_deref(), dmi(root, "product_name").as_deref())
}

/// Which virtual machine this is; none on a real one and where the firmware says nothing.
pub fn virtual_machine(root: &Path) -> Option<String> {
    let vendor = dmi(root, "sys_vendor").unwrap_or_default();
    let product = dmi(root, "product_name").unwrap_or_default();
    system::virtual_machine(&vendor, &product).map(str::to_owned)
}

/// Date of the firmware, `YYYY-MM-DD`.
pub fn firmware_date(root: &Path) -> Option<String> {
    dmi(root, "bios_date").as_deref().and_then(system::firmware_date)
}

/// Seconds since the start.
pub fn uptime_s(root: &Path) -> Option<f64> {
    text(root, "proc/uptime").as_deref().and_then(system::uptime_s)
}

/// The system and its end of support on `today` (`YYYY-MM-DD`).
pub fn os(root: &Path, table: &[SystemSupport], today: &str) -> Option<Os> {
    let release = text(root, "etc/os-release").or_else(|| text(root, "usr/lib/os-release"))?;
    let os = system::os(&system::os_name(&release)?, table, today);
    let end_of_support = os.end_of_support.or_else(|| system::support_end(&release));
    Some(Os {
        out_of_support: end_of_support.as_deref().map(|end| end < today),
        end_of_support,
        ..os
    })
}

/// Whether an update waits for a restart. The absence of the mark tells something only where a program is there that leaves it
/// when a kernel is installed.
pub fn reboot_pending(root: &Path) -> Option<bool> {
    let any = |paths: &[&str]| paths.iter().any(|path| root.join(path).exists());
    let marked = any(&["var/run/reboot-required", "run/reboot-required"]);
    let is_marked_when_needed = any(&[
        "etc/kernel/postinst.d/unattended-upgrades",
        "etc/kernel/postinst.d/update-notifier",
        "etc/kernel/postinst.d/reboot-notifier",
    ]);
    (marked || is_marked_when_needed).then_some(marked)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(root: &Path, path: &str, content: &str) {
        let path = root.join(path);
        std::fs::create_dir_all(path.parent().expect("a file has a folder")).expect("temporary folder is writable");
        std::fs::write(path, content).expect("temporary folder is writable");
    }

    #[test]
    fn a_recorded_laptop_is_read() {
        let folder = tempfile::tempdir().expect("temporary folder");
        let root = folder.path();
        write(root, "sys/class/power_supply/AC/type", "Mains\n");
        write(root, "sys/class/power_supply/AC/online", "1\n");
        write(root, "sys/class/power_supply/BAT0/type", "Battery\n");
        write(root, "sys/class/power_supply/BAT0/capacity", "93\n");
        write(root, "sys/class/dmi/id/sys_vendor", "QEMU\n");
        write(root, "sys/class/dmi/id/bios_date", "04/01/2014\n");
        write(
            root,
            "etc/os-release",
            "PRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\n",
        );
        write(root, "etc/debian_version", "12.1\n");
        assert_eq!(power(root).and_then(|power| power.battery_percent), Some(93.0));
        assert_eq!(virtual_machine(root).as_deref(), Some("KVM / QEMU"));
        assert_eq!(
            (model(root).as_deref(), firmware_date(root).as_deref()),
            (Some("QEMU"), Some("2014-04-01"))
        );
        assert_eq!(os(root, &[], "2026-01-01").and_then(|os| os.out_of_support), None);
        assert_eq!(reboot_pending(root), None, "nothing here would leave a mark");
        write(root, "etc/kernel/postinst.d/unattended-upgrades", "");
        assert_eq!(reboot_pending(root), Some(false));
        write(root, "var/run/reboot-required", "");
        assert_eq!(reboot_pending(root), Some(true));
    }

    #[test]
    fn an_empty_machine_is_unknown() {
        let folder = tempfile::tempdir().expect("temporary folder");
        let root = folder.path();
        assert_eq!((power(root), model(root), virtual_machine(root)), (None, None, None));
        assert_eq!(
            (firmware_date(root), uptime_s(root), reboot_pending(root)),
            (None, None, None)
        );
    }
}
