//! After redaction no chosen secret is left anywhere: JSON, HTML, text, ticket.

use super::*;
use crate::fixtures;
use maillon_diagnosis::{Gap, GapReason};
use proptest::prelude::*;

/// A report in which a person, a computer, a Wi-Fi and a server carry these names, in many places.
fn report_of(user: &str, host: &str, ssid: &str, server: &str) -> Report {
    let mut report = fixtures::slow_server();
    report.run.user_name = Some(user.to_owned());
    report.run.host_name = Some(format!("{host}.exemple.fr"));
    report.profile.file = Some(format!("/home/{user}/.config/maillon/profile.toml"));
    let checks = &mut report.checks;
    let home = checks.bandwidth.observation.as_mut().expect("measured");
    if let Some(wifi) = &mut home.wifi {
        wifi.ssid = Some(ssid.to_owned());
    }
    let detail = format!("{ssid}: lookup of {server}.exemple.fr (203.0.113.77) by 10.20.0.53:53 as {user}");
    home.gaps.push(Gap::new(
        "names",
        format!("{server}.exemple.fr"),
        GapReason::TimedOut,
        detail,
    ));
    let machine = checks.machine.observation.as_mut().expect("measured");
    machine.processes[0].name = format!("/home/{user}/bin/{host}-agent");
    let servers = checks.server.observation.as_mut().expect("measured");
    servers.servers[0].name = server.to_owned();
    servers.servers[0].target = format!("https://{server}.exemple.fr/app");
    fixtures::judged_again(report)
}

fn documents(report: &Report) -> String {
    let mut all = crate::json(report).expect("plain data");
    for lang in Lang::ALL {
        all.push_str(&crate::html(report, lang).expect("the template fits"));
        all.push_str(&crate::text(report, lang));
        all.push_str(&crate::ticket(report, lang));
    }
    all.to_lowercase()
}

const COMPANY: [&str; 8] = [
    "exemple.fr",
    "10.20.0",
    "192.168.1.1",
    "203.0.113.77",
    "cn=tse1",
    "exemple sa root",
    "tse1",
    "support@exemple",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn no_secret_is_left_in_any_document(
        user in "q[a-z]{4,9}x", host in "zq[a-z0-9]{4,9}", ssid in "Xq[A-Z]{3}[ _-]?[A-Z0-9]{4,8}", server in "wq[a-z]{5,9}"
    ) {
        let report = report_of(&user, &host, &ssid, &server);
        let before = documents(&report);
        let redacted = redact(&report, &RedactionItem::ALL);
        let after = documents(&redacted);
        for secret in [&user, &host, &ssid, &server] {
            prop_assert!(before.contains(&secret.to_lowercase()), "{} was never there", secret);
            prop_assert!(!after.contains(&secret.to_lowercase()), "{} is left", secret);
        }
        for secret in COMPANY {
            prop_assert!(before.contains(secret), "{} was never there", secret);
            prop_assert!(!after.contains(secret), "{} is left", secret);
        }
        prop_assert_eq!(redacted.redacted.len(), RedactionItem::ALL.len());
        prop_assert_eq!(redacted.verdict, report.verdict);
    }
}

#[test]
fn the_same_name_has_the_same_label_everywhere_and_the_finding_still_names_it() {
    let redacted = redact(&fixtures::slow_server(), &RedactionItem::ALL);
    let server = &redacted.checks.server.observation.as_ref().expect("measured").servers[0];
    assert_eq!(server.name, "server-1");
    assert!(crate::ticket(&redacted, Lang::En).contains("the company’s server “server-1”"));
    assert_eq!(fixtures::judged_again(redacted.clone()).verdict, redacted.verdict);
}

#[test]
fn an_item_that_is_not_chosen_stays() {
    let report = fixtures::healthy();
    for item in RedactionItem::ALL {
        let others: Vec<RedactionItem> = RedactionItem::ALL.into_iter().filter(|other| *other != item).collect();
        let redacted = redact(&report, &others);
        assert!(!redacted.redacted.contains(&item.id().to_owned()));
        assert_ne!(
            redact(&report, &RedactionItem::ALL),
            redacted,
            "{item:?} changes nothing"
        );
    }
    assert_eq!(redact(&report, &[]), report);
}

#[test]
fn a_person_called_like_a_word_of_the_vocabulary_breaks_nothing() {
    let mut report = fixtures::healthy();
    report.run.user_name = Some("good".to_owned());
    report.run.host_name = Some("server".to_owned());
    let redacted = redact(&report, &RedactionItem::ALL);
    assert_eq!(redacted.run.user_name.as_deref(), Some("[user]"));
    assert_eq!(redacted.verdict, report.verdict);
}

#[test]
fn the_preview_counts_the_places() {
    let views = items(&fixtures::healthy(), Lang::Fr);
    assert!(views.iter().all(|view| view.found > 0), "{views:?}");
    assert!(
        items(&fixtures::cannot_tell(), Lang::En)
            .iter()
            .any(|view| view.found == 0)
    );
}
