//! Functions that not every Windows has: looked up by name, so that the program starts without them.

use windows_sys::Win32::System::LibraryLoader::{GetProcAddress, LOAD_LIBRARY_SEARCH_SYSTEM32, LoadLibraryExW};

/// A function of unknown shape, to be given its own with `transmute`.
pub(super) type Function = unsafe extern "system" fn() -> isize;

/// Text as the system's functions take it, with its end mark.
pub(crate) fn wide(text: &str) -> Vec<u16> {
    text.encode_utf16().chain([0]).collect()
}

/// Text that a function wrote into `units`, up to its end mark.
pub(crate) fn narrow(units: &[u16]) -> String {
    let end = units.iter().position(|unit| *unit == 0).unwrap_or(units.len());
    String::from_utf16_lossy(&units[..end])
}

/// Text behind a pointer of the system; empty for none. Reads `most` units at the most.
///
/// # Safety
/// `text` is null or points to units that end with a zero.
#[expect(unsafe_code, reason = "the system hands out pointers to text")]
pub(super) unsafe fn narrow_at(text: *const u16, most: usize) -> String {
    let mut units = Vec::new();
    while !text.is_null() && units.len() < most {
        // SAFETY: every unit before this one was not the end mark, so this one is part of the text.
        let unit = unsafe { *text.add(units.len()) };
        if unit == 0 {
            break;
        }
        units.push(unit);
    }
    String::from_utf16_lossy(&units)
}

/// The function `name` of a library of the system folder; none where either is missing. The library stays loaded.
#[expect(unsafe_code, reason = "no safe library looks functions up")]
pub(super) fn function(library: &str, name: &std::ffi::CStr) -> Option<Function> {
    let library = wide(library);
    // SAFETY: the name ends with a zero; the flag keeps the search to the system folder, so nobody else's code is loaded.
    let module = unsafe { LoadLibraryExW(library.as_ptr(), std::ptr::null_mut(), LOAD_LIBRARY_SEARCH_SYSTEM32) };
    if module.is_null() {
        return None;
    }
    // SAFETY: the module is loaded and the name ends with a zero.
    unsafe { GetProcAddress(module, name.as_ptr().cast()) }
}
