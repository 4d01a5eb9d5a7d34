//! What people read, as snapshots; and that nothing from outside becomes markup.

use crate::fixtures;
use crate::lang::Lang;
use maillon_diagnosis::{Code, Link, Report, Severity, schema};
use serde_json::Value;

fn reports() -> [(&'static str, Report); 4] {
    [
        ("healthy", fixtures::healthy()),
        ("weak_wifi", fixtures::weak_wifi()),
        ("slow_server", fixtures::slow_server()),
        ("cannot_tell", fixtures::cannot_tell()),
    ]
}

#[test]
fn text_and_ticket() {
    for (name, report) in reports() {
        for lang in Lang::ALL {
            let id = lang.id();
            insta::assert_snapshot!(format!("{name}_{id}_text"), crate::text(&report, lang));
            insta::assert_snapshot!(format!("{name}_{id}_ticket"), crate::ticket(&report, lang));
        }
    }
}

/// Runs that end early, at a closed door, see less than a whole chain, or come after a long watch.
fn obstacles() -> Vec<(&'static str, Report)> {
    vec![
        ("no_internet", fixtures::no_internet()),
        ("cut_somewhere", fixtures::cut_somewhere()),
        ("portal", fixtures::portal()),
        ("refused_door", fixtures::refused_door()),
        ("cut_short", fixtures::cut_short()),
        ("tls_inspection", fixtures::tls_inspection()),
        ("remote_session", fixtures::remote_session()),
        ("no_profile", fixtures::no_profile()),
        ("slow_moments", fixtures::slow_moments()),
        ("updating", fixtures::updating()),
    ]
}

#[test]
fn text_of_runs_that_met_an_obstacle() {
    for (name, report) in obstacles() {
        for lang in Lang::ALL {
            insta::assert_snapshot!(format!("{name}_{}_text", lang.id()), crate::text(&report, lang));
        }
    }
}

#[test]
fn a_computer_that_installs_updates_is_left_alone() {
    let report = fixtures::updating();
    let weak = report.verdict.weak_links.first().expect("a slow disk");
    assert_eq!((weak.link, weak.cause), (Link::Machine, Code::DiskSlow));
    for (lang, told) in [
        (Lang::Fr, "Laissez finir les mises à jour"),
        (Lang::En, "Let the updates finish"),
    ] {
        let view = crate::View::of(&report, lang);
        assert!(view.verdict.action.starts_with(told), "{}", view.verdict.action);
        let rows = view.checks.iter().flat_map(|check| &check.row.findings);
        let accusing = rows.filter(|finding| finding.severity != Severity::Information);
        let advice: Vec<_> = accusing.filter_map(|finding| finding.advice.as_deref()).collect();
        assert!(
            !advice.is_empty() && advice.iter().all(|one| one.starts_with(told)),
            "{advice:?}"
        );
    }
}

#[test]
fn html() {
    for (name, report) in reports().into_iter().chain(obstacles()) {
        for lang in Lang::ALL {
            let html = crate::html(&report, lang).expect("the template fits");
            let (before, style) = html.split_once("<style>").expect("one style");
            let (_, after) = style.split_once("</style>").expect("one style");
            insta::assert_snapshot!(format!("{name}_{}_html", lang.id()), format!("{before}{after}"));
        }
    }
}

#[test]
fn text_keeps_its_width() {
    for (name, report) in reports().into_iter().chain(obstacles()) {
        for line in crate::text(&report, Lang::Fr).lines() {
            assert!(line.chars().count() <= 100, "{name}: {line}");
        }
    }
}

#[test]
fn markup_in_every_text_of_a_report_stays_text() {
    const HOSTILE: &str = "<script>alert(1)</script><img src=x onerror=alert(1)>\u{1b}[31m\u{202e}\"'&";
    for (_, report) in reports() {
        let mut document = serde_json::to_value(&report).expect("plain data");
        let spoilt = spoil(&mut document, HOSTILE, schema::REPORT);
        assert!(spoilt > 3, "{spoilt}");
        let hostile: Report = serde_json::from_value(document).expect("only texts were changed");
        for lang in Lang::ALL {
            let html = crate::html(&hostile, lang).expect("the template fits");
            assert!(
                !html.contains("<script") && !html.contains("<img"),
                "markup came through"
            );
            assert!(html.contains("&#60;script&#62;"), "the text is gone");
            let plain = crate::text(&hostile, lang) + &crate::ticket(&hostile, lang) + &html;
            assert!(
                !plain.contains('\u{1b}') && !plain.contains('\u{202e}'),
                "a control character came through"
            );
        }
    }
}

#[test]
fn the_page_loads_nothing_and_runs_nothing() {
    let html = crate::html(&fixtures::weak_wifi(), Lang::En).expect("the template fits");
    assert!(
        html.contains(
            "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
        )
    );
    for forbidden in [
        "<script",
        "src=",
        "http-equiv=\"refresh",
        "@import",
        "url(",
        "<link",
        "<iframe",
    ] {
        assert!(!html.contains(forbidden), "{forbidden}");
    }
}

/// Puts a text in place of every text that is no word of the vocabulary.
fn spoil(value: &mut Value, hostile: &str, schema: &str) -> usize {
    match value {
        Value::String(text) if !schema.contains(&format!("\"{text}\"")) => {
            hostile.clone_into(text);
            1
        }
        Value::Array(values) => values.iter_mut().map(|value| spoil(value, hostile, schema)).sum(),
        Value::Object(fields) => fields.values_mut().map(|value| spoil(value, hostile, schema)).sum(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => 0,
    }
}
