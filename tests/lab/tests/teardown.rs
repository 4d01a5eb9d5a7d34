//! What a lab leaves behind whose process is killed: nothing, and nobody has to lay another one for that.

use maillon_lab::machine::hog::Hog;
use maillon_lab::machine::scanner::{Looks, Scanner};
use maillon_lab::name::LabName;
use maillon_lab::namespace::Namespace;
use maillon_lab::process::Process;
use maillon_lab::{Lab, Tunnel};
use nix::mount::{MsFlags, mount};
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};
use std::{env, fs, thread};

/// What the janitor may take: a second for the namespaces and the ten in which it tries again, doubled for a busy computer.
const GONE: Duration = Duration::from_secs(20);
const AGAIN: Duration = Duration::from_millis(100);
/// Set for the process that is killed.
const IS_KILLED: &str = "MAILLON_LAB_IS_KILLED";
/// What that process says once its lab stands; the identifier of a program in the lab comes after it.
const STANDS: &str = "the lab stands around ";

/// Each lab removes what it finds of processes that are gone.
static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

#[test]
fn nothing_is_left_of_a_lab_whose_process_is_killed_and_nothing_else_is_touched() {
    if env::var_os(IS_KILLED).is_some() {
        let (_lab, _scanner, _hog, program) = lay();
        println!("\n{STANDS}{}", program.id());
        std::io::stdin()
            .read_to_end(&mut Vec::new())
            .expect("killed before the end of its input");
        return;
    }
    let _turn = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
    let own = LabName::new().expect("root");
    let kept = Namespace::create(&own, "kept").expect("a namespace");
    let folder = own.folder().expect("a folder");
    let beside = Process::start(&kept, folder.path(), "beside", "sleep", &["600"]).expect("a program");
    let mut labs = Command::new(env::current_exe().expect("this test"))
        .arg("nothing_is_left_of_a_lab_whose_process_is_killed_and_nothing_else_is_touched")
        .args(["--exact", "--nocapture"])
        .env(IS_KILLED, "yes")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("this test starts again");
    // A lab that does not stand says so within budgets of its own, and its output ends.
    let said = BufReader::new(labs.stdout.take().expect("its output")).lines();
    let program = said
        .map_while(Result::ok)
        .find_map(|line| line.split_once(STANDS)?.1.trim().parse::<u32>().ok());
    let (program, process) = (program.expect("a lab"), labs.id());
    let before = left(process);
    let running = beside.ids();
    labs.kill().expect("it runs");
    labs.wait().expect("it ends");
    let temporary = env::temp_dir().display().to_string();
    for place in [
        "/run/netns/",
        "/etc/netns/",
        "/sys/fs/cgroup",
        "/var/run/wireguard/",
        "mounted: ",
        &temporary,
    ] {
        assert!(before.iter().any(|one| one.starts_with(place)), "{place}: {before:?}");
    }

    let start = Instant::now();
    while start.elapsed() < GONE && (!left(process).is_empty() || runs(program)) {
        thread::sleep(AGAIN);
    }
    assert_eq!(left(process), Vec::<String>::new());
    assert!(!runs(program), "a program outlives its namespace");
    assert!(!left(std::process::id()).is_empty(), "the other lab is gone");
    assert_eq!(beside.ids(), running, "a program of the other lab is gone");
}

#[test]
fn a_folder_on_which_something_is_still_mounted_is_removed_by_the_next_lab() {
    let _turn = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
    // No process has such a number (PID_MAX_LIMIT is 2^22, linux/threads.h).
    let nobody = (1 << 22) + 1;
    let folder = env::temp_dir().join(format!("maillon-lab-{nobody}-left"));
    let scanned = folder.join("scanned");
    fs::create_dir_all(&scanned).expect("a folder");
    mount(
        Some("maillon-lab"),
        &scanned,
        Some("tmpfs"),
        MsFlags::empty(),
        None::<&str>,
    )
    .expect("root may mount");
    fs::write(scanned.join("file"), "x").expect("a file");
    assert!(left(nobody).iter().any(|one| one.starts_with("mounted: ")));
    LabName::new().expect("root");
    assert_eq!(left(nobody), Vec::<String>::new());
}

/// A lab with one of each that stays when nobody removes it, and a program in it that does not end with this process.
fn lay() -> (Lab, Scanner, Hog, Child) {
    let lab = Lab::healthy(Tunnel::Split).expect("the lab stands");
    let scanner = Scanner::start(&lab.folder().join("scanned"), Looks::default()).expect("a scanner");
    let hog = Hog::start(&lab.name, lab.folder(), "hog", Some(1.0)).expect("a busy program");
    let program = Command::new("ip")
        .args(["netns", "exec", lab.home.pc.name(), "sleep", "600"])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("a program");
    (lab, scanner, hog, program)
}

/// Everything that carries the number of a process.
fn left(process: u32) -> Vec<String> {
    let space = format!("maillon-{process}-");
    let folder = format!("maillon-lab-{process}-");
    let places = [
        (PathBuf::from("/run/netns"), space.clone()),
        ("/etc/netns".into(), space.clone()),
        ("/sys/fs/cgroup".into(), space.clone()),
        ("/sys/fs/cgroup/cpu".into(), space.clone()),
        ("/sys/fs/cgroup/blkio".into(), space),
        ("/var/run/wireguard".into(), format!("wg{process}p")),
        ("/var/run/wireguard".into(), format!("wg{process}e")),
        (env::temp_dir(), folder.clone()),
    ];
    let mut left: Vec<String> = places
        .iter()
        .flat_map(|(place, prefix)| begin_with(place, prefix))
        .collect();
    let mounts = fs::read_to_string("/proc/self/mountinfo").expect("proc is mounted");
    let mounted = mounts.lines().filter(|line| line.contains(&folder));
    left.extend(mounted.map(|line| format!("mounted: {line}")));
    left
}

fn begin_with(place: &Path, prefix: &str) -> Vec<String> {
    let entries = fs::read_dir(place).into_iter().flatten().flatten();
    entries
        .filter(|entry| entry.file_name().to_string_lossy().starts_with(prefix))
        .map(|entry| entry.path().display().to_string())
        .collect()
}

/// Whether a process still runs; one that only waits for its parent to notice has no command line any more (proc(5)).
fn runs(process: u32) -> bool {
    fs::read(format!("/proc/{process}/cmdline")).is_ok_and(|words| !words.is_empty())
}
