//! The verdict in words: the weak link, how sure, what to do and who must do it.

use crate::actor;
use crate::compose::Story;
use crate::format::time_of_day;
use crate::gaps;
use crate::row::advising;
use crate::view::{Actor, ActorView, UseView, VerdictView};
use fluent_bundle::FluentValue;
use maillon_diagnosis::verdict::{Consequence, WeakLink};
use maillon_diagnosis::{Certainty, Code, Finding, Link, Outcome, Quantity, Severity, Status, UseId};

/// Gaps told for a link that was not seen; the rest stands in the table of its point.
const GAPS_TOLD: usize = 2;

impl Story<'_> {
    /// What must be read before the verdict.
    pub(crate) fn notices(&self) -> Vec<String> {
        let found = |code: Code| self.findings().any(|finding| finding.code == code);
        let nothing = &self.report.checks.bandwidth.observation.is_some();
        [
            ("notice-example", self.report.run.example),
            ("notice-remote_session", found(Code::InsideRemoteSession)),
            ("notice-captive_portal", found(Code::CaptivePortal)),
            (
                "notice-no_internet",
                *nothing && (found(Code::LocalLinkCut) || found(Code::LineCut)),
            ),
            ("notice-partial", !self.report.run.complete),
            ("notice-slow_moments", !self.report.slow_moments.is_empty()),
            ("notice-no_profile", self.report.profile.file.is_none()),
        ]
        .into_iter()
        .filter(|(_, holds)| *holds)
        .map(|(id, _)| self.words.say(id))
        .collect()
    }

    /// The verdict.
    pub(crate) fn verdict(&self) -> VerdictView {
        let weak_links = &self.report.verdict.weak_links;
        match (self.report.verdict.outcome, weak_links.first()) {
            (Outcome::WeakLink, Some(weak)) => self.weak(weak),
            (Outcome::NothingAbnormal, _) => self.nothing_abnormal(),
            (Outcome::CannotTell | Outcome::WeakLink, _) => self.cannot_tell(),
        }
    }

    fn weak(&self, weak: &WeakLink) -> VerdictView {
        let cause = self.cause(weak.link, weak.cause);
        let advising = advising(&cause, self.findings());
        let advice = self.words.advice(advising);
        let mut evidence: Vec<String> = self
            .findings()
            .filter(|finding| finding.link == Some(weak.link) && finding.severity != Severity::Information)
            .map(|finding| self.words.finding(finding))
            .collect();
        evidence.dedup();
        if cause.support.samples > 0 {
            evidence.push(self.support(&cause));
        }
        let explains = self.findings().filter(|finding| explains(weak.link, finding.code));
        evidence.extend(explains.map(|finding| self.words.finding(finding)));
        VerdictView {
            outcome: Outcome::WeakLink,
            weak_link: Some(weak.link),
            headline: self.accuse("headline", weak),
            certainty: Some(weak.certainty),
            certainty_text: Some(self.words.say(&format!("sure-{}", weak.certainty))),
            action: advice.unwrap_or_else(|| self.words.say("action-other")),
            actor: Some(self.actor(actor::of(advising.code))),
            gain: self.gain(),
            evidence,
            others: self
                .report
                .verdict
                .weak_links
                .iter()
                .skip(1)
                .map(|other| self.accuse("other", other))
                .collect(),
            consequences: self.consequences(),
            missing: match weak.certainty {
                Certainty::Established => Vec::new(),
                Certainty::Probable => self.missing(|link| link < weak.link),
            },
        }
    }

    fn nothing_abnormal(&self) -> VerdictView {
        let time = time_of_day(&self.report.run.started_at);
        let has_time = if time.is_some() { "yes" } else { "no" };
        let variables: [(&'static str, FluentValue<'_>); 2] =
            [("has_time", has_time.into()), ("time", time.unwrap_or_default().into())];
        let unseen = self.unseen(|_| true);
        let certainty = if unseen.is_empty() {
            self.words.say("sure-nothing_abnormal-all")
        } else {
            let links: Vec<String> = unseen.iter().map(|link| self.words.link(*link)).collect();
            let links = links.join(&self.words.say("list-separator"));
            self.words.tell("sure-nothing_abnormal-some", [("links", links.into())])
        };
        VerdictView {
            headline: self.words.tell("headline-nothing_abnormal", variables),
            certainty_text: Some(certainty),
            action: self.words.say("action-nothing_abnormal"),
            actor: Some(self.actor(Actor::You)),
            ..self.empty(Outcome::NothingAbnormal)
        }
    }

    fn cannot_tell(&self) -> VerdictView {
        let blocked = self.report.verdict.uses.values().any(|state| *state == Status::Broken);
        let known = |link: Link| self.status_of(link) == Status::Good;
        let is_cut = self.findings().any(Finding::is_cut_somewhere);
        let told = if is_cut { "cannot_tell-cut" } else { "cannot_tell" };
        let headline = if is_cut {
            "headline-cannot_tell-cut"
        } else if blocked && known(Link::AccessLine) && known(Link::Machine) {
            "headline-cannot_tell-blocked"
        } else {
            "headline-cannot_tell"
        };
        VerdictView {
            headline: self.words.say(headline),
            certainty_text: Some(self.words.say(&format!("sure-{told}"))),
            action: self.words.say(&format!("action-{told}")),
            actor: Some(self.actor(Actor::You)),
            ..self.empty(Outcome::CannotTell)
        }
    }

    fn empty(&self, outcome: Outcome) -> VerdictView {
        VerdictView {
            outcome,
            weak_link: None,
            headline: String::new(),
            certainty: None,
            certainty_text: None,
            action: String::new(),
            actor: None,
            gain: None,
            evidence: Vec::new(),
            others: Vec::new(),
            consequences: self.consequences(),
            missing: self.missing(|_| true),
        }
    }

    fn actor(&self, id: Actor) -> ActorView {
        let message = match id {
            Actor::You => "actor-you",
            Actor::Provider => "actor-provider",
            Actor::It => "actor-it",
        };
        ActorView {
            id,
            label: self.words.say(message),
        }
    }

    /// A sentence that names a weak link, from the messages `<kind>-<certainty>`.
    pub(crate) fn accuse(&self, kind: &str, weak: &WeakLink) -> String {
        let cause = self.cause(weak.link, weak.cause);
        let what = self.what(weak.link, &cause);
        let certainty = weak.certainty;
        let why = self.measured(self.words.why(&cause), &cause);
        let variables = [("what", what.into()), ("why", why.into())];
        self.words.tell(&format!("{kind}-{certainty}"), variables)
    }

    /// What is wrong, with the figure that shows it where that is one a person can weigh.
    fn measured(&self, why: String, finding: &Finding) -> String {
        let figure = match finding.quantities.get("figure") {
            Some(Quantity::Milliseconds(figure)) => self.words.milliseconds(*figure),
            Some(Quantity::Seconds(figure)) => self.words.seconds(*figure),
            Some(Quantity::Percent(figure)) => self.words.percent(*figure),
            Some(Quantity::BitsPerSecond(figure)) => self.words.rate(*figure),
            _ => return why,
        };
        let variables = [("why", why.into()), ("figure", figure.into())];
        self.words.tell("why-measured", variables)
    }

    fn what(&self, link: Link, cause: &Finding) -> String {
        self.words
            .about(&format!("what-{link}"), cause)
            .unwrap_or_else(|| self.words.link(link))
    }

    /// The same at the head of a sentence, so that what is said of it agrees with it.
    fn subject(&self, link: Link, cause: &Finding) -> String {
        let what = self.what(link, cause);
        let mut letters = what.chars();
        let first = letters.next().map(|first| first.to_uppercase().to_string());
        first.unwrap_or_default() + letters.as_str()
    }

    /// The finding that decided; without quantities when the report does not hold it.
    pub(crate) fn cause(&self, link: Link, code: Code) -> Finding {
        let gravest = self.report.checks.gravest(link, code);
        gravest
            .cloned()
            .unwrap_or_else(|| Finding::against(code, link, Severity::Slow))
    }

    fn support(&self, finding: &Finding) -> String {
        let support = &finding.support;
        let variables = [
            ("samples", support.samples.into()),
            ("windows", support.windows.into()),
            ("bad", support.windows_bad.into()),
        ];
        self.words.tell("support", variables)
    }

    fn consequences(&self) -> Vec<String> {
        let mut told: Vec<String> = Vec::new();
        for follows in &self.report.verdict.consequences {
            let sentence = self.consequence(follows);
            if !told.contains(&sentence) {
                told.push(sentence);
            }
        }
        told
    }

    /// What follows from a weak link, a sentence.
    pub(crate) fn consequence(&self, follows: &Consequence) -> String {
        let finding = self.cause(follows.link, follows.cause);
        let origin = self
            .report
            .verdict
            .weak_links
            .iter()
            .find(|weak| weak.link == follows.explained_by);
        let explained = match origin {
            Some(weak) => self.what(weak.link, &self.cause(weak.link, weak.cause)),
            None => self.words.link(follows.explained_by),
        };
        let label = self.subject(follows.link, &finding);
        let variables = [
            ("label", label.into()),
            ("explained", explained.into()),
            ("why", self.words.why(&finding).into()),
        ];
        self.words.tell("consequence", variables)
    }

    fn unseen(&self, matters: impl Fn(Link) -> bool) -> Vec<Link> {
        let known = |link: &Link| self.status_of(*link) != Status::NotKnown;
        Link::ALL
            .iter()
            .copied()
            .filter(|link| !known(link) && matters(*link))
            .collect()
    }

    /// The links that were not seen and matter, each with the first reasons why; a reason is told once.
    fn missing(&self, matters: impl Fn(Link) -> bool) -> Vec<String> {
        let mut told: Vec<String> = Vec::new();
        let line = |link: Link| {
            let checks = &self.report.checks;
            let gaps = if gaps::of(checks, link.check()).is_some() {
                self.words.gaps(checks, link.check())
            } else {
                Vec::new()
            };
            let new = gaps.into_iter().filter(|gap| !told.contains(gap)).take(GAPS_TOLD);
            let reasons: Vec<String> = new.collect();
            let variables = [
                ("label", self.words.link(link).into()),
                ("why", reasons.join(" ").into()),
            ];
            let sentence = self.words.tell("missing-link", variables).trim_end().to_owned();
            told.extend(reasons);
            sentence
        };
        self.unseen(matters).into_iter().map(line).collect()
    }

    /// The uses, each with what limits it.
    pub(crate) fn uses(&self) -> Vec<UseView> {
        UseId::ALL.iter().map(|id| self.a_use(*id)).collect()
    }

    fn a_use(&self, id: UseId) -> UseView {
        let verdict = &self.report.verdict;
        let status = verdict.uses.get(&id).copied().unwrap_or(Status::NotKnown);
        let reason = match status {
            Status::Good => String::new(),
            Status::NotKnown => self.words.say("use-not_known"),
            Status::Slow | Status::Broken => verdict
                .use_reasons
                .get(&id)
                .and_then(|code| self.limits(*code))
                .unwrap_or_else(|| self.words.say("use-no_reason")),
        };
        UseView {
            id,
            label: self.words.say(&format!("use-{id}")),
            status,
            status_word: self.words.status(status),
            reason,
        }
    }

    fn limits(&self, code: Code) -> Option<String> {
        let accuses = |finding: &&Finding| finding.code == code && finding.severity != Severity::Information;
        let finding = self.findings().find(accuses)?;
        let Some(link) = finding.link else {
            return Some(self.words.finding(finding));
        };
        let label = self.subject(link, finding);
        let why = self.words.about(&format!("why-{code}"), finding)?;
        let why = self.measured(why, finding);
        Some(
            self.words
                .tell("use-reason", [("label", label.into()), ("why", why.into())]),
        )
    }
}

/// Facts that explain trouble of a link without convicting it.
fn explains(link: Link, code: Code) -> bool {
    match link {
        Link::LocalLink => matches!(
            code,
            Code::WifiWeakSignal | Code::WifiSlowRate | Code::WifiRetries | Code::WifiBand24
        ),
        Link::AccessLine => code == Code::OtherTraffic,
        Link::Machine => matches!(
            code,
            Code::CpuThrottled
                | Code::MemorySmall
                | Code::PowerSaver
                | Code::UptimeLong
                | Code::HeavyProcess
                | Code::UpdateRunning
        ),
        Link::Security => matches!(
            code,
            Code::SecurityTwoActive | Code::TlsInspected | Code::CertificateUntrusted
        ),
        Link::Gateway => matches!(code, Code::GatewayPeakHours | Code::GatewaySizing),
        Link::Vpn => code == Code::VpnOverTcp,
        Link::Internet | Link::Server => false,
    }
}
