//! What a live page shows while a run goes on, before there is a report.

use crate::lang::Lang;
use crate::view::{LinkView, LiveView, RowView, StatusWord};
use crate::words::Words;
use maillon_diagnosis::checks::bandwidth::Direction;
use maillon_diagnosis::{CheckId, Link, Status};

impl LiveView {
    /// The labels of a page on which nothing was measured yet.
    pub fn of(lang: Lang) -> Self {
        let words = Words::of(lang);
        let link = |id: &Link| LinkView {
            id: *id,
            label: words.link(*id),
            status: Status::NotKnown,
            status_word: words.say("waiting"),
            figure: String::new(),
            is_weak: false,
            explanation: words.what_is(*id),
            capacity: None,
            figures: Vec::new(),
        };
        let row = |id: &CheckId| RowView {
            summary: words.say("waiting"),
            ..RowView::with(&words, *id, Status::NotKnown, &[])
        };
        let word = |status: &Status| StatusWord {
            status: *status,
            word: words.status(*status),
        };
        Self {
            lang,
            chain: Link::ALL.iter().map(link).collect(),
            rows: CheckId::ALL.iter().map(row).collect(),
            status_words: Status::ALL.iter().map(word).collect(),
        }
    }
}

impl Words {
    /// What a link is, a sentence.
    pub fn what_is(&self, link: Link) -> String {
        self.say(&format!("about-{link}"))
    }

    /// A round trip while the run goes on, such as `12 ms` or "no answer"; milliseconds.
    pub fn live_delay(&self, rtt_ms: Option<f64>) -> String {
        rtt_ms.map_or_else(|| self.say("no_answer"), |rtt| self.milliseconds(rtt))
    }

    /// Our own load while the run goes on, such as `Download: 87 Mbit/s`; bits a second.
    pub fn live_load(&self, direction: Direction, bps: f64) -> String {
        let variables = [
            ("direction", self.direction(direction).into()),
            ("rate", self.rate(bps).into()),
        ];
        self.tell("live-load", variables)
    }

    /// Which point is being measured.
    pub fn live_measuring(&self, check: CheckId) -> String {
        let label = self.say(&format!("check-{check}"));
        self.tell("live-measuring", [("label", label.into())])
    }

    /// The time still expected, whole seconds.
    pub fn live_remaining(&self, seconds: f64) -> String {
        self.tell("live-remaining", [("seconds", seconds.max(0.0).ceil().into())])
    }

    pub(crate) fn direction(&self, direction: Direction) -> String {
        self.say(&format!("direction-{direction}"))
    }
}
