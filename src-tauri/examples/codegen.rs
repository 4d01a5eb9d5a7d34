//! Writes what is made of the Rust types: the schemas of the documents, the types that the page receives, and the recorded
//! run that it is tested with.
//! `cargo xtask codegen` runs it; with `--check` it only says what is out of date.

use anyhow::{Context, Result, bail};
use maillon_diagnosis::profile::Profile;
use maillon_diagnosis::{CheckId, Limits, Report};
use maillon_measurement::Plan;
use maillon_measurement::kept_reports::DAYS_KEPT;
use maillon_report::comparison::ComparisonView;
use maillon_report::history::{HistoryView, PastReport};
use maillon_report::moments::{WatchView, Watching};
use maillon_report::opened::{OpenError, OpenedView};
use maillon_report::read::{LARGEST_REPORT, ReadError};
use maillon_report::spoken::Spoken;
use maillon_report::view::LiveView;
use maillon_report::{Lang, View, Words, profile_facts, redaction};
use maillon_window::example::{self, Radio};
use maillon_window::wire::{self, ModeCost, Setup};
use maillon_window::{Course, export};
use schemars::{Schema, schema_for};
use serde::Serialize;
use serde_json::ser::{PrettyFormatter, Serializer};
use serde_json::{Value, json};
use std::any::TypeId;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::time::Duration;
use std::{env, fs};
use ts_rs::{Config, TS, TypeVisitor};

/// What a company may write; the page shows it in its settings.
const PROFILE: &str = r#"
    [company]
    name = "Exemple SA"
    helpdesk = "support@exemple.fr"
    [vpn]
    expected = "full"
    endpoint = "vpn.exemple.fr:51820"
    inside = "10.20.0.1"
    [gateway]
    tse = ["tse1.exemple.fr:3389"]
    [[server]]
    name = "ERP"
    target = "https://erp.exemple.fr/"
    use = "web"
"#;

const FOLDER: &str = "/home/camille/.local/share/maillon/history";

fn main() -> Result<()> {
    let check = env::args().any(|argument| argument == "--check");
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ui/src");
    let mut files: BTreeMap<PathBuf, String> = BTreeMap::new();
    files.insert(page.join("generated/index.ts"), types());
    let schemas = Path::new(env!("CARGO_MANIFEST_DIR")).join("crates/diagnosis/schemas");
    files.insert(schemas.join("report.json"), schema(&schema_for!(Report))?);
    files.insert(schemas.join("profile.json"), schema(&schema_for!(Profile))?);
    for lang in Lang::ALL {
        let text = serde_json::to_string_pretty(&recorded(lang)?)? + "\n";
        files.insert(page.join(format!("bridge/recorded/{}.json", lang.id())), text);
    }
    let mut stale = Vec::new();
    for (path, text) in files {
        if fs::read_to_string(&path).is_ok_and(|known| known == text) {
            continue;
        }
        if check {
            stale.push(path.display().to_string());
        } else {
            let folder = path.parent().context("a generated file lies in a folder")?;
            fs::create_dir_all(folder)?;
            fs::write(&path, text).with_context(|| format!("writing {}", path.display()))?;
        }
    }
    if !stale.is_empty() {
        bail!("out of date, run `cargo xtask codegen`: {}", stale.join(", "));
    }
    Ok(())
}

/// A schema to be read by lines; one space a level, because the programs carry the text.
fn schema(of: &Schema) -> Result<String> {
    let mut text = Vec::new();
    of.serialize(&mut Serializer::with_formatter(
        &mut text,
        PrettyFormatter::with_indent(b" "),
    ))?;
    text.push(b'\n');
    Ok(String::from_utf8(text)?)
}

/// The example as the page receives it, and what it receives when a run ends otherwise.
fn recorded(lang: Lang) -> Result<Value> {
    let weak = example::report(Radio::Weak);
    let real = |mut report: Report| {
        report.run.example = false;
        View::of(&report, lang)
    };
    let mut unseen = example::cut_short(weak.clone(), &BTreeSet::from([CheckId::Security]));
    unseen.run.complete = true;
    let cut = example::cut_short(weak.clone(), &BTreeSet::from([CheckId::Machine, CheckId::Security]));
    let mut earlier = weak.clone();
    earlier.run.started_at = "2026-11-24T09:05:00+01:00".to_owned();
    let mut watched = example::report(Radio::Strong);
    watched.slow_moments.push(example::slow_moment());
    Ok(json!({
        "setup": Setup {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            lang,
            system_lang: lang,
            settings: wire::Settings::default(),
            profile: wire::ProfileNotice::default(),
            helpdesk: Some("support@exemple.fr".to_owned()),
            costs: ModeCost::of_each(&Plan::default()),
            save_to: None,
            report_given: false,
            largest_report: LARGEST_REPORT as u32,
        },
        "live": LiveView::of(lang),
        "profile": profile_facts(&Profile::parse(PROFILE)?, lang),
        "progress": progress(&weak, lang),
        "views": {
            "example": View::of(&weak, lang),
            "weak_link": real(weak.clone()),
            "nothing_abnormal": real(example::report(Radio::Strong)),
            "cannot_tell": real(unseen),
            "cut": real(cut),
            "watched": real(watched),
        },
        "opened": OpenedView::of(&weak, lang),
        "past": OpenedView::from_history(&weak, lang),
        "history": history(&weak, lang),
        "watch": watch(lang),
        "no_history": HistoryView::of(&[], 0, FOLDER, DAYS_KEPT, lang),
        "comparison": ComparisonView::of(&earlier, &example::report(Radio::Strong), lang),
        "refused": wire::Opening::from(Err(OpenError::from(ReadError::NotAReport))),
        "told": wire::Decoded::of(&Spoken::of(&weak).code(), lang),
        "not_told": wire::Decoded::of("0NBRN-1F1TC-P6D0C-9CT98", lang),
        "items": redaction::items(&weak, lang),
        "documents": {
            "html": export::written(&weak, wire::Document::Html, None, lang)?,
            "json": export::written(&weak, wire::Document::Json, None, lang)?.lines().take(400).collect::<Vec<_>>().join("\n"),
        },
    }))
}

/// A fortnight of made-up runs: slow in the morning, well in the afternoon.
fn history(weak: &Report, lang: Lang) -> HistoryView {
    let good = example::report(Radio::Strong);
    let run = |day: u32, hour: u32| {
        let mut report = if hour == 9 && day != 17 {
            weak.clone()
        } else {
            good.clone()
        };
        report.run.example = false;
        report.run.started_at = format!("2026-11-{day:02}T{hour:02}:05:00+01:00");
        let id = format!("2026-11-{day:02}-{hour:02}0500.maillon");
        PastReport::of(id, &report, lang)
    };
    let days = [24, 23, 20, 19, 18, 17, 16];
    let runs: Vec<PastReport> = days.into_iter().flat_map(|day| [run(day, 14), run(day, 9)]).collect();
    HistoryView::of(&runs, 1, FOLDER, DAYS_KEPT, lang)
}

/// The long watch in each of its states.
fn watch(lang: Lang) -> Value {
    let watching = |targets, called: Option<&str>| Watching {
        since: "2026-11-24T08:58:00+01:00".to_owned(),
        targets,
        called: called.map(str::to_owned),
    };
    let (limits, kept) = (Limits::default(), [example::slow_moment()]);
    json!({
        "off": WatchView::of(None, &[], &limits, lang),
        "on": WatchView::of(Some(&watching(5, None)), &[], &limits, lang),
        "called": WatchView::of(Some(&watching(5, Some(&kept[0].at))), &[], &limits, lang),
        "kept": WatchView::of(Some(&watching(5, None)), &kept, &limits, lang),
        "over": WatchView::of(None, &kept, &limits, lang),
    })
}

/// What the page shows of the example, every second.
fn progress(report: &Report, lang: Lang) -> Vec<Value> {
    let words = Words::of(lang);
    let mut course = Course::new(true, example::LENGTH_S);
    let mut shown = Vec::new();
    let mut moments = example::timeline(report).into_iter().peekable();
    for second in 0..=example::LENGTH_S as u64 {
        let now = Duration::from_secs(second);
        while let Some(moment) = moments.next_if(|moment| moment.at <= now) {
            course.apply(moment.event);
        }
        shown.push(json!({ "at_ms": second * 1000, "progress": course.told(&words) }));
    }
    shown
}

/// Every type that goes over the bridge, with what it holds.
fn types() -> String {
    let mut collected = Types::default();
    collected.visit::<wire::Setup>();
    collected.visit::<wire::UiEvent>();
    collected.visit::<wire::Document>();
    collected.visit::<wire::ExportPreview>();
    collected.visit::<wire::Saved>();
    collected.visit::<wire::Written>();
    collected.visit::<wire::CommandError>();
    collected.visit::<LiveView>();
    collected.visit::<wire::Shown>();
    collected.visit::<wire::Opening>();
    collected.visit::<wire::Decoded>();
    collected.visit::<HistoryView>();
    collected.visit::<wire::Comparison>();
    collected.visit::<WatchView>();
    let mut text = String::from("// Written by `cargo xtask codegen` from the Rust types. Do not edit.\n");
    for declaration in collected.declarations.values() {
        text.push('\n');
        text.push_str(declaration);
    }
    text
}

#[derive(Default)]
struct Types {
    seen: BTreeSet<TypeId>,
    declarations: BTreeMap<String, String>,
}

impl TypeVisitor for Types {
    fn visit<T: TS + 'static + ?Sized>(&mut self) {
        if !self.seen.insert(TypeId::of::<T>()) {
            return;
        }
        T::visit_dependencies(self);
        T::visit_generics(self);
        if T::output_path().is_some() {
            let config = Config::from_env();
            let docs = T::docs().unwrap_or_default();
            let declaration = format!("{docs}export {}\n", T::decl(&config));
            self.declarations.insert(T::ident(&config), declaration);
        }
    }
}
