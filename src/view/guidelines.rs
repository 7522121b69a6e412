//! What a project's people have agreed on, as plain values: `guidelines.md` as blocks of marked text, and the rule of one
//! label with its examples. Knows no places on a screen. Ranges are bytes of the block's text.

use std::ops::Range;

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use crate::model::id::LabelId;
use crate::model::schema::{Project, Tone};
use crate::session::keymap::Keymap;
use crate::text::bidi::{Census, Direction};
use crate::view::items::shown_key;
use crate::view::mark::Form;
use crate::view::marks;

/// A paragraph, with how its words are said.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rich {
    pub text: String,
    /// In the order of their ends; one may lie within another.
    pub marks: Vec<(Range<usize>, Emphasis)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Emphasis {
    Strong,
    Soft,
    Code,
}

/// A block, from top to bottom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    pub kind: BlockKind,
    /// How many quotations it stands in.
    pub quotes: usize,
    /// How many lists it stands in.
    pub lists: usize,
    /// What stands before it, if it begins an item of a list: `•`, `3.`
    pub marker: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BlockKind {
    /// 1 is the highest.
    Heading(u8, Rich),
    Paragraph(Rich),
    /// A line of a program or a file, as it stands.
    Code(String),
    /// The first row is the head.
    Table(Vec<Vec<Rich>>),
    Rule,
}

impl Rich {
    /// Whether it reads from right to left, as most of its letters do.
    #[must_use]
    pub fn is_rtl(&self) -> bool {
        is_rtl(&self.text)
    }
}

fn is_rtl(text: &str) -> bool {
    Census::of(text).is_rtl(Direction::Auto).unwrap_or(false)
}

/// Whether a table's columns begin at the right.
#[must_use]
pub fn is_table_rtl(rows: &[Vec<Rich>]) -> bool {
    let all: String = rows.iter().flatten().map(|cell| format!("{} ", cell.text)).collect();
    is_rtl(&all)
}

/// The blocks of a Markdown text. What this subset does not have (pictures, HTML) is left out; links are their text.
#[must_use]
pub fn blocks(markdown: &str) -> Vec<Block> {
    let mut reader = Reader::default();
    for event in Parser::new_ext(markdown, Options::ENABLE_TABLES) {
        reader.hear(event);
    }
    reader.blocks
}

#[derive(Default)]
struct Reader {
    blocks: Vec<Block>,
    text: Rich,
    /// Where emphases that are open begin.
    open: Vec<(usize, Emphasis)>,
    quotes: usize,
    /// The number that the next item of each open list has, or none for bullets.
    lists: Vec<Option<u64>>,
    marker: Option<String>,
    code: Option<String>,
    table: Vec<Vec<Rich>>,
}

impl Reader {
    fn hear(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) => match &mut self.code {
                Some(code) => code.push_str(&text),
                None => self.text.text.push_str(&text),
            },
            Event::Code(code) => {
                let start = self.text.text.len();
                self.text.text.push_str(&code);
                self.text.marks.push((start..self.text.text.len(), Emphasis::Code));
            }
            Event::SoftBreak => self.text.text.push(' '),
            Event::HardBreak => self.paragraph(),
            Event::Rule => self.push(BlockKind::Rule),
            _ => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::BlockQuote(_) => self.quotes += 1,
            Tag::CodeBlock(_) => self.code = Some(String::new()),
            Tag::List(first) => {
                // The words of an item before a list in it are a paragraph of their own.
                self.paragraph();
                self.lists.push(first);
            }
            Tag::Item => {
                self.marker = Some(match self.lists.last_mut() {
                    Some(Some(number)) => {
                        *number += 1;
                        format!("{}.", *number - 1)
                    }
                    _ => "•".to_owned(),
                });
            }
            Tag::TableHead | Tag::TableRow => self.table.push(Vec::new()),
            Tag::Strong => self.open.push((self.text.text.len(), Emphasis::Strong)),
            Tag::Emphasis => self.open.push((self.text.text.len(), Emphasis::Soft)),
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph | TagEnd::Item => self.paragraph(),
            TagEnd::Heading(level) => {
                let text = std::mem::take(&mut self.text);
                self.push(BlockKind::Heading(number(level), text));
            }
            TagEnd::BlockQuote(_) => self.quotes -= 1,
            TagEnd::CodeBlock => {
                let code = self.code.take().unwrap_or_default();
                code.lines().for_each(|line| self.push(BlockKind::Code(line.to_owned())));
            }
            TagEnd::List(_) => {
                self.lists.pop();
                self.marker = None;
            }
            TagEnd::TableCell => {
                let cell = std::mem::take(&mut self.text);
                if let Some(row) = self.table.last_mut() {
                    row.push(cell);
                }
            }
            TagEnd::Table => {
                let table = std::mem::take(&mut self.table);
                self.push(BlockKind::Table(table));
            }
            TagEnd::Strong | TagEnd::Emphasis => {
                if let Some((start, emphasis)) = self.open.pop() {
                    self.text.marks.push((start..self.text.text.len(), emphasis));
                }
            }
            _ => {}
        }
    }

    fn paragraph(&mut self) {
        if !self.text.text.trim().is_empty() {
            let text = std::mem::take(&mut self.text);
            self.push(BlockKind::Paragraph(text));
        }
    }

    fn push(&mut self, kind: BlockKind) {
        let marker = self.marker.take();
        self.blocks.push(Block { kind, quotes: self.quotes, lists: self.lists.len(), marker });
    }
}

fn number(level: HeadingLevel) -> u8 {
    level as u8
}

/// What a project says about one label.
#[derive(Debug, Clone, PartialEq)]
pub struct LabelRule {
    pub title: String,
    pub tone: Tone,
    pub form: Form,
    pub key: Option<String>,
    pub guideline: String,
    pub examples: Vec<Example>,
}

/// A passage, and what of it would be annotated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Example {
    pub text: String,
    pub spans: Vec<Range<usize>>,
}

impl LabelRule {
    #[must_use]
    pub fn of(project: &Project, keymap: &Keymap, id: &LabelId) -> Option<Self> {
        let label = project.label(id)?;
        Some(Self {
            title: label.title.clone(),
            tone: label.tone,
            form: marks::form(project, id),
            key: keymap.label_chord(id).map(|chord| shown_key(&chord)),
            guideline: label.guideline.clone(),
            examples: label.examples.iter().map(|example| Example::of(example)).collect(),
        })
    }
}

impl Example {
    /// `rời [Hải Phòng]`: what stands in brackets is annotated. A bracket without another one is text.
    #[must_use]
    pub fn of(written: &str) -> Self {
        let mut example = Self { text: String::new(), spans: Vec::new() };
        let mut rest = written;
        while let Some((before, inside, after)) = rest
            .split_once('[')
            .and_then(|(before, rest)| rest.split_once(']').map(|(inside, after)| (before, inside, after)))
        {
            example.text.push_str(before);
            let start = example.text.len();
            example.text.push_str(inside);
            example.spans.push(start..example.text.len());
            rest = after;
        }
        example.text.push_str(rest);
        example
    }
}

#[cfg(test)]
mod tests {
    use super::{Block, BlockKind, Emphasis, Example, Rich, blocks};

    fn shown(rich: &Rich) -> String {
        let mut text = rich.text.clone();
        let mut marks = rich.marks.clone();
        marks.sort_by_key(|(range, _)| std::cmp::Reverse(range.start));
        for (range, emphasis) in marks {
            let sign = match emphasis {
                Emphasis::Strong => "!",
                Emphasis::Soft => "~",
                Emphasis::Code => "`",
            };
            text.insert_str(range.end, sign);
            text.insert_str(range.start, sign);
        }
        text
    }

    /// A block as one line: `>` for quotations, `-` for lists.
    fn line(block: &Block) -> String {
        let before = format!("{}{}", ">".repeat(block.quotes), "-".repeat(block.lists));
        let marker = block.marker.clone().unwrap_or_default();
        let said = match &block.kind {
            BlockKind::Heading(level, text) => format!("{} {}", "#".repeat(usize::from(*level)), shown(text)),
            BlockKind::Paragraph(text) => shown(text),
            BlockKind::Code(line) => format!("    {line}"),
            BlockKind::Rule => "***".to_owned(),
            BlockKind::Table(rows) => {
                rows.iter().map(|row| format!("|{}|", row.iter().map(shown).collect::<Vec<_>>().join("|"))).collect()
            }
        };
        format!("{before}{marker}{said}")
    }

    #[track_caller]
    fn check(markdown: &str, expected: &[&str]) {
        assert_eq!(blocks(markdown).iter().map(line).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn headings_paragraphs_and_emphases() {
        check("# One\ntwo **three** *four* `x_y`\nfive", &["# One", "two !three! ~four~ `x_y` five"]);
        check("a\n\n***\n\nb [link](#c) ![gone](d)", &["a", "***", "b link gone"]);
    }

    #[test]
    fn lists_have_their_markers_and_items_may_have_more_than_one_paragraph() {
        check("3. one\n4. two\n   - in\n\n     more", &["-3.one", "-4.two", "--•in", "--more"]);
        check("- a\n- b\n\nafter", &["-•a", "-•b", "after"]);
    }

    #[test]
    fn quotations_code_and_tables() {
        check("> said\n\n```\na < b\n c\n```", &[">said", "    a < b", "     c"]);
        check("| و | why |\n|---|---|\n| **حداد** | x |", &["|و|why||!حداد!|x|"]);
    }

    #[test]
    fn each_paragraph_reads_as_most_of_its_letters_do() {
        let of = |text: &str| match &blocks(text)[0].kind {
            BlockKind::Paragraph(rich) => rich.is_rtl(),
            _ => false,
        };
        assert!(of("- ضع العلامة `person` على الاسم وحده") && !of("- Gán nhãn đúng phần tên, như حداد"));
    }

    #[test]
    fn what_stands_in_brackets_is_annotated() {
        let example = Example::of("rời [Hải Phòng] [x");
        assert_eq!(&example.text[example.spans[0].clone()], "Hải Phòng");
        assert_eq!((example.text.as_str(), example.spans.len()), ("rời Hải Phòng [x", 1));
    }
}
