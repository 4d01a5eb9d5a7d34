//! Whether Maillon runs inside a remote session: then it measures a server, not the home.

use super::{Environment, text};
use crate::host::parse::process;
use std::path::Path;

/// Programs under which a remote session runs: RDP (xrdp, GNOME, KDE), SSH, X2Go, NX, VNC.
const REMOTE_PARENTS: [&str; 10] = [
    "xrdp-sesman",
    "xrdp-sesexec",
    "gnome-remote-de",
    "krdpserver",
    "sshd",
    "sshd-session",
    "x2goagent",
    "nxserver.bin",
    "nxnode.bin",
    "Xvnc",
];

/// Parents followed at most.
const DEPTH: usize = 64;

/// Whether the session is a remote one; none when nothing tells.
pub(super) fn remote_session(root: &Path, environment: &Environment, own: u32) -> Option<bool> {
    let marked = ["XRDP_SESSION", "SSH_CONNECTION", "SSH_CLIENT"]
        .iter()
        .any(|name| environment.get(name).is_some());
    let parents = parents(root, own);
    let below = parents
        .iter()
        .any(|name| REMOTE_PARENTS.iter().any(|known| known == name));
    if marked || below {
        return Some(true);
    }
    login_session(root, environment, own)
}

/// Names of the processes above `own`, nearest first; cut where one cannot be read.
fn parents(root: &Path, own: u32) -> Vec<String> {
    let reading = |pid: u32| process::process(&text(root, &format!("proc/{pid}/stat"))?);
    let first = reading(own).map(|own| own.parent);
    let chain = std::iter::successors(first.and_then(reading), |process| {
        (process.parent > 0).then(|| reading(process.parent)).flatten()
    });
    chain.map(|process| process.name).take(DEPTH).collect()
}

/// What systemd-logind or elogind says of the session, from the files that `sd_session_is_remote(3)` reads.
fn login_session(root: &Path, environment: &Environment, own: u32) -> Option<bool> {
    let of_process = text(root, &format!("proc/{own}/cgroup")).and_then(|cgroup| session_of(&cgroup));
    let named = || environment.get("XDG_SESSION_ID").map(str::to_owned);
    let session = of_process.or_else(named).or_else(|| shown_session(root))?;
    let plain = session.chars().all(|letter| letter.is_ascii_alphanumeric());
    let record = plain.then(|| text(root, &format!("run/systemd/sessions/{session}")))??;
    match value(&record, "REMOTE")? {
        "1" => Some(true),
        "0" => Some(false),
        _ => None,
    }
}

/// The session a control group belongs to, such as `c2` of `…/session-c2.scope`.
fn session_of(cgroup: &str) -> Option<String> {
    let mut parts = cgroup.lines().flat_map(|line| line.split('/'));
    parts.find_map(|part| Some(part.strip_prefix("session-")?.strip_suffix(".scope")?.to_owned()))
}

/// The graphical session of the user: programs of a desktop run under the user's own service manager, outside any session.
fn shown_session(root: &Path) -> Option<String> {
    let user = rustix::process::getuid().as_raw();
    let record = text(root, &format!("run/systemd/users/{user}"))?;
    value(&record, "DISPLAY").map(str::to_owned)
}

fn value<'a>(record: &'a str, key: &str) -> Option<&'a str> {
    let values = record.lines().filter_map(|line| line.split_once('='));
    values
        .filter(|(name, _)| *name == key)
        .map(|(_, value)| value.trim())
        .next()
}

#[cfg(test)]
mod tests {
    use super::super::test_files::{Root, stat};
    use super::*;

    fn desktop() -> Root {
        Root::new(&[
            ("proc/1/stat", &stat(1, "systemd", 0, 0)),
            ("proc/50/stat", &stat(50, "gnome-shell", 1, 0)),
            ("proc/90/stat", &stat(90, "maillon", 50, 0)),
            ("proc/90/cgroup", "0::/user.slice/user-1000.slice/session-c2.scope\n"),
            (
                "run/systemd/sessions/c2",
                "# private\nUID=1000\nREMOTE=0\nTYPE=wayland\n",
            ),
        ])
    }

    #[test]
    fn a_session_at_the_screen_is_not_remote() {
        assert_eq!(
            remote_session(desktop().path(), &Environment::default(), 90),
            Some(false)
        );
    }

    #[test]
    fn each_sign_of_a_remote_session_counts() {
        let none = Environment::default();
        let variable = Environment::from_iter([("XRDP_SESSION", "1")]);
        assert_eq!(remote_session(desktop().path(), &variable, 90), Some(true));

        let parent = desktop().with("proc/50/stat", &stat(50, "xrdp-sesman", 1, 0));
        assert_eq!(remote_session(parent.path(), &none, 90), Some(true));

        let login = desktop().with("run/systemd/sessions/c2", "REMOTE=1\nREMOTE_HOST=192.0.2.7\n");
        assert_eq!(remote_session(login.path(), &none, 90), Some(true));
    }

    #[test]
    fn nothing_to_go_by_is_unknown() {
        assert_eq!(remote_session(Root::new(&[]).path(), &Environment::default(), 90), None);
        let hostile = Environment::from_iter([("XDG_SESSION_ID", "../../../etc/passwd")]);
        assert_eq!(remote_session(Root::new(&[]).path(), &hostile, 90), None);
        let ring = Root::new(&[
            ("proc/7/stat", &stat(7, "a", 8, 0)),
            ("proc/8/stat", &stat(8, "b", 7, 0)),
        ]);
        assert_eq!(remote_session(ring.path(), &Environment::default(), 7), None);
    }
}
