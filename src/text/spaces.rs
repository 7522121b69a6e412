//! Whether a face lets shaping be cut at spaces. Shaped words can be kept and used again only if nothing a font does
//! reaches across a space; this reads the font's own rules to know. The unit is the glyph.

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

/// Reads `font`'s GSUB, GPOS and kerning tables. A table that cannot be read counts as [`SpaceRole::Participant`].
#[must_use]
pub fn space_role(font: &FontRef<'_>) -> SpaceRole {
    let Some(space) = font.charmap().map(' ') else { return SpaceRole::Separator };
    // State-machine tables are not analysed; `kern` is used only where GPOS is missing, but then it pairs with spaces too.
    if font.morx().is_ok() || font.kerx().is_ok() || (font.gpos().is_err() && font.kern().is_ok()) {
        return SpaceRole::Participant;
    }
    let substitutions = substitutions_role(font, space).unwrap_or(SpaceRole::Participant);
    let positions = positions_role(font, space).unwrap_or(SpaceRole::Participant);
    substitutions.max(positions)
}

fn substitutions_role(font: &FontRef<'_>, space: GlyphId) -> Result<SpaceRole, ReadError> {
    let Ok(gsub) = font.gsub() else { return Ok(SpaceRole::Separator) };
    let mut role = SpaceRole::Separator;
    for lookup in gsub.lookup_list()?.lookups().iter() {
        let lookup = lookup?;
        let found = match lookup.subtables()? {
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
                let mut role = covers(subtable.coverage(), space)?;
                for set in subtable.ligature_sets().iter() {
                    for ligature in set?.ligatures().iter() {
                        if ligature?.component_glyph_ids().iter().any(|glyph| GlyphId::from(glyph.get()) == space) {
                            role = SpaceRole::Participant;
                        }
                    }
                }
                Ok(role)
            })?,
            SubstitutionSubtables::Contextual(subtables) => any(&subtables, |subtable| context_role(subtable, space))?,
            SubstitutionSubtables::ChainContextual(subtables) => {
                any(&subtables, |subtable| chain_role(subtable, space))?
            }
            SubstitutionSubtables::Reverse(subtables) => any(&subtables, |subtable| {
                let backtrack = coverages(subtable.backtrack_coverages().iter(), space)?;
                let lookahead = coverages(subtable.lookahead_coverages().iter(), space)?;
                let input = subtable.coverage()?.get(space).is_some();
                Ok(rule_role(&backtrack, &[input], &lookahead))
            })?,
            SubstitutionSubtables::EmptyExtension => SpaceRole::Separator,
        };
        role = role.max(found).max(flag_role(lookup.lookup_flag(), lookup.lookup_type() >= 4));
    }
    Ok(role)
}

fn positions_role(font: &FontRef<'_>, space: GlyphId) -> Result<SpaceRole, ReadError> {
    let Ok(gpos) = font.gpos() else { return Ok(SpaceRole::Separator) };
    let mut role = SpaceRole::Separator;
    for lookup in gpos.lookup_list()?.lookups().iter() {
        let lookup = lookup?;
        let found = match lookup.subtables()? {
            // A space that is moved alone is moved alike everywhere.
            PositionSubtables::Single(_) => SpaceRole::Separator,
            PositionSubtables::Pair(subtables) => any(&subtables, |subtable| pair_role(subtable, space))?,
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
            PositionSubtables::Contextual(subtables) => any(&subtables, |subtable| context_role(subtable, space))?,
            PositionSubtables::ChainContextual(subtables) => any(&subtables, |subtable| chain_role(subtable, space))?,
            PositionSubtables::EmptyExtension => SpaceRole::Separator,
        };
        let reaches = matches!(lookup.lookup_type(), 2 | 3 | 7 | 8);
        role = role.max(found).max(flag_role(lookup.lookup_flag(), reaches));
    }
    Ok(role)
}

/// A rule over several glyphs that skips base glyphs may skip the space and see the next word.
fn flag_role(flag: LookupFlag, reaches: bool) -> SpaceRole {
    let skips_bases = flag.to_bits() & LookupFlag::IGNORE_BASE_GLYPHS.to_bits() != 0;
    if reaches && skips_bases { SpaceRole::Participant } else { SpaceRole::Separator }
}

fn any<'a, T, Ext>(
    subtables: &Subtables<'a, T, Ext>,
    role: impl Fn(T) -> Result<SpaceRole, ReadError>,
) -> Result<SpaceRole, ReadError>
where
    T: skrifa::raw::FontRead<'a> + 'a,
    Ext: skrifa::raw::tables::layout::ExtensionLookup<'a, T> + 'a,
{
    subtables.iter().try_fold(SpaceRole::Separator, |most, subtable| Ok(most.max(role(subtable?)?)))
}

fn covers(coverage: Result<CoverageTable<'_>, ReadError>, space: GlyphId) -> Result<SpaceRole, ReadError> {
    Ok(if coverage?.get(space).is_some() { SpaceRole::Participant } else { SpaceRole::Separator })
}

fn coverages<'a>(
    tables: impl Iterator<Item = Result<CoverageTable<'a>, ReadError>>,
    space: GlyphId,
) -> Result<Vec<bool>, ReadError> {
    tables.map(|coverage| Ok(coverage?.get(space).is_some())).collect()
}

/// A rule as three rows of "may this place be the space?", in the order of the text (backtrack is stored reversed).
fn rule_role(backtrack: &[bool], input: &[bool], lookahead: &[bool]) -> SpaceRole {
    if input.contains(&true) {
        return SpaceRole::Participant;
    }
    let inner = |row: &[bool]| row.split_last().is_some_and(|(_, nearer)| nearer.contains(&true));
    // In both rows the last place is the farthest from the input: past it the rule sees nothing.
    if inner(backtrack) || inner(lookahead) {
        SpaceRole::Participant
    } else if backtrack.contains(&true) || lookahead.contains(&true) {
        SpaceRole::Neighbour
    } else {
        SpaceRole::Separator
    }
}

fn pair_role(subtable: PairPos<'_>, space: GlyphId) -> Result<SpaceRole, ReadError> {
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
    Ok(if participates { SpaceRole::Participant } else { SpaceRole::Separator })
}

fn context_role(subtable: SequenceContext<'_>, space: GlyphId) -> Result<SpaceRole, ReadError> {
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
    Ok(if participates { SpaceRole::Participant } else { SpaceRole::Separator })
}

fn chain_role(subtable: ChainedSequenceContext<'_>, space: GlyphId) -> Result<SpaceRole, ReadError> {
    let mut role = SpaceRole::Separator;
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
                    role = role.max(rule_role(&backtrack, &[input], &lookahead));
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
                    role = role.max(rule_role(
                        &row(rule.backtrack_sequence(), backtrack_class),
                        &[input],
                        &row(rule.lookahead_sequence(), lookahead_class),
                    ));
                }
            }
        }
        ChainedSequenceContext::Format3(table) => {
            role = rule_role(
                &coverages(table.backtrack_coverages().iter(), space)?,
                &coverages(table.input_coverages().iter(), space)?,
                &coverages(table.lookahead_coverages().iter(), space)?,
            );
        }
    }
    Ok(role)
}

#[cfg(test)]
mod tests {
    use super::{SpaceRole, rule_role, space_role};
    use skrifa::FontRef;

    #[test]
    fn a_space_past_the_words_end_is_a_neighbour_and_one_further_in_takes_part() {
        let (no, yes) = (false, true);
        assert_eq!(rule_role(&[no], &[no], &[no]), SpaceRole::Separator);
        assert_eq!(rule_role(&[no, yes], &[no], &[]), SpaceRole::Neighbour);
        assert_eq!(rule_role(&[yes, no], &[no], &[]), SpaceRole::Participant);
        assert_eq!(rule_role(&[], &[yes], &[no]), SpaceRole::Participant);
    }

    #[test]
    fn the_bundled_faces_let_words_be_kept() {
        for data in [
            include_bytes!("../../assets/fonts/NotoNaskhArabic-Regular.ttf").as_slice(),
            include_bytes!("../../assets/fonts/NotoSans-Regular.ttf").as_slice(),
        ] {
            assert_eq!(space_role(&FontRef::new(data).unwrap()), SpaceRole::Neighbour);
        }
    }
}
