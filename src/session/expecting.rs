//! What a script expects of the annotations, in marked text: `[person Layla] met`.

use crate::error::Error;
use crate::model::annotation::Annotation;
use crate::model::document::Document;
use crate::model::marked;
use crate::model::set::AnnotationSet;

use super::effect::Effect;
use super::said::shortened;
use super::state::Session;

impl Session {
    /// Holds the annotations against marked text. Of several places that say its text, the one at the caret counts, or else
    /// the first.
    pub(super) fn plan_expecting(&self, written: &str) -> Result<Effect, Error> {
        let work = self.work()?;
        let expected = marked::parse(written, &self.project)?;
        let text = work.document.text();
        let mut places = text.match_indices(&expected.text).map(|(start, found)| start..start + found.len()).peekable();
        let first = places.peek().cloned();
        let at_caret =
            places.find(|range| range.start <= work.selection.caret.offset && work.selection.caret.offset <= range.end);
        let Some(range) = at_caret.or(first) else {
            return Err(Error::new(format!("the document does not say `{}`", shortened(&expected.text))));
        };
        let found = marked::print(&work.document, range, in_order(work.shown()), &self.project);
        let as_document = Document::new(work.document.id().clone(), expected.text.as_str());
        let wanted = marked::print(&as_document, 0..expected.text.len(), &expected.annotations, &self.project);
        if found == wanted {
            return Ok(Effect::Nothing);
        }
        Err(Error::new(format!("expected `{wanted}`, found `{found}`")))
    }
}

fn in_order(set: &AnnotationSet) -> impl Iterator<Item = &Annotation> {
    set.in_reading_order().iter().map(AsRef::as_ref)
}
