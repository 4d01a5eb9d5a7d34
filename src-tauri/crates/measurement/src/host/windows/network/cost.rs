//! Whether a connection is metered (`GetNetworkConnectivityHintForInterface`, Windows 10 2004 or later).
//!
//! Source: `learn.microsoft.com/windows/win32/api/netioapi/nf-netioapi-getnetworkconnectivityhintforinterface`.

use super::super::library::{Function, function};
use crate::host::parse::windows::adapters::is_metered;
use windows_sys::Win32::Foundation::ERROR_SUCCESS;

/// Room for the answer, which has 12 bytes: two numbers and three truth values.
type Hint = [u32; 4];

type HintForInterface = unsafe extern "system" fn(u32, *mut Hint) -> u32;

/// Whether the system says that the interface of that index costs by volume; none where it does not say.
#[expect(unsafe_code, reason = "no safe library tells it")]
pub(super) fn metered(index: u32) -> Option<bool> {
    let ask = function("iphlpapi.dll", c"GetNetworkConnectivityHintForInterface")?;
    // SAFETY: the documented shape of this function, its structure taken as numbers: what comes back is no `bool` before it
    // was looked at.
    let ask = unsafe { std::mem::transmute::<Function, HintForInterface>(ask) };
    let mut hint = Hint::default();
    // SAFETY: `hint` has room for the structure, is aligned for it, and was zeroed.
    let code = unsafe { ask(index, &raw mut hint) };
    (code == ERROR_SUCCESS).then(|| is_metered(hint[1], hint[2]))?
}
