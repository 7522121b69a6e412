//! Identities as people work with them: by script, over several documents, undone and done again, saved and read back.

use std::collections::BTreeSet;

use crate::model::annotation::{Annotation, Argument, Filler};
use crate::model::document::Document;
use crate::model::id::{DocumentId, IdentityId};
use crate::session::command::Command;
use crate::session::linking::{LinkChoice, LinkLine};
use crate::session::script;
use crate::session::state::{Message, Session};

use super::news;
use super::random::Random;
use super::scratch::Scratch;

const TEXTS: [(&str, &str); 3] = [
    ("ar", "زار بلينكن باريس والتقى ماكرون."),
    ("en", "Blinken visited Paris and met Macron."),
    ("vi", "Ngoại_trưởng Blin-ken thăm Pa-ri và gặp Ma-crông."),
];

fn documents() -> Vec<Document> {
    TEXTS.iter().map(|(id, text)| Document::new(DocumentId::new(id), *text).with_language(*id)).collect()
}

fn session() -> Session {
    Session::in_memory(news::project(), documents(), "layla")
}

/// Runs a script, lines divided by `;`.
fn run(session: &mut Session, script: &str) {
    script::run(session, &script.replace(';', "\n"), "script").unwrap();
}

fn refusal(session: &Session, line: &str) -> String {
    session.refusal(&Command::parse(line).unwrap()).unwrap_or_default()
}

/// All identities: `id (merged…) language:names… mentions/documents`.
fn print(session: &Session) -> Vec<String> {
    let line = |id: IdentityId| {
        let line = session.identity_line(&id).unwrap();
        let merged: Vec<String> = line.merged.iter().map(|one| format!("({}) ", one.id)).collect();
        let names: Vec<String> =
            line.names.iter().map(|(language, names)| format!("{language}:{} ", names.join("|"))).collect();
        format!("{id} {}{}{}/{}", merged.concat(), names.concat(), line.mentions, line.documents)
    };
    session.find_identities("", None, usize::MAX).into_iter().map(line).collect()
}

fn check(script: &str, expected: &[&str]) {
    let mut session = session();
    run(&mut session, script);
    assert_eq!(print(&session), expected, "{script}");
}

/// Blinken of the three texts, one identity.
const BLINKEN: &str = "open ar; select \"بلينكن\"; label person; new-identity @blinken; \
    open en; select \"Blinken\"; label person; link; open vi; select \"Blin-ken\"; label person; link; ";

#[test]
fn one_key_links_a_mention_to_who_is_spelt_alike_in_another_script() {
    check(BLINKEN, &["blinken ar:بلينكن en:Blinken vi:Blin-ken 3/3"]);
    let mut session = session();
    run(&mut session, BLINKEN);
    run(&mut session, "expect Ngoại_trưởng [person{@blinken} Blin-ken] thăm");
    let mentions = session.mentions(&IdentityId::new("blinken"));
    let places: Vec<String> = mentions.iter().map(|one| format!("{} {}", one.document, one.quote)).collect();
    assert_eq!(places, ["ar بلينكن", "en Blinken", "vi Blin-ken"]);
}

/// Two who are called Blinken, and a mention in another script that is to be linked.
const BLINKENS: &str = "open en; label person; new-identity @antony; open vi; select \"Blin-ken\"; label person; \
    new-identity @donald \"Blinken\"; open ar; select \"بلينكن\"; label person; ";

/// What is offered: `name id reason`, the one that is lit in brackets.
fn offered(session: &Session) -> Vec<String> {
    let linking = session.linking().expect("identities are offered");
    let line = |(at, line): (usize, &LinkLine)| {
        let id = match &line.choice {
            LinkChoice::Identity(id) => format!("@{id}"),
            LinkChoice::New(name) => format!("new {name}"),
        };
        let shown = format!("{id} {:?}", line.reason);
        if at == linking.lit { format!("[{shown}]") } else { shown }
    };
    linking.lines.iter().enumerate().map(line).collect()
}

#[test]
fn one_key_links_where_only_one_can_be_meant() {
    check(
        "open en; label person; new-identity; open ar; select \"بلينكن\"; label person; link-or-ask",
        &["blinken ar:بلينكن en:Blinken 2/2"],
    );
    let mut session = session();
    run(&mut session, "open en; label person; new-identity; open vi; select \"Blin-ken\"; label person; link-or-ask");
    assert_eq!((session.undo_title(), session.linking()), (Some("link @blinken"), None));
    run(&mut session, "undo; expect Ngoại_trưởng [person Blin-ken] thăm");
}

#[test]
fn where_several_can_be_meant_all_are_offered_and_a_digit_or_letters_pick_one() {
    let mut session = session();
    run(&mut session, &format!("{BLINKENS} link-or-ask"));
    let [first, second] = ["@antony SoundsAlike(\"Blinken\")", "@donald SoundsAlike(\"Blinken\")"];
    assert_eq!(offered(&session), [&format!("[{first}]"), second, "new بلينكن New"]);
    run(&mut session, "link-next; link-accept");
    assert_eq!(session.chosen_identity().unwrap().id.as_str(), "donald");
    // Who is linked is asked about again, and what was linked before comes first.
    run(&mut session, "link-or-ask");
    assert_eq!(offered(&session)[..2], ["@donald Linked".to_owned(), format!("[{first}]")]);
    run(&mut session, "link-filter \"anton\"; expect-refused link-accept 5; link-accept 1");
    assert_eq!(session.chosen_identity().unwrap().id.as_str(), "antony");
    run(&mut session, "link-ask; link-filter \"Lloyd Blinken\"; link-next; link-accept");
    assert_eq!(session.undo_title(), Some("split-mention \"Lloyd Blinken\""));
    assert_eq!(session.chosen_identity().unwrap().names["ar"], ["بلينكن"]);
    run(&mut session, "link-ask; link-cancel; expect-refused link-cancel; expect-refused link-next");
    run(&mut session, "link-ask; select-none");
    assert_eq!(session.linking(), None);
}

#[test]
fn a_mention_is_split_off_in_one_step() {
    let script = format!("{BLINKEN} split-mention");
    check(&script, &["blinken ar:بلينكن en:Blinken vi:Blin-ken 2/2", "blinken-2 vi:Blin-ken 1/1"]);
    check(&format!("{script}; undo"), &["blinken ar:بلينكن en:Blinken vi:Blin-ken 3/3"]);
}

#[test]
fn a_slip_in_an_id_makes_no_second_identity_and_a_new_one_is_told() {
    let mut session = session();
    run(&mut session, "open en; label-document against; set-argument target @ports-summit");
    let said = |session: &Session| match session.message() {
        Some(Message::Done(said)) => said.clone(),
        other => panic!("{other:?}"),
    };
    assert_eq!(said(&session), "filled a role of `the document`; made the identity @ports-summit, which was not there");
    assert_eq!(
        refusal(&session, "set-argument target @port-summit"),
        "there is no identity @port-summit; did you mean `@ports-summit`? if it is another one, first: add-identity @port-summit"
    );
    run(&mut session, "add-identity @port-summit event; set-argument target @port-summit");
    assert_eq!(said(&session), "filled a role of `the document`");
    run(&mut session, "set-argument holder @writer");
    assert_eq!(said(&session), "filled a role of `the document`");
}

#[test]
fn the_panel_shows_who_is_chosen_or_named() {
    let mut session = session();
    run(&mut session, &format!("{BLINKEN} open ar; choose 1; show-identity"));
    assert!(session.view().identities);
    assert_eq!(session.shown_identity().unwrap().id.as_str(), "blinken");
    run(
        &mut session,
        "add-identity @nobody; show-identity @nobody; panel identities off; expect-refused show-identity @x",
    );
    assert_eq!(session.shown_identity().unwrap().id.as_str(), "nobody");
}

#[test]
fn an_identity_is_called_after_the_mention_and_events_have_them_too() {
    check("select \"باريس\"; label place; new-identity", &["باريس ar:باريس 1/1"]);
    check(
        "select \"زار\"; label visit; new-identity @the-visit; open en; select \"visited\"; label visit; link @the-visit",
        &["the-visit ar:زار en:visited 2/2"],
    );
    check("open vi; select \"Ngoại_trưởng\"; label occupation; new-identity", &["ngoai-truong vi:Ngoại trưởng 1/1"]);
}

#[test]
fn linking_again_links_to_another_and_unlinking_leaves_the_identity() {
    let script =
        "open en; select \"Paris\"; label place; new-identity; select \"Macron\"; label person; new-identity; ";
    check(&format!("{script} link @paris"), &["macron en:Macron 0/0", "paris en:Paris 2/1"]);
    check(&format!("{script} unlink; expect met [person Macron].; delete-identity @macron"), &["paris en:Paris 1/1"]);
}

#[test]
fn everything_about_an_identity_is_a_command() {
    check(
        "open en; label person; new-identity; name-identity @blinken en Antony Blinken; name-identity @blinken fr \"x y\"; \
         unname-identity @blinken fr x y; set-main-name @blinken en Antony Blinken; set-external-id @blinken wikidata:Q60; set-identity-note @blinken \"a b\"; \
         set-identity-kind @blinken entity person",
        &["blinken en:Antony Blinken|Blinken 1/1"],
    );
    let mut session = session();
    run(&mut session, "label person; new-identity @b; set-external-id @b Q60; set-identity-note @b \"a note\"");
    let b = session.identities().get(&IdentityId::new("b")).unwrap().clone();
    assert_eq!((b.external_id.as_str(), b.note.as_str()), ("Q60", "a note"));
    assert_eq!(b.label.as_ref().map(ToString::to_string).as_deref(), Some("entities/person"));
    assert_eq!(session.find_identities("Q60 NOTE", None, 10), [IdentityId::new("b")]);
    assert!(session.find_identities("q61", None, 10).is_empty());
}

#[test]
fn merging_joins_the_mentions_and_splitting_gives_them_back() {
    let script = "open en; select \"Blinken\"; label person; new-identity; select \"Macron\"; label person; new-identity; \
        merge-identities @macron @blinken; ";
    check(script, &["blinken (macron) en:Blinken|Macron 2/1"]);
    check(&format!("{script} split-identity @macron"), &["blinken en:Blinken 1/1", "macron en:Macron 1/1"]);
    check(&format!("{script} undo"), &["blinken en:Blinken 1/1", "macron en:Macron 1/1"]);
    check(
        &format!(
            "{script} previous-mention; expect-refused previous-mention; next-mention; expect-refused merge-identities @blinken @macron"
        ),
        &["blinken (macron) en:Blinken|Macron 2/1"],
    );
}

#[test]
fn who_is_not_named_in_the_text_is_made_when_first_named() {
    check(
        "open en; label-document against; set-argument holder @writer; expect-refused set-argument tarket @nobody",
        &["writer ar:الكاتب en:the writer vi:người viết 1/1"],
    );
    check("open en; label-document against; set-argument holder @outlet; undo", &[]);
    check("open en; label-document against; set-argument target @a-new-law", &["a-new-law 1/1"]);
}

#[test]
fn renaming_in_the_schema_carries_identities_roles_and_what_can_be_undone() {
    let scratch = Scratch::new("identities-renamed");
    scratch.write("en.txt", TEXTS[1].1);
    Session::create(scratch.path(), None).unwrap();
    let open = || Session::open(scratch.path(), Some("layla")).unwrap();
    let mut session = open();
    run(
        &mut session,
        "open en; label person; new-identity; select \"visited\"; label visit; set-argument agent @blinken; \
         schema-rename entities/person human; schema-rename events/visit#agent traveller",
    );
    let blinken = IdentityId::new("blinken");
    let label = |session: &Session| session.identities().get(&blinken).unwrap().label.as_ref().unwrap().to_string();
    assert_eq!(label(&session), "entities/human");
    assert_eq!(session.mentions(&blinken)[1].role.as_deref(), Some("traveller"));
    session.flush().unwrap();
    let look = || Session::open_or_look(scratch.path(), Some("layla")).unwrap();
    assert_eq!((label(&look()), look().problems().len()), ("entities/human".to_owned(), 0));
    run(&mut session, "undo; undo; undo; undo; redo; redo");
    assert_eq!(label(&session), "entities/human");
}

#[test]
fn mentions_are_gone_to_in_all_documents() {
    let mut session = session();
    run(&mut session, BLINKEN);
    run(&mut session, "open ar; choose 1; next-mention; next-mention; expect-refused next-mention; previous-mention");
    assert_eq!(session.document().unwrap().id().as_str(), "en");
    run(&mut session, "go-to vi 1; relabel group");
    assert_eq!(session.document().unwrap().id().as_str(), "vi");
}

#[test]
fn candidates_are_ranked_by_spelling_by_earlier_links_and_by_label() {
    let mut session = session();
    run(&mut session, BLINKEN);
    run(
        &mut session,
        "select \"Ma-crông\"; label person; new-identity @macron; select \"Pa-ri\"; label place; new-identity @paris; \
         open en; select \"Paris\"; label place",
    );
    let candidates = session.candidates(5);
    assert_eq!((candidates[0].identity.as_str(), candidates[0].why.has_label), ("paris", true));
    assert_eq!(candidates[0].why.name.as_ref().unwrap().name, "Pa-ri");
    // What the person said of these words before counts more than any spelling.
    run(&mut session, "link @blinken; select \"Paris and\"; label facility; set-span 16..21; link @blinken");
    assert_eq!(
        (session.candidates(1)[0].identity.as_str(), session.candidates(1)[0].why.earlier_links),
        ("blinken", 2)
    );
    run(&mut session, "select \"visited\"; label visit");
    assert!(session.candidates(5).is_empty());
}

#[test]
fn refusals_say_what_is_wrong_and_what_to_do() {
    let mut session = session();
    let check = |session: &Session, line: &str, expected: &str| assert_eq!(refusal(session, line), expected);
    check(&session, "link", "no annotation is chosen; click one, or put the caret into it and press Enter");
    run(&mut session, "open en; label person");
    check(&session, "link", "no identity is spelt like `Blinken`; `new-identity` makes one of it");
    check(&session, "link @x", "there is no identity @x; `new-identity` makes one of the chosen mention");
    check(&session, "unlink", "what is chosen is not linked");
    run(&mut session, "new-identity");
    check(&session, "link 2", "only one identity is like `Blinken`");
    check(&session, "link @blinkn", "there is no identity @blinkn; did you mean `blinken`?");
    check(&session, "link", "`Blinken` is linked to @blinken already");
    check(&session, "new-identity", "`Blinken` is linked to @blinken already; `unlink` it first");
    check(
        &session,
        "delete-identity @blinken",
        "@blinken cannot go: there is a mention of it, in `en`; unlink its mentions first",
    );
    check(&session, "split-identity @blinken", "@blinken was not merged into another");
    check(&session, "name-identity @blinken en Blinken", "@blinken is called `Blinken` already in `en`");
    check(
        &session,
        "set-identity-kind @blinken event",
        "@blinken cannot become an event: `Blinken` in `en` mentions it as an entity; unlink its mentions first",
    );
    check(&session, "set-identity-kind @blinken entity visit", "`events/visit` does not label an entity");
    run(&mut session, "select \"visited\"; label visit");
    check(
        &session,
        "link @blinken",
        "@blinken is an entity, and `visit` labels an event; set-identity-kind @blinken event makes it one",
    );
    run(&mut session, "select \"met\"; label favour");
    check(&session, "link @blinken", "a stance is no mention of anybody");
    check(&session, "go-to vi 1", "there is no annotation 1 in `vi`");
    assert_eq!(
        Command::parse("new-identity @a/b").unwrap_err().message,
        "cannot new-identity: `@a/b` cannot be an identity's id"
    );
}

#[test]
fn undo_takes_back_what_was_done_here_whatever_was_done_elsewhere_since() {
    let mut session = session();
    run(&mut session, BLINKEN);
    run(&mut session, "open ar; set-identity-note @blinken x; open vi; undo; expect [person Blin-ken] thăm");
    run(&mut session, "open ar; undo; open vi; redo");
    assert_eq!(print(&session), ["blinken ar:بلينكن en:Blinken vi:Blin-ken 3/3"]);
    run(&mut session, "undo; undo; open en; undo; undo; open ar; undo; undo; expect-refused undo");
    assert!(session.identities().is_empty());
}

#[test]
fn what_other_documents_stand_on_is_not_taken_back() {
    let mut session = session();
    run(&mut session, BLINKEN);
    run(&mut session, "open ar");
    assert_eq!(
        refusal(&session, "undo"),
        "the identity `blinken` is not what it was; it was changed in `vi` since; open that and take it back there first"
    );
    let mut session = self::session();
    run(&mut session, "label visit; new-identity @v; name-identity @v en \"the visit\"");
    run(&mut session, "open en; select \"visited\"; label visit; link @v; open ar; undo");
    assert_eq!(refusal(&session, "undo"), "@v cannot go: there is a mention of it, in `en`; unlink its mentions first");
}

#[test]
fn identities_are_on_disk_and_read_again() {
    let scratch = Scratch::new("identities");
    for (id, text) in TEXTS {
        scratch.write(&format!("{id}.txt"), text);
    }
    Session::create(scratch.path(), None).unwrap();
    let open = || Session::open(scratch.path(), Some("layla")).unwrap();
    let mut session = open();
    run(&mut session, BLINKEN);
    session.flush().unwrap();
    let written = scratch.read("annotations/layla/identities.ron");
    assert!(written.contains("        (id: \"blinken\", kind: \"entity\", label: \"entities/person\", names: {\"ar\": [\"بلينكن\"], \"en\": [\"Blinken\"], \"vi\": [\"Blin-ken\"]}),\n"), "{written}");
    let printed = print(&session);
    drop(session);
    let again = open();
    assert_eq!((print(&again), again.problems().len()), (printed, 0));
}

#[test]
fn many_identities_are_read_beside_the_window_and_nothing_is_written_over_them() {
    const MANY: usize = 20_000;
    let scratch = Scratch::new("many-identities");
    scratch.write("documents/en.txt", "Blinken visited Paris.");
    Session::create(scratch.path(), None).unwrap();
    let record = |number| format!("        (id: \"i-{number}\", kind: \"entity\", names: {{\"en\": [\"I\"]}}),\n");
    let records: String = (0..MANY).map(record).collect();
    scratch.write("annotations/layla/identities.ron", format!("(format: 1, identities: [\n{records}])"));
    let mut session = Session::begin(scratch.path(), Some("layla")).unwrap();
    session.wait_for_nothing();
    assert!(!session.are_identities_read());
    run(&mut session, "select \"Blinken\"; label person");
    for line in ["new-identity", "link @i-1", "export json out.json"] {
        assert!(refusal(&session, line).contains("your identities are still being read"), "{line}");
    }
    while !session.are_identities_read() {
        std::thread::yield_now();
        session.take_requests();
    }
    run(&mut session, "new-identity @blinken");
    session.flush().unwrap();
    assert_eq!(session.identities().len(), MANY + 1);
    assert_eq!(scratch.read("annotations/layla/identities.ron").matches("(id:").count(), MANY + 1);
}

#[test]
fn a_newer_file_of_identities_is_not_touched_and_a_damaged_one_is_kept() {
    let scratch = Scratch::new("identities-newer");
    scratch.write("a.txt", "Layla");
    Session::create(scratch.path(), None).unwrap();
    let file = "annotations/layla/identities.ron";
    scratch.write(file, "(format: 2, everything: \"is different\")");
    let mut session = Session::open(scratch.path(), Some("layla")).unwrap();
    run(&mut session, "label person");
    assert!(
        refusal(&session, "new-identity")
            .starts_with("your identities cannot be changed: annotations/layla/identities.ron has format version 2")
    );
    session.flush().unwrap();
    assert_eq!(scratch.read(file), "(format: 2, everything: \"is different\")");
    drop(session);
    scratch.write(file, "(format: 1, identities: [");
    let mut session = Session::open(scratch.path(), Some("layla")).unwrap();
    assert_eq!(session.problems().len(), 1);
    run(&mut session, "choose 1; new-identity");
    session.flush().unwrap();
    assert_eq!(scratch.read(&format!("{file}.damaged-1")), "(format: 1, identities: [");
    assert!(scratch.read(file).contains("(id: \"layla\""));
}

/// Everything that undo must bring back.
fn state(session: &mut Session) -> (Vec<String>, Vec<String>) {
    let all: Vec<String> = session.identities().iter().map(|identity| format!("{identity:?}")).collect();
    let mut marks = Vec::new();
    for (id, _) in TEXTS {
        run(session, &format!("open {id}"));
        marks.extend(session.set().unwrap().in_reading_order().iter().map(|annotation| format!("{annotation:?}")));
    }
    (all, marks)
}

/// How often an annotation names an identity.
fn names_in(annotation: &Annotation) -> usize {
    let is_identity = |argument: &&Argument| matches!(argument.filler, Filler::Identity(_));
    usize::from(annotation.identity.is_some()) + annotation.arguments.iter().filter(is_identity).count()
}

/// What holds after whatever was done: links end, and every mention names an identity that is there.
fn assert_sound(session: &Session) {
    let all = session.identities();
    let mut counted = 0;
    for identity in all.iter() {
        let root = all.root(&identity.id);
        assert!(all.get(&root).is_some_and(|root| root.same_as.is_none()));
        assert!(all.group(&root).iter().any(|member| member.id == identity.id));
    }
    let roots: BTreeSet<IdentityId> = all.roots().map(|root| root.id.clone()).collect();
    assert_eq!(roots.iter().cloned().collect::<Vec<_>>(), session.find_identities("", None, usize::MAX));
    for root in &roots {
        counted += session.mentions(root).len();
        assert_eq!(session.identity_line(root).unwrap().mentions, session.mentions(root).len());
    }
    let named: usize = session.set().into_iter().flat_map(|set| set.in_reading_order()).map(|one| names_in(one)).sum();
    assert!(counted >= named);
}

#[test]
fn random_work_keeps_links_sound_and_is_undone_and_done_again_whole() {
    let words = ["Blinken", "Paris", "Macron", "visited", "بلينكن", "باريس", "زار", "Pa-ri", "Ma-crông"];
    let ids = ["a", "b", "c", "d"];
    for seed in 0..12 {
        let mut random = Random::new(seed);
        let mut session = session();
        // The documents in which something was done, in order: undone in the order of a stack, all comes back.
        let mut done: Vec<&str> = Vec::new();
        let begin = state(&mut session);
        for _ in 0..120 {
            let (document, _) = *random.choice(&TEXTS);
            let (id, other, word) = (*random.choice(&ids), *random.choice(&ids), *random.choice(&words));
            let lines = match random.below(12) {
                0 | 1 => vec![format!("select \"{word}\""), "label person".to_owned()],
                2 => vec![format!("select \"{word}\""), "label visit".to_owned()],
                3 => vec![format!("choose {}", 1 + random.below(4)), format!("new-identity @{id}")],
                4 => vec![format!("choose {}", 1 + random.below(4)), "link".to_owned()],
                5 => vec![format!("choose {}", 1 + random.below(4)), format!("link @{id}")],
                6 => vec![format!("choose {}", 1 + random.below(4)), "unlink".to_owned()],
                7 => vec![format!("merge-identities @{id} @{other}")],
                8 => vec![format!("split-identity @{id}")],
                9 => vec![format!("name-identity @{id} vi {word}")],
                10 => vec![format!("delete-identity @{id}")],
                _ => vec![format!("choose {}", 1 + random.below(4)), format!("set-argument agent @{id}")],
            };
            run(&mut session, &format!("open {document}"));
            for line in lines {
                // What is refused changes nothing; choosing and selecting are not undone.
                let command = Command::parse(&line).unwrap();
                if session.perform(&command).is_ok() && session.undo_title() == Some(&command.to_string()) {
                    done.push(document);
                }
            }
            assert_sound(&session);
        }
        let end = state(&mut session);
        for document in done.iter().rev() {
            run(&mut session, &format!("open {document}; undo"));
            assert_sound(&session);
        }
        assert_eq!(state(&mut session), begin);
        for document in &done {
            run(&mut session, &format!("open {document}; redo"));
        }
        assert_eq!(state(&mut session), end);
    }
}
