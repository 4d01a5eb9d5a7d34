//! Check 2: the computer, before Maillon puts any load on it; its disk after the network part.

use super::gap;
use crate::host::Host;
use crate::probes::disk_latency;
use crate::run::Context;
use crate::run::phase::Phase;
use crate::run::scene::Scene;
use maillon_diagnosis::checks::machine::Disk;
use maillon_diagnosis::{CheckId, Gap};
use std::time::Duration;

/// Time for the whole disk test.
pub(crate) const DISK_BUDGET: Duration = Duration::from_secs(2);

/// One look at the processor during the load.
const LOAD_WINDOW: Duration = Duration::from_secs(2);

/// Watches the computer over the plan's window. What it costs to protect it goes to the security check.
pub(crate) async fn watch<H: Host>(context: &Context<H>) {
    context.board.begin(CheckId::Machine);
    match context.host.machine(context.plan.machine_window()).await {
        Ok(seen) => {
            let window_s = seen.machine.window_s;
            context.board.machine(|machine| {
                let gaps = std::mem::take(&mut machine.gaps);
                *machine = seen.machine;
                machine.gaps.extend(gaps);
            });
            context.board.security(|security| {
                security.products = seen.products;
                security.process_list_complete = seen.process_list_complete;
                security.window_s = window_s;
            });
        }
        Err(error) => context.board.machine(|machine| machine.gaps.push(error.gap(""))),
    }
    context.board.judge(CheckId::Machine, false);
    context.board.judge(CheckId::Security, false);
}

/// Only whether this is a remote session, for the checks that are judged by it: on a server of the company nothing of the home
/// is seen.
pub(crate) async fn session<H: Host>(context: &Context<H>) {
    if let Ok(seen) = context.host.machine(Duration::ZERO).await {
        let remote = seen.machine.remote_session;
        context.board.machine(|machine| machine.remote_session = remote);
    }
}

/// Watches the processor while our own load is on the line: of the whole computer, and of the tunnel's own program.
pub(crate) async fn during_load<H: Host>(context: &Context<H>, scene: &Scene) {
    context.phase.reached(Phase::Load).await;
    let signs: Vec<&String> = scene
        .tunnels
        .iter()
        .filter(|tunnel| tunnel.active)
        .flat_map(|tunnel| &tunnel.signs)
        .collect();
    while context.phase.is(Phase::Load) {
        let Ok(seen) = context.host.machine(LOAD_WINDOW).await else {
            return;
        };
        if !context.phase.is(Phase::Load) {
            // The load ended within this window: its figures are of something else.
            return;
        }
        let busy = seen.machine.cpu.iter().flat_map(|cpu| cpu.busy_percent.iter().copied());
        let busy = busy.reduce(f64::max);
        let own = seen.process_cpu.iter().filter(|process| signs.contains(&&process.name));
        let own = own.filter_map(|process| process.cpu_percent).reduce(f64::max);
        let most = |known: Option<f64>, now: Option<f64>| known.into_iter().chain(now).reduce(f64::max);
        context.board.bandwidth(|bandwidth| {
            bandwidth.cpu_during_load_percent = most(bandwidth.cpu_during_load_percent, busy);
        });
        context
            .board
            .vpn(|vpn| vpn.process_cpu_percent = most(vpn.process_cpu_percent, own));
    }
}

/// Tests the disk that holds the user's folder, within bounds and leaving nothing behind.
pub(crate) async fn disk<H: Host>(context: &Context<H>) {
    let note = |gap: Gap| context.board.machine(|machine| machine.gaps.push(gap));
    let folder = match context.host.own_folder() {
        Ok(folder) => folder,
        Err(error) => return note(error.gap("")),
    };
    let mut disk = match context.host.disk(&folder).await {
        Ok(disk) => disk,
        Err(error) => {
            note(error.gap(""));
            Disk::default()
        }
    };
    match disk_latency::measure(&folder, disk.free_bytes, DISK_BUDGET).await {
        Ok(latency) => {
            disk.write_ms = Some(latency.write_ms);
            match latency.read_ms {
                Ok(read_ms) => disk.read_ms = Some(read_ms),
                Err(error) => note(gap("disk_latency", "read", &error)),
            }
        }
        Err(error) => note(gap("disk_latency", "", &error)),
    }
    if disk != Disk::default() {
        context.board.machine(|machine| machine.disk = Some(disk));
    }
}
