//! Whether the volume below a folder is encrypted, by what the shell shows of it (`IShellItem2`,
//! `learn.microsoft.com/windows/win32/api/shobjidl_core/nf-shobjidl_core-ishellitem2-getint32`): the interfaces made for
//! BitLocker itself are closed to an ordinary user.

use super::disk::mount;
use crate::host::parse::windows::protection::encrypted as understood;
use crate::host::{Answer, HostError};
use maillon_diagnosis::GapReason;
use std::path::Path;
use windows::Win32::Foundation::PROPERTYKEY;
use windows::Win32::System::Com::{COINIT_APARTMENTTHREADED, CoInitializeEx, CoUninitialize};
use windows::Win32::UI::Shell::PropertiesSystem::PSGetPropertyKeyFromName;
use windows::Win32::UI::Shell::{IShellItem2, SHCreateItemFromParsingName};
use windows::core::{HSTRING, w};

const QUESTION: &str = "encryption";

/// Whether the volume that holds `folder` is encrypted; none where it is neither plainly on nor plainly off. For a thread of its
/// own.
#[expect(unsafe_code, reason = "COM has no safe interface")]
pub(super) fn encrypted(folder: &Path) -> Answer<Option<bool>> {
    let mount = mount(QUESTION, folder)?;
    // SAFETY: this thread uses COM for this question only; the item is gone when it is uninitialised.
    let told = unsafe {
        CoInitializeEx(None, COINIT_APARTMENTTHREADED).ok().and_then(|()| {
            let told = protection(&mount);
            CoUninitialize();
            told
        })
    };
    told.map(understood)
        .map_err(|error| HostError::new(QUESTION, GapReason::NotSupported, &format!("{mount} {error}")))
}

/// # Safety
/// COM is initialised on this thread.
#[expect(unsafe_code, reason = "as above")]
unsafe fn protection(mount: &str) -> windows::core::Result<i32> {
    let mut key = PROPERTYKEY::default();
    // SAFETY: by the contract of this function; `key` is a whole structure.
    unsafe {
        PSGetPropertyKeyFromName(w!("System.Volume.BitLockerProtection"), &raw mut key)?;
        let volume: IShellItem2 = SHCreateItemFromParsingName(&HSTRING::from(mount), None)?;
        volume.GetInt32(&raw const key)
    }
}
