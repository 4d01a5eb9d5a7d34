//! The disk below a folder: its volume, how full it is, and whether its heads must move.

use super::library::{narrow, wide};
use super::system;
use crate::host::{Answer, HostError};
use maillon_diagnosis::GapReason;
use maillon_diagnosis::checks::machine::{Disk, DiskKind};
use std::fs::OpenOptions;
use std::os::windows::ffi::OsStrExt;
use std::os::windows::fs::OpenOptionsExt;
use std::os::windows::io::AsRawHandle;
use std::path::Path;
use std::ptr::null_mut;
use windows_sys::Win32::Storage::FileSystem::{
    FILE_SHARE_READ, FILE_SHARE_WRITE, GetDiskFreeSpaceExW, GetVolumeInformationW, GetVolumePathNameW,
};
use windows_sys::Win32::System::IO::DeviceIoControl;
use windows_sys::Win32::System::Ioctl::{
    DEVICE_SEEK_PENALTY_DESCRIPTOR, IOCTL_STORAGE_QUERY_PROPERTY, PropertyStandardQuery, STORAGE_PROPERTY_QUERY,
    StorageDeviceSeekPenaltyProperty,
};

/// The disk that holds `folder`. What the disk of a virtual machine says of itself is not the hardware's word.
#[expect(unsafe_code, reason = "the standard library does not tell of volumes")]
pub(super) fn disk(folder: &Path) -> Answer<Disk> {
    let mount = mount("disk", folder)?;
    let path = ended(folder);
    let (mut free, mut total) = (0, 0);
    // SAFETY: the path ends with a zero, and the places are for one number each.
    if unsafe { GetDiskFreeSpaceExW(path.as_ptr(), &raw mut free, &raw mut total, null_mut()) } == 0 {
        return Err(failed("disk", "GetDiskFreeSpaceExW", folder));
    }
    Ok(Disk {
        file_system: file_system(&wide(&mount)),
        kind: kind(&mount).filter(|_| system::virtual_machine().is_none()),
        mount,
        total_bytes: total,
        free_bytes: free,
        write_ms: None,
        read_ms: None,
        pressure_percent: None,
    })
}

/// Where the volume that holds `folder` is mounted, such as `C:\`.
#[expect(unsafe_code, reason = "as above")]
pub(super) fn mount(question: &str, folder: &Path) -> Answer<String> {
    let path = ended(folder);
    let mut root = [0_u16; 512];
    // SAFETY: the path ends with a zero, and `root` has room for as many units as is said.
    if unsafe { GetVolumePathNameW(path.as_ptr(), root.as_mut_ptr(), root.len() as u32) } == 0 {
        return Err(failed(question, "GetVolumePathNameW", folder));
    }
    Ok(narrow(&root))
}

fn ended(path: &Path) -> Vec<u16> {
    path.as_os_str().encode_wide().chain([0]).collect()
}

fn failed(question: &str, call: &str, folder: &Path) -> HostError {
    let error = std::io::Error::last_os_error();
    HostError::new(
        question,
        GapReason::Other,
        &format!("{call} {}: {error}", folder.display()),
    )
}

#[expect(unsafe_code, reason = "as above")]
fn file_system(root: &[u16]) -> Option<String> {
    let mut name = [0_u16; 64];
    // SAFETY: `root` ends with a zero, and `name` has room for as many units as is said.
    let told = unsafe {
        GetVolumeInformationW(
            root.as_ptr(),
            null_mut(),
            0,
            null_mut(),
            null_mut(),
            null_mut(),
            name.as_mut_ptr(),
            name.len() as u32,
        )
    };
    Some(narrow(&name)).filter(|name| told != 0 && !name.is_empty())
}

/// Whether seeking costs time, asked of a handle with no right to read or write
/// (`learn.microsoft.com/windows/win32/api/winioctl/ns-winioctl-device_seek_penalty_descriptor`).
#[expect(unsafe_code, reason = "as above")]
fn kind(mount: &str) -> Option<DiskKind> {
    let letter = mount.strip_suffix('\\').filter(|letter| letter.len() == 2)?;
    let share = FILE_SHARE_READ | FILE_SHARE_WRITE;
    let volume = OpenOptions::new()
        .access_mode(0)
        .share_mode(share)
        .open(format!(r"\\.\{letter}"))
        .ok()?;
    let question = STORAGE_PROPERTY_QUERY {
        PropertyId: StorageDeviceSeekPenaltyProperty,
        QueryType: PropertyStandardQuery,
        AdditionalParameters: [0],
    };
    // Bytes and not the structure: what came back is no `bool` before it was looked at.
    let mut answer = [0_u8; size_of::<DEVICE_SEEK_PENALTY_DESCRIPTOR>()];
    let mut length = 0;
    // SAFETY: question and answer are as long as is said, and the volume stays open.
    let told = unsafe {
        DeviceIoControl(
            volume.as_raw_handle().cast(),
            IOCTL_STORAGE_QUERY_PROPERTY,
            (&raw const question).cast(),
            size_of::<STORAGE_PROPERTY_QUERY>() as u32,
            answer.as_mut_ptr().cast(),
            answer.len() as u32,
            &raw mut length,
            null_mut(),
        )
    };
    if told == 0 || (length as usize) < answer.len() {
        return None;
    }
    Some(if answer[8] == 0 { DiskKind::Ssd } else { DiskKind::Hdd })
}
