//! From a report to everything a page or a document draws.

use crate::charts::charts;
use crate::figures;
use crate::format::foreign;
use crate::lang::Lang;
use crate::redaction::RedactionItem;
use crate::spoken::Spoken;
use crate::ticket;
use crate::view::{CheckView, FactView, RowView, RunView, SpokenView, View};
use crate::words::Words;
use maillon_diagnosis::checks::machine::PowerSource;
use maillon_diagnosis::{CheckId, Finding, Limits, Report};

/// A report being told in a language.
pub(crate) struct Story<'a> {
    pub report: &'a Report,
    pub words: Words,
    pub limits: Limits,
}

impl View {
    /// A report in a language.
    pub fn of(report: &Report, lang: Lang) -> Self {
        Story::of(report, lang).view()
    }
}

impl<'a> Story<'a> {
    pub fn of(report: &'a Report, lang: Lang) -> Self {
        let path = report
            .checks
            .bandwidth
            .observation
            .as_ref()
            .and_then(|seen| seen.path.as_ref());
        Self {
            report,
            words: Words::of(lang).over(path.map(|path| path.kind).unwrap_or_default()),
            limits: Limits::with_overrides(&report.profile.limits).unwrap_or_default(),
        }
    }

    fn view(&self) -> View {
        let mut view = View {
            lang: self.words.lang(),
            title: self.title(),
            example: self.report.run.example,
            notices: self.notices(),
            verdict: self.verdict(),
            chain: self.chain(),
            uses: self.uses(),
            why: self.branches(),
            checks: self.checks(),
            charts: charts(self),
            moments: self.moments(),
            machine: self.machine(),
            run: self.run(),
            ticket: String::new(),
            spoken: self.spoken(),
        };
        view.ticket = ticket::write(&view, &self.words, self.report.profile.helpdesk.as_deref());
        view
    }

    /// Every finding, in the order of the checklist.
    pub fn findings(&self) -> impl Iterator<Item = &'a Finding> {
        self.report
            .checks
            .summaries()
            .into_iter()
            .flat_map(|(_, _, findings)| findings)
    }

    fn spoken(&self) -> SpokenView {
        let spoken = Spoken::of(self.report);
        SpokenView {
            heading: self.words.say("spoken-heading"),
            code: spoken.code(),
            note: self.words.say("spoken-note"),
            qr: spoken.qr(),
            qr_label: self.words.say("spoken-qr"),
        }
    }

    fn title(&self) -> String {
        if self.report.run.started_at.is_empty() {
            return self.words.say("title-undated");
        }
        let moment = self.words.moment(&self.report.run.started_at);
        self.words.tell("title", [("moment", moment.into())])
    }

    fn checks(&self) -> Vec<CheckView> {
        let check = |(id, status, findings): (CheckId, _, &[Finding])| CheckView {
            row: RowView::with(&self.words, id, status, findings),
            figures: figures::of(self, id),
            gaps: self.words.gaps(&self.report.checks, id),
        };
        self.report.checks.summaries().map(check).into()
    }

    fn machine(&self) -> Vec<FactView> {
        let words = &self.words;
        let Some(seen) = &self.report.checks.machine.observation else {
            return Vec::new();
        };
        let unknown = || words.say("not_measured");
        let bytes = |value: u64| words.bytes(value as f64);
        let processor = seen.cpu.as_ref().map(|cpu| {
            let variables = [
                ("model", foreign(&cpu.model).into()),
                ("cores", cpu.logical_cores.into()),
            ];
            words.tell("fact-cores", variables)
        });
        let memory = seen.memory.as_ref().map(|memory| {
            let (total, available) = (bytes(memory.total_bytes), bytes(memory.available_bytes));
            words.tell(
                "fact-memory-value",
                [("total", total.into()), ("available", available.into())],
            )
        });
        let disk = seen.disk.as_ref().map(|disk| {
            let (free, total) = (bytes(disk.free_bytes), bytes(disk.total_bytes));
            words.tell("fact-disk-value", [("free", free.into()), ("total", total.into())])
        });
        let firmware = seen.firmware_age_years;
        let firmware = firmware.map(|years| words.tell("fact-age-value", [("years", years.into())]));
        let series = seen.cpu.as_ref().and_then(|cpu| cpu.series.as_ref());
        let series = series.map(|series| words.tell("fact-age-series", [("year", series.year.to_string().into())]));
        let age = [firmware, series].into_iter().flatten().collect::<Vec<_>>();
        let age = (!age.is_empty()).then(|| age.join(&words.say("list-separator")));
        let power = seen.power.as_ref().and_then(|power| power.source);
        let power = power.map(|source| match source {
            PowerSource::Mains => words.say("power-mains"),
            PowerSource::Battery => words.say("power-battery"),
        });
        let uptime = seen.uptime_s.map(|seconds| words.ago(seconds));
        let mut facts = vec![
            self.fact("model", seen.model.as_deref().map_or_else(unknown, foreign)),
            self.fact("processor", processor.unwrap_or_else(unknown)),
            self.fact("memory", memory.unwrap_or_else(unknown)),
            self.fact("disk", disk.unwrap_or_else(unknown)),
            self.fact("system", seen.os.as_ref().map_or_else(unknown, |os| foreign(&os.name))),
            self.fact("age", age.unwrap_or_else(unknown)),
            self.fact("power", power.unwrap_or_else(unknown)),
            self.fact("uptime", uptime.unwrap_or_else(unknown)),
        ];
        if let Some(machine) = &seen.virtual_machine {
            facts.push(self.fact("virtual", foreign(machine)));
        }
        if seen.remote_session == Some(true) {
            facts.push(self.fact("remote", words.say("yes")));
        }
        facts
    }

    fn run(&self) -> RunView {
        let words = &self.words;
        let run = &self.report.run;
        let profile = &self.report.profile;
        let started = if run.started_at.is_empty() {
            words.say("value-unknown")
        } else {
            words.moment(&run.started_at)
        };
        let variables = [
            ("moment", started.clone().into()),
            ("seconds", words.seconds(run.seconds).into()),
            ("bytes", words.bytes(run.cost.bytes as f64).into()),
        ];
        let line = if run.started_at.is_empty() {
            "run-line-undated"
        } else {
            "run-line"
        };
        let mut facts = vec![
            self.fact("started", started.clone()),
            self.fact("duration", words.seconds(run.seconds)),
            self.fact("mode", words.say(&format!("mode-{}", run.mode))),
            self.fact("bytes", words.bytes(run.cost.bytes as f64)),
            self.fact(
                "cpu",
                run.cost
                    .cpu_seconds
                    .map_or_else(|| words.say("not_measured"), |seconds| words.seconds(seconds)),
            ),
            self.fact("complete", words.say(if run.complete { "yes" } else { "no" })),
            self.fact(
                "profile",
                profile
                    .file
                    .as_deref()
                    .map_or_else(|| words.say("fact-profile-none"), foreign),
            ),
        ];
        for (id, text) in [
            ("company", &profile.company),
            ("helpdesk", &profile.helpdesk),
            ("host", &run.host_name),
            ("user", &run.user_name),
        ] {
            if let Some(text) = text {
                facts.push(self.fact(id, foreign(text)));
            }
        }
        if !profile.limits.is_empty() {
            let names: Vec<String> = profile.limits.keys().map(|name| foreign(name)).collect();
            facts.push(self.fact("own-limits", names.join(&words.say("list-separator"))));
        }
        facts.push(self.fact("program", foreign(&self.report.program)));
        RunView {
            started,
            complete: run.complete,
            line: words.tell(line, variables),
            facts,
        }
    }

    /// What was taken out of the report, a sentence; none when nothing was.
    pub fn hidden(&self) -> Option<String> {
        let known = RedactionItem::ALL
            .iter()
            .filter(|item| self.report.redacted.iter().any(|id| id == item.id()));
        let labels: Vec<String> = known
            .map(|item| self.words.say(&format!("redact-{}", item.id())))
            .collect();
        let items = labels.join(&self.words.say("list-separator"));
        (!labels.is_empty()).then(|| self.words.tell("hidden", [("items", items.into())]))
    }

    fn fact(&self, id: &str, value: String) -> FactView {
        FactView {
            label: self.words.say(&format!("fact-{id}")),
            value,
        }
    }
}

impl Words {
    /// A time since something, in days, hours or minutes; seconds.
    pub(crate) fn ago(&self, seconds: f64) -> String {
        let time = match seconds / 3600.0 {
            hours if hours >= 48.0 => self.several("days", (hours / 24.0).floor()),
            hours if hours >= 2.0 => self.unit("hours", hours, 0),
            hours => self.unit("min", hours * 60.0, 0),
        };
        self.tell("fact-uptime-value", [("time", time.into())])
    }
}
