//! Whether a face lets shaping be cut at spaces. Shaped words can be kept and used again only if nothing a font does
//! reaches across a space; this reads the font's own rules to know. The unit is the glyph.

use std::collections::BTreeSet;

use skrifa::raw::tables::gpos::{PairPos, PositionSubtables};
use skrifa::raw::tables::gsub::{SingleSubst, SubstitutionSubtables};
use skrifa::raw::tables::layout::{
    ChainedSequenceContext, ClassDef, CoverageTable, LookupFlag, SequenceContext, Subtables,
};
use skrifa::raw::{ReadError, TableProvider};
use skrifa::{FontRef, GlyphId, MetadataProvider};

/// How far a face's rules look at the space.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum SpaceRole {
    /// No rule looks at it: a word is shaped alike wherever it stands.
    Separator,
    /// Rules look at it only as what comes before or after a word (Noto Naskh's الله): a word is shaped alike wherever
    /// it has the same neighbours.
    Neighbour,
    /// Rules change it, kern it or look past it: a run must be shaped whole.
    Participant,
}

/// What a face does about spaces.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpaceUse {
    pub role: SpaceRole,
    /// Glyphs that a rule looks for on the far side of a space before or after the glyphs it is about, with all that may
    /// become them. Where one of these stands at a space, shaping may not be cut there.
    pub seen_before: BTreeSet<GlyphId>,
    pub seen_after: BTreeSet<GlyphId>,
}

impl SpaceUse {
    fn only(role: SpaceRole) -> Self {
        Self { role, seen_before: BTreeSet::new(), seen_after: BTreeSet::new() }
    }

    fn participant_if(participates: bool) -> Self {
        Self::only(if participates { SpaceRole::Participant } else { SpaceRole::Separator })
    }

    fn and(mut self, other: Self) -> Self {
        self.role = self.role.max(other.role);
        self.seen_before.extend(other.seen_before);
        self.seen_after.extend(other.seen_after);
        self
    }
}

/// A character that no rule of the font looks at and that is not skipped either: words written with it between them are
/// shaped as if each stood alone. `None` if none of a few candidates is such.
#[must_use]
pub fn neutral_character(font: &FontRef<'_>) -> Option<char> {
    // Of script Common, so that it does not change its neighbours' script; base glyphs, so that nothing skips them.
    let candidates = ['§', '¦', '¶', '±', '×', '÷', '|', '=', '#', '+'];
    candidates.into_iter().find(|&c| {
        let glyph = font.charmap().map(c);
        glyph.is_some_and(|glyph| read_rules(font, glyph).is_ok_and(|found| found.role == SpaceRole::Separator))
    })
}

/// Reads `font`'s GSUB, GPOS and kerning tables. A table that cannot be read counts as [`SpaceRole::Participant`].
#[must_use]
pub fn space_use(font: &FontRef<'_>) -> SpaceUse {
    let Some(space) = font.charmap().map(' ') else { return SpaceUse::only(SpaceRole::Separator) };
    // State-machine tables are not analysed; `kern` is used only where GPOS is missing, but then it pairs with spaces too.
    if font.morx().is_ok() || font.kerx().is_ok() || (font.gpos().is_err() && font.kern().is_ok()) {
        return SpaceUse::only(SpaceRole::Participant);
    }
    read_rules(font, space).unwrap_or(SpaceUse::only(SpaceRole::Participant))
}

fn read_rules(font: &FontRef<'_>, space: GlyphId) -> Result<SpaceUse, ReadError> {
    let mut found = substitutions_use(font, space)?.and(positions_use(font, space)?);
    add_what_becomes(font, &mut found.seen_before)?;
    add_what_becomes(font, &mut found.seen_after)?;
    Ok(found)
}

fn substitutions_use(font: &FontRef<'_>, space: GlyphId) -> Result<SpaceUse, ReadError> {
    let Ok(gsub) = font.gsub() else { return Ok(SpaceUse::only(SpaceRole::Separator)) };
    let mut found = SpaceUse::only(SpaceRole::Separator);
    for lookup in gsub.lookup_list()?.lookups().iter() {
        let lookup = lookup?;
        let here = match lookup.subtables()? {
            // A rule about one glyph cannot look past it; but what replaces the space may take part in others.
            SubstitutionSubtables::Single(subtables) => any(&subtables, |subtable| match subtable {
                SingleSubst::Format1(table) => covers(table.coverage(), space),
                SingleSubst::Format2(table) => covers(table.coverage(), space),
            })?,
            SubstitutionSubtables::Multiple(subtables) => {
                any(&subtables, |subtable| covers(subtable.coverage(), space))?
            }
            SubstitutionSubtables::Alternate(subtables) => {
                any(&subtables, |subtable| covers(subtable.coverage(), space))?
            }
            SubstitutionSubtables::Ligature(subtables) => any(&subtables, |subtable| {
                let mut participates = subtable.coverage()?.get(space).is_some();
                for set in subtable.ligature_sets().iter() {
                    for ligature in set?.ligatures().iter() {
                        participates |=
                            ligature?.component_glyph_ids().iter().any(|glyph| GlyphId::from(glyph.get()) == space);
                    }
                }
                Ok(SpaceUse::participant_if(participates))
            })?,
            SubstitutionSubtables::Contextual(subtables) => any(&subtables, |subtable| context_use(subtable, space))?,
            SubstitutionSubtables::ChainContextual(subtables) => {
                any(&subtables, |subtable| chain_use(subtable, space))?
            }
            SubstitutionSubtables::Reverse(subtables) => any(&subtables, |subtable| {
                let backtrack = subtable.backtrack_coverages().iter().collect::<Result<Vec<_>, _>>()?;
                let lookahead = subtable.lookahead_coverages().iter().collect::<Result<Vec<_>, _>>()?;
                let input = subtable.coverage()?.get(space).is_some();
                Ok(coverage_rule_use(&backtrack, &[input], &lookahead, space))
            })?,
            SubstitutionSubtables::EmptyExtension => SpaceUse::only(SpaceRole::Separator),
        };
        found = found.and(here).and(flag_use(lookup.lookup_flag(), lookup.lookup_type() >= 4));
    }
    Ok(found)
}

fn positions_use(font: &FontRef<'_>, space: GlyphId) -> Result<SpaceUse, ReadError> {
    let Ok(gpos) = font.gpos() else { return Ok(SpaceUse::only(SpaceRole::Separator)) };
    let mut found = SpaceUse::only(SpaceRole::Separator);
    for lookup in gpos.lookup_list()?.lookups().iter() {
        let lookup = lookup?;
        let here = match lookup.subtables()? {
            // A space that is moved alone is moved alike everywhere.
            PositionSubtables::Single(_) => SpaceUse::only(SpaceRole::Separator),
            PositionSubtables::Pair(subtables) => any(&subtables, |subtable| pair_use(subtable, space))?,
            PositionSubtables::Cursive(subtables) => any(&subtables, |subtable| covers(subtable.coverage(), space))?,
            PositionSubtables::MarkToBase(subtables) => {
                any(&subtables, |subtable| covers(subtable.mark_coverage(), space))?
            }
            PositionSubtables::MarkToLig(subtables) => {
                any(&subtables, |subtable| covers(subtable.mark_coverage(), space))?
            }
            PositionSubtables::MarkToMark(subtables) => {
                any(&subtables, |subtable| covers(subtable.mark1_coverage(), space))?
            }
            PositionSubtables::Contextual(subtables) => any(&subtables, |subtable| context_use(subtable, space))?,
            PositionSubtables::ChainContextual(subtables) => any(&subtables, |subtable| chain_use(subtable, space))?,
            PositionSubtables::EmptyExtension => SpaceUse::only(SpaceRole::Separator),
        };
        let reaches = matches!(lookup.lookup_type(), 2 | 3 | 7 | 8);
        found = found.and(here).and(flag_use(lookup.lookup_flag(), reaches));
    }
    Ok(found)
}

/// A rule over several glyphs that skips base glyphs may skip the space and see the next word.
fn flag_use(flag: LookupFlag, reaches: bool) -> SpaceUse {
    SpaceUse::participant_if(reaches && flag.to_bits() & LookupFlag::IGNORE_BASE_GLYPHS.to_bits() != 0)
}

fn any<'a, T, Ext>(
    subtables: &Subtables<'a, T, Ext>,
    look: impl Fn(T) -> Result<SpaceUse, ReadError>,
) -> Result<SpaceUse, ReadError>
where
    T: skrifa::raw::FontRead<'a> + 'a,
    Ext: skrifa::raw::tables::layout::ExtensionLookup<'a, T> + 'a,
{
    subtables.iter().try_fold(SpaceUse::only(SpaceRole::Separator), |found, subtable| Ok(found.and(look(subtable?)?)))
}

fn covers(coverage: Result<CoverageTable<'_>, ReadError>, space: GlyphId) -> Result<SpaceUse, ReadError> {
    Ok(SpaceUse::participant_if(coverage?.get(space).is_some()))
}

fn coverages<'a>(
    tables: impl Iterator<Item = Result<CoverageTable<'a>, ReadError>>,
    space: GlyphId,
) -> Result<Vec<bool>, ReadError> {
    tables.map(|coverage| Ok(coverage?.get(space).is_some())).collect()
}

/// A rule as three rows of "may this place be the space?"; backtrack and lookahead begin next to the input.
fn rule_use(backtrack: &[bool], input: &[bool], lookahead: &[bool]) -> SpaceUse {
    // The last place of a row is the farthest from the input: past it the rule sees nothing.
    let looks_past = |row: &[bool]| row.split_last().is_some_and(|(_, nearer)| nearer.contains(&true));
    if input.contains(&true) || looks_past(backtrack) || looks_past(lookahead) {
        SpaceUse::only(SpaceRole::Participant)
    } else if backtrack.contains(&true) || lookahead.contains(&true) {
        SpaceUse::only(SpaceRole::Neighbour)
    } else {
        SpaceUse::only(SpaceRole::Separator)
    }
}

/// The same for a rule told by coverages, which say what they look for past the space.
fn coverage_rule_use(
    backtrack: &[CoverageTable<'_>],
    input: &[bool],
    lookahead: &[CoverageTable<'_>],
    space: GlyphId,
) -> SpaceUse {
    let mut found = SpaceUse::participant_if(input.contains(&true));
    for (row, seen) in [(backtrack, &mut found.seen_before), (lookahead, &mut found.seen_after)] {
        for (place, coverage) in row.iter().enumerate() {
            if coverage.get(space).is_some() {
                found.role = found.role.max(SpaceRole::Neighbour);
                seen.extend(row.get(place + 1).into_iter().flat_map(CoverageTable::iter).map(GlyphId::from));
            }
        }
    }
    found
}

/// Adds to `glyphs` all that substitutions may turn into one of them, whatever the feature or context.
fn add_what_becomes(font: &FontRef<'_>, glyphs: &mut BTreeSet<GlyphId>) -> Result<(), ReadError> {
    let Ok(gsub) = font.gsub() else { return Ok(()) };
    let mut count = 0;
    while count < glyphs.len() {
        count = glyphs.len();
        for lookup in gsub.lookup_list()?.lookups().iter() {
            let mut becomes = |from: GlyphId, to: &mut dyn Iterator<Item = GlyphId>| {
                let mut to = to;
                if Iterator::any(&mut to, |glyph| glyphs.contains(&glyph)) {
                    glyphs.insert(from);
                }
            };
            match lookup?.subtables()? {
                SubstitutionSubtables::Single(subtables) => {
                    for subtable in subtables.iter() {
                        match subtable? {
                            SingleSubst::Format1(table) => {
                                let delta = table.delta_glyph_id();
                                for from in table.coverage()?.iter() {
                                    let to = GlyphId::from(from.to_u16().wrapping_add_signed(delta));
                                    becomes(from.into(), &mut std::iter::once(to));
                                }
                            }
                            SingleSubst::Format2(table) => {
                                for (from, to) in table.coverage()?.iter().zip(table.substitute_glyph_ids()) {
                                    becomes(from.into(), &mut std::iter::once(to.get().into()));
                                }
                            }
                        }
                    }
                }
                SubstitutionSubtables::Multiple(subtables) => {
                    for subtable in subtables.iter() {
                        let subtable = subtable?;
                        for (from, to) in subtable.coverage()?.iter().zip(subtable.sequences().iter()) {
                            becomes(
                                from.into(),
                                &mut to?.substitute_glyph_ids().iter().map(|glyph| glyph.get().into()),
                            );
                        }
                    }
                }
                SubstitutionSubtables::Alternate(subtables) => {
                    for subtable in subtables.iter() {
                        let subtable = subtable?;
                        for (from, to) in subtable.coverage()?.iter().zip(subtable.alternate_sets().iter()) {
                            becomes(from.into(), &mut to?.alternate_glyph_ids().iter().map(|glyph| glyph.get().into()));
                        }
                    }
                }
                SubstitutionSubtables::Ligature(subtables) => {
                    for subtable in subtables.iter() {
                        let subtable = subtable?;
                        for (first, set) in subtable.coverage()?.iter().zip(subtable.ligature_sets().iter()) {
                            for ligature in set?.ligatures().iter() {
                                let ligature = ligature?;
                                let to = GlyphId::from(ligature.ligature_glyph());
                                let parts = ligature.component_glyph_ids().iter().map(|glyph| glyph.get().into());
                                for from in std::iter::once(GlyphId::from(first)).chain(parts) {
                                    becomes(from, &mut std::iter::once(to));
                                }
                            }
                        }
                    }
                }
                SubstitutionSubtables::Reverse(subtables) => {
                    for subtable in subtables.iter() {
                        let subtable = subtable?;
                        for (from, to) in subtable.coverage()?.iter().zip(subtable.substitute_glyph_ids()) {
                            becomes(from.into(), &mut std::iter::once(to.get().into()));
                        }
                    }
                }
                // These only choose where the others apply.
                SubstitutionSubtables::Contextual(_)
                | SubstitutionSubtables::ChainContextual(_)
                | SubstitutionSubtables::EmptyExtension => {}
            }
        }
    }
    Ok(())
}

fn pair_use(subtable: PairPos<'_>, space: GlyphId) -> Result<SpaceUse, ReadError> {
    let moves = |record: &skrifa::raw::tables::gpos::ValueRecord| {
        [record.x_advance(), record.y_advance(), record.x_placement(), record.y_placement()]
            .into_iter()
            .any(|value| value.is_some_and(|value| value != 0))
    };
    let participates = match subtable {
        PairPos::Format1(pairs) => {
            let coverage = pairs.coverage()?;
            let space_set = coverage.get(space).map(usize::from);
            let mut participates = false;
            for (index, set) in pairs.pair_sets().iter().enumerate() {
                for pair in set?.pair_value_records().iter() {
                    let pair = pair?;
                    let has_space = space_set == Some(index) || GlyphId::from(pair.second_glyph()) == space;
                    participates |= has_space && (moves(pair.value_record1()) || moves(pair.value_record2()));
                }
            }
            participates
        }
        PairPos::Format2(classes) => {
            let is_first = classes.coverage()?.get(space).is_some();
            let first_class = usize::from(classes.class_def1()?.get(space));
            let second_class = usize::from(classes.class_def2()?.get(space));
            let mut participates = false;
            for (first, record) in classes.class1_records().iter().enumerate() {
                for (second, pair) in record?.class2_records().iter().enumerate() {
                    let has_space = (is_first && first == first_class) || second == second_class;
                    let pair = pair?;
                    participates |= has_space && (moves(pair.value_record1()) || moves(pair.value_record2()));
                }
            }
            participates
        }
    };
    Ok(SpaceUse::participant_if(participates))
}

fn context_use(subtable: SequenceContext<'_>, space: GlyphId) -> Result<SpaceUse, ReadError> {
    let participates = match subtable {
        SequenceContext::Format1(table) => {
            let mut found = table.coverage()?.get(space).is_some();
            for set in table.seq_rule_sets().iter().flatten() {
                for rule in set?.seq_rules().iter() {
                    found |= rule?.input_sequence().iter().any(|glyph| GlyphId::from(glyph.get()) == space);
                }
            }
            found
        }
        SequenceContext::Format2(table) => {
            let class = table.class_def()?.get(space);
            let mut found = table.coverage()?.get(space).is_some();
            for set in table.class_seq_rule_sets().iter().flatten() {
                for rule in set?.class_seq_rules().iter() {
                    found |= rule?.input_sequence().iter().any(|other| other.get() == class);
                }
            }
            found
        }
        SequenceContext::Format3(table) => coverages(table.coverages().iter(), space)?.contains(&true),
    };
    Ok(SpaceUse::participant_if(participates))
}

fn chain_use(subtable: ChainedSequenceContext<'_>, space: GlyphId) -> Result<SpaceUse, ReadError> {
    let mut found = SpaceUse::only(SpaceRole::Separator);
    match subtable {
        ChainedSequenceContext::Format1(table) => {
            let first = table.coverage()?.get(space).is_some();
            let is_space =
                |glyph: &skrifa::raw::types::BigEndian<skrifa::GlyphId16>| GlyphId::from(glyph.get()) == space;
            for set in table.chained_seq_rule_sets().iter().flatten() {
                for rule in set?.chained_seq_rules().iter() {
                    let rule = rule?;
                    let backtrack: Vec<_> = rule.backtrack_sequence().iter().map(is_space).collect();
                    let lookahead: Vec<_> = rule.lookahead_sequence().iter().map(is_space).collect();
                    let input = first || rule.input_sequence().iter().any(is_space);
                    found = found.and(rule_use(&backtrack, &[input], &lookahead));
                }
            }
        }
        ChainedSequenceContext::Format2(table) => {
            let first = table.coverage()?.get(space).is_some();
            let class_of = |classes: Result<ClassDef<'_>, ReadError>| Ok::<_, ReadError>(classes?.get(space));
            let backtrack_class = class_of(table.backtrack_class_def())?;
            let input_class = class_of(table.input_class_def())?;
            let lookahead_class = class_of(table.lookahead_class_def())?;
            for set in table.chained_class_seq_rule_sets().iter().flatten() {
                for rule in set?.chained_class_seq_rules().iter() {
                    let rule = rule?;
                    let row = |classes: &[skrifa::raw::types::BigEndian<u16>], class: u16| {
                        classes.iter().map(|other| other.get() == class).collect::<Vec<_>>()
                    };
                    let input = first || row(rule.input_sequence(), input_class).contains(&true);
                    found = found.and(rule_use(
                        &row(rule.backtrack_sequence(), backtrack_class),
                        &[input],
                        &row(rule.lookahead_sequence(), lookahead_class),
                    ));
                }
            }
        }
        ChainedSequenceContext::Format3(table) => {
            found = coverage_rule_use(
                &table.backtrack_coverages().iter().collect::<Result<Vec<_>, _>>()?,
                &coverages(table.input_coverages().iter(), space)?,
                &table.lookahead_coverages().iter().collect::<Result<Vec<_>, _>>()?,
                space,
            );
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::{SpaceRole, rule_use, space_use};
    use skrifa::{FontRef, MetadataProvider};

    #[test]
    fn a_space_past_the_words_end_is_a_neighbour_and_one_further_in_takes_part() {
        let (no, yes) = (false, true);
        let role = |backtrack: &[bool], input: &[bool], lookahead: &[bool]| rule_use(backtrack, input, lookahead).role;
        assert_eq!(role(&[no], &[no], &[no]), SpaceRole::Separator);
        assert_eq!(role(&[no, yes], &[no], &[]), SpaceRole::Neighbour);
        assert_eq!(role(&[yes, no], &[no], &[]), SpaceRole::Participant);
        assert_eq!(role(&[], &[yes], &[no]), SpaceRole::Participant);
    }

    #[test]
    fn the_bundled_faces_let_words_be_kept_and_naskh_looks_past_a_space_for_digits() {
        let naskh = FontRef::new(include_bytes!("../../assets/fonts/NotoNaskhArabic-Regular.ttf")).unwrap();
        let sans = FontRef::new(include_bytes!("../../assets/fonts/NotoSans-Regular.ttf")).unwrap();
        assert_eq!(space_use(&sans).role, SpaceRole::Neighbour);
        let naskh_use = space_use(&naskh);
        assert_eq!(naskh_use.role, SpaceRole::Neighbour);
        let seen = |c| naskh_use.seen_before.contains(&naskh.charmap().map(c).unwrap());
        assert_eq!(['4', 'ل'].map(seen), [true, false]);
    }
}
