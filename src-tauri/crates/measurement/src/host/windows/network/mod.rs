//! Network questions: IP Helper, wlanapi and RAS. All of it is open to any user, and nothing is sent to the network.

mod adapters;
mod connections;
mod cost;
mod name_rules;
mod neighbours;
mod networks;
mod radio;
mod ras;
mod routes;
mod tcp_info;

pub(super) use adapters::{interfaces, resolvers, search_domains};
pub(super) use connections::connections;
pub(super) use neighbours::neighbour;
pub(super) use networks::networks;
pub(super) use radio::wifi;
pub(crate) use routes::source_leaving_by;
pub(super) use routes::{route, traffic};
pub(crate) use tcp_info::tcp_info;

use crate::host::HostError;
use maillon_diagnosis::GapReason;
use std::io;
use windows_sys::Win32::Foundation::ERROR_NOT_SUPPORTED;

/// The error of a function that gives its code back.
fn failed(question: &str, call: &str, code: u32) -> HostError {
    let error = io::Error::from_raw_os_error(code.cast_signed());
    let reason = match (code, error.kind()) {
        (ERROR_NOT_SUPPORTED, _) | (_, io::ErrorKind::Unsupported) => GapReason::NotSupported,
        (_, io::ErrorKind::PermissionDenied) => GapReason::NotPermitted,
        _ => GapReason::Other,
    };
    HostError::new(question, reason, &format!("{call}: {error}"))
}
