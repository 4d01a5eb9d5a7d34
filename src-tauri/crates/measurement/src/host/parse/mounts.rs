//! Understands `/proc/self/mountinfo` (Linux `proc_pid_mountinfo(5)`).

use std::path::{Path, PathBuf};

/// One mounted file system.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mount {
    /// Device number, such as `259:2`.
    pub device: String,
    /// Where it is mounted.
    pub point: PathBuf,
    /// Kind, such as `ext4`.
    pub file_system: String,
    /// What is mounted, such as `/dev/nvme0n1p2`.
    pub source: String,
}

/// The file system that holds `path`, an absolute path without links: the last mount whose point is nearest above it.
pub fn mount_of(mountinfo: &str, path: &Path) -> Option<Mount> {
    let above = mountinfo
        .lines()
        .filter_map(mount)
        .filter(|mount| path.starts_with(&mount.point));
    above.max_by_key(|mount| mount.point.components().count())
}

fn mount(line: &str) -> Option<Mount> {
    let (places, kinds) = line.split_once(" - ")?;
    let mut places = places.split(' ').skip(2);
    let mut kinds = kinds.split(' ');
    Some(Mount {
        device: places.next()?.to_owned(),
        point: PathBuf::from(unescaped(places.nth(1)?)),
        file_system: kinds.next()?.to_owned(),
        source: unescaped(kinds.next()?),
    })
}

/// Blanks and backslashes are written as three octal digits.
fn unescaped(text: &str) -> String {
    [("\\040", " "), ("\\011", "\t"), ("\\012", "\n"), ("\\134", "\\")]
        .iter()
        .fold(text.to_owned(), |text, (code, letter)| text.replace(code, letter))
}

#[cfg(test)]
mod tests {
    use super::*;

    const MOUNTINFO: &str = "22 27 0:21 / /proc rw,relatime shared:5 - proc proc rw\n\
        27 1 259:2 / / rw,relatime shared:1 - ext4 /dev/nvme0n1p2 rw\n\
        28 27 0:44 / /home rw shared:2 master:3 - btrfs /dev/mapper/home rw,subvol=/@home\n\
        29 28 8:17 / /home/camille/My\\040disk rw - vfat /dev/sdb1 rw\n\
        30 28 0:50 / /home rw - nfs4 server:/home rw\n\
        broken\n";

    fn of(path: &str) -> Option<Mount> {
        mount_of(MOUNTINFO, Path::new(path))
    }

    #[test]
    fn the_nearest_and_last_mount_holds_a_path() {
        let kind = |path| of(path).map(|mount| mount.file_system);
        assert_eq!(kind("/homework").as_deref(), Some("ext4"));
        assert_eq!(kind("/home/camille").as_deref(), Some("nfs4"));
        let disk = of("/home/camille/My disk/letters").expect("it is mounted");
        assert_eq!((disk.device.as_str(), disk.source.as_str()), ("8:17", "/dev/sdb1"));
        assert_eq!(disk.point, Path::new("/home/camille/My disk"));
        assert_eq!(mount_of("", Path::new("/")), None);
    }
}
