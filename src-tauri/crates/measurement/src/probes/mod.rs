//! One measuring technique a file. Each probe takes a target and a time budget, and gives a sample or a [`ProbeError`].

pub mod addresses;
pub mod disk_latency;
pub mod echo;
#[cfg(target_os = "linux")]
mod error_queue;
pub mod file_touch;
pub mod hops;
pub mod names;
pub(crate) mod pacing;
pub mod path_mtu;
pub mod process_start;
pub mod services;
pub mod smb2;
pub mod stamp;
pub(crate) mod stoppable;
pub mod stun;
pub mod tcp_connect;
pub mod web;
#[cfg(windows)]
mod windows_echo;
pub mod x224;

use maillon_diagnosis::GapReason;
use std::hash::{BuildHasher, RandomState};
use std::io::{self, ErrorKind};
use std::time::Duration;

/// Why a probe brought nothing back: the operation, the target, and what the system or the peer did.
#[derive(Debug, thiserror::Error)]
pub enum ProbeError {
    /// The budget ran out while waiting.
    #[error("{operation} {target}: no answer within {} ms", budget.as_millis())]
    TimedOut {
        /// What was being done.
        operation: &'static str,
        /// Who was asked.
        target: String,
        /// Time the probe was given.
        budget: Duration,
    },
    /// The operating system does not let an ordinary user do this.
    #[error("{operation} {target}: not permitted: {source}")]
    NotPermitted {
        /// What was being done.
        operation: &'static str,
        /// Who was asked.
        target: String,
        /// The error of the system.
        source: io::Error,
    },
    /// The peer closed before its answer was complete.
    #[error("{operation} {target}: closed after {received} bytes")]
    Closed {
        /// What was being done.
        operation: &'static str,
        /// Who was asked.
        target: String,
        /// Bytes received before the end.
        received: usize,
    },
    /// The peer answered something that is not the protocol.
    #[error("{operation} {target}: {detail}")]
    Garbage {
        /// What was being done.
        operation: &'static str,
        /// Who was asked.
        target: String,
        /// What is wrong with the answer.
        detail: String,
    },
    /// The TLS handshake failed, or the peer broke the protocol later.
    #[error("{operation} {target}: {source}")]
    Tls {
        /// What was being done.
        operation: &'static str,
        /// Who was asked.
        target: String,
        /// What the TLS library says.
        source: rustls::Error,
    },
    /// The run was cancelled before the answer.
    #[error("{operation} {target}: interrupted")]
    Interrupted {
        /// What was being done.
        operation: &'static str,
        /// Who was asked.
        target: String,
    },
    /// The name does not exist, or has no address.
    #[error("{operation} {target}: no such name")]
    NameNotFound {
        /// What was being done.
        operation: &'static str,
        /// The name.
        target: String,
    },
    /// The resolver failed, or none of its servers answered.
    #[error("{operation} {target}: {detail}")]
    ResolverFailed {
        /// What was being done.
        operation: &'static str,
        /// The name, and the server where one was asked.
        target: String,
        /// What the resolver said.
        detail: String,
    },
    /// This system offers no way to do it.
    #[error("{operation} {target}: not available on this system")]
    NotSupported {
        /// What was being done.
        operation: &'static str,
        /// Who was asked.
        target: String,
    },
    /// Any other error of the system.
    #[error("{operation} {target}: {source}")]
    Io {
        /// What was being done.
        operation: &'static str,
        /// Who was asked.
        target: String,
        /// The error of the system.
        source: io::Error,
    },
}

impl ProbeError {
    /// Wraps an error of the system.
    pub fn from_io(operation: &'static str, target: &(impl ToString + ?Sized), source: io::Error) -> Self {
        let target = target.to_string();
        if source.kind() == ErrorKind::PermissionDenied {
            Self::NotPermitted {
                operation,
                target,
                source,
            }
        } else {
            Self::Io {
                operation,
                target,
                source,
            }
        }
    }

    /// The reason to record in the gap of the observation.
    pub fn reason(&self) -> GapReason {
        match self {
            Self::TimedOut { .. } => GapReason::TimedOut,
            Self::NotPermitted { .. } => GapReason::NotPermitted,
            Self::Closed { .. } => GapReason::Closed,
            Self::Garbage { .. } => GapReason::Garbage,
            Self::Tls { .. } => GapReason::TlsFailed,
            Self::Interrupted { .. } => GapReason::Interrupted,
            Self::NameNotFound { .. } => GapReason::NameNotFound,
            Self::ResolverFailed { .. } => GapReason::ResolverFailed,
            Self::NotSupported { .. } => GapReason::NotSupported,
            Self::Io { source, .. } => reason_of(source.kind()),
        }
    }
}

/// A number no other probe has: each `RandomState` of the process has other keys.
pub(crate) fn nonce() -> u64 {
    RandomState::new().hash_one(0_u8)
}

fn reason_of(kind: ErrorKind) -> GapReason {
    const TABLE: [(ErrorKind, GapReason); 16] = [
        (ErrorKind::TimedOut, GapReason::TimedOut),
        (ErrorKind::PermissionDenied, GapReason::NotPermitted),
        (ErrorKind::ConnectionRefused, GapReason::Refused),
        (ErrorKind::HostUnreachable, GapReason::Unreachable),
        (ErrorKind::NetworkUnreachable, GapReason::Unreachable),
        (ErrorKind::NetworkDown, GapReason::Unreachable),
        (ErrorKind::ConnectionReset, GapReason::Closed),
        (ErrorKind::ConnectionAborted, GapReason::Closed),
        (ErrorKind::BrokenPipe, GapReason::Closed),
        (ErrorKind::UnexpectedEof, GapReason::Closed),
        (ErrorKind::InvalidData, GapReason::Garbage),
        (ErrorKind::Unsupported, GapReason::NotSupported),
        (ErrorKind::StorageFull, GapReason::NoBudget),
        (ErrorKind::QuotaExceeded, GapReason::NoBudget),
        (ErrorKind::ReadOnlyFilesystem, GapReason::NotPermitted),
        (ErrorKind::Interrupted, GapReason::Interrupted),
    ];
    TABLE
        .iter()
        .find(|(known, _)| *known == kind)
        .map_or(GapReason::Other, |(_, reason)| *reason)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_of_the_system_keeps_its_reason_operation_and_target() {
        let cases = [
            (ErrorKind::ConnectionRefused, GapReason::Refused),
            (ErrorKind::PermissionDenied, GapReason::NotPermitted),
            (ErrorKind::NetworkUnreachable, GapReason::Unreachable),
            (ErrorKind::BrokenPipe, GapReason::Closed),
            (ErrorKind::AddrInUse, GapReason::Other),
        ];
        for (kind, reason) in cases {
            let error = ProbeError::from_io("connect", "192.0.2.1:3389", kind.into());
            assert_eq!(error.reason(), reason, "{kind}");
            assert!(error.to_string().starts_with("connect 192.0.2.1:3389"));
        }
    }
}
