//! The exit codes, which scripts and remote-management agents rely on.

use maillon_diagnosis::Outcome;
use std::process::ExitCode;

/// How the program ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Done, nothing abnormal.
    Fine,
    /// A weak link was named.
    WeakLink,
    /// Not enough could be measured to tell.
    CannotTell,
    /// Wrong usage or profile (`EX_USAGE` of sysexits).
    Usage,
    /// Internal fault (`EX_SOFTWARE` of sysexits).
    Fault,
}

impl Exit {
    /// The code of a verdict.
    pub fn of(outcome: Outcome) -> Self {
        match outcome {
            Outcome::NothingAbnormal => Self::Fine,
            Outcome::WeakLink => Self::WeakLink,
            Outcome::CannotTell => Self::CannotTell,
        }
    }

    /// The code itself.
    pub const fn code(self) -> u8 {
        match self {
            Self::Fine => 0,
            Self::WeakLink => 1,
            Self::CannotTell => 2,
            Self::Usage => 64,
            Self::Fault => 70,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}
