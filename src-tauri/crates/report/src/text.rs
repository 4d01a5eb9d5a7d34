//! The report as plain text of a fixed width, for a terminal and the helpdesk.

use crate::compose::Story;
use crate::lang::Lang;
use crate::view::{CheckView, FactView, View};
use crate::words::Words;
use maillon_diagnosis::{Report, Severity, Status};

/// Columns of a line.
const WIDTH: usize = 80;

/// The whole report as text.
pub fn text(report: &Report, lang: Lang) -> String {
    let story = Story::of(report, lang);
    let view = View::of(report, lang);
    let mut page = Page::default();
    verdict(&mut page, &view, &story.words);
    chain(&mut page, &view, &story.words);
    moments(&mut page, &view, &story.words);
    page.heading(&story.words.say("heading-machine"));
    facts(&mut page, &view.machine);
    for (number, check) in view.checks.iter().enumerate() {
        self::check(&mut page, number + 1, check, &story.words);
    }
    page.heading(&story.words.say("heading-run"));
    facts(&mut page, &view.run.facts);
    page.wrap("", &format!("{}. {}", view.spoken.heading, view.spoken.code));
    if let Some(hidden) = story.hidden() {
        page.wrap("", &hidden);
    }
    page.wrap("", &story.words.say("page-foot"));
    page.text
}

fn verdict(page: &mut Page, view: &View, words: &Words) {
    page.line(&view.title);
    page.line(&view.run.line);
    page.line(&"=".repeat(WIDTH));
    for notice in &view.notices {
        page.wrap("! ", notice);
    }
    if !view.notices.is_empty() {
        page.line("");
    }
    let verdict = &view.verdict;
    page.wrap("", &verdict.headline);
    for line in verdict
        .certainty_text
        .iter()
        .chain(&verdict.others)
        .chain(&verdict.consequences)
    {
        page.wrap("", line);
    }
    page.line("");
    page.wrap("", &format!("{}. {}", words.say("heading-action"), verdict.action));
    if let Some(actor) = &verdict.actor {
        page.wrap("", &format!("{}. {}.", words.say("heading-actor"), actor.label));
    }
    if let Some(gain) = &verdict.gain {
        page.wrap("", &format!("{}. {gain}", words.say("heading-gain")));
    }
    for (heading, lines) in [
        ("heading-evidence", &verdict.evidence),
        ("heading-missing", &verdict.missing),
    ] {
        if !lines.is_empty() {
            page.line("");
            page.line(&words.say(heading));
            for line in lines {
                page.wrap("  - ", line);
            }
        }
    }
}

fn chain(page: &mut Page, view: &View, words: &Words) {
    page.heading(&words.say("heading-chain"));
    for link in &view.chain {
        let weak = if link.is_weak {
            format!(" <<< {}", words.say("weak-mark"))
        } else {
            String::new()
        };
        page.line(&format!(
            "{} {} {} {}{weak}",
            mark(link.status),
            pad(&link.label, 24),
            pad(&link.status_word, 9),
            link.figure
        ));
    }
    page.heading(&words.say("heading-uses"));
    for a_use in &view.uses {
        let start = format!(
            "{} {} {} ",
            mark(a_use.status),
            pad(&a_use.label, 24),
            pad(&a_use.status_word, 9)
        );
        page.wrap(&start, &a_use.reason);
    }
}

fn moments(page: &mut Page, view: &View, words: &Words) {
    if !view.moments.is_empty() {
        page.heading(&words.say("heading-moments"));
    }
    for moment in &view.moments {
        page.line(&moment.title);
        page.wrap("", &moment.sentence);
        for line in &moment.evidence {
            page.wrap("  - ", line);
        }
        for row in &moment.rows {
            let variables = [
                ("usual", row.usual.clone().into()),
                ("then", row.then.clone().into()),
                ("lost", row.lost.clone().into()),
            ];
            let told = words.tell("moment-row", variables);
            page.wrap("    ", &format!("{} = {told}", row.label));
        }
    }
}

fn check(page: &mut Page, number: usize, check: &CheckView, words: &Words) {
    let row = &check.row;
    page.heading(&format!("{number}. {} [{}]", row.title, row.status_word));
    page.wrap("", &row.summary);
    for finding in &row.findings {
        let start = match finding.severity {
            Severity::Information => "  i ",
            Severity::Slow => "  ! ",
            Severity::Broken => "  X ",
        };
        page.wrap(start, &finding.text);
        if let Some(advice) = &finding.advice {
            page.wrap("    > ", advice);
        }
    }
    if !check.figures.is_empty() {
        page.line("");
    }
    for figure in &check.figures {
        let state = figure.status.map_or(" ", mark);
        page.wrap(&format!("{state} "), &format!("{} = {}", figure.label, figure.value));
        if !figure.limit.is_empty() {
            page.wrap("      ", &format!("{} [{}]", figure.limit, figure.source));
        }
        page.wrap("      ", &figure.method);
    }
    if !check.gaps.is_empty() {
        page.line("");
        page.line(&words.say("heading-gaps"));
        for gap in &check.gaps {
            page.wrap("  - ", gap);
        }
    }
}

fn facts(page: &mut Page, facts: &[FactView]) {
    for fact in facts {
        page.wrap(&format!("{} ", pad(&fact.label, 36)), &fact.value);
    }
}

/// A state as one ASCII letter.
fn mark(status: Status) -> &'static str {
    match status {
        Status::Good => "+",
        Status::Slow => "!",
        Status::Broken => "X",
        Status::NotKnown => "?",
    }
}

fn pad(text: &str, width: usize) -> String {
    let missing = width.saturating_sub(text.chars().count());
    format!("{text}{}", " ".repeat(missing))
}

#[derive(Default)]
struct Page {
    text: String,
}

impl Page {
    fn line(&mut self, line: &str) {
        self.text.push_str(line.trim_end());
        self.text.push('\n');
    }

    fn heading(&mut self, heading: &str) {
        self.line("");
        self.line(heading);
        self.line(&"-".repeat(heading.chars().count().min(WIDTH)));
    }

    /// A paragraph broken at spaces; the lines that follow the first are indented like its start.
    fn wrap(&mut self, start: &str, paragraph: &str) {
        let indent = " ".repeat(start.chars().count());
        let mut line = start.to_owned();
        let mut is_empty = true;
        for word in paragraph.split(' ') {
            let wanted = line.chars().count() + word.chars().count() + usize::from(!is_empty);
            if !is_empty && wanted > WIDTH {
                self.line(&line);
                line.clone_from(&indent);
                is_empty = true;
            }
            if !is_empty {
                line.push(' ');
            }
            line.push_str(word);
            is_empty = false;
        }
        self.line(&line);
    }
}
