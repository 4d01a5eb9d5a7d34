//! The few plain lines an employee pastes in a ticket.

use crate::lang::Lang;
use crate::view::View;
use crate::words::Words;
use maillon_diagnosis::{Report, Status};
use std::fmt::Write;

/// The ticket of a report.
pub fn ticket(report: &Report, lang: Lang) -> String {
    View::of(report, lang).ticket
}

pub(crate) fn write(view: &View, words: &Words, helpdesk: Option<&str>) -> String {
    let mut text = format!("{}\n", view.title);
    for notice in &view.notices {
        let _ = writeln!(text, "! {notice}");
    }
    let verdict = &view.verdict;
    let _ = writeln!(text, "\n{}", verdict.headline);
    for line in verdict
        .certainty_text
        .iter()
        .chain(&verdict.others)
        .chain(&verdict.consequences)
    {
        let _ = writeln!(text, "{line}");
    }
    section(&mut text, &words.say("heading-evidence"), &verdict.evidence);
    let _ = writeln!(text, "\n{}", label(words, "heading-action", &verdict.action));
    if let Some(actor) = &verdict.actor {
        let _ = writeln!(text, "{}", label(words, "heading-actor", &actor.label));
    }
    let chain: Vec<String> = view
        .chain
        .iter()
        .map(|link| format!("{} {} ({})", link.label, link.status_word.to_lowercase(), link.figure))
        .collect();
    let _ = writeln!(text, "\n{}", label(words, "heading-chain", &chain.join(" > ")));
    let uses: Vec<String> = view
        .uses
        .iter()
        .filter(|a_use| a_use.status != Status::NotKnown)
        .map(|a_use| format!("{} {}", a_use.label, a_use.status_word.to_lowercase()))
        .collect();
    if !uses.is_empty() {
        let _ = writeln!(text, "{}", label(words, "heading-uses", &uses.join(" · ")));
    }
    section(&mut text, &words.say("heading-missing"), &verdict.missing);
    let _ = writeln!(text, "\n{}", view.run.line);
    let _ = writeln!(text, "{}", label(words, "spoken-heading", &view.spoken.code));
    if let Some(helpdesk) = helpdesk {
        let helpdesk = crate::format::foreign(helpdesk);
        let _ = writeln!(
            text,
            "{}",
            words.tell("ticket-helpdesk", [("helpdesk", helpdesk.into())])
        );
    }
    text
}

fn section(text: &mut String, heading: &str, lines: &[String]) {
    if !lines.is_empty() {
        let _ = writeln!(text, "\n{heading}");
        for line in lines {
            let _ = writeln!(text, "- {line}");
        }
    }
}

fn label(words: &Words, heading: &str, value: &str) -> String {
    let variables = [("label", words.say(heading).into()), ("value", value.to_owned().into())];
    words.tell("labelled", variables)
}
