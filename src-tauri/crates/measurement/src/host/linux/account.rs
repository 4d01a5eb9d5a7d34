//! Who runs Maillon, and the folder in which it may write.

use super::{Environment, names, text};
use crate::host::asking::make_own_folder;
use crate::host::{Account, Answer, HostError};
use maillon_diagnosis::GapReason;
use std::path::{Path, PathBuf};

/// Name of the computer and of the user.
pub(super) fn account(root: &Path, environment: &Environment) -> Account {
    let user = ["USER", "LOGNAME"].into_iter().find_map(|name| environment.get(name));
    let number = rustix::process::getuid().as_raw();
    Account {
        host_name: text(root, "proc/sys/kernel/hostname").filter(|name| !name.is_empty()),
        user_name: user
            .map(str::to_owned)
            .or_else(|| text(root, "etc/passwd").and_then(|passwd| user_of(&passwd, number))),
    }
}

/// The name of a user in `/etc/passwd` (`passwd(5)`).
fn user_of(passwd: &str, number: u32) -> Option<String> {
    passwd.lines().find_map(|line| {
        let mut fields = line.split(':');
        let name = fields.next().filter(|name| !name.is_empty())?;
        (fields.nth(1)?.parse() == Ok(number)).then(|| name.to_owned())
    })
}

/// `maillon` in the user's cache folder, made for this user alone when it is missing.
pub(super) fn own_folder(environment: &Environment) -> Answer<PathBuf> {
    let cache = environment.folder("XDG_CACHE_HOME", ".cache");
    make_own_folder(cache.map(|cache| cache.join("maillon")), "HOME")
}

/// Names of the processes that run now, cut to 15 bytes by the kernel (`proc_pid_comm(5)`).
pub(super) fn process_names(root: &Path) -> Answer<Vec<String>> {
    let folders = names(root, "proc").unwrap_or_default();
    let numbers = folders.iter().filter(|name| name.parse::<u32>().is_ok());
    let found: Vec<String> = numbers
        .filter_map(|number| text(root, &format!("proc/{number}/comm")))
        .filter(|name| !name.is_empty())
        .collect();
    if found.is_empty() {
        return Err(HostError::new(
            "process_names",
            GapReason::NotPermitted,
            "no process can be read",
        ));
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn the_own_folder_is_made_for_its_user_alone() {
        let home = tempfile::tempdir().expect("temporary folder");
        let environment = Environment::from_iter([
            ("HOME", home.path().to_str().expect("plain path")),
            ("XDG_CACHE_HOME", "not/absolute"),
        ]);
        let folder = own_folder(&environment).expect("the home is writable");
        assert_eq!(folder, home.path().join(".cache/maillon"));
        let mode = std::fs::metadata(&folder).expect("it was made").permissions().mode();
        assert_eq!(mode & 0o777, 0o700);

        std::fs::write(home.path().join("file"), "").expect("the home is writable");
        let blocked = Environment::from_iter([("HOME", home.path().join("file").to_str().expect("plain path"))]);
        let error = own_folder(&blocked).expect_err("a file is no home");
        assert_eq!(error.reason, GapReason::NotPermitted);
        let nobody = own_folder(&Environment::default()).expect_err("no home");
        assert_eq!(nobody.reason, GapReason::NotSupported);
    }

    #[test]
    fn a_user_is_found_by_number() {
        let passwd =
            "root:x:0:0:root:/root:/bin/bash\nbroken\n:x:7:7\ncamille:x:1000:1000:Camille,,,:/home/camille:/bin/sh\n";
        assert_eq!(user_of(passwd, 1000).as_deref(), Some("camille"));
        assert_eq!(user_of(passwd, 7), None);
    }
}
