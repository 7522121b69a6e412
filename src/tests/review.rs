//! A review as people do it: two annotate, a third decides, and what was decided is kept, undone, and open again when somebody
//! says something else. On disk, as each works under their own name.

use crate::model::decision::Verdict;
use crate::review::outcomes::State;
use crate::session::command::Command;
use crate::session::script;
use crate::session::state::{Message, Session};

use super::scratch::Scratch;

const TEXT: &str = "Layla Haddad visited Haifa with Omar.";

/// A project with one document, `news`.
struct Desk {
    scratch: Scratch,
}

impl Desk {
    fn new(text: &str) -> Self {
        let scratch = Scratch::new("review");
        scratch.write("news.txt", text);
        Session::create(scratch.path(), None).unwrap();
        Self { scratch }
    }

    fn open(&self, name: &str) -> Session {
        Session::open(self.scratch.path(), Some(name)).unwrap()
    }

    /// Lets somebody do something and go.
    fn by(&self, name: &str, script: &str) -> &Self {
        run(&mut self.open(name), script);
        self
    }

    /// Rana reviews.
    fn review(&self, script: &str) -> Session {
        let mut session = self.open("rana");
        run(&mut session, &format!("review; {script}"));
        session
    }
}

/// Runs a script, lines divided by `;`.
fn run(session: &mut Session, script: &str) {
    script::run(session, &script.replace(';', "\n"), "script").unwrap();
}

/// The cases: kinds, and what became of each.
fn cases(session: &Session) -> Vec<String> {
    let review = session.review().expect("a review is open");
    let line = |item: &crate::review::outcomes::Item| {
        let kinds = review.case(item).map_or("gone".to_owned(), |case| {
            let words: Vec<&str> = case.differences.iter().map(|difference| difference.word()).collect();
            if words.is_empty() { "=".to_owned() } else { words.join("+") }
        });
        format!("{kinds} {:?}", item.state).to_lowercase()
    };
    review.items().iter().map(line).collect()
}

fn expect(session: &mut Session, marked: &str) {
    session.perform(&Command::Expect(marked.to_owned())).unwrap();
}

const LAYLA: &str = "select \"Layla Haddad\"; label person; select \"Haifa\"; label place; select \"visited\"; label visit; \
    set-argument agent 1; set-argument destination 2";
const MINH: &str = "select \"Haddad\"; label person; select \"Haifa\"; label place; select \"visited\"; label visit; \
    set-argument agent 1; select \"Omar\"; label person";

fn desk() -> Desk {
    let desk = Desk::new(TEXT);
    desk.by("layla", LAYLA).by("minh", MINH);
    desk
}

#[test]
fn what_two_say_is_a_case_each_and_gold_begins_empty() {
    let session = desk().review("");
    assert_eq!(cases(&session), ["border open", "role open", "= open", "missing open"]);
    assert_eq!((session.annotator().as_str(), session.set().unwrap().len()), ("gold", 0));
    assert_eq!(session.review().unwrap().at(), Some(0));
}

#[test]
fn each_case_is_decided_and_the_next_one_is_looked_at() {
    let mut session = desk().review("decide second; decide first; decide neither");
    assert_eq!(cases(&session), ["border decided", "role decided", "= settled", "missing decided"]);
    expect(&mut session, "Layla [person#1 Haddad] [visit{agent=1, destination=3} visited] [place#3 Haifa] with Omar.");
    assert_eq!(session.review().unwrap().at(), None);
}

#[test]
fn a_frame_brings_the_mentions_it_names_and_leaves_them_open_where_they_differ() {
    let mut session = desk().review("go-to-case 2; decide first");
    let Some(Message::Done(said)) = session.message() else { panic!("something is said") };
    assert_eq!(said, "visit `visited` it is; 1 mention came along, and its own case is still open");
    expect(&mut session, "[person#1 Layla Haddad] [visit{agent=1, destination=3} visited] [place#3 Haifa] with Omar.");
    assert_eq!(cases(&session), ["border open", "role decided", "= settled", "missing open"]);
    run(&mut session, "go-to-case 1; decide second");
    expect(&mut session, "Layla [person#1 Haddad] [visit{agent=1, destination=3} visited] [place#3 Haifa] with Omar.");
}

/// What three say of a visit: its place is agreed on, its agent is a person for two and a group for the third.
fn disputed_agent() -> Desk {
    let third = LAYLA.replace("label person", "label group");
    let desk = Desk::new(TEXT);
    desk.by("layla", LAYLA).by("minh", LAYLA).by("omar", &third);
    desk
}

#[test]
fn a_frame_that_all_agree_on_waits_until_it_is_decided_who_fills_it() {
    let mut session = disputed_agent().review("adopt all");
    assert_eq!(cases(&session), ["label open", "= open", "= decided"]);
    let waits = "1 frame waits until what fills its roles is decided";
    let Some(Message::Done(said)) = session.message() else { panic!("something is said") };
    assert_eq!(said, &format!("adopted 1 case; {waits}"));
    expect(&mut session, "Layla Haddad visited [place Haifa] with Omar.");
    let refused = session.refusal(&Command::parse("adopt all").unwrap()).unwrap();
    assert_eq!(refused, format!("nothing that is agreed on is open in this document; {waits}"));
    run(&mut session, "go-to-case 1; decide first; adopt all");
    assert_eq!(cases(&session), ["label decided", "= decided", "= decided"]);
    expect(&mut session, "[person#1 Layla Haddad] [visit{agent=1, destination=3} visited] [place#3 Haifa] with Omar.");
}

#[test]
fn a_frame_brings_what_is_agreed_to_fill_it_and_decides_that_too() {
    let mut session = disputed_agent().review("adopt 2 visit");
    assert_eq!(cases(&session), ["label decided", "= decided", "= decided"]);
    expect(&mut session, "[person#1 Layla Haddad] [visit{agent=1, destination=3} visited] [place#3 Haifa] with Omar.");
    let mut session = disputed_agent().review("decide neither; adopt all");
    let Some(Message::Done(said)) = session.message() else { panic!("something is said") };
    assert_eq!(said, "adopted 2 cases; left empty, for nobody is there to fill it: agent");
    expect(&mut session, "Layla Haddad [visit{destination=2} visited] [place#2 Haifa] with Omar.");
}

#[test]
fn what_was_refused_fills_no_role() {
    let mut session = desk().review("decide neither; decide first");
    let Some(Message::Done(said)) = session.message() else { panic!("something is said") };
    assert!(said.ends_with("left empty, for nobody is there to fill it: agent"), "{said}");
    expect(&mut session, "Layla Haddad [visit{destination=2} visited] [place#2 Haifa] with Omar.");
}

#[test]
fn both_and_edit_and_undo_in_one_step() {
    let mut session = desk().review("decide both");
    expect(&mut session, "[person Layla [person Haddad]] visited Haifa with Omar.");
    run(&mut session, "undo");
    assert_eq!((session.set().unwrap().len(), session.review().unwrap().at()), (0, Some(0)));
    run(&mut session, "redo; undo; decide edit; shrink-end word; relabel group");
    expect(&mut session, "[group Layla] Haddad visited Haifa with Omar.");
    assert_eq!(cases(&session)[0], "border decided");
    assert!(!session.review().unwrap().is_deciding(), "keys label again");
    run(&mut session, "undo; undo; undo");
    assert_eq!((session.set().unwrap().len(), cases(&session)[0].as_str()), (0, "border open"));
}

#[test]
fn agreement_is_adopted_at_once() {
    let mut session = desk().review("adopt all");
    expect(&mut session, "Layla Haddad visited [place Haifa] with Omar.");
    assert!(session.refusal(&Command::parse("adopt all").unwrap()).is_some());
    run(&mut session, "undo; adopt 1");
    // Of one who says something and one who says nothing the former is enough; of two who differ neither is.
    expect(&mut session, "Layla Haddad visited [place Haifa] with [person Omar].");
}

#[test]
fn the_decision_is_kept_with_who_and_what_was_seen() {
    let desk = desk();
    drop(desk.review("decide second"));
    let session = desk.review("");
    assert_eq!(cases(&session)[0], "border decided");
    let decision = session.review().unwrap().items()[0].decision.clone().unwrap();
    assert_eq!((decision.verdict, decision.by.as_str()), (Verdict::Taken, "rana"));
    let taken: Vec<(&str, bool)> =
        decision.sources.iter().map(|source| (source.annotator.as_str(), source.is_taken)).collect();
    assert_eq!(taken, [("layla", false), ("minh", true)]);
    drop(session);
    // The state alone says it too, without its journal.
    std::fs::remove_file(desk.scratch.path().join("annotations/gold/news.journal")).unwrap();
    assert_eq!(cases(&desk.review(""))[0], "border decided");
}

#[test]
fn a_case_opens_again_when_a_source_changes() {
    let desk = desk();
    drop(desk.review("decide second; decide first; decide second"));
    desk.by("minh", "choose 1; relabel group").by("layla", "choose 2; set-note \"sure\"");
    let session = desk.review("");
    assert_eq!(cases(&session), ["border+label reopened", "role decided", "= settled", "missing decided"]);
    assert_eq!(session.review().unwrap().at(), Some(0));
    drop(session);
    let mut session = desk.review("decide first");
    assert_eq!(cases(&session)[0], "border+label decided");
    expect(
        &mut session,
        "[person#1 Layla Haddad] [visit{agent=1, destination=3} visited] [place#3 Haifa] with [person Omar].",
    );
}

#[test]
fn what_nobody_says_any_longer_is_looked_at_again() {
    let desk = desk();
    drop(desk.review("go-to-case 4; decide second"));
    desk.by("minh", "select \"Omar\"; delete");
    let mut session = desk.review("go-to-case 4");
    assert_eq!(cases(&session)[3], "gone reopened");
    assert!(session.refusal(&Command::parse("decide first").unwrap()).is_some());
    run(&mut session, "decide neither");
    assert_eq!((session.set().unwrap().len(), cases(&session).len()), (0, 3));
}

#[test]
fn a_third_annotator_who_says_the_same_opens_nothing() {
    let desk = desk();
    drop(desk.review("decide second"));
    desk.by("omar", "select \"Haddad\"; label person");
    assert_eq!(cases(&desk.review(""))[0], "border decided");
    desk.by("omar", "choose 1; relabel group");
    let session = desk.review("");
    assert_eq!(session.review().unwrap().items()[0].state, State::Reopened);
}

#[test]
fn cases_are_stepped_through_by_kind_and_label() {
    let mut session = desk().review("filter-cases open missing");
    assert_eq!(session.review().unwrap().at(), Some(3));
    run(&mut session, "filter-cases all any entities; next-case; previous-case");
    assert_eq!(session.review().unwrap().at(), Some(3));
    run(&mut session, "next-case");
    assert_eq!(session.review().unwrap().at(), Some(0));
    run(&mut session, "next-case");
    assert_eq!(session.review().unwrap().at(), Some(2));
    run(&mut session, "filter-cases decided");
    assert_eq!(session.review().unwrap().at(), None);
    assert!(session.refusal(&Command::parse("next-case").unwrap()).is_some());
}

#[test]
fn identities_are_those_that_everybody_calls_so() {
    let desk = Desk::new("Layla met Layla.");
    desk.by("layla", "select \"Layla\"; label person; new-identity @layla; set-external-id @layla wikidata:Q1");
    desk.by(
        "minh",
        "select \"Layla\"; label person; new-identity @l-haddad; set-external-id @l-haddad wikidata:Q1; \
        select \"Layla\" 2; label person; link @l-haddad",
    );
    let mut session = desk.review("decide first; decide second");
    assert_eq!(cases(&session), ["= decided", "missing decided"]);
    expect(&mut session, "[person{@layla} Layla] met [person{@layla} Layla].");
    assert_eq!(session.identities().len(), 1);
    run(&mut session, "undo; undo");
    assert_eq!(session.identities().len(), 0);
}

#[test]
fn gold_is_a_set_that_is_reviewed_and_edited_like_any_other() {
    let desk = desk();
    drop(desk.review("decide first"));
    desk.by("gold", "expect [person Layla Haddad] visited Haifa with Omar.; choose 1; relabel group");
    let mut session = desk.open("rana");
    run(&mut session, "review gold minh --into gold-2; decide first; end-review");
    assert_eq!((session.annotator().as_str(), session.set().unwrap().len()), ("rana", 0));
    let refused =
        "`gold` cannot be compared with the others and decided in; `--into` names the set that the decisions go to";
    assert_eq!(session.refusal(&Command::parse("review gold minh").unwrap()).unwrap(), refused);
    desk.by("gold-2", "expect [group Layla Haddad] visited Haifa with Omar.");
}

#[test]
fn two_reviewers_cannot_write_gold_at_once() {
    let desk = desk();
    let first = desk.review("");
    let mut second = desk.open("omar");
    let error = second.perform(&Command::parse("review").unwrap()).unwrap_err();
    assert!(error.message.starts_with("`gold` is at work in this project already"), "{error}");
    assert_eq!(second.annotator().as_str(), "omar");
    assert!(second.review().is_none());
    drop(first);
    run(&mut second, "review; decide first");
}

#[test]
fn hidden_names_are_letters_and_a_review_goes_on_as_before() {
    let desk = desk();
    let mut session = desk.review("hide-names on; go-to-case 3; decide first; end-review");
    run(&mut session, "review; filter-cases all");
    assert_eq!(cases(&session)[2], "= decided");
}

/// A program's suggestions, with how sure it is of each.
const MODEL: &str = "select \"Layla\"; label person; set-confidence 0.9; select \"Haifa\"; label place; set-confidence 0.95; \
    select \"Omar\"; label organization; set-confidence 0.4";

fn with_model() -> Desk {
    let desk = Desk::new(TEXT);
    desk.by("model", MODEL);
    let about = desk.scratch.read("annotations/model/annotator.ron");
    desk.scratch.write("annotations/model/annotator.ron", about.replace("name:", "kind: \"program\", name:"));
    desk
}

fn fates(session: &Session) -> Vec<String> {
    let model = crate::model::id::AnnotatorId::new("model");
    let told = session
        .fates(&model)
        .map(|(label, fate)| format!("{} {}/{}/{}", label.label, fate.accepted, fate.corrected, fate.rejected));
    told.collect()
}

#[test]
fn suggestions_are_accepted_corrected_and_rejected_into_ones_own_set() {
    let desk = with_model();
    let mut session = desk.open("rana");
    run(&mut session, "select \"Layla Haddad\"; label person; review-suggestions");
    assert_eq!(cases(&session), ["border open", "missing open", "missing open"]);
    run(&mut session, "decide second; decide first; decide neither");
    expect(&mut session, "[person Layla Haddad] visited [place Haifa] with Omar.");
    assert_eq!(fates(&session), ["organization 0/0/1", "person 0/1/0", "place 1/0/0"]);
    run(&mut session, "undo");
    assert_eq!(fates(&session), ["person 0/1/0", "place 1/0/0"]);
    drop(session);
    assert_eq!(fates(&desk.open("rana")), ["person 0/1/0", "place 1/0/0"], "it is read back");
}

#[test]
fn what_a_program_is_sure_of_is_accepted_at_once() {
    let desk = with_model();
    let mut session = desk.open("rana");
    run(&mut session, "review-suggestions model; adopt all place above 0.8");
    expect(&mut session, "Layla Haddad visited [place Haifa] with Omar.");
    run(&mut session, "adopt all above 0.5");
    expect(&mut session, "[person Layla] Haddad visited [place Haifa] with Omar.");
    assert_eq!(session.set().unwrap().in_reading_order()[0].confidence, None);
}

#[test]
fn programs_whom_nobody_named_neither_hinder_nor_help_what_people_agree_on() {
    let desk = with_model();
    let person = "select \"Layla Haddad\"; label person; select \"Haifa\"; label place";
    desk.by("layla", person).by("minh", &format!("{person}; select \"Omar\"; label organization"));
    // The model says Layla and Haifa otherwise or likewise, and Omar as Minh does.
    let mut session = desk.review("adopt all");
    expect(&mut session, "[person Layla Haddad] visited [place Haifa] with Omar.");
    let refused = session.refusal(&Command::parse("adopt 2").unwrap()).unwrap();
    assert!(refused.starts_with("nothing that is agreed on is open"), "{refused}");
    // Who is named counts, whatever they are.
    run(&mut session, "end-review; review minh model; adopt all");
    expect(&mut session, "[person Layla Haddad] visited [place Haifa] with [organization Omar].");
}

/// A desk whose people work blind, with Rana as the reviewer.
fn blind_desk() -> Desk {
    let desk = desk();
    let project = desk.scratch.read("project.ron");
    let blind = "    blind: true,\n    reviewers: [\"rana\"],\n    layers:";
    desk.scratch.write("project.ron", project.replacen("    layers:", blind, 1));
    desk
}

#[test]
fn blind_annotators_see_others_once_they_have_finished() {
    let desk = blind_desk();
    let mut layla = desk.open("layla");
    let others = |session: &Session| session.other_sets().len();
    assert_eq!((layla.project().blind, layla.sees_all(), others(&layla)), (true, false, 0));
    run(&mut layla, "review-suggestions minh");
    let why = layla.refusal(&Command::parse("next-case").unwrap()).unwrap_or_default();
    assert!(why.starts_with("what `minh` did is shown once you have finished this document"), "{why}");
    run(&mut layla, "end-review; set-progress finished; review-suggestions minh");
    assert_eq!((others(&layla), cases(&layla).len()), (1, 4));
    run(&mut layla, "end-review; set-progress started");
    assert_eq!(others(&layla), 0);
    run(&mut layla, "undo");
    assert_eq!(others(&layla), 1);
}

#[test]
fn only_reviewers_decide_between_blind_annotators() {
    let desk = blind_desk();
    let layla = desk.open("layla");
    let why = layla.refusal(&Command::parse("review --into minh").unwrap()).unwrap_or_default();
    assert!(why.starts_with("people work blind in this project, and `layla` is no reviewer of it"), "{why}");
    let measured = layla.refusal(&Command::parse("agreement").unwrap()).unwrap_or_default();
    assert!(measured.starts_with("people work blind in this project"), "{measured}");
    drop(layla);
    assert_eq!(cases(&desk.review("")).len(), 4);
}

#[test]
fn what_others_do_meanwhile_is_not_told_to_the_blind() {
    let desk = blind_desk();
    let mut layla = desk.open("layla");
    desk.by("minh", "choose 1; relabel group");
    layla.look_now();
    std::thread::sleep(std::time::Duration::from_millis(300));
    layla.take_requests();
    assert_eq!((layla.message(), layla.other_sets().len()), (None, 0));
}

/// Three annotators, one of whom marks in pieces that overlap what the others mark.
fn three() -> Desk {
    let desk = desk();
    desk.by(
        "omar",
        "select \"Layla\"; label person; select \"visited\"; add-piece; select \"Haddad visited\"; label group; \
         select \"Haifa with Omar\"; label place; select \"visited\"; label meet; set-argument participant 1",
    );
    desk
}

/// What a set says and what was decided in it, without ids and times.
fn state(session: &Session) -> (String, Vec<String>) {
    let said = format!("{:?}", session.set().map(|set| set.in_reading_order().to_vec()));
    (said, cases(session))
}

#[test]
fn whatever_is_decided_is_undone_and_done_again() {
    let desk = three();
    let choices = ["first", "second", "3", "both", "neither", "edit"];
    for seed in 0..12 {
        let mut random = super::random::Random::new(seed);
        let mut session = desk.review("adopt 2");
        run(&mut session, "undo");
        let begin = state(&session);
        let mut done = 0;
        for _ in 0..30 {
            let case = 1 + random.below(cases(&session).len());
            let line = match random.below(8) {
                0 => format!("adopt {}", 1 + random.below(3)),
                1 => "adopt all".to_owned(),
                _ => format!("decide {}", random.choice(&choices)),
            };
            let going = [format!("go-to-case {case}"), line];
            for line in going {
                let command = Command::parse(&line).unwrap();
                let is_change = line.starts_with("decide") || line.starts_with("adopt");
                if session.perform(&command).is_ok() && is_change {
                    done += 1;
                }
            }
        }
        let end = state(&session);
        assert!(done > 10, "{done} decisions");
        (0..done).for_each(|_| run(&mut session, "undo"));
        assert_eq!(state(&session), begin, "seed {seed}");
        (0..done).for_each(|_| run(&mut session, "redo"));
        assert_eq!(state(&session), end, "seed {seed}");
        (0..done).for_each(|_| run(&mut session, "undo"));
    }
}

#[test]
fn a_label_that_the_project_has_not_is_compared_all_the_same_and_told() {
    let desk = desk();
    let set = desk.scratch.read("annotations/minh/news.ron");
    std::fs::remove_file(desk.scratch.path().join("annotations/minh/news.journal")).unwrap();
    desk.scratch.write("annotations/minh/news.ron", set.replace("entities/person", "entities/captain"));
    let mut session = desk.review("");
    assert_eq!(cases(&session)[0], "border+label open");
    run(&mut session, "go-to-case 1; decide second");
    assert_eq!(session.set().unwrap().in_reading_order()[0].label.to_string(), "entities/captain");
    let told = session.problems().iter().map(ToString::to_string).collect::<Vec<_>>().join("\n");
    assert!(told.contains("entities/captain"), "{told}");
}

#[test]
fn sets_of_another_text_are_compared_where_they_still_fit() {
    let desk = desk();
    desk.scratch.write("news.txt", "Layla Haddad visited Tunis with Omar.");
    let session = desk.review("");
    assert_eq!(cases(&session), ["border open", "role open", "missing open"]);
    let told = session.problems().iter().map(ToString::to_string).collect::<Vec<_>>().join("\n");
    assert!(told.contains("layla/news") && told.contains("minh/news"), "{told}");
}

/// Runs `hashiya merge`; its exit and what it said.
fn merge(from: &Desk, into: &Desk) -> (crate::cli::ending::Exit, String) {
    let path = |desk: &Desk| desk.scratch.path().to_str().expect("a temporary folder's name is UTF-8").to_owned();
    let (words, mut out) = (["merge".to_owned(), path(from), path(into)], Vec::new());
    let no_window = |_| Err(crate::error::Error::new("cannot open a window"));
    let exit = crate::cli::run(&words, &no_window, &mut out, &mut Vec::new());
    (exit, String::from_utf8(out).expect("it speaks UTF-8"))
}

#[test]
fn what_others_did_elsewhere_is_brought_in_and_goes_on_there() {
    use crate::cli::ending::Exit;
    let (here, there) = (Desk::new(TEXT), Desk::new(TEXT));
    here.by("layla", LAYLA);
    there.by("minh", MINH);
    assert_eq!(merge(&there, &here), (Exit::Done, "minh: 1 new file, 0 further on, 0 as here already\n".to_owned()));
    assert_eq!(merge(&there, &here).1, "minh: 0 new files, 0 further on, 1 as here already\n");
    assert_eq!(cases(&here.review("")), ["border open", "role open", "= open", "missing open"]);
    there.by("minh", "choose 1; relabel group");
    assert_eq!(merge(&there, &here).1, "minh: 0 new files, 1 further on, 0 as here already\n");
    here.by("minh", "expect Layla [group#1 Haddad] [visit{agent=1} visited] [place Haifa] with [person Omar].; undo");
    assert_eq!(merge(&there, &here).1, "minh: 0 new files, 0 further on, 1 as here already\n", "here one went on");
    there.by("minh", "choose 2; delete");
    let (exit, said) = merge(&there, &here);
    assert!(exit == Exit::Failed && said.contains("minh/news.ron: loss: it was changed in both projects"), "{said}");
}

#[test]
fn a_copy_in_which_nothing_was_done_takes_what_was_done_in_the_other() {
    use crate::cli::ending::Exit;
    let took = (Exit::Done, "minh: 0 new files, 1 further on, 0 as here already\n".to_owned());
    let kept = (Exit::Done, "minh: 0 new files, 0 further on, 1 as here already\n".to_owned());
    let journal = "annotations/minh/news.journal";
    let remove = |desk: &Desk| std::fs::remove_file(desk.scratch.path().join(journal)).unwrap();
    // As it came from elsewhere, or as what the journal was written with that went on since, and is not there.
    for is_plain in [true, false] {
        let (first, went_on) = (Desk::new(TEXT), Desk::new(TEXT));
        first.by("minh", MINH);
        let state = first.scratch.read("annotations/minh/news.ron");
        let plain: String =
            state.lines().filter(|line| !is_plain || !line.contains("journal:")).collect::<Vec<_>>().join("\n");
        first.scratch.write("annotations/minh/news.ron", &plain);
        went_on.scratch.write("annotations/minh/annotator.ron", first.scratch.read("annotations/minh/annotator.ron"));
        went_on.scratch.write("annotations/minh/news.ron", &plain);
        if !is_plain {
            went_on.scratch.write(journal, first.scratch.read(journal));
        }
        remove(&first);
        went_on.by("minh", "choose 1; relabel group");
        assert_eq!(merge(&first, &went_on), kept, "{is_plain}");
        assert_eq!(merge(&went_on, &first), took, "{is_plain}");
        assert_eq!(merge(&went_on, &first), kept, "{is_plain}");
        first.by(
            "minh",
            "expect Layla [group#1 Haddad] [visit{agent=1} visited] [place Haifa] with [person Omar].; undo",
        );
        // An edited one is another's work.
        let edited = Desk::new(TEXT);
        edited.scratch.write("annotations/minh/news.ron", plain.replace("entities/place", "entities/group"));
        let (exit, said) = merge(&went_on, &edited);
        assert!(exit == Exit::Failed && said.contains("changed in both"), "{said}");
    }
}

#[test]
fn what_is_assigned_in_both_is_assigned_to_all_and_where_they_differ_is_told() {
    use crate::cli::ending::Exit;
    let (here, there) = (Desk::new(TEXT), Desk::new(TEXT));
    let file = |documents: &str| format!("(format: 1, assignments: [{documents}])");
    let of = |document: &str, names: &str| format!("(document: \"{document}\", annotators: [{names}])");
    there.scratch.write("assignments.ron", file(&of("news", "\"ليلى\"")));
    assert_eq!(merge(&there, &here), (Exit::Done, ASSIGNED.to_owned()));
    assert!(here.scratch.read("assignments.ron").contains(&of("news", "\"ليلى\"")));
    assert_eq!(merge(&there, &here).1, NOBODY);
    there.scratch.write("assignments.ron", file(&of("news", "\"minh\"")));
    let (exit, said) = merge(&there, &here);
    assert_eq!((exit, said.ends_with(ASSIGNED)), (Exit::Done, true), "{said}");
    assert!(said.starts_with("assignments.ron: note: `news` is assigned to `ليلى` here and to `minh` there"), "{said}");
    assert!(here.scratch.read("assignments.ron").contains(&of("news", "\"minh\", \"ليلى\"")));
    there.scratch.write("assignments.ron", file(&of("other", "\"minh\"")));
    let (exit, said) = merge(&there, &here);
    assert!(exit == Exit::Failed && said.contains("`other` is assigned there, and this project has no such"), "{said}");
}

#[test]
fn what_a_merge_did_not_bring_is_not_told_to_be_wrong() {
    use crate::cli::ending::Exit;
    let (here, there) = (Desk::new(TEXT), Desk::new(TEXT));
    for desk in [&here, &there] {
        desk.by("minh", MINH);
    }
    for file in ["news.ron", "news.journal"] {
        let file = format!("annotations/minh/{file}");
        here.scratch.write(&file, there.scratch.read(&file));
    }
    // The text became another there, of which only Omar has said something since.
    there.scratch.write("news.txt", format!("Yesterday {TEXT}"));
    there.by("omar", "select \"Haifa\"; label place");
    let (exit, said) = merge(&there, &here);
    assert!(exit == Exit::Done && said.contains("omar/news: wrong: this project has another text"), "{said}");
    assert!(
        !said.contains("minh/news") && said.contains("minh: 0 new files, 0 further on, 1 as here already"),
        "{said}"
    );
    // It is not told again, and what is about the text of here fits although it comes from there.
    assert!(!merge(&there, &here).1.contains("wrong"));
    std::fs::remove_dir_all(here.scratch.path().join("annotations/minh")).unwrap();
    let said = merge(&there, &here).1;
    assert!(!said.contains("wrong") && said.contains("minh: 1 new file"), "{said}");
}

const NOBODY: &str = "nobody has annotated anything there\n";
const ASSIGNED: &str = "assigned 1 document to more people than before\nnobody has annotated anything there\n";

#[test]
fn what_does_not_fit_the_project_is_told() {
    use crate::cli::ending::Exit;
    let (here, there) = (Desk::new("Another text of Haifa."), Desk::new(TEXT));
    there.scratch.write("more.txt", "Omar left.");
    there.by("minh", "open news; schema-add entities/ship; select \"Haifa\"; label ship; open more; label person");
    let (exit, said) = merge(&there, &here);
    assert_eq!(exit, Exit::Failed);
    for told in [
        "minh/news: wrong: this project has another text",
        "minh/more: loss: this project has no such document",
        "`entities/ship`",
    ] {
        assert!(said.contains(told), "{told}: {said}");
    }
    let mut files = here.scratch.files_below("annotations/minh");
    files.sort();
    assert_eq!(files, ["annotator.ron", "news.journal", "news.ron"].map(|name| format!("annotations/minh/{name}")));
}
