//! The formats: one table. Recognising, reading, writing, telling what is lost, help and the README's table come from it.

use crate::error::{Error, Problem};
use crate::model::nearest::hint_for;

use super::brat;
use super::bundle::{Bundle, File};
use super::cas_files;
use super::conll;
use super::conllu;
use super::conllu_write;
use super::doccano;
use super::holds::Holds;
use super::hugging_face;
use super::label_studio;
use super::mapped;
use super::muc;
use super::options::Options;
use super::ours;
use super::pieces::Pieces;
use super::plain_text;
use super::prodigy;
use super::spacy;
use super::tables;
use super::webanno_tsv;

/// A format of annotated texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    Jsonl,
    Json,
    Ron,
    Tables,
    HuggingFace,
    #[cfg(feature = "parquet")]
    Parquet,
    Brat,
    WebAnnoTsv,
    CasXmi,
    CasJson,
    Doccano,
    LabelStudio,
    Prodigy,
    Spacy,
    Conllu,
    Conll,
    ConllNested,
    Muc,
    Records,
    Csv,
    Text,
}

/// What is known of a format.
pub struct Entry {
    pub format: Format,
    /// Its name in commands.
    pub name: &'static str,
    /// The ending of its file, or of the one beside each text.
    pub extension: &'static str,
    /// What it is, in one line.
    pub title: &'static str,
    pub holds: Holds,
    /// How its files can be read and written in batches; [`Format::pieces`] knows what an option changes of it.
    pub pieces: Pieces,
    /// Whether files look like it. Asked in the order of the table.
    pub recognises: fn(&[File]) -> bool,
    /// Never fails on content: what cannot be used is told. It may be given pieces of a file, one after another.
    pub read: fn(&[File], &Options) -> (Bundle, Vec<Problem>),
    /// Writes all of a bundle that was reduced to what the format holds.
    pub write: fn(&Bundle, &Options) -> Vec<File>,
}

/// All formats, in the order of [`Format`].
pub const FORMATS: [Entry; 20 + cfg!(feature = "parquet") as usize] = [
    Entry {
        format: Format::Jsonl,
        name: "jsonl",
        extension: "jsonl",
        title: "JSON lines, one document a line: for training and for `datasets`",
        holds: ours::HOLDS,
        pieces: Pieces::Lines,
        recognises: ours::is_jsonl,
        read: ours::read_jsonl,
        write: ours::write_jsonl,
    },
    Entry {
        format: Format::Json,
        name: "json",
        extension: "json",
        title: "a JSON list of documents, indented",
        holds: ours::HOLDS,
        pieces: Pieces::Json,
        recognises: ours::is_json,
        read: ours::read_json,
        write: ours::write_json,
    },
    Entry {
        format: Format::Ron,
        name: "ron",
        extension: "ron",
        title: "the same records as RON, for Rust",
        holds: ours::HOLDS,
        pieces: Pieces::Ron,
        recognises: ours::is_ron,
        read: ours::read_ron,
        write: ours::write_ron,
    },
    Entry {
        format: Format::Tables,
        name: "tables",
        extension: "csv",
        title: "a folder of CSV tables for analysis: mentions, events by argument, stances, tokens by annotator",
        holds: tables::HOLDS,
        pieces: tables::PIECES,
        recognises: tables::recognises,
        read: tables::read,
        write: tables::write,
    },
    Entry {
        format: Format::HuggingFace,
        name: "huggingface",
        extension: "jsonl",
        title: "a folder for Hugging Face `datasets`: a dataset card, documents and tokens as JSON lines",
        holds: hugging_face::HOLDS,
        pieces: hugging_face::PIECES,
        recognises: hugging_face::is_json,
        read: hugging_face::read_json,
        write: hugging_face::write_json,
    },
    #[cfg(feature = "parquet")]
    Entry {
        format: Format::Parquet,
        name: "parquet",
        extension: "parquet",
        title: "the same folder with Parquet files",
        holds: hugging_face::HOLDS,
        pieces: hugging_face::parquet::PIECES,
        recognises: hugging_face::parquet::recognises,
        read: hugging_face::parquet::read,
        write: hugging_face::parquet::write,
    },
    Entry {
        format: Format::Brat,
        name: "brat",
        extension: "ann",
        title: "brat standoff: `.txt` with `.ann`, and its configuration",
        holds: brat::HOLDS,
        pieces: Pieces::Files,
        recognises: brat::recognises,
        read: brat::read,
        write: brat::write,
    },
    Entry {
        format: Format::WebAnnoTsv,
        name: "webanno-tsv",
        extension: "tsv",
        title: "WebAnno TSV 3: tokens with columns for layers, in INCEpTION's folders or its archives of them",
        holds: webanno_tsv::HOLDS,
        pieces: Pieces::Files,
        recognises: webanno_tsv::recognises,
        read: webanno_tsv::read,
        write: webanno_tsv::write,
    },
    Entry {
        format: Format::CasXmi,
        name: "cas-xmi",
        extension: "xmi",
        title: "UIMA CAS as XMI with its type system, in INCEpTION's folders or its archives of them",
        holds: cas_files::HOLDS_XMI,
        pieces: Pieces::Files,
        recognises: cas_files::recognises_xmi,
        read: cas_files::read_xmi,
        write: cas_files::write_xmi,
    },
    Entry {
        format: Format::CasJson,
        name: "cas-json",
        extension: "json",
        title: "UIMA CAS as JSON 0.4, likewise",
        holds: cas_files::HOLDS_JSON,
        pieces: Pieces::Files,
        recognises: cas_files::recognises_json,
        read: cas_files::read_json,
        write: cas_files::write_json,
    },
    Entry {
        format: Format::Doccano,
        name: "doccano",
        extension: "jsonl",
        title: "doccano JSONL: spans, or entities and relations",
        holds: doccano::HOLDS,
        pieces: Pieces::Json,
        recognises: doccano::recognises,
        read: doccano::read,
        write: doccano::write,
    },
    Entry {
        format: Format::LabelStudio,
        name: "label-studio",
        extension: "json",
        title: "Label Studio JSON, with its labelling configuration",
        holds: label_studio::HOLDS,
        pieces: Pieces::Json,
        recognises: label_studio::recognises,
        read: label_studio::read,
        write: label_studio::write,
    },
    Entry {
        format: Format::Prodigy,
        name: "prodigy",
        extension: "jsonl",
        title: "Prodigy JSONL: tokens, spans and relations",
        holds: prodigy::HOLDS,
        pieces: Pieces::Json,
        recognises: prodigy::recognises,
        read: prodigy::read,
        write: prodigy::write,
    },
    Entry {
        format: Format::Spacy,
        name: "spacy",
        extension: "jsonl",
        title: "JSONL that spaCy's `Doc.from_json` reads, and spaCy's older JSON",
        holds: spacy::HOLDS,
        pieces: Pieces::Json,
        recognises: spacy::recognises,
        read: spacy::read,
        write: spacy::write,
    },
    Entry {
        format: Format::Conllu,
        name: "conllu",
        extension: "conllu",
        title: "CoNLL-U, with entities as CorefUD and GUM have them",
        holds: conllu::HOLDS,
        pieces: Pieces::Sections(conllu::DOCUMENT_MARK),
        recognises: conllu::recognises,
        read: conllu::read,
        write: conllu_write::write,
    },
    Entry {
        format: Format::Conll,
        name: "conll",
        extension: "conll",
        title: "columns of tokens and tags: CoNLL-2002/2003 in BIO, IOB1, IOBES or BILOU",
        holds: conll::HOLDS_FLAT,
        pieces: Pieces::Sections(conll::DOCUMENT_MARK),
        recognises: conll::recognises_flat,
        read: conll::read,
        write: conll::write_flat,
    },
    Entry {
        format: Format::ConllNested,
        name: "conll-nested",
        extension: "conll",
        title: "the same with a column for each depth of nesting, as Wojood",
        holds: conll::HOLDS_NESTED,
        pieces: Pieces::Sections(conll::DOCUMENT_MARK),
        recognises: conll::recognises_nested,
        read: conll::read,
        write: conll::write_nested,
    },
    Entry {
        format: Format::Muc,
        name: "muc",
        extension: "muc",
        title: "VLSP-2018 text with `<ENAMEX TYPE=\"…\">` in it",
        holds: muc::HOLDS,
        pieces: Pieces::Files,
        recognises: muc::recognises,
        read: muc::read,
        write: muc::write,
    },
    Entry {
        format: Format::Records,
        name: "records",
        extension: "jsonl",
        title: "JSON records of any simple shape, by `--map`",
        holds: mapped::HOLDS,
        pieces: Pieces::Json,
        recognises: mapped::is_records,
        read: mapped::read_records,
        write: mapped::write_records,
    },
    Entry {
        format: Format::Csv,
        name: "csv",
        extension: "csv",
        title: "CSV or TSV of any simple shape, by `--map`",
        holds: mapped::HOLDS,
        pieces: Pieces::Whole,
        recognises: mapped::is_csv,
        read: mapped::read_csv,
        write: mapped::write_csv,
    },
    Entry {
        format: Format::Text,
        name: "text",
        extension: "txt",
        title: "plain text, a document a file",
        holds: plain_text::HOLDS,
        pieces: Pieces::Files,
        recognises: plain_text::recognises,
        read: plain_text::read,
        write: plain_text::write,
    },
];

impl Format {
    /// The formats that are one file of our own records.
    pub const OURS: [Format; 3] = [Format::Jsonl, Format::Json, Format::Ron];

    /// Every format, in the order of the table.
    pub fn all() -> impl Iterator<Item = Format> {
        FORMATS.iter().map(|entry| entry.format)
    }

    #[must_use]
    pub fn entry(self) -> &'static Entry {
        &FORMATS[self as usize]
    }

    /// How its files can be read and written in batches where this is said of it: tables, where their columns have names.
    #[must_use]
    pub fn pieces(self, options: &Options) -> Pieces {
        match self {
            Format::Csv if !options.map.is_by_place() => Pieces::Rows,
            format => format.entry().pieces,
        }
    }

    /// Its name in commands.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.entry().name
    }

    pub fn from_name(name: &str) -> Result<Self, Error> {
        Self::all().find(|format| format.name() == name).ok_or_else(|| {
            Error::new(format!("there is no format `{name}`")).hint(hint_for(name, Self::all().map(Self::name)))
        })
    }

    /// What it is, in one line.
    #[must_use]
    pub fn title(self) -> &'static str {
        self.entry().title
    }

    /// The format that files look like, by their content.
    #[must_use]
    pub fn recognised(files: &[File]) -> Option<Self> {
        FORMATS.iter().find(|entry| (entry.recognises)(files)).map(|entry| entry.format)
    }
}

#[cfg(test)]
mod tests {
    use super::FORMATS;

    #[test]
    fn the_table_is_in_the_order_of_the_formats() {
        for (at, entry) in FORMATS.iter().enumerate() {
            assert_eq!(entry.format as usize, at, "{}", entry.name);
        }
    }
}
