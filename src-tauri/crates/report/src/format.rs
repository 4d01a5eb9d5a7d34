//! Figures and foreign text in the form of a language: decimal comma and narrow spaces in French.

use crate::lang::Lang;
use crate::words::Words;
use time::format_description::well_known::Rfc3339;
use time::{Date, Month, OffsetDateTime};

/// Characters kept of a piece of foreign text; longer ones end with an ellipsis.
const FOREIGN_LENGTH: usize = 120;

/// A number with so many decimals at the most; useless zeros are left out.
pub fn number(lang: Lang, value: f64, decimals: usize) -> String {
    if !value.is_finite() {
        return "–".to_owned();
    }
    if value.abs() >= 1e15 {
        return format!("{value:.1e}");
    }
    let plain = format!("{:.decimals$}", value.abs());
    let (whole, fraction) = plain.split_once('.').unwrap_or((&plain, ""));
    let fraction = fraction.trim_end_matches('0');
    let (point, space) = match lang {
        Lang::Fr => (',', '\u{202f}'),
        Lang::En => ('.', ','),
    };
    let mut text = String::new();
    if value < 0.0 && (whole != "0" || !fraction.is_empty()) {
        text.push('−');
    }
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place).is_multiple_of(3) && whole.len() > 4 {
            text.push(space);
        }
        text.push(digit);
    }
    if !fraction.is_empty() {
        text.push(point);
        text.push_str(fraction);
    }
    text
}

/// Text from outside, made harmless for a line of text: no control or direction character, bounded length.
pub fn foreign(text: &str) -> String {
    let harmless = |letter: char| {
        let steers =
            matches!(letter, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}');
        if letter.is_control() || steers {
            '\u{fffd}'
        } else {
            letter
        }
    };
    let mut kept: String = text.chars().take(FOREIGN_LENGTH).map(harmless).collect();
    if text.chars().nth(FOREIGN_LENGTH).is_some() {
        kept.push('…');
    }
    kept
}

impl Words {
    /// A number with its unit, `unit-<unit>` of the messages.
    pub fn unit(&self, unit: &str, value: f64, decimals: usize) -> String {
        let n = number(self.lang(), value, decimals);
        self.tell(&format!("unit-{unit}"), [("n", n.into())])
    }

    /// A whole number of things, `unit-<unit>` of the messages, in the singular or the plural.
    pub fn several(&self, unit: &str, value: f64) -> String {
        self.tell(&format!("unit-{unit}"), [("n", value.round().into())])
    }

    /// Hours of the day, 0 to 23.
    pub fn hours(&self, hours: &[u8]) -> String {
        let told: Vec<String> = hours
            .iter()
            .map(|hour| self.several("hour-of-day", f64::from(*hour)))
            .collect();
        told.join(&self.say("list-separator"))
    }

    /// Milliseconds, in seconds from 1000 on.
    pub fn milliseconds(&self, value: f64) -> String {
        match value.abs() {
            size if size < 1.0 => self.unit("ms", value, 2),
            size if size < 9.95 => self.unit("ms", value, 1),
            size if size < 999.5 => self.unit("ms", value, 0),
            _ => self.seconds(value / 1000.0),
        }
    }

    /// Seconds, in minutes from 120 on.
    pub fn seconds(&self, value: f64) -> String {
        match value.abs() {
            size if size < 9.95 => self.unit("s", value, 1),
            size if size < 120.0 => self.unit("s", value, 0),
            _ => self.unit("min", value / 60.0, 0),
        }
    }

    /// Bits a second.
    pub fn rate(&self, value: f64) -> String {
        match value.abs() {
            size if size < 999_500.0 => self.unit("kbps", value / 1e3, 0),
            size if size < 9.95e6 => self.unit("mbps", value / 1e6, 1),
            size if size < 999.5e6 => self.unit("mbps", value / 1e6, 0),
            _ => self.unit("gbps", value / 1e9, 1),
        }
    }

    /// Per cent, 0 to 100.
    pub fn percent(&self, value: f64) -> String {
        self.unit("percent", value, usize::from(value.abs() < 9.95))
    }

    /// Bytes, in powers of 1000.
    pub fn bytes(&self, value: f64) -> String {
        match value.abs() {
            size if size < 1500.0 => self.unit("b", value, 0),
            size if size < 999_500.0 => self.unit("kb", value / 1e3, 0),
            size if size < 999.5e6 => self.unit("mb", value / 1e6, usize::from(size < 9.95e6)),
            size if size < 999.5e9 => self.unit("gb", value / 1e9, usize::from(size < 99.5e9)),
            _ => self.unit("tb", value / 1e12, 1),
        }
    }

    /// A ratio without unit.
    pub fn ratio(&self, value: f64) -> String {
        self.unit("ratio", value, 1)
    }

    /// A day written `YYYY-MM-DD`; anything else is shown as it is.
    pub fn date(&self, text: &str) -> String {
        parse_date(text).map_or_else(|| foreign(text), |date| self.day(date))
    }

    /// A moment written in RFC 3339, in its own offset; anything else is shown as it is.
    pub fn moment(&self, text: &str) -> String {
        let Ok(moment) = OffsetDateTime::parse(text, &Rfc3339) else {
            return foreign(text);
        };
        let variables = [("date", self.day(moment.date()).into()), ("time", clock(moment).into())];
        self.tell("moment", variables)
    }

    fn day(&self, date: Date) -> String {
        let month = self.say(&format!("month-{}", u8::from(date.month())));
        let (day, year) = (date.day().to_string(), date.year().to_string());
        self.tell(
            "date",
            [("day", day.into()), ("month", month.into()), ("year", year.into())],
        )
    }
}

/// Hour and minute of a moment written in RFC 3339, such as `14:05`.
pub fn time_of_day(text: &str) -> Option<String> {
    OffsetDateTime::parse(text, &Rfc3339).ok().map(clock)
}

fn clock(moment: OffsetDateTime) -> String {
    format!("{:02}:{:02}", moment.hour(), moment.minute())
}

fn parse_date(text: &str) -> Option<Date> {
    let mut parts = text.splitn(3, '-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    let month = Month::try_from(month.parse::<u8>().ok()?).ok()?;
    Date::from_calendar_date(year.parse().ok()?, month, day.parse().ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_take_the_form_of_the_language() {
        let (fr, en) = (Words::of(Lang::Fr), Words::of(Lang::En));
        assert_eq!(fr.milliseconds(3.26), "3,3\u{202f}ms");
        assert_eq!(en.milliseconds(1960.0), "2\u{a0}s");
        assert_eq!(en.milliseconds(1880.0), "1.9\u{a0}s");
        assert_eq!(fr.percent(12.4), "12\u{202f}%");
        assert_eq!(en.percent(0.0), "0%");
        assert_eq!(fr.rate(94.2e6), "94\u{202f}Mbit/s");
        assert_eq!(fr.bytes(8.2e9), "8,2\u{202f}Go");
        assert_eq!(number(Lang::Fr, 12_345.6, 1), "12\u{202f}345,6");
        assert_eq!(number(Lang::En, 1234.0, 0), "1234");
        assert_eq!(number(Lang::En, -0.001, 1), "0");
        assert_eq!(number(Lang::En, -72.0, 0), "−72");
        assert_eq!(fr.moment("2026-11-24T14:05:00+01:00"), "24 novembre 2026 à 14:05");
        assert_eq!(en.date("2026-02-30"), "2026-02-30");
    }

    #[test]
    fn foreign_text_cannot_steer_a_terminal_or_the_direction_of_a_line() {
        assert_eq!(foreign("\u{1b}[2Jbox\u{202e}"), "\u{fffd}[2Jbox\u{fffd}");
        assert_eq!(foreign(&"x".repeat(500)).chars().count(), FOREIGN_LENGTH + 1);
    }
}
