//! The words of one language: Fluent messages, with the figures already in the form of the language.
//!
//! Messages and their variables are held by tests: a message that is missing shows its own name and never stops a report.

use crate::format;
use crate::lang::Lang;
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use maillon_diagnosis::checks::bandwidth::InterfaceKind;
use maillon_diagnosis::{Finding, Link, Quantity};

const FRENCH: [&str; 15] = [
    include_str!("../locales/fr/words.ftl"),
    include_str!("../locales/fr/verdict.ftl"),
    include_str!("../locales/fr/why.ftl"),
    include_str!("../locales/fr/findings.ftl"),
    include_str!("../locales/fr/figures.ftl"),
    include_str!("../locales/fr/limits.ftl"),
    include_str!("../locales/fr/gaps.ftl"),
    include_str!("../locales/fr/documents.ftl"),
    include_str!("../locales/fr/spoken.ftl"),
    include_str!("../locales/fr/opened.ftl"),
    include_str!("../locales/fr/history.ftl"),
    include_str!("../locales/fr/moments.ftl"),
    include_str!("../locales/fr/profile.ftl"),
    include_str!("../locales/fr/cli.ftl"),
    include_str!("../locales/fr/window.ftl"),
];

const ENGLISH: [&str; 15] = [
    include_str!("../locales/en/words.ftl"),
    include_str!("../locales/en/verdict.ftl"),
    include_str!("../locales/en/why.ftl"),
    include_str!("../locales/en/findings.ftl"),
    include_str!("../locales/en/figures.ftl"),
    include_str!("../locales/en/limits.ftl"),
    include_str!("../locales/en/gaps.ftl"),
    include_str!("../locales/en/documents.ftl"),
    include_str!("../locales/en/spoken.ftl"),
    include_str!("../locales/en/opened.ftl"),
    include_str!("../locales/en/history.ftl"),
    include_str!("../locales/en/moments.ftl"),
    include_str!("../locales/en/profile.ftl"),
    include_str!("../locales/en/cli.ftl"),
    include_str!("../locales/en/window.ftl"),
];

/// Quantities that a finding may lack; a message that asks for one is told that the value is unknown.
const OPTIONAL: [&str; 8] = [
    "figure",
    "name",
    "process",
    "lower_bound",
    "ratio",
    "date",
    "hours",
    "calm",
];

/// The words of one language.
pub struct Words {
    lang: Lang,
    local_link: InterfaceKind,
    bundle: FluentBundle<FluentResource>,
}

/// A variable of a message: its name and what it stands for.
pub type Variable<'a> = (&'static str, FluentValue<'a>);

impl Words {
    /// Loads a language.
    ///
    /// # Panics
    /// When the messages are not well formed: they are part of the program and held by a test.
    pub fn of(lang: Lang) -> Self {
        let identifier = lang.id().parse().expect("`fr` and `en` are language identifiers");
        let mut bundle = FluentBundle::new_concurrent(vec![identifier]);
        bundle.set_use_isolating(false);
        bundle.set_formatter(Some(match lang {
            Lang::Fr => |value, _| whole(value, Lang::Fr),
            Lang::En => |value, _| whole(value, Lang::En),
        }));
        for source in sources(lang) {
            let resource = FluentResource::try_new((*source).to_owned()).expect("the messages are held by a test");
            bundle
                .add_resource(resource)
                .expect("no message is defined twice, held by a test");
        }
        Self {
            lang,
            local_link: InterfaceKind::Other,
            bundle,
        }
    }

    /// The same words, speaking of Wi-Fi or of a cable where that is what the computer uses.
    #[must_use]
    pub fn over(mut self, local_link: InterfaceKind) -> Self {
        self.local_link = local_link;
        self
    }

    /// What the local link is made of.
    pub(crate) fn local_link(&self) -> InterfaceKind {
        self.local_link
    }

    /// The language.
    pub fn lang(&self) -> Lang {
        self.lang
    }

    /// Whether there is a message of this name.
    pub fn has(&self, id: &str) -> bool {
        self.bundle.has_message(id)
    }

    /// What a link adds to the delay, milliseconds; never less than nothing.
    pub fn added(&self, delay_ms: f64) -> String {
        let figure = self.milliseconds(delay_ms.max(0.0));
        self.tell("brief-added", [("figure", figure.into())])
    }

    /// A message without variables.
    pub fn say(&self, id: &str) -> String {
        self.tell(id, [])
    }

    /// A message with its variables.
    pub fn tell<'a>(&self, id: &str, variables: impl IntoIterator<Item = Variable<'a>>) -> String {
        let mut arguments = self.arguments();
        for (name, value) in variables {
            arguments.set(name, value);
        }
        self.format(id, &arguments).unwrap_or_else(|| id.to_owned())
    }

    /// A message about a finding, with every quantity of it as a variable; none when there is no such message.
    pub fn about(&self, id: &str, finding: &Finding) -> Option<String> {
        let mut arguments = self.arguments();
        for name in OPTIONAL {
            arguments.set(name, self.say("value-unknown"));
        }
        for (name, quantity) in &finding.quantities {
            arguments.set(name.clone(), self.quantity(quantity));
        }
        for (flag, name) in [
            ("has_figure", "figure"),
            ("has_name", "name"),
            ("has_process", "process"),
        ] {
            arguments.set(
                flag,
                if finding.quantities.contains_key(name) {
                    "yes"
                } else {
                    "no"
                },
            );
        }
        self.format(id, &arguments)
    }

    /// The name of a link.
    pub fn link(&self, link: Link) -> String {
        self.say(&format!("link-{link}"))
    }

    fn arguments(&self) -> FluentArgs<'static> {
        let mut arguments = FluentArgs::new();
        arguments.set("kind", self.local_link.id());
        arguments
    }

    /// A quantity with its unit, as a variable of a message.
    pub(crate) fn quantity(&self, quantity: &Quantity) -> FluentValue<'static> {
        let words = match quantity {
            Quantity::Milliseconds(figure) => self.milliseconds(*figure),
            Quantity::Seconds(figure) => self.seconds(*figure),
            Quantity::BitsPerSecond(figure) => self.rate(*figure),
            Quantity::Percent(figure) => self.percent(*figure),
            Quantity::Bytes(figure) => self.bytes(*figure),
            Quantity::Count(figure) => return FluentValue::from(figure.round()),
            Quantity::Ratio(figure) => self.ratio(*figure),
            Quantity::Dbm(figure) => self.unit("dbm", *figure, 0),
            Quantity::Rpm(figure) => self.unit("rpm", *figure, 0),
            Quantity::Date(date) => self.date(date),
            Quantity::Hours(hours) => self.hours(hours),
            Quantity::Text(text) => format::foreign(text),
        };
        FluentValue::from(words)
    }

    fn format(&self, id: &str, arguments: &FluentArgs<'_>) -> Option<String> {
        let pattern = self.bundle.get_message(id)?.value()?;
        let mut errors = Vec::new();
        Some(
            self.bundle
                .format_pattern(pattern, Some(arguments), &mut errors)
                .into_owned(),
        )
    }
}

/// The sources of a language.
pub(crate) fn sources(lang: Lang) -> &'static [&'static str] {
    match lang {
        Lang::Fr => &FRENCH,
        Lang::En => &ENGLISH,
    }
}

fn whole(value: &FluentValue<'_>, lang: Lang) -> Option<String> {
    if let FluentValue::Number(number) = value {
        Some(format::number(lang, number.value, 0))
    } else {
        None
    }
}
