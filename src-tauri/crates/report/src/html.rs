//! The report as one HTML file: no script, nothing loaded, every text escaped by the template.

use crate::chain_picture::ChainPicture;
use crate::compose::Story;
use crate::lang::Lang;
use crate::view::View;
use crate::words::Words;
use askama::Template;
use maillon_diagnosis::{Report, Severity, Status};

/// The report as a document for people.
///
/// # Errors
/// Never for a report of Maillon: the template writes to memory.
pub fn html(report: &Report, lang: Lang) -> Result<String, askama::Error> {
    let story = Story::of(report, lang);
    let view = View::of(report, lang);
    let page = Page {
        chain: ChainPicture::of(&story, &view.chain),
        hidden: story.hidden(),
        words: &story.words,
        company: report.profile.company.as_deref().map(crate::format::foreign),
        view,
    };
    page.render()
}

#[derive(Template)]
#[template(path = "report.html")]
struct Page<'a> {
    view: View,
    chain: ChainPicture,
    hidden: Option<String>,
    company: Option<String>,
    words: &'a Words,
}

impl Page<'_> {
    fn say(&self, id: &str) -> String {
        self.words.say(id)
    }

    /// The class of a state; never text from outside.
    #[expect(
        clippy::unused_self,
        clippy::trivially_copy_pass_by_ref,
        reason = "called from the template"
    )]
    fn class(&self, status: &Status) -> &'static str {
        status.id()
    }

    #[expect(
        clippy::unused_self,
        clippy::trivially_copy_pass_by_ref,
        reason = "called from the template"
    )]
    fn severity(&self, severity: &Severity) -> &'static str {
        severity.id()
    }
}
