//! Which of the options mean something in which format, read or written: so that a window asks for these alone, and a command
//! line says when one is of no use.

use super::catalogue::Format;
use super::options::Options;

/// Something that can be said about a format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Choice {
    /// What a token is.
    Tokens,
    /// How tags say where an entity begins and ends.
    Scheme,
    /// Which column holds what.
    Columns,
    /// By which encoding texts are read.
    Encoding,
    /// Which field of a record holds what.
    Map,
    /// Whether tables are for a spreadsheet.
    Spreadsheet,
}

impl Choice {
    /// What can be said when a format is written.
    #[must_use]
    pub fn written(format: Format) -> &'static [Choice] {
        match format {
            Format::Conll | Format::ConllNested | Format::HuggingFace => &[Choice::Tokens, Choice::Scheme],
            #[cfg(feature = "parquet")]
            Format::Parquet => &[Choice::Tokens, Choice::Scheme],
            Format::Tables => &[Choice::Tokens, Choice::Scheme, Choice::Spreadsheet],
            Format::Conllu | Format::WebAnnoTsv | Format::Prodigy | Format::Spacy => &[Choice::Tokens],
            Format::Records => &[Choice::Map],
            Format::Csv => &[Choice::Map, Choice::Spreadsheet],
            _ => &[],
        }
    }

    /// What is said of tokens, tags and spreadsheets, as far as it means something when a format is written.
    #[must_use]
    pub fn meant(format: Format, said: &Options) -> Options {
        let (offered, usual) = (Self::written(format), Options::default());
        Options {
            tokens: if offered.contains(&Choice::Tokens) { said.tokens } else { usual.tokens },
            scheme: if offered.contains(&Choice::Scheme) { said.scheme } else { usual.scheme },
            is_for_spreadsheets: offered.contains(&Choice::Spreadsheet) && said.is_for_spreadsheets,
            ..usual
        }
    }

    /// What can be said when a format is read.
    #[must_use]
    pub fn read(format: Format) -> &'static [Choice] {
        match format {
            Format::Conll | Format::ConllNested => &[Choice::Columns],
            Format::Records | Format::Csv => &[Choice::Map],
            Format::Text => &[Choice::Encoding],
            _ => &[],
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::Choice;
    use crate::formats::bundle::{Bundle, File};
    use crate::formats::catalogue::Format;
    use crate::formats::export::export;
    use crate::formats::options::Options;
    use crate::model::document::Document;
    use crate::model::id::{AnnotatorId, DocumentId};
    use crate::model::marked;
    use crate::model::set::{AnnotationSet, Progress};
    use crate::tests::news;

    #[test]
    fn what_can_be_said_of_a_format_changes_what_is_written_and_nothing_else_does() {
        let project = news::project();
        let marked = marked::parse("وقال [person بلينكن] في [place Hà_Nội] =1", &project).unwrap();
        let document = Document::new(DocumentId::new("n"), marked.text);
        let set = AnnotationSet::new(AnnotatorId::new("layla"), document.id().clone());
        let set = set.with_records(Progress::Started, marked.annotations, Vec::new(), 1).0;
        let bundle = Bundle { project, documents: vec![Arc::new(document)], sets: vec![set], ..Bundle::empty("x") };
        let files = |format: Format, option: &str, value: &str| -> Vec<File> {
            let mut options = Options { is_for_spreadsheets: option == "--spreadsheet", ..Options::default() };
            if !value.is_empty() {
                options.set(option, value).unwrap();
            }
            export(format, &bundle, &options).unwrap().files
        };
        for format in Format::all() {
            let usual = files(format, "", "");
            for (choice, option, values) in [
                (Choice::Tokens, "--tokens", ["clitics", "syllables"]),
                (Choice::Scheme, "--scheme", ["iobes", "bilou"]),
                (Choice::Map, "--map", ["text=content", "text=body"]),
                (Choice::Spreadsheet, "--spreadsheet", ["", ""]),
            ] {
                let changes = values.iter().any(|value| files(format, option, value) != usual);
                assert_eq!(changes, Choice::written(format).contains(&choice), "{} {option}", format.name());
            }
        }
    }
}
