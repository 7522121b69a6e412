//! By force: a session is killed at random moments while it renames a label in many sets, takes that back, or finishes what the one
//! before left. The next that opens the project ends it: each set, its history and the identities have the one name that the
//! schema has, and every annotation is there.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Command as Process, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use crate::error::Severity;
use crate::model::annotation::Annotation;
use crate::model::change::Change;
use crate::model::id::AnnotatorId;
use crate::model::moment::Moment;
use crate::model::schema_path::Renaming;
use crate::session::command::Command;
use crate::session::script;
use crate::session::state::Session;
use crate::store::folder::{self, Purpose};
use crate::store::lock::Lock;
use crate::store::unfinished::Unfinished;

use super::random::Random;
use super::scratch::Scratch;

const DOCUMENTS: usize = 16;
/// What the label is called in turn.
const NAMES: [&str; 3] = ["person", "human", "soul"];
/// Set for a process that is to be killed: the project's folder, and which kill it is.
const FOLDER: &str = "HASHIYA_FORCE_RENAMING";
const KILL: &str = "HASHIYA_FORCE_KILL";
/// How often to kill; `.ci/run` asks for more.
const KILLS: &str = "HASHIYA_KILLS";
/// What that process says.
const BEGINS: &str = "begins";
/// The note of a renaming that is under way.
const NOTE: &str = "annotations/layla/renaming.unfinished";

fn name(number: usize) -> String {
    format!("d{number:02}")
}

/// A project in which Layla labelled a person in each document, who is somebody known, and in one took that back.
fn project(scratch: &Scratch) {
    (0..DOCUMENTS).for_each(|number| scratch.write(&format!("documents/{}.txt", name(number)), "Layla visited Haifa."));
    Session::create(scratch.path(), None).unwrap();
    let mut session = open(scratch);
    for number in 0..DOCUMENTS {
        let who = if number == 0 { "new-identity" } else { "link 1" };
        let lines = format!("open {}\nselect \"Layla\"\nlabel person\n{who}", name(number));
        script::run(&mut session, &lines, "s").unwrap();
    }
    script::run(&mut session, "undo\nundo", "s").unwrap();
    session.flush().unwrap();
}

fn open(scratch: &Scratch) -> Session {
    Session::open(scratch.path(), Some("layla")).unwrap()
}

/// What the label is called in the schema.
fn called(session: &Session) -> String {
    let all = &session.project().layers[0].labels;
    let named = all.iter().map(|label| label.id.label.to_string()).filter(|name| NAMES.contains(&name.as_str()));
    let [name] = &named.collect::<Vec<_>>()[..] else { panic!("the label has one name") };
    name.clone()
}

/// That every set, every history and the identities have the one name, and nothing is missing.
fn check(scratch: &Scratch, name: &str, when: &str) {
    let (opened, layla) = (folder::open(scratch.path()).unwrap(), AnnotatorId::new("layla"));
    let label = format!("entities/{name}");
    let (identities, told) = opened.folder.read_identities(&layla, Purpose::Look).unwrap();
    assert_eq!(told, [], "{when}");
    let usual: Vec<_> = identities.iter().filter_map(|one| one.label.as_ref().map(ToString::to_string)).collect();
    assert_eq!(usual, [label.as_str()], "{when}");
    for index in 0..DOCUMENTS {
        let document = opened.corpus.load(index).unwrap();
        let (set, told) = opened.folder.read_set(&layla, &document, Purpose::Look).unwrap();
        let (history, untold) = opened.folder.read_history(&layla, &document, Purpose::Look).unwrap();
        assert_eq!((told, untold), (Vec::new(), Vec::new()), "{when}: {}", document.id());
        let said = |one: &Annotation| format!("{} {}", one.label, one.identity.is_some());
        let all: Vec<String> = set.in_reading_order().iter().map(|one| said(one)).collect();
        let expected = if index + 1 < DOCUMENTS { vec![format!("{label} true")] } else { Vec::new() };
        assert_eq!(all, expected, "{when}: {}", document.id());
        let changes = history.entries().iter().flat_map(|entry| &entry.changes.transaction);
        let labels = changes.flat_map(|change| match change {
            Change::Annotation { before, after } => {
                before.iter().chain(after).map(|one| one.label.to_string()).collect()
            }
            _ => Vec::new(),
        });
        let others: Vec<String> = labels.filter(|other| *other != label).collect();
        assert!(others.is_empty() && !history.entries().is_empty(), "{when}: {} {others:?}", document.id());
    }
}

#[test]
fn who_only_looks_is_told_of_a_renaming_that_is_not_finished_and_a_note_that_is_damaged_is_kept() {
    let scratch = Scratch::new("renaming-noted");
    project(&scratch);
    let folder = folder::open(scratch.path()).unwrap().folder;
    let renaming = Renaming { path: "entities/person".parse().unwrap(), to: "human".to_owned() };
    let begun = Unfinished { renaming, title: "schema-rename entities/person human".to_owned(), time: Moment(7) };
    folder.begin_renaming(&AnnotatorId::new("layla"), &begun).unwrap();
    let note = scratch.read(NOTE);
    let told = |session: &Session| session.problems().iter().map(ToString::to_string).collect::<Vec<_>>();
    let lock = Lock::take(scratch.path(), &AnnotatorId::new("layla")).unwrap();
    let looking = Session::open_or_look(scratch.path(), Some("layla")).unwrap();
    assert!(told(&looking).iter().any(|told| told.contains("is being renamed to `human`")), "{:?}", told(&looking));
    drop((looking, lock));
    assert_eq!(scratch.read(NOTE), note);
    // The project still says `person`.
    let mut session = open(&scratch);
    assert!(told(&session).iter().any(|told| told.contains("`entities/human` is called `person` now in the 0")));
    session.flush().unwrap();
    assert!(!scratch.path().join(NOTE).exists());
    drop(session);
    scratch.write(NOTE, &note[..note.len() / 2]);
    let session = open(&scratch);
    assert!(told(&session)[0].contains("renaming.unfinished.damaged-1"), "{:?}", told(&session));
    assert!(!scratch.path().join(NOTE).exists());
    check(&scratch, "person", "at the end");
}

/// The process that is killed: a window that renames, and now and then opens a document or stops it.
#[test]
#[ignore = "it is started by the test that kills it"]
fn a_window_renames_until_it_is_killed() {
    let (Ok(folder), Ok(kill)) = (std::env::var(FOLDER), std::env::var(KILL)) else { return };
    let mut random = Random::new(kill.parse().unwrap());
    // Some are killed while they finish what was left.
    println!("\n{BEGINS}");
    let mut session = Session::begin(Path::new(&folder), Some("layla")).unwrap();
    session.wait_for_nothing();
    let settle = |session: &mut Session, most: usize| {
        let is_renaming = |session: &Session| session.renaming().is_some_and(|(done, _)| done < most);
        while session.reading().is_some() || session.is_writing_schema() || is_renaming(session) {
            std::thread::yield_now();
            session.take_requests();
        }
    };
    settle(&mut session, usize::MAX);
    loop {
        println!("\n{BEGINS}");
        let now = called(&session);
        let next = NAMES[(1 + random.below(2) + NAMES.iter().position(|one| *one == now).unwrap()) % NAMES.len()];
        session.perform(&Command::parse(&format!("schema-rename entities/{now} {next}")).unwrap()).unwrap();
        settle(&mut session, random.below(DOCUMENTS));
        let what = match random.below(4) {
            0 => format!("open {}", name(random.below(DOCUMENTS))),
            1 => "schema-stop".to_owned(),
            2 => "schema-undo".to_owned(),
            _ => "undo".to_owned(),
        };
        // What cannot be done just now is not done.
        if what != "undo" {
            let _ = session.perform(&Command::parse(&what).unwrap());
        }
        settle(&mut session, usize::MAX);
    }
}

/// When a process is killed, counted from when it began to rename for some time.
#[derive(Clone, Copy)]
enum When {
    After(Duration),
    /// So long after it has noted what it renames, unless it had ended that before anybody saw it.
    AfterTheNote(Duration),
}

/// How long the note of a renaming is waited for.
const PATIENCE: Duration = Duration::from_millis(500);

/// Starts that process, and kills it at a moment of its `nth` renaming.
fn kill(scratch: &Scratch, kill: usize, nth: usize, moment: When) {
    let words = [
        "tests::force_renaming::a_window_renames_until_it_is_killed",
        "--exact",
        "--ignored",
        "--nocapture",
        "--test-threads=1",
    ];
    let mut process = Process::new(std::env::current_exe().unwrap());
    process.args(words).env(FOLDER, scratch.path()).env(KILL, kill.to_string());
    let mut child = process.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let out = BufReader::new(child.stdout.take().unwrap());
    let (sender, begins) = mpsc::channel();
    std::thread::spawn(move || {
        for _ in out.lines().map_while(Result::ok).filter(|line| line == BEGINS) {
            // Nobody hears it any more once it is killed.
            let _ = sender.send(());
        }
    });
    for _ in 0..=nth {
        begins.recv_timeout(Duration::from_secs(60)).expect("the process renames");
    }
    let after = match moment {
        When::After(after) => after,
        When::AfterTheNote(after) => {
            let (begun, note) = (Instant::now(), scratch.path().join(NOTE));
            while !note.exists() && begun.elapsed() < PATIENCE {
                std::hint::spin_loop();
            }
            after
        }
    };
    std::thread::sleep(after);
    child.kill().unwrap();
    child.wait().unwrap();
}

#[test]
fn a_renaming_that_is_killed_is_ended_by_the_next_opening() {
    let kills: usize = std::env::var(KILLS).ok().and_then(|count| count.parse().ok()).unwrap_or(12);
    let scratch = Scratch::new("renaming-killed");
    project(&scratch);
    let mut random = Random::new(11);
    let began = Instant::now();
    let mut session = open(&scratch);
    script::run(&mut session, "schema-rename entities/person human", "s").unwrap();
    let lasts = began.elapsed();
    drop(session);
    let mut unfinished = 0;
    for number in 0..kills {
        let after = Duration::from_micros(random.below(lasts.as_micros() as usize) as u64);
        // Half of them at any moment, half while sets are being renamed.
        let moment = if number % 2 == 0 { When::AfterTheNote(after / 8) } else { When::After(after) };
        kill(&scratch, number, random.below(4), moment);
        let is_unfinished = scratch.path().join(NOTE).exists();
        unfinished += usize::from(is_unfinished);
        // Every third is finished by a session that is killed too.
        if is_unfinished && number % 3 == 0 {
            kill(&scratch, number, 0, When::After(after / 2));
        }
        let when = format!("kill {number}, unfinished: {is_unfinished}");
        let mut session = open(&scratch);
        let told: Vec<_> = session.problems().iter().filter(|one| one.severity != Severity::Note).collect();
        assert!(told.is_empty(), "{when}: {told:?}");
        let name = called(&session);
        assert_eq!(session.schema_uses(&format!("entities/{name}").parse().unwrap()), DOCUMENTS - 1, "{when}");
        session.flush().unwrap();
        assert!(!scratch.path().join(NOTE).exists(), "{when}");
        drop(session);
        check(&scratch, &name, &when);
        for file in scratch.files_below("annotations") {
            assert!(!file.contains("damaged") && !file.contains("other") && !file.contains("mine"), "{when}: {file}");
        }
    }
    assert!(unfinished * 4 > kills, "{unfinished} of {kills} kills were in the midst of a renaming");
}
