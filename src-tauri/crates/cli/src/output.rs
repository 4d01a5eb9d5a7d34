//! What a report becomes on the command line: text on standard output, documents in files, an exit code.
//!
//! Documents are made to be handed on: names and addresses are hidden in them unless `--hide` says otherwise. The text on
//! standard output is for the one who sits in front of the computer, and hides nothing unless asked.

use crate::destination;
use crate::exit::Exit;
use crate::streams;
use clap::builder::PossibleValue;
use clap::{Args, ValueEnum};
use maillon_diagnosis::Report;
use maillon_report::{Lang, RedactionItem, Words, redact, system_error};
use std::io::{self, BufRead, IsTerminal};
use std::path::{Path, PathBuf};

/// How often another place is asked for.
const QUESTIONS: usize = 3;

/// Where the results go; the same for every command that makes a report.
#[derive(Debug, Clone, Default, Args)]
pub struct OutputArgs {
    /// Writes the report as JSON to a file, or to standard output with `-`
    #[arg(long, value_name = "FILE|-")]
    pub json: Option<PathBuf>,
    /// Writes the report as one HTML page
    #[arg(long, value_name = "FILE")]
    pub html: Option<PathBuf>,
    /// Writes the report as text to a file, or to standard output with `-` (the default)
    #[arg(long, value_name = "FILE|-")]
    pub text: Option<PathBuf>,
    /// What is taken out of the documents
    #[arg(
        long,
        value_name = "ITEM,…",
        value_delimiter = ',',
        value_enum,
        hide_possible_values = true
    )]
    pub hide: Vec<HideArg>,
    /// Shows no progress, and writes nothing to standard output that was not asked for
    #[arg(long)]
    pub quiet: bool,
}

/// What may be written after `--hide`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HideArg {
    /// Everything.
    All,
    /// Nothing.
    None,
    /// One item.
    Item(RedactionItem),
}

impl ValueEnum for HideArg {
    fn value_variants<'a>() -> &'a [Self] {
        const VARIANTS: [HideArg; RedactionItem::ALL.len() + 2] = {
            let mut variants = [HideArg::All; RedactionItem::ALL.len() + 2];
            variants[1] = HideArg::None;
            let mut at = 0;
            while at < RedactionItem::ALL.len() {
                variants[at + 2] = HideArg::Item(RedactionItem::ALL[at]);
                at += 1;
            }
            variants
        };
        &VARIANTS
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(match self {
            Self::All => "all",
            Self::None => "none",
            Self::Item(item) => item.id(),
        }))
    }
}

/// A document that goes to a file.
struct FileAsked<'a> {
    path: &'a Path,
    content: Result<String, String>,
}

impl OutputArgs {
    /// Whether the command line asks for two things at once; standard error then says so.
    pub fn is_ambiguous(&self, lang: Lang) -> bool {
        let words = Words::of(lang);
        if is_stdout(self.json.as_deref()) && is_stdout(self.text.as_deref()) {
            streams::note(&words.say("cli-two_outputs"));
            return true;
        }
        let alone = |arg: &HideArg| matches!(arg, HideArg::All | HideArg::None);
        if self.hide.len() > 1 && self.hide.iter().any(alone) {
            streams::note(&words.say("cli-hide_alone"));
            return true;
        }
        false
    }

    /// Tells before a run which files could not be written after it.
    pub fn warn_of_unwritable(&self, lang: Lang) {
        for path in self.files() {
            if let Err(error) = destination::probe(path) {
                let variables = [
                    ("path", path.display().to_string().into()),
                    ("why", system_error(&error, lang).into()),
                ];
                streams::note(&Words::of(lang).tell("cli-will_not_be_written", variables));
            }
        }
    }

    fn files(&self) -> impl Iterator<Item = &Path> {
        let asked = self.json.iter().chain(&self.html).chain(&self.text);
        asked.map(PathBuf::as_path).filter(|path| !is_stdout(Some(path)))
    }

    /// What the documents do not show.
    fn hidden(&self) -> Vec<RedactionItem> {
        if self.hide.is_empty() || self.hide.contains(&HideArg::All) {
            return RedactionItem::ALL.to_vec();
        }
        let items = self.hide.iter().filter_map(|arg| match arg {
            HideArg::Item(item) => Some(*item),
            HideArg::All | HideArg::None => None,
        });
        items.collect()
    }
}

/// Writes every document asked for. The exit code is that of the verdict, or of a fault when a document is not where it
/// was asked for.
pub fn emit(report: &Report, lang: Lang, outputs: &OutputArgs) -> Exit {
    let exit = Exit::of(report.verdict.outcome);
    let for_others = redact(report, &outputs.hidden());
    let json = maillon_report::json(&for_others).map_err(|error| error.to_string());
    let printed_text = || {
        let shown = if outputs.hide.is_empty() { report } else { &for_others };
        maillon_report::text(shown, lang)
    };

    let mut all_written = true;
    let mut to_file = |path: &Option<PathBuf>, content: Result<String, String>| {
        if let Some(path) = path.as_deref().filter(|path| !is_stdout(Some(path))) {
            all_written &= written(&FileAsked { path, content }, lang, outputs.quiet);
        }
    };
    to_file(&outputs.json, json.clone());
    let html = || maillon_report::html(&for_others, lang).map_err(|error| error.to_string());
    if outputs.html.is_some() {
        to_file(&outputs.html, html());
    }
    to_file(&outputs.text, Ok(maillon_report::text(&for_others, lang)));

    let exit = if all_written { exit } else { Exit::Fault };
    if is_stdout(outputs.json.as_deref()) {
        return match json {
            Ok(json) => streams::print(&json, lang, exit),
            Err(error) => {
                streams::note(&error);
                Exit::Fault
            }
        };
    }
    if !all_written || is_stdout(outputs.text.as_deref()) || (!outputs.quiet && outputs.text.is_none()) {
        return streams::print(&printed_text(), lang, exit);
    }
    exit
}

/// Whether the document is where it was asked for, or where the user then wished it.
fn written(asked: &FileAsked<'_>, lang: Lang, quiet: bool) -> bool {
    let words = Words::of(lang);
    let path = asked.path.display().to_string();
    let content = match &asked.content {
        Ok(content) => content,
        Err(error) => {
            streams::note(error);
            return false;
        }
    };
    let Err(error) = destination::write(asked.path, content) else {
        return true;
    };
    let why = system_error(&error, lang);
    if !quiet && io::stdin().is_terminal() && io::stderr().is_terminal() {
        streams::note(&words.tell(
            "cli-not_written",
            [("path", path.clone().into()), ("why", why.clone().into())],
        ));
        if let Some(place) = asked_elsewhere(content, lang, &mut io::stdin().lock()) {
            streams::note(&words.tell("cli-written", [("place", place.display().to_string().into())]));
            return true;
        }
    }
    let variables = [("path", path.into()), ("why", why.into())];
    match destination::keep_elsewhere(asked.path, content) {
        Ok(place) => {
            let place = [("place", place.display().to_string().into())];
            streams::note(&words.tell("cli-kept_elsewhere", variables.into_iter().chain(place)));
        }
        Err(_) => streams::note(&words.tell("cli-not_written", variables)),
    }
    false
}

/// Asks for another place until one takes the document or the user gives up with an empty line.
fn asked_elsewhere(content: &str, lang: Lang, answers: &mut impl BufRead) -> Option<PathBuf> {
    let words = Words::of(lang);
    for _ in 0..QUESTIONS {
        streams::note(&words.say("cli-another_place"));
        let mut answer = String::new();
        answers.read_line(&mut answer).ok()?;
        let place = PathBuf::from(answer.trim());
        if place.as_os_str().is_empty() {
            return None;
        }
        match destination::write(&place, content) {
            Ok(()) => return Some(place),
            Err(error) => {
                let variables = [
                    ("path", place.display().to_string().into()),
                    ("why", system_error(&error, lang).into()),
                ];
                streams::note(&words.tell("cli-not_written", variables));
            }
        }
    }
    None
}

fn is_stdout(path: Option<&Path>) -> bool {
    path == Some(Path::new("-"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_place_is_asked_for_until_one_takes_the_document() {
        let folder = tempfile::tempdir().expect("a folder");
        let good = folder.path().join("report.html");
        let answers = format!("/nowhere/at/all.html\n{}\n", good.display());
        let place = asked_elsewhere("<p>", Lang::Fr, &mut answers.as_bytes());
        assert_eq!(place, Some(good.clone()));
        assert_eq!(std::fs::read_to_string(good).expect("written"), "<p>");
        for gives_up in ["\n", "", "/nowhere/1\n/nowhere/2\n/nowhere/3\n/nowhere/4\n"] {
            assert_eq!(asked_elsewhere("<p>", Lang::En, &mut gives_up.as_bytes()), None);
        }
    }

    #[test]
    fn everything_is_hidden_unless_it_is_said_otherwise() {
        let hidden = |hide: &[HideArg]| {
            let hide = hide.to_vec();
            OutputArgs {
                hide,
                ..OutputArgs::default()
            }
            .hidden()
        };
        assert_eq!(hidden(&[]), RedactionItem::ALL);
        assert_eq!(hidden(&[HideArg::All]), RedactionItem::ALL);
        assert!(hidden(&[HideArg::None]).is_empty());
        assert_eq!(hidden(&[HideArg::Item(RedactionItem::Ssid)]), [RedactionItem::Ssid]);
    }
}
