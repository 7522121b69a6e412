//! Sets that are written for the first time, many at once: state and journal of each are made whole, as adding the entries and
//! writing the state one after the other would leave them, and nothing is asked of the disk about files that cannot be there.
//! For folders that are moved to their place when all is in them.

use std::fs::File;
use std::io::Write as _;
use std::path::Path;

use crate::error::Error;
use crate::model::document::Document;
use crate::model::history::History;
use crate::model::set::AnnotationSet;
use crate::records::held::Sum;
use crate::records::journal::{self as lines, Header};
use crate::records::set;

use super::files;
use super::folder::Folder;
use super::journal;

impl Folder {
    /// Writes a set that is as after the last entry of its `history`, which begins with it, and its journal. Nothing is flushed.
    /// Fails if one of the files is there.
    pub(super) fn write_new_set(
        &self,
        set: &AnnotationSet,
        document: &Document,
        history: &History,
    ) -> Result<(), Error> {
        let state = self.set_path(set.annotator(), set.document());
        let (annotator, id) = (set.annotator(), document.id());
        let header = Header::of_document(annotator, id, document.hash().as_str(), history.after(), Sum::NOTHING);
        let (mut text, mut sum) = lines::seal(&header.write(), Sum::NOTHING);
        for entry in history.entries() {
            let (line, line_sum) = lines::seal(&lines::write_entry(entry, document), sum);
            text.push_str(&line);
            sum = line_sum;
        }
        make(&journal::path_of(&state), &text)?;
        make(&state, &set::write_holding(set, document, history.next_number() - 1, sum).0)
    }
}

fn make(path: &Path, text: &str) -> Result<(), Error> {
    let made = File::create_new(path).and_then(|mut file| file.write_all(text.as_bytes()));
    made.map_err(|error| files::failed("write", path, &error))
}

#[cfg(test)]
mod tests {
    use crate::model::annotation::Annotation;
    use crate::model::change;
    use crate::model::document::Document;
    use crate::model::history::{Changes, History};
    use crate::model::id::{AnnotatorId, DocumentId, LabelId};
    use crate::model::identity::Identities;
    use crate::model::moment::Moment;
    use crate::model::set::AnnotationSet;
    use crate::store::files::Flush;
    use crate::store::folder::Folder;
    use crate::tests::scratch::Scratch;

    #[test]
    fn a_new_set_is_written_as_one_that_grows() {
        let (layla, document) = (AnnotatorId::new("layla"), Document::new(DocumentId::new("d"), "وصلت ليلى"));
        let mut set = AnnotationSet::new(layla.clone(), document.id().clone());
        let (mut history, mut nobody) = (History::default(), Identities::new(layla.clone()));
        let label = LabelId::new("entities", "person");
        let made = Annotation::new(set.next_id(), label, document.anchor([9..17]).unwrap());
        let changes = Changes::from(change::adding(made));
        history.perform(&mut set, &mut nobody, "import".to_owned(), changes, Moment(7)).unwrap();
        let (grown, new) = (Scratch::new("grown"), Scratch::new("new"));
        grown.write("project.ron", "(format: 1, name: \"p\")");
        let folder = Folder::at(grown.path(), Flush::Later);
        folder.add_entries(&layla, &document, &[&history.entries()[0]]).unwrap();
        folder.write_set(&set, &document, 1).unwrap();
        let folder = Folder::at(new.path(), Flush::Later);
        folder.begin_annotator(&layla).unwrap();
        folder.write_new_set(&set, &document, &history).unwrap();
        let files =
            |scratch: &Scratch| ["ron", "journal"].map(|ending| scratch.read(&format!("annotations/layla/d.{ending}")));
        assert_eq!(files(&new), files(&grown));
        assert!(folder.write_new_set(&set, &document, &history).unwrap_err().message.starts_with("cannot write"));
    }
}
