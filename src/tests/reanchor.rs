//! A text that is changed under its annotations: what `reanchor` says, what it writes, and that it can be undone.

use super::command_line::run;
use super::scratch::Scratch;
use crate::cli::ending::Exit;

/// A project with a text that was annotated by this script and then became another.
fn changed(name: &str, old: &str, script: &str, new: &str) -> Scratch {
    let scratch = Scratch::new(name);
    scratch.write("a.txt", old);
    run(&scratch, "new DIR");
    scratch.write("a.script", format!("open a\n{script}"));
    assert_eq!(run(&scratch, "run DIR DIR/a.script --as layla").0, Exit::Done);
    scratch.write("a.txt", new);
    scratch
}

/// Every file of a project with its text.
fn whole(scratch: &Scratch) -> Vec<(String, String)> {
    scratch.files_below(".").into_iter().map(|file| (file.clone(), scratch.read(&file))).collect()
}

const TWO_PEOPLE: &str = "select \"Layla\"\nlabel person\nselect \"Haifa\"\nlabel place\nselect \"visited\"\nlabel visit\nset-argument agent 1\n";

#[test]
fn nothing_is_written_until_it_is_accepted_and_undo_brings_the_records_back() {
    let scratch = changed("reanchor-insert", "Layla visited Haifa", TWO_PEOPLE, "Now Layla visited Haifa");
    let before = whole(&scratch);
    let (exit, out, _) = run(&scratch, "reanchor DIR");
    assert_eq!((exit, whole(&scratch) == before), (Exit::Failed, true));
    assert_eq!(
        out,
        "layla/a#1: entities/person `Layla` at 0..5: moved to 4..9\n\
         layla/a#3: events/visit `visited` at 6..13: moved to 10..17\n\
         layla/a#2: entities/place `Haifa` at 14..19: moved to 18..23\n\
         3 moved, 0 ambiguous, 0 lost; 1 set of another text; nothing was changed: `--accept` carries over what has a place\n"
    );
    assert!(run(&scratch, "check DIR").1.contains("until `hashiya reanchor` carries it over"));
    let kept = |text: &str| {
        text.lines().filter(|line| line.trim_start().starts_with("(id")).map(str::to_owned).collect::<Vec<_>>()
    };
    let records = kept(&scratch.read("annotations/layla/a.ron"));
    assert_eq!(run(&scratch, "reanchor DIR a --by layla --accept").0, Exit::Done);
    assert_eq!(run(&scratch, "check DIR").0, Exit::Done);
    scratch.write("b.script", "open a\nexpect Now [person#1 Layla] [visit#3{agent=1} visited] [place#2 Haifa]\n");
    let (exit, _, told) = run(&scratch, "run DIR DIR/b.script --as layla");
    assert_eq!(exit, Exit::Done, "{told}");
    scratch.write("c.script", "open a\nundo\nexpect Now Layla visited Haifa\nreanchor\n");
    let (exit, _, told) = run(&scratch, "run DIR DIR/c.script --as layla");
    assert_eq!((exit, kept(&scratch.read("annotations/layla/a.ron"))), (Exit::Done, records), "{told}");
    scratch.write("d.script", "open a\nredo\nexpect-refused reanchor-accept all\n");
    assert_eq!(run(&scratch, "run DIR DIR/d.script --as layla").0, Exit::Done);
    assert_eq!(run(&scratch, "reanchor DIR").0, Exit::Done);
}

#[test]
fn what_was_deleted_from_the_text_stays_kept_and_is_told() {
    let scratch = changed("reanchor-delete", "Layla visited Haifa", TWO_PEOPLE, "Layla, at Haifa");
    let (exit, out, _) = run(&scratch, "reanchor DIR --accept");
    assert!(out.ends_with("accepted: what has a place was carried over, and can be undone\n"), "{out}");
    assert_eq!(
        (exit, out.contains("layla/a#3: events/visit `visited` at 6..13: lost: it stands nowhere\n")),
        (Exit::Failed, true)
    );
    let (_, again, _) = run(&scratch, "reanchor DIR --accept");
    assert!(again.ends_with("; nothing was changed: what is left has no clear place\n"), "{again}");
    let set = scratch.read("annotations/layla/a.ron");
    assert!(
        set.contains("(start: 10, end: 15, quote: \"Haifa\")")
            && set.contains("(start: 6, end: 13, quote: \"visited\")")
    );
}

#[test]
fn a_text_that_was_decomposed_is_followed_and_said_to_be_spelled_otherwise() {
    let script = "select \"Đà Nẵng\"\nlabel place\n";
    let scratch = changed("reanchor-nfd", "ở Đà Nẵng", script, "o\u{309}\u{31b} Đa\u{300} Na\u{306}\u{303}ng");
    let (exit, out, _) = run(&scratch, "reanchor DIR --accept");
    assert!(out.contains("at 2..9: moved to 4..14, where the same letters are spelled otherwise"), "{out}");
    assert_eq!((exit, run(&scratch, "check DIR").0), (Exit::Done, Exit::Done));
}

#[test]
fn a_change_after_all_annotations_is_noted_once_accepted() {
    let scratch = changed("reanchor-fits", "Layla", "select \"Layla\"\nlabel person\n", "Layla again");
    assert_eq!((run(&scratch, "reanchor DIR").0, run(&scratch, "check DIR").0), (Exit::Done, Exit::Failed));
    let (exit, out, _) = run(&scratch, "reanchor DIR --accept");
    assert!(out.ends_with("1 set of another text; accepted: it is noted that the rest fits\n"), "{out}");
    assert_eq!((exit, run(&scratch, "check DIR").0), (Exit::Done, Exit::Done));
    let (exit, out, _) = run(&scratch, "reanchor DIR --accept");
    assert!(out.ends_with("0 sets of another text; there was nothing to be done\n") && exit == Exit::Done, "{out}");
    assert_eq!(run(&scratch, "reanchor DIR nowhere").0, Exit::Failed);
}

/// Three quotes: one whose place is clear, one that stands twice now, and one that is gone.
fn three(name: &str) -> Scratch {
    let script = "select \"visited\"\nlabel visit\nselect \"Layla\"\nlabel person\nselect \"Haifa\"\nlabel place\nchoose 1\nset-argument agent 2\nset-argument destination 3\n";
    changed(name, "Layla visited Haifa", script, "Omar visited: Layla and Layla")
}

#[test]
fn single_ones_are_accepted_at_any_of_their_places() {
    let scratch = three("reanchor-single");
    let (exit, out, _) = run(&scratch, "reanchor DIR");
    assert_eq!(exit, Exit::Failed);
    assert!(out.contains("  place 2: 24..29: Omar visited: Layla and [Layla]\n"), "{out}");
    assert_eq!(run(&scratch, "reanchor DIR --accept --only 2").0, Exit::Unusable);
    let (exit, out, _) = run(&scratch, "reanchor DIR a --accept --only 2:2");
    assert!(out.contains("accepted: 1 annotation carried over") && exit == Exit::Failed, "{out}");
    scratch.write("b.script", "open a\nexpect Omar visited: Layla and [person#2 Layla]\nreanchor-accept 1\nselect \"Omar\"\nreanchor-here 3\nexpect-refused reanchor-accept 3\nexpect [place#3 Omar] [visit#1{agent=2, destination=3} visited]: Layla and [person#2 Layla]\nexpect-refused reanchor\n");
    let (exit, _, told) = run(&scratch, "run DIR DIR/b.script --as layla");
    assert_eq!(exit, Exit::Done, "{told}");
}

#[test]
fn what_does_not_fit_is_gone_through_left_and_deleted() {
    let scratch = three("reanchor-walk");
    let walk = "open a\nexpect-refused reanchor-next\nreanchor\nreanchor-place 2\nreanchor-accept\n\
        expect-refused reanchor-place 2\nreanchor-next\nreanchor-leave\nexpect-refused reanchor 7\nreanchor-accept\n\
        expect-refused reanchor-next\nexpect Omar [visit#1{agent=2, destination=3} visited]: Layla and [person#2 Layla]\n";
    scratch.write("b.script", walk);
    let (exit, _, told) = run(&scratch, "run DIR DIR/b.script --as layla");
    assert_eq!((exit, told.as_str()), (Exit::Done, ""));
    let delete = "open a\nreanchor 3\nreanchor-delete\nexpect Omar [visit#1{agent=2} visited]: Layla and [person#2 Layla]\n\
        undo\nexpect Omar [visit#1{agent=2, destination=3} visited]: Layla and [person#2 Layla]\nreanchor\n";
    scratch.write("c.script", delete);
    let (exit, _, told) = run(&scratch, "run DIR DIR/c.script --as layla");
    assert_eq!(exit, Exit::Done, "{told}");
}

#[test]
fn what_was_carried_over_already_tells_where_the_others_stand() {
    let script = "select \"b\"\nlabel person\nselect \"c\"\nlabel person\nselect \"d\"\nlabel person\n";
    let scratch = changed("reanchor-steps", "a b c d", script, "c x y c y b c d");
    scratch.write("b.script", "open a\nreanchor-accept 1\nreanchor-accept 3\nreanchor-accept 2\nexpect c x y c y [person#1 b] [person#2 c] [person#3 d]\n");
    let (exit, _, told) = run(&scratch, "run DIR DIR/b.script --as layla");
    assert_eq!(exit, Exit::Done, "{told}");
}

/// What a project is like whose writer was killed: the journals have everything, the states of before are `states`.
fn put_back(scratch: &Scratch, file: &str, state: Option<&str>) {
    match state {
        Some(state) => scratch.write(file, state),
        None => std::fs::remove_file(scratch.path().join(file)).unwrap(),
    }
}

const STATE: &str = "annotations/layla/a.ron";

fn journals_aside(scratch: &Scratch) -> Vec<String> {
    scratch.files_below("annotations").into_iter().filter(|file| file.contains(".journal.")).collect()
}

#[test]
fn what_only_the_journal_has_is_done_again_before_it_is_held_against_a_text_that_was_changed() {
    let first = "select \"Layla\"\nlabel person\nselect \"visited\"\nlabel visit\n";
    // An undo that the state lacks counts as much as what was done.
    let then = "open a\nundo\nselect \"Haifa\"\nlabel place\nchoose 1\nset-note \"ليلى\"\n";
    for (name, has_state, new, expected) in [
        (
            "journal-ahead-appended",
            true,
            "Layla visited Haifa now",
            "[person#1{\"ليلى\"} Layla] visited [place#3 Haifa] now",
        ),
        (
            "journal-ahead-moved",
            true,
            "قال: Layla visited Haifa",
            "قال: [person#1{\"ليلى\"} Layla] visited [place#3 Haifa]",
        ),
        (
            "journal-alone-moved",
            false,
            "قال: Layla visited Haifa",
            "قال: [person#1{\"ليلى\"} Layla] visited [place#3 Haifa]",
        ),
    ] {
        let scratch = changed(name, "Layla visited Haifa", first, "Layla visited Haifa");
        let state = scratch.read(STATE);
        scratch.write("then.script", then);
        assert_eq!(run(&scratch, "run DIR DIR/then.script --as layla").0, Exit::Done);
        let whole_journal = scratch.read("annotations/layla/a.journal");
        put_back(&scratch, STATE, has_state.then_some(&state));
        scratch.write("a.txt", new);
        let before = whole(&scratch);
        let (_, out, _) = run(&scratch, "reanchor DIR");
        let moved = if new.starts_with("Layla") { 0 } else { 2 };
        assert!(out.contains(&format!("{moved} moved, 0 ambiguous, 0 lost; 1 set of another text")), "{name}: {out}");
        assert_eq!(whole(&scratch), before, "{name}");
        assert_eq!(run(&scratch, "reanchor DIR --accept").0, Exit::Done, "{name}");
        assert_eq!(journals_aside(&scratch), Vec::<String>::new(), "{name}");
        assert!(scratch.read("annotations/layla/a.journal").starts_with(&whole_journal), "{name}");
        let (exit, checked, _) = run(&scratch, "check DIR");
        assert_eq!(exit, Exit::Done, "{name}: {checked}");
        // What was done before the text was changed can be taken back where its place is the same.
        let undone = match moved {
            0 => "undo\nexpect [person#1 Layla] visited [place#3 Haifa] now\nredo",
            _ => "expect-refused undo",
        };
        scratch.write("b.script", format!("open a\nexpect {expected}\nundo\n{undone}\nredo\nexpect {expected}\n"));
        let (exit, _, told) = run(&scratch, "run DIR DIR/b.script --as layla");
        assert_eq!(exit, Exit::Done, "{name}: {told}");
    }
}

#[test]
fn a_text_that_was_changed_again_and_again_ends_no_history_wherever_the_writer_was_killed() {
    let scratch = changed("history-goes-on", "Layla visited Haifa", TWO_PEOPLE, "Now Layla visited Haifa");
    let states = std::cell::RefCell::new(vec![scratch.read(STATE)]);
    let step = |script: &str, text: &str| {
        scratch.write("s.script", format!("open a\n{script}\n"));
        let (exit, _, told) = run(&scratch, "run DIR DIR/s.script --as layla");
        assert_eq!(exit, Exit::Done, "{told}");
        states.borrow_mut().push(scratch.read(STATE));
        scratch.write("a.txt", text);
    };
    step("reanchor-accept 1\nreanchor-accept 2\nselect \"Now\"\nlabel date", "So now Layla visited Haifa");
    step("reanchor-accept 3\nselect \"So\"\nlabel date", "Layla visited Haifa");
    step("reanchor-accept 1\nchoose 1\nset-note \"ليلى\"", "At last Layla visited Haifa");
    let asked = || {
        let before = whole(&scratch);
        let asked = run(&scratch, "history DIR a").1 + &run(&scratch, "reanchor DIR").1;
        assert_eq!(whole(&scratch), before);
        let mut lines: Vec<String> = asked.lines().map(str::to_owned).collect();
        lines.sort_unstable();
        lines
    };
    let expected = asked();
    assert_eq!(expected.iter().filter(|line| line.contains("  layla  ")).count(), 11, "{expected:?}");
    let moved = "layla/a#1: entities/person `Layla` at 0..5: moved to 8..13";
    assert!(expected.iter().any(|line| line == moved), "{expected:?}");
    for (at, state) in states.borrow().iter().map(|state| Some(state.as_str())).chain([None]).enumerate() {
        put_back(&scratch, STATE, state);
        assert_eq!(asked(), expected, "killed after state {at}");
    }
    assert_eq!(journals_aside(&scratch), Vec::<String>::new());
    assert_eq!(run(&scratch, "check DIR").1.matches("damaged").count(), 0);
}

/// What was read from somewhere else with a name and a sum that were corrected since, and a storm that got another name.
fn corrected(name: &str) -> Scratch {
    let script = "select \"ليلى\"\nlabel person\nselect \"حيفا\"\nlabel place\nselect \"Én\"\nlabel organization\nselect \"Haifa\"\nlabel place\n";
    changed(name, "زارت ليلى حيفا. Én qua Haifa.", script, "زارت ليلا حيفا. Yagi qua Haifa.")
}

#[test]
fn words_that_stand_in_place_of_others_are_proposed_and_taken_only_where_that_is_said() {
    let scratch = corrected("reanchor-reworded");
    let before = whole(&scratch);
    let (exit, out, _) = run(&scratch, "reanchor DIR");
    assert_eq!((exit, whole(&scratch) == before), (Exit::Failed, true));
    assert!(out.contains("`ليلى` at 5..9: reworded: `ليلا` stands there now, at 5..9\n"), "{out}");
    assert!(out.contains("  place 1: 5..9: زارت [ليلا] حيفا. Yagi qua Haifa.\n"), "{out}");
    assert!(out.contains("`Én` at 16..18: reworded: `Yagi` stands there now, at 16..20\n"), "{out}");
    assert!(out.contains("1 moved, 0 ambiguous, 2 reworded, 0 lost; "), "{out}");
    assert!(out.contains("`--accept --reworded` takes the words that stand in place of others"), "{out}");
    assert_eq!(run(&scratch, "reanchor DIR --reworded").0, Exit::Unusable);
    // What is accepted at large leaves them.
    assert_eq!(run(&scratch, "reanchor DIR --accept").0, Exit::Failed);
    let said = |expected: &str, then: &str| {
        scratch.write("b.script", format!("open a\nexpect {expected}\n{then}\n"));
        let (exit, _, told) = run(&scratch, "run DIR DIR/b.script --as layla");
        assert_eq!(exit, Exit::Done, "{told}");
    };
    let second = "Yagi qua [place#4 Haifa].";
    said(&format!("زارت ليلا [place#2 حيفا]. {second}"), "reanchor\nexpect-refused reanchor-accept all");
    assert_eq!(run(&scratch, "reanchor DIR --accept --reworded").0, Exit::Done);
    let whole = "زارت [person#1 ليلا] [place#2 حيفا]. [organization#3 Yagi] qua [place#4 Haifa].";
    said(whole, "undo\nreanchor-accept reworded");
    said(whole, "expect-refused reanchor-accept reworded");
    assert_eq!(run(&scratch, "check DIR").0, Exit::Done);
}

/// What Layla did stands in both sentences of the old text; a sentence of the same words came before them.
const OLD: &str = "قالت ليلى حدّاد إنّ الميناء القديم في حيفا يفتح يوم الاثنين.\nLater that evening Layla Haddad met the Secretary in Haifa, \
    and both spoke about the harbour.\nThe paper wrote that Layla Haddad will visit Tunis in June.\n";
const NEW: &str = "Layla Haddad, again.\nقالت ليلى حدّاد إنّ الميناء القديم في حيفا يفتح يوم الاثنين.\nThe paper wrote that Layla Haddad will \
    visit Tunis in June.\nLater that evening Layla Haddad met the Secretary in Haifa, and both spoke about the harbour.\n";

fn two_of_the_same(name: &str) -> Scratch {
    let second = OLD.find("wrote that Layla").unwrap() + "wrote that ".len();
    let chars = OLD[..second].chars().count();
    let script = format!("select {chars}..{}\nlabel person\n", chars + "Layla Haddad".len());
    changed(name, OLD, &script, NEW)
}

#[test]
fn a_name_that_stands_in_many_places_is_carried_over_for_sure_where_the_text_is_kept_and_asked_where_it_is_not() {
    let scratch = two_of_the_same("reanchor-kept-text");
    assert_eq!(scratch.files_below(".hashiya/texts").len(), 1);
    let at = NEW[..NEW.find("Layla Haddad will").unwrap()].chars().count();
    let (exit, out, _) = run(&scratch, "reanchor DIR");
    assert!(out.contains(&format!(": moved to {at}..{}\n", at + 12)) && exit == Exit::Failed, "{out}");
    let kept = scratch.files_below(".hashiya/texts").pop().unwrap();
    // One that is not what its name says is not believed.
    scratch.write(&format!(".hashiya/texts/{}", kept.rsplit('/').next().unwrap()), OLD.replace("wrote", "knows"));
    let (_, damaged, _) = run(&scratch, "reanchor DIR");
    std::fs::remove_dir_all(scratch.path().join(".hashiya")).unwrap();
    let (_, without, _) = run(&scratch, "reanchor DIR");
    assert!(without.contains(": ambiguous: it stands in 3 places"), "{without}");
    assert_eq!(damaged, without);
}

#[test]
fn what_was_left_behind_by_a_text_before_the_last_one_is_still_told_by_that() {
    let scratch = two_of_the_same("reanchor-kept-texts");
    // Something is done on the new text, so that the set is about that, and then a third comes.
    scratch.write("b.script", "open a\nselect \"again\"\nlabel date\n");
    assert_eq!(run(&scratch, "run DIR DIR/b.script --as layla").0, Exit::Done);
    assert_eq!(scratch.files_below(".hashiya/texts").len(), 2);
    let at = NEW[..NEW.find("Layla Haddad will").unwrap()].chars().count();
    let moved = |at: usize| format!("#1: entities/person `Layla Haddad` at 176..188: moved to {at}..{}\n", at + 12);
    let (_, out, _) = run(&scratch, "reanchor DIR");
    assert!(out.contains(&moved(at)), "{out}");
    scratch.write("a.txt", format!("Haifa, 3 June\n{NEW}"));
    let (_, out, _) = run(&scratch, "reanchor DIR");
    assert!(out.contains(&moved(at + 14)) && out.contains("`again`"), "{out}");
    assert_eq!(run(&scratch, "reanchor DIR --accept").0, Exit::Done);
    assert_eq!(run(&scratch, "check DIR").0, Exit::Done);
}

#[test]
fn what_fits_by_chance_where_it_stood_is_told_with_where_it_belongs() {
    let old = "On Monday Layla spoke at the fair. On Friday Layla flew home from Haifa with her brother Omar.";
    let (first, from) = (old.find("Layla spoke").unwrap(), old.find("Layla flew").unwrap());
    // What came is as long as it is from one name to the other.
    let new = format!("{:<1$}{old}", "There was rain last week in Acre.", from - first);
    let scratch = changed("reanchor-by-chance", old, &format!("select {from}..{}\nlabel person\n", from + 5), &new);
    let (exit, out, _) = run(&scratch, "reanchor DIR");
    let other = new.find("Layla flew").unwrap();
    assert!(
        out.contains(&format!("layla/a#1: `Layla` stays at {from}, but ")) && out.contains(&other.to_string()),
        "{out}"
    );
    assert_eq!(exit, Exit::Done, "{out}");
}
