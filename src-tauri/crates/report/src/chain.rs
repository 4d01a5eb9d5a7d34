//! The eight links of a judged report, each with its figure.

use crate::compose::Story;
use crate::figures;
use crate::view::LinkView;
use maillon_diagnosis::checks::bandwidth::{Confidence, Target, TargetRole};
use maillon_diagnosis::excess::Excess;
use maillon_diagnosis::statistics::median;
use maillon_diagnosis::{CheckId, Code, GapReason, Link, Status};

/// Time and failure of each visit to one door or server.
type Visits = Vec<(Option<f64>, Option<GapReason>)>;

impl Story<'_> {
    /// The eight links, nearest first.
    pub(crate) fn chain(&self) -> Vec<LinkView> {
        Link::ALL.iter().map(|link| self.link(*link)).collect()
    }

    fn link(&self, link: Link) -> LinkView {
        let words = &self.words;
        let status = self.status_of(link);
        let weak = self.report.verdict.weak_links.iter().find(|weak| weak.link == link);
        let follows = self
            .report
            .verdict
            .consequences
            .iter()
            .find(|follows| follows.link == link);
        let about = words.what_is(link);
        let explanation = match (weak, follows, status) {
            (Some(weak), _, _) => words.finding(&self.cause(link, weak.cause)),
            (None, Some(follows), _) => self.consequence(follows),
            (None, None, Status::NotKnown) => words.tell("about-not_measured", [("about", about.into())]),
            (None, None, _) => words.tell("about-good", [("about", about.into())]),
        };
        LinkView {
            id: link,
            label: words.link(link),
            status,
            status_word: words.status(status),
            figure: self.figure(link).unwrap_or_else(|| words.say("not_measured")),
            is_weak: weak.is_some(),
            explanation,
            capacity: self.capacity(link),
            figures: figures::of_link(self, link),
        }
    }

    /// How much a link carries, on the scale of [`LinkView::capacity`].
    fn capacity(&self, link: Link) -> Option<f64> {
        let seen = self.report.checks.bandwidth.observation.as_ref()?;
        let found = |code: Code| self.findings().any(|finding| finding.code == code);
        let measured = seen.download.as_ref().filter(|one| one.confidence != Confidence::Low);
        let measured = measured.map(|download| download.estimate_bps);
        // Whose rate was measured: that of the narrowest on the way, or of nobody where others took their part.
        let is_local = found(Code::LocalLinkRateLow);
        let is_shared = found(Code::OtherTraffic);
        let in_tunnel = seen.load_in_tunnel == Some(true);
        let bps = match link {
            Link::LocalLink if is_local => measured,
            Link::LocalLink => {
                let radio = seen.wifi.as_ref().and_then(|wifi| wifi.transmit_rate_bps);
                radio.or(seen.path.as_ref()?.link_rate_bps)
            }
            Link::AccessLine => measured.filter(|_| !(is_local || is_shared || in_tunnel)),
            Link::Vpn => measured.filter(|_| in_tunnel && !(is_local || is_shared)),
            Link::Machine | Link::Security | Link::Internet | Link::Gateway | Link::Server => None,
        }?;
        Some(((bps / 1e6).max(1.0).log10() / 3.0).min(1.0))
    }

    /// The state of a link by the verdict.
    pub(crate) fn status_of(&self, link: Link) -> Status {
        self.report
            .verdict
            .links
            .get(&link)
            .copied()
            .unwrap_or(Status::NotKnown)
    }

    /// The one figure that stands for a link; none when it was not measured.
    fn figure(&self, link: Link) -> Option<String> {
        let words = &self.words;
        let checks = &self.report.checks;
        let named = |id: &str, figure: String| words.tell(id, [("figure", figure.into())]);
        match link {
            Link::Machine => {
                let busy = &checks.machine.observation.as_ref()?.cpu.as_ref()?.busy_percent;
                Some(named("brief-machine", words.percent(median(busy.iter().copied())?)))
            }
            Link::Security => {
                let seen = checks.security.observation.as_ref()?;
                if let Some(added) = seen.file_touch.as_ref().and_then(|touch| touch.added_ms) {
                    return Some(named("brief-security-file", words.milliseconds(added.max(0.0))));
                }
                let used = seen.products.iter().filter_map(|product| product.cpu_percent);
                let most = used.max_by(f64::total_cmp)?;
                Some(named("brief-security-cpu", words.percent(most)))
            }
            Link::LocalLink => self.delay(self.target(TargetRole::Box)?),
            Link::AccessLine => {
                let anchor = self.behind_the_line()?;
                match self
                    .target(TargetRole::Box)
                    .and_then(|home| Excess::between(Some(home), anchor))
                {
                    Some(excess) => Some(words.added(excess.rtt.median)),
                    None => self.delay(anchor),
                }
            }
            Link::Internet => {
                let edge = self.target(TargetRole::Edge)?;
                match Excess::between(self.behind_the_line(), edge) {
                    Some(excess) => Some(words.added(excess.rtt.median)),
                    None => self.delay(edge),
                }
            }
            Link::Vpn => {
                let cost = checks.vpn.observation.as_ref()?.cost.as_ref()?;
                Some(words.added(cost.added_rtt_ms?.median))
            }
            Link::Gateway => {
                let doors = &checks.gateway.observation.as_ref()?.doors;
                let asked = doors.iter().filter(|door| !door.silent_by_design);
                let tries = asked.map(|door| {
                    let tries = door.tries.iter();
                    tries.map(|one| (one.answer_ms.or(one.tcp_ms), one.failure)).collect()
                });
                self.slowest(CheckId::Gateway, tries)
            }
            Link::Server => {
                let servers = &checks.server.observation.as_ref()?.servers;
                let tries = servers.iter().map(|server| {
                    let tries = server.tries.iter();
                    tries
                        .map(|visit| (visit.think_ms.or(visit.tcp_ms), visit.failure))
                        .collect()
                });
                self.slowest(CheckId::Server, tries)
            }
        }
    }

    /// The slowest of several doors or servers, each with the time and the failure of its visits: the time to a refusal
    /// is no answer.
    fn slowest(&self, check: CheckId, all: impl Iterator<Item = Visits>) -> Option<String> {
        let all: Vec<Visits> = all.filter(|visits| !visits.is_empty()).collect();
        let answered = all.iter().filter_map(|visits| {
            let sound = visits.iter().filter(|(_, failure)| failure.is_none());
            median(sound.filter_map(|(time, _)| *time))
        });
        if let Some(slowest) = answered.max_by(f64::total_cmp) {
            let figure = self.words.milliseconds(slowest.max(0.0));
            return Some(self.words.tell(&format!("brief-{check}"), [("figure", figure.into())]));
        }
        let mut failures = all.iter().flatten().filter_map(|(_, failure)| *failure).peekable();
        failures.peek()?;
        let refused = failures.all(|failure| failure == GapReason::Refused);
        Some(self.words.say(if refused { "refuses" } else { "no_answer" }))
    }

    fn delay(&self, target: &Target) -> Option<String> {
        match target.rtt_ms {
            Some(rtt) => Some(self.words.milliseconds(rtt.median)),
            None if target.sent > 0 => Some(self.words.say("no_answer")),
            None => None,
        }
    }

    /// The nearest target of a role outside any tunnel, answering or not.
    fn target(&self, role: TargetRole) -> Option<&Target> {
        let seen = self.report.checks.bandwidth.observation.as_ref()?;
        seen.nearest(role).or_else(|| seen.outside(role).next())
    }

    /// What stands for the line, answering or not.
    fn behind_the_line(&self) -> Option<&Target> {
        let seen = self.report.checks.bandwidth.observation.as_ref()?;
        seen.behind_the_line()
            .or_else(|| seen.outside(TargetRole::Anchor).next())
    }
}
