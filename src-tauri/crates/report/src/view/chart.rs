//! What a chart shows, as numbers to be drawn: whoever draws it computes nothing.
//!
//! Coordinates are in units of one view box, `-78 -18 730 244`: curves lie between the origin and (640, 190), the marks of the
//! vertical axis left of it, those of the horizontal axis below.

use serde::Serialize;

/// A chart over time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "codegen", derive(ts_rs::TS))]
pub struct Chart {
    /// What it shows.
    pub title: String,
    /// The same for those who do not see it, with the figures.
    pub alternative: String,
    /// Shaded spans, such as those in which the line was loaded.
    pub phases: Vec<Band>,
    /// One for each target or direction.
    pub series: Vec<Series>,
    /// Marks of the horizontal axis.
    pub ticks_x: Vec<Tick>,
    /// Unit of the horizontal axis.
    pub unit: String,
    /// Marks of the vertical axis, with their unit.
    pub ticks_y: Vec<Tick>,
}

/// One line or one set of bars.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "codegen", derive(ts_rs::TS))]
pub struct Series {
    /// What is drawn.
    pub name: String,
    /// Its place, 0 to 7, by which it gets its colour and its stroke.
    pub class: usize,
    /// The line, data of an SVG path; empty for bars.
    pub path: String,
    /// Where a probe got no answer, horizontal.
    pub lost: Vec<String>,
    /// The bars; empty for a line.
    pub bars: Vec<Bar>,
    /// Its median or estimate, and how many answers are missing.
    pub summary: String,
}

/// A shaded span.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "codegen", derive(ts_rs::TS))]
pub struct Band {
    /// Where it begins.
    pub x: String,
    /// How wide it is.
    pub width: String,
    /// Where its label stands.
    pub middle: String,
    /// What happened in it.
    pub label: String,
}

/// A bar.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "codegen", derive(ts_rs::TS))]
pub struct Bar {
    /// Its left side.
    pub x: String,
    /// Its upper side.
    pub y: String,
    /// How wide it is.
    pub width: String,
    /// How high it is.
    pub height: String,
}

/// A mark of an axis.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "codegen", derive(ts_rs::TS))]
pub struct Tick {
    /// Where it stands on its axis.
    pub at: String,
    /// What it says.
    pub label: String,
}
