use super::*;
use crate::fixtures;
use maillon_diagnosis::key_figures::KeyFigureId;

#[test]
fn a_mended_wifi_is_told_and_what_stayed_is_not() {
    let (weak, good) = (fixtures::weak_wifi(), fixtures::healthy());
    for lang in Lang::ALL {
        let words = Words::of(lang);
        let view = ComparisonView::of(&weak, &good, lang);
        let wifi = view
            .links
            .iter()
            .find(|link| link.link == Link::LocalLink)
            .expect("both measured it");
        assert_ne!(wifi.before, wifi.after);
        let better = wifi
            .figures
            .iter()
            .find(|one| one.change == Change::Better)
            .expect("it is better");
        assert!(
            view.changes.iter().any(|told| told.contains(&better.after)),
            "{:?}",
            view.changes
        );
        let back = ComparisonView::of(&good, &weak, lang);
        assert!(
            back.links
                .iter()
                .flat_map(|link| &link.figures)
                .any(|one| one.change == Change::Worse)
        );
        let same = ComparisonView::of(&weak, &weak, lang);
        assert_eq!(same.changes, [words.say("change-none")]);
        let plain = back.text(lang);
        assert!(
            plain.contains(&back.changes[0]) && plain.contains(&back.before.headline),
            "{plain}"
        );
        assert!(!plain.contains("compare-"), "{plain}");
        let text = serde_json::to_string(&[view, back, same]).expect("plain data");
        assert!(
            !text.contains("key-") && !text.contains("change-") && !text.contains("{ $"),
            "{text}"
        );
    }
}

#[test]
fn a_link_that_is_judged_otherwise_is_told_without_calling_it_a_change() {
    let good = fixtures::healthy();
    let mut other = good.clone();
    other.verdict.links.insert(Link::AccessLine, Status::Slow);
    for lang in Lang::ALL {
        let view = ComparisonView::of(&good, &other, lang);
        let words = Words::of(lang);
        let slow = words.status(Status::Slow).to_lowercase();
        let [told] = view.changes.as_slice() else {
            panic!("{:?}", view.changes)
        };
        assert!(
            told.contains(&slow) && told.contains(&words.link(Link::AccessLine)),
            "{told}"
        );
    }
}

#[test]
fn every_key_figure_and_every_change_has_its_words() {
    for lang in Lang::ALL {
        let words = Words::of(lang);
        for id in KeyFigureId::ALL {
            assert!(words.has(&format!("key-{id}")), "{id}");
        }
        for change in Change::ALL {
            assert!(words.has(&format!("change-{change}")), "{change}");
        }
    }
}

#[test]
fn a_figure_of_one_run_alone_is_no_change() {
    let weak = fixtures::weak_wifi();
    let mut blind = weak.clone();
    blind.checks.bandwidth.observation = None;
    let view = ComparisonView::of(&weak, &blind, Lang::En);
    let wifi = view
        .links
        .iter()
        .find(|link| link.link == Link::LocalLink)
        .expect("one measured it");
    assert!(wifi.figures.iter().all(|one| one.change == Change::Unclear));
}
