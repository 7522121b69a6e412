//! The types of a row for Hugging Face `datasets`: one table from which come the features in the dataset card and the columns of
//! Parquet. Everything may be null, lists are never.

/// The type of a value.
pub enum Kind {
    Text,
    Int,
    Float,
    Struct(&'static [(&'static str, Kind)]),
    List(&'static Kind),
}

/// The fields of a row or of what is in it.
pub type Fields = &'static [(&'static str, Kind)];

use Kind::{Float, Int, List, Struct, Text};

const PAIRS: Kind = List(&Struct(&[("name", Text), ("value", Text)]));
const PARTS: Kind = List(&Struct(&[("start", Int), ("end", Int), ("text", Text)]));
const EXTENT: Kind = Struct(&[("start", Int), ("end", Int), ("text", Text), ("parts", PARTS)]);
const FILLER: Kind = Struct(&[("annotation", Int), ("identity", Text), ("text", Text)]);
const ARGUMENTS: Kind = List(&Struct(&[("role", Text), ("annotation", Int), ("identity", Text), ("text", Text)]));
const RELATIONS: Kind = List(&Struct(&[
    ("id", Int),
    ("layer", Text),
    ("label", Text),
    ("arguments", ARGUMENTS),
    ("attributes", PAIRS),
    ("identity", Text),
    ("note", Text),
    ("confidence", Float),
]));

/// A document as one annotator left it.
pub const DOCUMENTS: Fields = &[
    ("id", Text),
    ("title", Text),
    ("lang", Text),
    ("metadata", PAIRS),
    ("annotator", Text),
    ("progress", Text),
    ("text_hash", Text),
    ("text", Text),
    (
        "spans",
        List(&Struct(&[
            ("id", Int),
            ("layer", Text),
            ("label", Text),
            ("start", Int),
            ("end", Int),
            ("text", Text),
            ("parts", PARTS),
            ("attributes", PAIRS),
            ("identity", Text),
            ("note", Text),
            ("confidence", Float),
        ])),
    ),
    (
        "events",
        List(&Struct(&[
            ("id", Int),
            ("layer", Text),
            ("type", Text),
            ("trigger", EXTENT),
            ("arguments", ARGUMENTS),
            ("attributes", PAIRS),
            ("identity", Text),
            ("note", Text),
            ("confidence", Float),
        ])),
    ),
    (
        "stances",
        List(&Struct(&[
            ("id", Int),
            ("layer", Text),
            ("polarity", Text),
            ("evidence", EXTENT),
            ("holder", FILLER),
            ("target", FILLER),
            ("arguments", ARGUMENTS),
            ("attributes", PAIRS),
            ("identity", Text),
            ("note", Text),
            ("confidence", Float),
        ])),
    ),
    ("relations", RELATIONS),
    ("topics", RELATIONS),
    (
        "zones",
        List(&Struct(&[
            ("id", Int),
            ("layer", Text),
            ("label", Text),
            ("start", Int),
            ("end", Int),
            ("annotations", List(&Int)),
        ])),
    ),
    (
        "identities",
        List(&Struct(&[
            ("id", Text),
            ("kind", Text),
            ("label", Text),
            ("names", List(&Struct(&[("language", Text), ("name", Text)]))),
            ("external_id", Text),
            ("note", Text),
            ("same_as", Text),
        ])),
    ),
];

/// The tokens of a document with one annotator's tags in one layer.
pub const TOKENS: Fields = &[
    ("id", Text),
    ("annotator", Text),
    ("layer", Text),
    ("tokens", List(&Text)),
    ("starts", List(&Int)),
    ("tags", List(&Text)),
];
