//! An on-access scanner: every file is held back when it is first opened, as long as its look at it takes (fanotify(7),
//! permission events). A file it has seen opens at once until it is written again; a program may be looked at each time it
//! is started.

use anyhow::{Context, Result};
use nix::errno::Errno;
use nix::fcntl::AT_FDCWD;
use nix::mount::{MntFlags, MsFlags, mount, umount2};
use nix::poll::{PollFd, PollFlags, poll};
use nix::sys::fanotify::{EventFFlags, Fanotify, FanotifyResponse, InitFlags, MarkFlags, MaskFlags, Response};
use nix::sys::stat::fstat;
use std::collections::HashSet;
use std::fs;
use std::os::fd::AsFd;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Duration;

/// The scanner looks this often whether it shall stop, milliseconds.
const IDLE_MS: u8 = 50;

/// How long it looks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Looks {
    /// At a file that is opened for the first time.
    pub first_open: Duration,
    /// At a program, each time it is started; zero for one that lets programs start at once.
    pub start: Duration,
}

/// A scanner over a file system of its own, until it is dropped.
#[derive(Debug)]
pub struct Scanner {
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
    folder: PathBuf,
}

impl Scanner {
    /// Mounts a file system at `folder` and scans what is opened there.
    pub fn start(folder: &Path, looks: Looks) -> Result<Self> {
        fs::create_dir_all(folder).with_context(|| format!("creating {}", folder.display()))?;
        mount(
            Some("maillon-lab"),
            folder,
            Some("tmpfs"),
            MsFlags::empty(),
            None::<&str>,
        )
        .with_context(|| format!("mounting {}", folder.display()))?;
        let mut scanner = Self {
            stop: Arc::new(AtomicBool::new(false)),
            thread: None,
            folder: folder.to_owned(),
        };
        fs::set_permissions(folder, fs::Permissions::from_mode(0o755))?;
        let flags = InitFlags::FAN_CLASS_CONTENT | InitFlags::FAN_CLOEXEC | InitFlags::FAN_NONBLOCK;
        let group = Fanotify::init(flags, EventFFlags::O_RDONLY | EventFFlags::O_CLOEXEC).context("fanotify")?;
        let mark = MarkFlags::FAN_MARK_ADD | MarkFlags::FAN_MARK_FILESYSTEM;
        let mut events = MaskFlags::FAN_OPEN_PERM | MaskFlags::FAN_CLOSE_WRITE;
        if !looks.start.is_zero() {
            events |= MaskFlags::FAN_OPEN_EXEC_PERM;
        }
        group
            .mark(mark, events, AT_FDCWD, Some(folder))
            .with_context(|| format!("watching {}", folder.display()))?;
        let stop = Arc::clone(&scanner.stop);
        scanner.thread = Some(thread::spawn(move || scan(&group, looks, &stop)));
        Ok(scanner)
    }
}

impl Drop for Scanner {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            thread.join().ok();
        }
        umount2(&self.folder, MntFlags::MNT_DETACH).ok();
    }
}

/// Answers until told to stop; what waits then is let through by the kernel.
fn scan(group: &Fanotify, looks: Looks, stop: &AtomicBool) {
    let mut seen = HashSet::new();
    while !stop.load(Ordering::Relaxed) {
        poll(&mut [PollFd::new(group.as_fd(), PollFlags::POLLIN)], IDLE_MS).ok();
        let events = match group.read_events() {
            Ok(events) => events,
            Err(Errno::EAGAIN | Errno::EINTR) => continue,
            Err(_) => return,
        };
        for event in events {
            let Some(file) = event.fd() else { continue };
            let Ok(facts) = fstat(file) else { continue };
            if event.mask().contains(MaskFlags::FAN_CLOSE_WRITE) {
                seen.remove(&facts.st_ino);
            }
            let starts = event.mask().contains(MaskFlags::FAN_OPEN_EXEC_PERM);
            if starts || event.mask().contains(MaskFlags::FAN_OPEN_PERM) {
                let is_file = facts.st_mode & nix::libc::S_IFMT == nix::libc::S_IFREG;
                if starts {
                    thread::sleep(looks.start);
                } else if is_file && facts.st_size > 0 && seen.insert(facts.st_ino) {
                    thread::sleep(looks.first_open);
                }
                let answer = FanotifyResponse::new(file, Response::FAN_ALLOW);
                group.write_response(answer).ok();
            }
        }
    }
}
