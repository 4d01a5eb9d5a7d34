//! The privileges of the process: taken to open ports below 1024, and given up for good before the first byte is read.

use nix::sys::prctl::set_no_new_privs;
use nix::sys::resource::{Resource, getrlimit, setrlimit};
use nix::unistd::{Gid, Uid, User, getegid, geteuid, getgid, getgroups, getuid, setgid, setgroups, setuid};

/// Why the process may not go on.
#[derive(Debug, thiserror::Error)]
pub enum PrivilegeError {
    /// It has all rights and nobody to become.
    #[error("started as root: `user` must name an ordinary user to become once the ports are open")]
    NoUser,
    /// There is no such user.
    #[error("there is no user `{0}`")]
    UnknownUser(String),
    /// The user has all rights.
    #[error("user `{0}` is root")]
    Root(String),
    /// It is an ordinary user already, and another one.
    #[error("started as user {0}: only root can become `{1}`; remove `user`, or start it as root")]
    OtherUser(Uid, String),
    /// The system refused.
    #[error("{0}: {1}")]
    System(&'static str, nix::Error),
    /// The system did not refuse, and yet it is not done.
    #[error("the privileges of root are still there after giving them up")]
    StillThere,
}

/// Who the process is going to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Identity {
    uid: Uid,
    gid: Gid,
    becomes: bool,
}

impl Identity {
    /// Finds `user`; none is who the process is already.
    pub fn find(user: Option<&str>) -> Result<Self, PrivilegeError> {
        let Some(name) = user else {
            if geteuid().is_root() || getuid().is_root() {
                return Err(PrivilegeError::NoUser);
            }
            return Ok(Self {
                uid: geteuid(),
                gid: getegid(),
                becomes: false,
            });
        };
        let found = User::from_name(name).map_err(|error| PrivilegeError::System("looking up the user", error))?;
        let found = found.ok_or_else(|| PrivilegeError::UnknownUser(name.to_owned()))?;
        if found.uid.is_root() {
            return Err(PrivilegeError::Root(name.to_owned()));
        }
        let becomes = geteuid().is_root();
        if !becomes && geteuid() != found.uid {
            return Err(PrivilegeError::OtherUser(geteuid(), name.to_owned()));
        }
        Ok(Self {
            uid: found.uid,
            gid: found.gid,
            becomes,
        })
    }

    /// Whose the files that the program makes for itself are going to be; none when they are its own anyway.
    pub fn owner(self) -> Option<(u32, u32)> {
        self.becomes.then(|| (self.uid.as_raw(), self.gid.as_raw()))
    }

    /// Becomes that user for good, and never gains a privilege again by starting a program (`PR_SET_NO_NEW_PRIVS`).
    ///
    /// Groups first: a user without privileges cannot leave its groups any more. On Linux the change holds for every thread.
    pub fn assume(self) -> Result<(), PrivilegeError> {
        if self.becomes {
            setgroups(&[self.gid]).map_err(|error| PrivilegeError::System("setgroups", error))?;
            setgid(self.gid).map_err(|error| PrivilegeError::System("setgid", error))?;
            setuid(self.uid).map_err(|error| PrivilegeError::System("setuid", error))?;
            let ids = [getuid(), geteuid()] == [self.uid; 2] && [getgid(), getegid()] == [self.gid; 2];
            let groups = getgroups().map_err(|error| PrivilegeError::System("getgroups", error))?;
            let can_return = setuid(Uid::from_raw(0)).is_ok() || setgid(Gid::from_raw(0)).is_ok();
            if !ids || can_return || groups.iter().any(|group| *group != self.gid) {
                return Err(PrivilegeError::StillThere);
            }
        }
        set_no_new_privs().map_err(|error| PrivilegeError::System("no_new_privs", error))
    }
}

/// Lets the process have `wanted` open files, as far as its hard limit allows; gives what it may have now.
pub fn allow_files(wanted: u64) -> Result<u64, PrivilegeError> {
    let failed = |error| PrivilegeError::System("limit of open files", error);
    let (soft, hard) = getrlimit(Resource::RLIMIT_NOFILE).map_err(failed)?;
    if soft >= wanted {
        return Ok(soft);
    }
    let soft = wanted.min(hard);
    setrlimit(Resource::RLIMIT_NOFILE, soft, hard).map_err(failed)?;
    Ok(soft)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_becomes_root_or_a_stranger() {
        assert!(matches!(Identity::find(Some("root")), Err(PrivilegeError::Root(_))));
        let unknown = Identity::find(Some("no-such-user-here"));
        assert!(matches!(unknown, Err(PrivilegeError::UnknownUser(_))), "{unknown:?}");
    }

    #[test]
    fn root_must_name_whom_to_become() {
        let found = Identity::find(None);
        if geteuid().is_root() {
            assert!(matches!(found, Err(PrivilegeError::NoUser)), "{found:?}");
        } else {
            assert_eq!(found.expect("an ordinary user").owner(), None);
        }
    }
}
