//! Reads the registry, and never writes to it.

use super::library::{narrow, wide};
use crate::host::parse::windows::registry;
use std::ptr::{null, null_mut};
use windows_sys::Win32::Foundation::{ERROR_FILE_NOT_FOUND, ERROR_SUCCESS};
use windows_sys::Win32::System::Registry::{
    HKEY, HKEY_CURRENT_USER, HKEY_LOCAL_MACHINE, KEY_READ, KEY_WOW64_64KEY, RRF_RT_ANY, RRF_SUBKEY_WOW6464KEY,
    RegCloseKey, RegEnumKeyExW, RegGetValueW, RegOpenKeyExW,
};

/// Longest value read, bytes.
const LONGEST: usize = 4096;

/// Where a key lies.
#[derive(Debug, Clone, Copy)]
pub(super) enum Hive {
    /// `HKEY_LOCAL_MACHINE`.
    Machine,
    /// `HKEY_CURRENT_USER`.
    User,
}

impl Hive {
    fn key(self) -> HKEY {
        match self {
            Self::Machine => HKEY_LOCAL_MACHINE,
            Self::User => HKEY_CURRENT_USER,
        }
    }
}

/// A text value, variables in it replaced; none when it is missing, of another kind or may not be read.
pub(super) fn text(hive: Hive, key: &str, name: &str) -> Option<String> {
    let (kind, bytes) = value(hive, key, name)?;
    registry::text(kind, &bytes)
}

/// The texts of a list; empty when it is missing, of another kind or may not be read.
pub(super) fn texts(hive: Hive, key: &str, name: &str) -> Vec<String> {
    value(hive, key, name).map_or_else(Vec::new, |(kind, bytes)| registry::texts(kind, &bytes))
}

/// A number; none when it is missing, of another kind or may not be read.
pub(super) fn number(hive: Hive, key: &str, name: &str) -> Option<u32> {
    let (kind, bytes) = value(hive, key, name)?;
    registry::number(kind, &bytes)
}

#[expect(unsafe_code, reason = "no safe library reads the registry without writing too")]
fn value(hive: Hive, key: &str, name: &str) -> Option<(u32, Vec<u8>)> {
    let (key, name) = (wide(key), wide(name));
    let mut bytes = vec![0_u8; LONGEST];
    let mut length = LONGEST as u32;
    let mut kind = 0;
    // SAFETY: both names end with a zero, and `bytes` has room for `length` bytes.
    let result = unsafe {
        RegGetValueW(
            hive.key(),
            key.as_ptr(),
            name.as_ptr(),
            RRF_RT_ANY | RRF_SUBKEY_WOW6464KEY,
            &raw mut kind,
            bytes.as_mut_ptr().cast(),
            &raw mut length,
        )
    };
    bytes.truncate(length as usize);
    (result == ERROR_SUCCESS).then_some((kind, bytes))
}

/// Whether a key exists; none when it may not be opened.
pub(super) fn exists(hive: Hive, key: &str) -> Option<bool> {
    match open(hive, key) {
        Ok(_) => Some(true),
        Err(ERROR_FILE_NOT_FOUND) => Some(false),
        Err(_) => None,
    }
}

/// Names of the keys right below a key, `most` of them at the most.
#[expect(unsafe_code, reason = "as above")]
pub(super) fn keys_below(hive: Hive, key: &str, most: u32) -> Vec<String> {
    let Ok(open) = open(hive, key) else {
        return Vec::new();
    };
    let name = |index| {
        let mut name = [0_u16; 256];
        let mut length = name.len() as u32;
        // SAFETY: the key is open, and `name` has room for `length` units.
        let result = unsafe {
            RegEnumKeyExW(
                open.0,
                index,
                name.as_mut_ptr(),
                &raw mut length,
                null(),
                null_mut(),
                null_mut(),
                null_mut(),
            )
        };
        (result == ERROR_SUCCESS).then(|| narrow(&name))
    };
    (0..most).map_while(name).collect()
}

struct Open(HKEY);

impl Drop for Open {
    #[expect(unsafe_code, reason = "as above")]
    fn drop(&mut self) {
        // SAFETY: the key was opened by `open` and is closed once.
        unsafe { RegCloseKey(self.0) };
    }
}

#[expect(unsafe_code, reason = "as above")]
fn open(hive: Hive, key: &str) -> Result<Open, u32> {
    let key = wide(key);
    let mut opened = null_mut();
    // SAFETY: the name ends with a zero, and `opened` is a place for one key.
    let result = unsafe { RegOpenKeyExW(hive.key(), key.as_ptr(), 0, KEY_READ | KEY_WOW64_64KEY, &raw mut opened) };
    if result == ERROR_SUCCESS {
        Ok(Open(opened))
    } else {
        Err(result)
    }
}
