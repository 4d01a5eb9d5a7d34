//! The janitor: it outlives the process of some labs, and removes what that process leaves, however it ends.
//!
//! It is a shell in a session of its own, which Ctrl-C does not reach, and waits on a pipe that closes with the process. It
//! touches nothing but what carries the number of that process.

use crate::control_group;
use crate::name::{FOLDER, NAMESPACE};
use crate::namespace;
use crate::servers::wireguard::{CONTROL_SOCKETS, INTERFACE};
use anyhow::{Context, Result};
use std::env;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, PoisonError};

/// The janitor of this process, with the pipe that it waits on.
static JANITOR: Mutex<Option<Child>> = Mutex::new(None);

/// What it does. Its variables are beginnings of paths; where nothing begins so, a pattern stays as it is and exists nowhere.
/// A program that is killed takes a moment to end and may write meanwhile, so that all is looked at again until nothing is
/// left, for ten seconds at the most.
const SWEEP: &str = r#"
cd /
while read -r _; do :; done
sweep() {
    for space in "${spaces:?}"*; do
        [ -e "$space" ] || continue
        kill -KILL $(ip netns pids "${space##*/}")
        ip netns del "${space##*/}"
    done
    for prefix in $groups; do
        for group in "$prefix"*; do
            [ -d "$group" ] || continue
            while read -r member; do echo "$member" >"${group%/*}/cgroup.procs"; done <"$group/cgroup.procs"
            rmdir "$group"
        done
    done
    while read -r _ _ _ _ place _; do
        place=$(printf %b "$place")
        case $place in "${folders:?}"*) umount --lazy "$place" ;; esac
    done </proc/self/mountinfo
    rm -rf --one-file-system "${settings:?}"* "${folders:?}"*
    rm -f "${sockets:?}"[!0-9]*
}
left() {
    for prefix in "$spaces" "$settings" "$folders" $groups; do
        for thing in "$prefix"*; do
            [ -e "$thing" ] && return 0
        done
    done
    return 1
}
tries=50
while sweep; left && [ "$tries" -gt 0 ]; do
    tries=$((tries - 1))
    sleep 0.2
done
"#;

/// Starts the janitor of this process, unless it is there.
pub fn start() -> Result<()> {
    let mut janitor = JANITOR.lock().unwrap_or_else(PoisonError::into_inner);
    if janitor.is_none() {
        *janitor = Some(of_process(std::process::id())?);
    }
    Ok(())
}

fn of_process(process: u32) -> Result<Child> {
    let space = format!("{NAMESPACE}{process}-");
    let groups = control_group::TREES.map(|tree| format!("{tree}/{space}"));
    let temporary = env::temp_dir();
    // The kernel tells the places of mounts as they are without symbolic links.
    let temporary = temporary.canonicalize().unwrap_or(temporary);
    Command::new("setsid")
        .args(["sh", "-c", SWEEP, "maillon-janitor"])
        .env("spaces", Path::new(namespace::NAMED).join(&space))
        .env("settings", Path::new(namespace::SETTINGS).join(&space))
        .env("groups", groups.join(" "))
        .env("folders", temporary.join(format!("{FOLDER}{process}-")))
        .env(
            "sockets",
            Path::new(CONTROL_SOCKETS).join(format!("{INTERFACE}{process}")),
        )
        .stdin(Stdio::piped())
        // Who reads what this process prints must not wait for the janitor.
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .context("starting what removes the labs of a process that is killed")
}
