//! Sets a scenario up in the lab and plays it: one run of `maillon-cli`, by an ordinary user.

use super::faults::{Apart, Episode, Line, LineName, Tse};
use super::{MachineFaults, Scan, Scenario, profile};
use crate::address::{BOX, COMPANY_RESOLVER, TSE};
use crate::control_group::ControlGroup;
use crate::lab::Lab;
use crate::link::Link;
use crate::machine::hog::Hog;
use crate::machine::scanner::{Looks, Scanner};
use crate::program::{Finished, Program, User};
use crate::servers::listener::{Listener, Manners};
use crate::servers::xrdp;
use anyhow::{Context, Result};
use maillon_diagnosis::Report;
use std::fmt::Write;
use std::fs;
use std::net::SocketAddr;
use std::path::Path;
use std::thread;
use std::time::Duration;

/// Processor time of a scanner that does nothing but wait, per cent of one processor.
const IDLE_PERCENT: f64 = 1.0;

/// What Maillon starts to time the start of a program.
const SMALL_PROGRAM: &str = "/bin/true";

/// What has to live as long as the run.
#[derive(Debug, Default)]
pub struct Stage {
    hogs: Vec<Hog>,
    groups: Vec<ControlGroup>,
    listener: Option<Listener>,
    scanner: Option<Scanner>,
}

/// Plays a scenario once; losses and delays are drawn from `seed`. It waits for no other lab: the caller answers for how many
/// are played at once.
///
/// # Errors
/// The lab does not stand, or the run leaves no report.
pub fn play(scenario: &Scenario, program: &Program, seed: u64) -> Result<(Finished, Report)> {
    let mut lab = Lab::without_a_turn(scenario.tunnel, scenario.vpn)?;
    lab.home.know_defaults()?;
    for link in links(&lab) {
        link.seed(seed);
    }
    let mut stage = Stage::default();
    stage.company(&mut lab, scenario)?;
    stage.tunnel(&lab, scenario)?;
    stage.protection(&lab, &scenario.security)?;
    for (name, line) in scenario.lines.each() {
        spoil(link(&lab, name), line);
    }
    for apart in &scenario.apart {
        set_apart(link(&lab, apart.on), apart)?;
    }
    if scenario.names_outside {
        lab.home.pc.resolvers(&[BOX, COMPANY_RESOLVER])?;
    }
    // What is broken has been for longer than a computer remembers its neighbours: people wait before they ask for help.
    lab.home.pc.ip("neighbour flush dev eth0")?;
    let folder = lab.folder().join("scanned");
    let folder = if stage.scanner.is_some() { &folder } else { lab.folder() };
    let mut user = User::new(&lab.home.pc, folder, lab.root())?;
    stage.machine(&lab, &mut user, &scenario.machine)?;
    if scenario.security.start_ms.is_some() {
        scan_the_small_program(&mut user, folder)?;
    }
    if scenario.wifi {
        // What sysfs shows of an interface with a radio (net/wireless/sysfs.c).
        let device = "/sys/devices/virtual/net/eth0";
        user.first(&format!(
            "mount -t tmpfs none {device} && mkdir {device}/wireless {device}/device"
        ));
    }
    if let Some(past) = &scenario.past {
        past.keep(&user)?;
    }
    let profile = lab.profile(&profile::of(scenario))?.display().to_string();
    let arguments = ["--profile", profile.as_str()];
    let finished = thread::scope(|scope| {
        for episode in &scenario.episode {
            let link = link(&lab, episode.on);
            scope.spawn(move || live(link, episode));
        }
        user.check(program, &arguments)
    })?;
    let report = serde_json::from_str(&finished.report).with_context(|| finished.told())?;
    drop(user);
    drop(stage);
    Ok((finished, report))
}

impl Stage {
    fn company(&mut self, lab: &mut Lab, scenario: &Scenario) -> Result<()> {
        let company = &mut lab.company;
        if let Some(time) = scenario.application.think_ms {
            company.application.think(Duration::from_millis(time));
        }
        if let Some(every) = scenario.application.errors_every {
            company.application.fail_every(every);
        }
        if scenario.application.refuses {
            company.web = None;
        }
        let Tse {
            frozen,
            refuses,
            answer_ms,
            answer_each_ms,
            at_once,
            resets_every,
        } = scenario.tse;
        if frozen && let Some(tse) = &company.tse {
            tse.freeze();
        }
        let manners = Manners {
            answer: Duration::from_millis(answer_ms.unwrap_or(0)),
            answer_each: Duration::from_millis(answer_each_ms.unwrap_or(0)),
            at_once,
            resets_every,
        };
        if refuses || manners != Manners::default() {
            company.tse = None;
        }
        if manners != Manners::default() {
            let address = SocketAddr::from((TSE, xrdp::PORT));
            self.listener = Some(Listener::start(&company.corp, address, manners)?);
        }
        Ok(())
    }

    fn tunnel(&mut self, lab: &Lab, scenario: &Scenario) -> Result<()> {
        let Some([near, far]) = &lab.company.tunnel else {
            return Ok(());
        };
        if let Some(percent) = scenario.tunnel_process.cpu_percent {
            let group = ControlGroup::cpu(&lab.name, "tunnel", percent)?;
            group.take(&near.process.ids())?;
            self.groups.push(group);
        }
        if scenario.tunnel_process.frozen_at_the_company {
            far.process.freeze();
        }
        Ok(())
    }

    fn protection(&mut self, lab: &Lab, faults: &Scan) -> Result<()> {
        if faults.first_open_ms.is_some() || faults.start_ms.is_some() {
            let time = |ms: Option<f64>| Duration::from_secs_f64(ms.unwrap_or(0.0) / 1000.0);
            let looks = Looks {
                first_open: time(faults.first_open_ms),
                start: time(faults.start_ms),
            };
            self.scanner = Some(Scanner::start(&lab.folder().join("scanned"), looks)?);
        }
        let scans = self.scanner.is_some();
        if let Some(percent) = faults.cpu_percent.or(scans.then_some(IDLE_PERCENT)) {
            // The engine of ClamAV, as its package calls it.
            let limit = Some(percent);
            self.hogs.push(Hog::start(&lab.name, lab.folder(), "clamd", limit)?);
        }
        Ok(())
    }

    fn machine(&mut self, lab: &Lab, user: &mut User<'_>, faults: &MachineFaults) -> Result<()> {
        for number in 0..faults.busy_programs {
            let name = format!("encoder-{number}");
            self.hogs.push(Hog::start(&lab.name, lab.folder(), &name, None)?);
        }
        if let Some(percent) = faults.busy_percent {
            self.hogs
                .push(Hog::start(&lab.name, lab.folder(), "encoder", Some(percent))?);
        }
        if let Some(memory) = memory_as_told(faults)? {
            let file = lab.folder().join("meminfo");
            fs::write(&file, memory)?;
            user.first(&format!("mount --bind {} /proc/meminfo", file.display()));
        }
        if let Some(percent) = faults.memory_pressure_percent {
            let file = lab.folder().join("pressure");
            let times = format!("avg10={percent:.2} avg60={percent:.2} avg300={percent:.2} total=1000000");
            fs::write(&file, format!("some {times}\nfull {times}\n"))?;
            user.first(&format!("mount --bind {} /proc/pressure/memory", file.display()));
        }
        if let Some(operations) = faults.disk_operations_per_second {
            let group = ControlGroup::disk(&lab.name, "disk", user.home(), operations)?;
            user.join(group.members());
            self.groups.push(group);
        }
        Ok(())
    }
}

/// Puts the small program of the system onto the scanned file system, as far as the user can tell.
fn scan_the_small_program(user: &mut User<'_>, scanned: &Path) -> Result<()> {
    let copy = scanned.join("true");
    fs::copy(SMALL_PROGRAM, &copy).with_context(|| format!("copying {SMALL_PROGRAM}"))?;
    user.first(&format!("mount --bind {} {SMALL_PROGRAM}", copy.display()));
    Ok(())
}

/// `/proc/meminfo` of this machine with the figures of the scenario; none when it tells none.
fn memory_as_told(faults: &MachineFaults) -> Result<Option<String>> {
    if faults.memory_gb.is_none() && faults.memory_available_percent.is_none() {
        return Ok(None);
    }
    let total_kib = faults.memory_gb.unwrap_or(16.0) * 1e9 / 1024.0;
    let available_kib = total_kib * faults.memory_available_percent.unwrap_or(60.0) / 100.0;
    let told = fs::read_to_string("/proc/meminfo")?;
    let mut memory = String::new();
    for line in told.lines() {
        match line.split_once(':').map(|(name, _)| name) {
            Some("MemTotal") => writeln!(memory, "MemTotal: {total_kib:.0} kB")?,
            Some(name @ ("MemAvailable" | "MemFree")) => writeln!(memory, "{name}: {available_kib:.0} kB")?,
            _ => writeln!(memory, "{line}")?,
        }
    }
    Ok(Some(memory))
}

fn links(lab: &Lab) -> [&Link; 5] {
    [
        LineName::LocalLink,
        LineName::AccessLine,
        LineName::AnchorLine,
        LineName::CompanyLine,
        LineName::CompanyNetwork,
    ]
    .map(|name| link(lab, name))
}

fn link(lab: &Lab, name: LineName) -> &Link {
    match name {
        LineName::LocalLink => &lab.home.local_link,
        LineName::AccessLine => &lab.home.access_line,
        LineName::AnchorLine => &lab.home.anchor_line,
        LineName::CompanyLine => &lab.home.company_line,
        LineName::CompanyNetwork => &lab.company.network,
    }
}

fn spoil(link: &Link, fault: &Line) {
    link.shape(fault.shapes(link.shapes()));
    if fault.cut {
        link.cut();
    }
}

fn set_apart(link: &Link, apart: &Apart) -> Result<()> {
    link.set_apart(apart.kind()?, apart.line.shapes(link.shapes()));
    Ok(())
}

/// Lets an episode come and go.
fn live(link: &Link, episode: &Episode) {
    thread::sleep(Duration::from_secs_f64(episode.from_s));
    let before = link.shapes();
    spoil(link, &episode.line);
    thread::sleep(Duration::from_secs_f64((episode.to_s - episode.from_s).max(0.0)));
    link.shape(before);
    link.mend();
}
