//! The picture of the chain in the HTML report, as numbers the template draws.

use crate::charts::round;
use crate::compose::Story;
use crate::view::LinkView;
use maillon_diagnosis::{Link, Status};

/// One link in the picture of the chain.
pub struct Node {
    pub x: String,
    pub status: Status,
    pub is_weak: bool,
    pub lines: Vec<String>,
    /// Where the rail to it begins, and how wide it is; none for the first.
    pub rail: Option<(String, String)>,
    pub figure: String,
}

/// The picture of the chain.
pub struct ChainPicture {
    pub nodes: Vec<Node>,
    pub shield: Option<Node>,
    pub alternative: String,
}

impl ChainPicture {
    pub fn of(story: &Story<'_>, chain: &[LinkView]) -> Self {
        let on_the_way: Vec<&LinkView> = chain.iter().filter(|link| link.id != Link::Security).collect();
        let step = 1000.0 / on_the_way.len().max(1) as f64;
        let node = |place: f64, link: &LinkView| Node {
            x: round(step * (place + 0.5)),
            status: link.status,
            is_weak: link.is_weak,
            lines: two_lines(&link.label),
            rail: (place > 0.0).then(|| (round(step * (place - 0.5)), round(width(link.capacity)))),
            figure: link.figure.clone(),
        };
        let told: Vec<String> = chain
            .iter()
            .map(|link| {
                let weak = link.is_weak.then(|| story.words.say("weak-mark").to_lowercase());
                let state = [Some(link.status_word.to_lowercase()), weak];
                let state: Vec<String> = state.into_iter().flatten().collect();
                format!("{} {} ({})", link.label, state.join(" · "), link.figure)
            })
            .collect();
        let links = told.join(&story.words.say("list-separator"));
        Self {
            nodes: on_the_way
                .iter()
                .enumerate()
                .map(|(place, link)| node(place as f64, link))
                .collect(),
            shield: chain
                .iter()
                .find(|link| link.id == Link::Security)
                .map(|link| node(0.0, link)),
            alternative: story.words.tell("chain-picture", [("links", links.into())]),
        }
    }
}

fn two_lines(label: &str) -> Vec<String> {
    let middle = label.chars().count() / 2;
    let spaces = label.char_indices().filter(|(_, letter)| *letter == ' ');
    let best = spaces.min_by_key(|(at, _)| label[..*at].chars().count().abs_diff(middle));
    match best {
        Some((at, _)) if label.chars().count() > 11 => vec![label[..at].to_owned(), label[at + 1..].to_owned()],
        _ => vec![label.to_owned()],
    }
}

/// Width of the rail to a link, in units of the picture: the more it carries the wider, a thread where that is not known.
fn width(capacity: Option<f64>) -> f64 {
    capacity.map_or(2.0, |share| 5.0 + 10.0 * share)
}
