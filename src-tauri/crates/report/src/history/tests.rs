use super::*;
use crate::fixtures;

fn run(moment: &str, report: &Report) -> PastReport {
    let mut report = report.clone();
    report.run.started_at = moment.to_owned();
    PastReport::of(format!("{moment}.maillon"), &report, Lang::Fr)
}

#[test]
fn a_history_tells_each_run_and_draws_the_links_that_were_seen_twice() {
    let weak = fixtures::weak_wifi();
    let runs = [
        run("2026-11-24T14:05:00+01:00", &weak),
        run("2026-11-23T09:00:00+01:00", &weak),
    ];
    for lang in Lang::ALL {
        let view = HistoryView::of(&runs, 0, "/home/camille/history", 90, lang);
        assert_eq!(view.runs.len(), 2);
        assert!(view.runs[0].moment.contains("14:05") && view.runs[0].headline.contains("Wi-Fi"));
        let wifi = view
            .trends
            .iter()
            .find(|trend| trend.link == Link::LocalLink)
            .expect("seen twice");
        assert_eq!(wifi.points.len(), 2);
        assert!(
            wifi.points
                .iter()
                .all(|point| point.height.is_some_and(|height| height > 0.99))
        );
        assert!(wifi.alternative.contains(&wifi.latest), "{}", wifi.alternative);
        assert!(view.kept.contains("90") && view.kept.contains("/home/camille/history"));
        assert!(view.damaged.is_empty() && !view.hours.is_empty());
        let text = serde_json::to_string(&view).expect("plain data");
        assert!(!text.contains("history-") && !text.contains("{ $"), "{text}");
    }
    assert!(HistoryView::of(&runs[..1], 0, "", 90, Lang::En).trends.is_empty());
}

#[test]
fn a_bad_hour_is_named_only_after_three_days_of_it() {
    let (weak, good) = (fixtures::weak_wifi(), fixtures::healthy());
    let days = |count: usize| {
        let day = |day| {
            [
                run(&format!("2026-11-0{day}T09:10:00+01:00"), &weak),
                run(&format!("2026-11-0{day}T14:10:00+01:00"), &good),
            ]
        };
        (1..=count).flat_map(day).collect::<Vec<_>>()
    };
    let told = |runs: &[PastReport]| HistoryView::of(runs, 2, "", 90, Lang::En);
    assert!(told(&days(2)).hours.contains("three days"));
    let three = told(&days(3));
    assert!(
        three.hours.contains('9') && three.hours.contains("14"),
        "{}",
        three.hours
    );
    assert!(three.damaged.contains('2'));
}

#[test]
fn what_was_known_of_the_doors_goes_on_to_the_next_run_but_not_for_ever() {
    let mut report = fixtures::weak_wifi();
    let doors = report.checks.gateway.observation.get_or_insert_default();
    let known = |day: &str| PastRun {
        day: day.to_owned(),
        ..PastRun::default()
    };
    doors.history = vec![known("2026-08-01"), known("2026-11-20")];
    let folder = std::env::temp_dir().join(format!("maillon-recalled-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("writable");
    let (damaged, whole) = (folder.join("b"), folder.join("a"));
    std::fs::write(&damaged, "{\"form").expect("writable");
    std::fs::write(&whole, crate::json(&report).expect("plain data")).expect("writable");
    let runs = recalled([damaged, whole], "2026-08-26");
    std::fs::remove_dir_all(&folder).expect("ours");
    assert!(runs.iter().any(|run| run.day == "2026-11-20"), "{runs:?}");
    assert!(runs.iter().all(|run| run.day != "2026-08-01"), "{runs:?}");
}
