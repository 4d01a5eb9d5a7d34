//! The disk below a folder: where it is mounted, what it is made of, how full it is, whether it is encrypted.

use super::machine::pressure;
use super::{names, number, system, text};
use crate::host::parse::mounts::{Mount, mount_of};
use crate::host::{Answer, HostError};
use maillon_diagnosis::GapReason;
use maillon_diagnosis::checks::machine::{Disk, DiskKind};
use std::path::{Path, PathBuf};

/// Layers followed at most, from the file system down to the hardware.
const DEPTH: usize = 16;

/// The disk that holds `folder`.
pub(super) fn disk(root: &Path, folder: &Path) -> Answer<Disk> {
    let failed = |error: &dyn std::fmt::Display| {
        HostError::new("disk", GapReason::Other, &format!("{}: {error}", folder.display()))
    };
    let folder = folder.canonicalize().map_err(|error| failed(&error))?;
    let space = rustix::fs::statvfs(&folder).map_err(|error| failed(&error))?;
    let mount = mount(root, &folder).ok_or_else(|| failed(&"its mount is not listed"))?;
    let real = system::virtual_machine(root).is_none();
    let device = device(root, &mount).filter(|_| real);
    Ok(Disk {
        mount: mount.point.display().to_string(),
        file_system: Some(mount.file_system),
        kind: device.and_then(|device| kind(&device, DEPTH)),
        total_bytes: space.f_blocks.saturating_mul(space.f_frsize),
        free_bytes: space.f_bavail.saturating_mul(space.f_frsize),
        write_ms: None,
        read_ms: None,
        pressure_percent: pressure(root, "io"),
    })
}

/// Whether what is kept in `folder` is encrypted: the folder itself, or every way from its file system to the hardware.
/// None where it cannot be told: network drives, file systems that encrypt by themselves, the disk of a virtual machine.
pub(super) fn encrypted(root: &Path, folder: &Path) -> Option<bool> {
    let folder = folder.canonicalize().ok()?;
    let mount = mount(root, &folder)?;
    if mount.file_system == "ecryptfs" || folder_encrypted(&folder) {
        return Some(true);
    }
    if matches!(mount.file_system.as_str(), "zfs" | "bcachefs") {
        return None;
    }
    device_encrypted(&device(root, &mount)?, DEPTH)
}

fn mount(root: &Path, folder: &Path) -> Option<Mount> {
    mount_of(&text(root, "proc/self/mountinfo")?, folder)
}

/// Whether the file system encrypts this folder (`statx(2)`, `STATX_ATTR_ENCRYPTED`).
fn folder_encrypted(folder: &Path) -> bool {
    use rustix::fs::{AtFlags, CWD, StatxAttributes, StatxFlags, statx};
    statx(CWD, folder, AtFlags::empty(), StatxFlags::TYPE)
        .is_ok_and(|seen| seen.stx_attributes.contains(StatxAttributes::ENCRYPTED))
}

/// The folder of the device in sysfs: by number, or by name for file systems that number themselves, such as btrfs.
fn device(root: &Path, mount: &Mount) -> Option<PathBuf> {
    let by_number = root.join("sys/dev/block").join(&mount.device).canonicalize();
    by_number.ok().or_else(|| {
        let node = root.join(mount.source.strip_prefix("/dev/").map(|name| format!("dev/{name}"))?);
        let name = node.canonicalize().ok()?.file_name()?.to_owned();
        root.join("sys/class/block").join(name).canonicalize().ok()
    })
}

/// The devices under this one; a partition lies on its disk.
fn below(device: &Path) -> Vec<PathBuf> {
    if device.join("partition").exists() {
        return device.parent().map(Path::to_owned).into_iter().collect();
    }
    let slaves = device.join("slaves");
    let names = names(&slaves, "").unwrap_or_default();
    names
        .iter()
        .filter_map(|name| slaves.join(name).canonicalize().ok())
        .collect()
}

/// Whether a hypervisor or the kernel made this disk up, so that what it says of itself is not the hardware's word.
fn made_up(device: &Path) -> bool {
    let name = device.file_name().unwrap_or_default().to_string_lossy();
    ["vd", "xvd", "loop", "zram", "nbd", "ram"]
        .iter()
        .any(|prefix| name.starts_with(prefix))
}

/// What it is made of: rotating when any part of it rotates.
fn kind(device: &Path, depth: usize) -> Option<DiskKind> {
    let lower = below(device);
    if made_up(device) || depth == 0 {
        return None;
    }
    if lower.is_empty() {
        return match number(device, "queue/rotational")? {
            0 => Some(DiskKind::Ssd),
            _ => Some(DiskKind::Hdd),
        };
    }
    let kinds: Option<Vec<DiskKind>> = lower.iter().map(|device| kind(device, depth - 1)).collect();
    let kinds = kinds?;
    kinds
        .contains(&DiskKind::Hdd)
        .then_some(DiskKind::Hdd)
        .or(Some(DiskKind::Ssd))
}

fn device_encrypted(device: &Path, depth: usize) -> Option<bool> {
    if text(device, "dm/uuid").is_some_and(|uuid| uuid.starts_with("CRYPT-")) {
        return Some(true);
    }
    if made_up(device) || depth == 0 {
        return None;
    }
    let lower: Option<Vec<bool>> = below(device)
        .iter()
        .map(|device| device_encrypted(device, depth - 1))
        .collect();
    let lower = lower?;
    Some(!lower.is_empty() && lower.into_iter().all(|encrypted| encrypted))
}

#[cfg(test)]
mod tests {
    use super::super::test_files::Root;
    use super::*;

    const NVME: &str = "sys/devices/pci0/nvme0n1";

    /// A laptop as installed by most distributions: NVMe, LUKS on its third partition, LVM on top.
    fn laptop(uuid: &str) -> Root {
        Root::new(&[
            (&format!("{NVME}/queue/rotational"), "0\n"),
            (&format!("{NVME}/nvme0n1p3/partition"), "3\n"),
            ("sys/devices/virtual/block/dm-0/dm/uuid", uuid),
            ("sys/devices/virtual/block/dm-1/dm/uuid", "LVM-abcdef\n"),
            (
                "proc/self/mountinfo",
                "27 1 252:1 / / rw - ext4 /dev/mapper/vg-root rw\n",
            ),
            ("proc/pressure/io", "some avg10=1.50 avg60=0.00 avg300=0.00 total=1\n"),
        ])
        .link(
            "sys/devices/virtual/block/dm-0/slaves/nvme0n1p3",
            &format!("{NVME}/nvme0n1p3"),
        )
        .link(
            "sys/devices/virtual/block/dm-1/slaves/dm-0",
            "sys/devices/virtual/block/dm-0",
        )
        .link("sys/dev/block/252:1", "sys/devices/virtual/block/dm-1")
    }

    #[test]
    fn encryption_and_kind_are_found_under_every_layer() {
        let folder = tempfile::tempdir().expect("temporary folder");
        let root = laptop("CRYPT-LUKS2-0123-luks\n");
        let found = disk(root.path(), folder.path()).expect("the folder is there");
        assert_eq!(
            (found.mount.as_str(), found.file_system.as_deref()),
            ("/", Some("ext4"))
        );
        assert_eq!((found.kind, found.pressure_percent), (Some(DiskKind::Ssd), Some(1.5)));
        assert!(found.total_bytes >= found.free_bytes && found.total_bytes > 0);
        assert_eq!(encrypted(root.path(), folder.path()), Some(true));
        assert_eq!(encrypted(laptop("LVM-xyz\n").path(), folder.path()), Some(false));
    }

    #[test]
    fn a_file_system_with_a_number_of_its_own_is_found_by_name_and_a_half_encrypted_one_is_not_encrypted() {
        let folder = tempfile::tempdir().expect("temporary folder");
        let root = Root::new(&[
            ("proc/self/mountinfo", "27 1 0:30 / / rw - btrfs /dev/mapper/pool rw\n"),
            ("dev/dm-9", ""),
            ("sys/devices/virtual/block/dm-9/dm/uuid", "LVM-1\n"),
            ("sys/devices/virtual/block/dm-2/dm/uuid", "CRYPT-LUKS1-1\n"),
            ("sys/devices/pci0/sda/queue/rotational", "0\n"),
            ("sys/devices/pci0/sdb/queue/rotational", "1\n"),
        ])
        .link("dev/mapper/pool", "dev/dm-9")
        .link("sys/class/block/dm-9", "sys/devices/virtual/block/dm-9")
        .link(
            "sys/devices/virtual/block/dm-9/slaves/dm-2",
            "sys/devices/virtual/block/dm-2",
        )
        .link("sys/devices/virtual/block/dm-9/slaves/sdb", "sys/devices/pci0/sdb")
        .link("sys/devices/virtual/block/dm-2/slaves/sda", "sys/devices/pci0/sda");
        assert_eq!(encrypted(root.path(), folder.path()), Some(false));
        let found = disk(root.path(), folder.path()).expect("the folder is there");
        assert_eq!(found.kind, Some(DiskKind::Hdd));
    }

    #[test]
    fn what_the_disk_of_a_virtual_machine_or_a_network_drive_says_is_not_known() {
        let folder = tempfile::tempdir().expect("temporary folder");
        let guest = Root::new(&[
            ("proc/self/mountinfo", "27 1 254:0 / / rw - ext4 /dev/vda rw\n"),
            ("sys/devices/virtio/vda/queue/rotational", "1\n"),
        ])
        .link("sys/dev/block/254:0", "sys/devices/virtio/vda");
        let share = Root::new(&[("proc/self/mountinfo", "27 1 0:50 / / rw - nfs4 server:/home rw\n")]);
        for root in [guest, share] {
            let found = disk(root.path(), folder.path()).expect("the folder is there");
            assert_eq!((found.kind, encrypted(root.path(), folder.path())), (None, None));
        }
        let missing = disk(Path::new("/"), Path::new("/no/such/folder"));
        assert!(missing.is_err());
    }
}
