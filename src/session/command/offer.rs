//! Going through an offer by keyboard: arrows light another of its lines, letters narrow it, digits and Enter take one, Escape
//! leaves it. What is offered, and what taking it does, others know: `filling` and `linking`.

use std::fmt;

use crate::error::Error;
use crate::model::quote::quoted;

use crate::session::arguments::Arguments;

/// What can be asked of an offer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OfferCommand {
    Next,
    Previous,
    /// Narrows the offer to what a text is said of.
    Filter(String),
    /// Takes the line that is lit, or the nth, counted from 1.
    Accept(Option<usize>),
    Cancel,
}

/// Where one is in an offer.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Place {
    pub filter: String,
    /// Which line was lit by hand; else the offer says which.
    pub lit: Option<usize>,
}

impl OfferCommand {
    /// Reads the arguments of a command that takes a line. `what` names its number.
    pub fn parse_accept(arguments: &str, what: &str) -> Result<Self, Error> {
        let mut arguments = Arguments::new(arguments);
        let nth = if arguments.is_empty() { None } else { Some(arguments.number(what)?) };
        arguments.end(()).map(|()| Self::Accept(nth))
    }

    /// Writes the command of an offer whose commands all begin so: `fill-next`.
    pub fn write(&self, offer: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Next => write!(f, "{offer}-next"),
            Self::Previous => write!(f, "{offer}-previous"),
            Self::Filter(text) => write!(f, "{offer}-filter {}", quoted(text)),
            Self::Accept(None) => write!(f, "{offer}-accept"),
            Self::Accept(Some(nth)) => write!(f, "{offer}-accept {nth}"),
            Self::Cancel => write!(f, "{offer}-cancel"),
        }
    }

    /// What a key alone does to an offer that is narrowed by `filter`.
    pub fn of_key(key: &str, filter: &str) -> Option<Self> {
        match key {
            "Escape" => Some(Self::Cancel),
            "Enter" => Some(Self::Accept(None)),
            "ArrowDown" => Some(Self::Next),
            "ArrowUp" => Some(Self::Previous),
            "Backspace" => {
                let mut filter = filter.to_owned();
                filter.pop();
                Some(Self::Filter(filter))
            }
            _ => None,
        }
    }

    /// What a digit alone does to an offer of `count` lines: it takes one.
    pub fn of_digit(key: &str, count: usize) -> Option<Self> {
        key.parse().ok().filter(|nth| (1..=count).contains(nth)).map(|nth| Self::Accept(Some(nth)))
    }

    /// What typed text does to an offer that is narrowed by `filter`.
    pub fn of_text(typed: &str, filter: &str) -> Option<Self> {
        (!typed.chars().any(char::is_control)).then(|| Self::Filter(format!("{filter}{typed}")))
    }

    /// Which of `count` lines it takes, if there are so many, where `lit` is lit.
    pub fn taken(nth: Option<usize>, lit: usize, count: usize) -> Option<usize> {
        nth.map_or(Some(lit), |nth| nth.checked_sub(1)).filter(|at| *at < count)
    }
}

impl Place {
    /// Where one is after a command that goes through an offer of `count` lines, at least one, where `lit` is lit.
    pub fn after(&self, command: &OfferCommand, lit: usize, count: usize) -> Self {
        match command {
            OfferCommand::Next => Self { lit: Some((lit + 1) % count), ..self.clone() },
            OfferCommand::Previous => Self { lit: Some((lit + count - 1) % count), ..self.clone() },
            OfferCommand::Filter(text) => Self { filter: text.clone(), lit: None },
            OfferCommand::Accept(_) | OfferCommand::Cancel => self.clone(),
        }
    }
}
