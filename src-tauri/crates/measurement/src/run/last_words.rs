//! When nothing can change a row any more: its last word is told then, not at the end of the run.

use super::Context;
use super::scene::Scene;
use crate::checks::vpn;
use crate::host::Host;
use maillon_diagnosis::CheckId;

/// After the last visit to every door, or to every server. Where a way leads into a tunnel, the loss still watched there may
/// take back or bring back what is said against them.
pub(super) fn visited<H: Host>(context: &Context<H>, check: CheckId) {
    let is_final = context.board.has_no_finding(check) || !context.watch.is_anyone_inside();
    context.board.judge(check, is_final);
}

/// After the last probe for the tunnel, and once it is known whether this is a remote session, unless the figures of a tunnel
/// still grow.
pub(super) async fn tunnel<H: Host>(context: &Context<H>, scene: &Scene) {
    if !vpn::is_watched(scene) {
        context.machine_seen.wait().await;
        context.board.judge(CheckId::Vpn, true);
    }
}

/// After the network part: no probe is under way any more.
pub(super) fn network<H: Host>(context: &Context<H>) {
    for check in [CheckId::Bandwidth, CheckId::Vpn, CheckId::Gateway, CheckId::Server] {
        context.board.judge(check, true);
    }
}
