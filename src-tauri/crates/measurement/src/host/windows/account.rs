//! Who runs Maillon, the folder in which it may write, and the processor time it used.

use crate::host::asking::make_own_folder;
use crate::host::{Account, Answer, HostError};
use maillon_diagnosis::GapReason;
use std::path::PathBuf;
use windows_sys::Win32::Foundation::FILETIME;
use windows_sys::Win32::System::Threading::{GetCurrentProcess, GetProcessTimes};

/// Name of the computer and of the user, by the variables Windows sets for every program.
pub(super) fn account() -> Account {
    let variable = |name| std::env::var(name).ok().filter(|value| !value.is_empty());
    Account {
        host_name: variable("COMPUTERNAME"),
        user_name: variable("USERNAME"),
    }
}

/// `Maillon` in the user's local application data, which never roams and is no network folder.
pub(super) fn own_folder() -> Answer<PathBuf> {
    let local = std::env::var_os("LOCALAPPDATA")
        .map(PathBuf::from)
        .filter(|path| path.is_absolute());
    make_own_folder(local.map(|local| local.join("Maillon")), "LOCALAPPDATA")
}

/// Processor seconds of this program, user and kernel together.
#[expect(unsafe_code, reason = "the standard library does not tell processor time")]
pub(super) fn own_cpu_seconds() -> Answer<f64> {
    let [mut created, mut ended, mut kernel, mut user] = [FILETIME::default(); 4];
    // SAFETY: the handle of this program needs no closing, and each time is a whole structure.
    let told = unsafe {
        GetProcessTimes(
            GetCurrentProcess(),
            &raw mut created,
            &raw mut ended,
            &raw mut kernel,
            &raw mut user,
        )
    };
    if told == 0 {
        let error = std::io::Error::last_os_error();
        return Err(HostError::new("own_cpu_seconds", GapReason::Other, &error));
    }
    let seconds =
        |time: FILETIME| (f64::from(time.dwHighDateTime) * 4_294_967_296.0 + f64::from(time.dwLowDateTime)) / 1e7;
    Ok(seconds(kernel) + seconds(user))
}
