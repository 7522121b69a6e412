//! Commands: suggestions, and comparing what annotators say.

use crate::error::Error;
use crate::model::annotation::Confidence;
use crate::model::id::AnnotatorId;
use crate::model::nearest::hint_for;
use crate::session::arguments::Arguments;
use crate::session::command::Command;
use crate::session::command::review::{Adopt, CaseFilter, Choice, GOLD, Kind, ReviewCommand, Show};
use crate::session::command::suggestion::SuggestionCommand;
use crate::session::command::words::LabelName;

use super::entry::{Entry, Menu};
use super::reading::{bare, optional_switch};

pub static TABLE: &[Entry] = &[
    Entry {
        name: "next-suggestion",
        usage: "",
        title: "Next suggestion",
        help: "Selects the next quotation that the text seems to hold and that is not annotated",
        menu: Menu::Annotate,
        keys: &[("F6", "")],
        parse: |arguments| bare(arguments, Command::Suggestion(SuggestionCommand::Next)),
        example: "next-suggestion",
    },
    Entry {
        name: "accept-suggestion",
        usage: "",
        title: "Accept the suggestion",
        help: "Makes a quotation with its cue and its source of the suggestion at the caret, or else of the next",
        menu: Menu::Annotate,
        keys: &[("F7", "")],
        parse: |arguments| bare(arguments, Command::Suggestion(SuggestionCommand::Accept)),
        example: "accept-suggestion",
    },
    Entry {
        name: "reject-suggestion",
        usage: "",
        title: "Let the suggestion go",
        help: "Suggests the quotation at the caret, or else the next, no more until the project is opened anew; cannot be undone",
        menu: Menu::Annotate,
        keys: &[("Shift+F7", "")],
        parse: |arguments| bare(arguments, Command::Suggestion(SuggestionCommand::Reject)),
        example: "reject-suggestion",
    },
    Entry {
        name: "review",
        usage: "[ANNOTATOR…] [--into NAME]",
        title: "Review",
        help: "Compares what annotators say of each document, all of them or those that are named, and decides in another set, which is `gold` unless it is named; `end-review` comes back to your own",
        menu: Menu::Review,
        keys: &[("Ctrl+R", "")],
        parse: parse_review,
        example: "review layla minh --into gold-2",
    },
    Entry {
        name: "review-suggestions",
        usage: "[PROGRAM…]",
        title: "Review suggestions",
        help: "Compares what programs suggest with your own annotations, and takes what you accept into them",
        menu: Menu::Review,
        keys: &[("Ctrl+Alt+R", "")],
        parse: parse_suggestions,
        example: "review-suggestions model-1",
    },
    Entry {
        name: "end-review",
        usage: "",
        title: "End the review",
        help: "Goes on with your own annotations",
        menu: Menu::Review,
        keys: &[("Ctrl+Alt+E", "")],
        parse: |arguments| bare(arguments, ReviewCommand::End.into()),
        example: "end-review",
    },
    Entry {
        name: "next-case",
        usage: "",
        title: "Next case",
        help: "Goes to the next case that the list of cases shows, from the start again after the last; keys then decide it",
        menu: Menu::Review,
        keys: &[("F5", "")],
        parse: |arguments| bare(arguments, ReviewCommand::Next.into()),
        example: "next-case",
    },
    Entry {
        name: "previous-case",
        usage: "",
        title: "Previous case",
        help: "Goes to the case before this one",
        menu: Menu::Review,
        keys: &[("Shift+F5", "")],
        parse: |arguments| bare(arguments, ReviewCommand::Previous.into()),
        example: "previous-case",
    },
    Entry {
        name: "go-to-case",
        usage: "NUMBER",
        title: "Go to a case",
        help: "Goes to a case of this document by its number in reading order",
        menu: Menu::Review,
        keys: &[],
        parse: parse_go_to,
        example: "go-to-case 3",
    },
    Entry {
        name: "filter-cases",
        usage: "open|decided|all [KIND|any] [LABEL] [LABEL|-] [--by ANNOTATOR]",
        title: "Filter cases",
        help: "Shows only cases that are open or decided, of a kind (agreed, differing, clitic, border, label, missing, split, role, filler, polarity, …; or exact-f1, clitic-f1, argument-f1, …: those behind such a figure), of a label or layer, which this annotator gives, and where another annotator gives another label or says nothing (`-`)",
        menu: Menu::Review,
        keys: &[],
        parse: parse_filter,
        example: "filter-cases open any entities/person entities/place",
    },
    Entry {
        name: "decide",
        usage: "first|second|NUMBER|both|neither|edit",
        title: "Decide a case",
        help: "Says which reading of the case is right; what it names comes along, and what was seen is remembered, so that the case opens again when a source changes",
        menu: Menu::Review,
        keys: &[],
        parse: parse_decide,
        example: "decide second",
    },
    Entry {
        name: "adopt",
        usage: "all|NUMBER [LABEL] [above CONFIDENCE]",
        title: "Adopt what is agreed on",
        help: "Decides every open case on which all annotators, or at least so many, say the same; of one label or layer only, and of what they are surer of than this; a frame waits until what fills its roles is decided or agreed on too",
        menu: Menu::Review,
        keys: &[("Ctrl+Alt+A", "all")],
        parse: parse_adopt,
        example: "adopt 2 entities/person above 0.8",
    },
    Entry {
        name: "stop-adopting",
        usage: "",
        title: "Stop adopting",
        help: "Makes nothing of very many cases that are being adopted, taken back or done again beside the window; nothing has changed then",
        menu: Menu::Review,
        keys: &[],
        parse: |arguments| bare(arguments, ReviewCommand::StopAdopting.into()),
        example: "stop-adopting",
    },
    Entry {
        name: "stop-waiting",
        usage: "",
        title: "Stop waiting",
        help: "Makes nothing of what is put off until something else is done: a review that is to begin or end once all is saved, cases that are still to be found, another document; nothing has changed then",
        menu: Menu::Review,
        keys: &[],
        parse: |arguments| bare(arguments, ReviewCommand::StopWaiting.into()),
        example: "stop-waiting",
    },
    Entry {
        name: "deciding",
        usage: "[on|off]",
        title: "Decide by keys",
        help: "Whether single keys decide the case that is looked at, or label as ever",
        menu: Menu::Review,
        keys: &[],
        parse: parse_deciding,
        example: "deciding off",
    },
    Entry {
        name: "hide-names",
        usage: "[on|off]",
        title: "Hide names",
        help: "Shows letters instead of names, others in each document, so that one decides without knowing who said what",
        menu: Menu::Review,
        keys: &[],
        parse: parse_hide_names,
        example: "hide-names on",
    },
    Entry {
        name: "parallel-pages",
        usage: "[on|off]",
        title: "Side by side",
        help: "Shows what each annotator says on a page of their own, side by side and scrolling together, or all of it on one page",
        menu: Menu::Review,
        keys: &[("Ctrl+Alt+P", "")],
        parse: parse_parallel,
        example: "parallel-pages on",
    },
    Entry {
        name: "columns",
        usage: "[ANNOTATOR…]",
        title: "Columns of the first annotators",
        help: "Gives up to three annotators a page beside what is decided, in this order; without a name the first ones",
        menu: Menu::Review,
        keys: &[],
        parse: parse_columns,
        example: "columns layla minh",
    },
];

/// Reads the arguments of `review`.
fn parse_review(arguments: &str) -> Result<Command, Error> {
    let (of, into) = names(arguments)?;
    let into = into.unwrap_or_else(|| AnnotatorId::new(GOLD));
    Ok(ReviewCommand::Begin { of, into }.into())
}

/// Reads the arguments of `review-suggestions`.
fn parse_suggestions(arguments: &str) -> Result<Command, Error> {
    match names(arguments)? {
        (of, None) => Ok(ReviewCommand::Suggestions(of).into()),
        (_, Some(_)) => Err(Error::new("suggestions are taken into your own annotations")),
    }
}

/// Names of annotators, one after the other or with commas between; and what stands after `--into`.
fn names(arguments: &str) -> Result<(Vec<AnnotatorId>, Option<AnnotatorId>), Error> {
    let mut arguments = Arguments::new(arguments);
    let (mut of, mut into) = (Vec::new(), None);
    while !arguments.is_empty() {
        if arguments.starts_with("\"") {
            of.push(AnnotatorId::new(&arguments.word("an annotator")?));
            continue;
        }
        let word = arguments.word("an annotator")?;
        if word == "--into" {
            into = Some(AnnotatorId::new(&arguments.word("an annotator")?));
            continue;
        }
        of.extend(word.split(',').filter(|name| !name.is_empty()).map(AnnotatorId::new));
    }
    Ok((of, into))
}

/// Reads the arguments of `go-to-case`.
fn parse_go_to(arguments: &str) -> Result<Command, Error> {
    let mut arguments = Arguments::new(arguments);
    let nth = arguments.number("a case's number")?;
    arguments.end(ReviewCommand::GoTo(nth).into())
}

/// Reads the arguments of `filter-cases`.
fn parse_filter(arguments: &str) -> Result<Command, Error> {
    let mut arguments = Arguments::new(arguments);
    let show = arguments.one_of("which cases", &Show::WORDS)?;
    let mut filter = CaseFilter { show, ..CaseFilter::default() };
    let is_named = |arguments: &Arguments<'_>| !arguments.is_empty() && !arguments.starts_with("--by ");
    if is_named(&arguments) {
        let word = arguments.word("a kind")?;
        filter.kind = match Kind::from_word(&word) {
            None if word == "any" => None,
            None => {
                let words = Kind::all().map(Kind::word).chain(["any"]);
                return Err(Error::new(format!("`{word}` is not a kind of case")).hint(hint_for(&word, words)));
            }
            kind => kind,
        };
    }
    if is_named(&arguments) {
        filter.label = Some(LabelName(arguments.word("a label")?));
    }
    if is_named(&arguments) {
        filter.against = Some(LabelName(arguments.word("another label")?));
    }
    if !arguments.is_empty() {
        arguments.word("`--by`")?;
        filter.by = Some(AnnotatorId::new(&arguments.word("an annotator")?));
    }
    arguments.end(ReviewCommand::Filter(filter).into())
}

/// Reads the arguments of `decide`.
fn parse_decide(arguments: &str) -> Result<Command, Error> {
    let mut arguments = Arguments::new(arguments);
    let words = [
        ("first", Choice::Reading(1)),
        ("second", Choice::Reading(2)),
        ("both", Choice::Both),
        ("neither", Choice::Neither),
        ("edit", Choice::Edit),
    ];
    let is_number = arguments.starts_with_digit();
    let choice = match is_number {
        true => Choice::Reading(arguments.number("a reading's number")?),
        false => arguments.one_of("a decision", &words)?,
    };
    arguments.end(ReviewCommand::Decide(choice).into())
}

/// Reads the arguments of `adopt`.
fn parse_adopt(arguments: &str) -> Result<Command, Error> {
    let mut arguments = Arguments::new(arguments);
    let word = arguments.word("`all`, or how many have to say the same,")?;
    let at_least = match word.as_str() {
        "all" => None,
        word => match word.parse() {
            Ok(count) if count > 0 => Some(count),
            _ => {
                return Err(Error::new(format!("`{word}` is not a number of annotators"))
                    .hint("write `all`, or how many have to say the same"));
            }
        },
    };
    let mut adopt = Adopt { at_least, label: None, above: None };
    while !arguments.is_empty() {
        let word = arguments.word("a label")?;
        if word == "above" {
            let share = arguments.word("a confidence")?;
            let above = share.parse::<f64>().ok().filter(|share| (0.0..=1.0).contains(share));
            adopt.above = Some(above.map(Confidence::new).ok_or_else(|| {
                Error::new(format!("`{share}` is not a confidence")).hint("write a number from 0 to 1")
            })?);
        } else {
            adopt.label = Some(LabelName(word));
        }
    }
    Ok(ReviewCommand::Adopt(adopt).into())
}

/// Reads the arguments of `deciding`.
fn parse_deciding(arguments: &str) -> Result<Command, Error> {
    let mut arguments = Arguments::new(arguments);
    let switch = optional_switch(&mut arguments)?;
    arguments.end(ReviewCommand::Deciding(switch).into())
}

/// Reads the arguments of `hide-names`.
fn parse_hide_names(arguments: &str) -> Result<Command, Error> {
    let mut arguments = Arguments::new(arguments);
    let switch = optional_switch(&mut arguments)?;
    arguments.end(ReviewCommand::HideNames(switch).into())
}

/// Reads the arguments of `parallel-pages`.
fn parse_parallel(arguments: &str) -> Result<Command, Error> {
    let mut arguments = Arguments::new(arguments);
    let switch = optional_switch(&mut arguments)?;
    arguments.end(ReviewCommand::Parallel(switch).into())
}

/// Reads the arguments of `columns`.
fn parse_columns(arguments: &str) -> Result<Command, Error> {
    match names(arguments)? {
        (of, None) => Ok(ReviewCommand::Columns(of).into()),
        (_, Some(_)) => Err(Error::new("what is decided has the last column already")),
    }
}
