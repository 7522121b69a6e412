//! Every command there is, one after the other, in a project where everything is large at once: 65,000 documents in a corpus, one
//! of ten megabytes on which five people have ten thousand annotations each, fifty thousand identities. For each: the longest that
//! the window could not draw, the most that the processor worked for that, and how long it took until nothing went on beside it. What
//! took half a frame or less is only counted.
//!
//! Milliseconds. Commands that were refused, and those of the catalogue that are not tried here, are named.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use hashiya::model::id::AnnotatorId;
use hashiya::model::identity::Identities;
use hashiya::records::identities;
use hashiya::session::catalogue;
use hashiya::session::catalogue::entry::Menu;
use hashiya::session::state::Session;

use crate::corpus;
use crate::generator::{Generator, Language};
use crate::names;
use crate::prepare::{fresh_folder, label, perform, work};
use crate::window_without_screen::{Screen, memory, report};

const DOCUMENTS: usize = 65_000;
const LARGE_BYTES: usize = 10_000_000;
const MANY: usize = 10_000;
const IDENTITIES: usize = 50_000;
/// Of the text that is changed underneath.
const MOVED_BYTES: usize = 500_000;
const MOVED: usize = 500;
const OTHERS: [&str; 4] = ["amal", "binh", "chi", "dina"];
/// The longest that one frame of sixty in a second may take.
const FRAME: f64 = 1e3 / 60.0;
/// So much of it nobody notices.
const WANTED: f64 = FRAME / 2.0;

/// Stands in a line for the file of what could not be saved.
const UNSAVED: &str = "UNSAVED";
/// Stands between what is asked and what is asked before that is done.
const MEANWHILE: &str = " ; ";

/// What a person might ask, in an order in which one thing stands on the other. What is asked twice costs less the second time.
const LINES: &[&str] = &[
    // Going about in the list.
    "open large",
    "next-document",
    "previous-document",
    "next-unfinished",
    "open large",
    "filter-documents \"ha\"",
    "filter-documents",
    "filter-documents \"\"",
    "filter-language vi",
    "filter-language any",
    "filter-progress new",
    "filter-progress any",
    "sort-documents title",
    "sort-documents date descending",
    "sort-documents progress",
    "sort-documents name",
    "open large",
    // Selecting.
    "set-caret 2500000",
    "move next-word",
    "move next-sentence",
    "move next-paragraph",
    "move document-end",
    "move document-start",
    "set-caret 2500000",
    "extend next-word",
    "extend-to 2600000",
    "copy",
    "select-word",
    "select-sentence",
    "select-paragraph",
    "select-all",
    "select-none",
    "find a",
    "find-next",
    "find-previous",
    "set-caret 2500000",
    // Annotating.
    "next-annotation",
    "previous-annotation",
    "choose 5000",
    "choose-at",
    "grow-end grapheme",
    "shrink-end grapheme",
    "grow-end word",
    "shrink-end word",
    "grow-start word",
    "shrink-start word",
    "set-note \"ملاحظة\"",
    "set-confidence 0.5",
    "relabel organization",
    "delete",
    "restore 5000",
    "undo",
    "redo",
    "set-caret 2510000",
    "select-word",
    "label visit",
    "set-attribute factuality planned",
    "clear-attribute factuality",
    "set-span 2510000..2510003",
    "undo",
    "fill agent",
    "fill-accept 1",
    "undo",
    "fill agent",
    "fill-next",
    "fill-previous",
    "fill-filter a",
    "fill-cancel",
    "set-argument agent 5000",
    "clear-argument agent",
    "next-suggestion",
    "accept-suggestion",
    "undo",
    "next-suggestion",
    "reject-suggestion",
    "set-caret 2520000",
    "label-document stances/favour",
    "set-caret 2530000",
    "label person",
    "set-caret 2530100",
    "add-piece",
    "remove-piece",
    "set-progress finished",
    "set-progress started",
    // Identities.
    "choose 6000",
    "link-ask",
    "link-next",
    "link-previous",
    "link-filter \"ma\"",
    "link-cancel",
    "link-or-ask",
    "link-cancel",
    "link-ask",
    "link-accept 1",
    "unlink",
    "link 1",
    "unlink",
    "link @identity-700",
    "show-identity",
    "next-mention",
    "unlink",
    "new-identity @somebody \"Somebody\"",
    "next-mention",
    "previous-mention",
    "choose 6100",
    "link @somebody",
    "split-mention \"Another\"",
    "add-identity @nobody-yet entity",
    "name-identity @nobody-yet vi \"Chưa ai\"",
    "set-main-name @nobody-yet ar \"لا أحد\"",
    "unname-identity @nobody-yet vi \"Chưa ai\"",
    "set-identity-kind @nobody-yet event",
    "set-identity-kind @nobody-yet entity",
    "set-external-id @nobody-yet Q42",
    "set-identity-note @nobody-yet note",
    "merge-identities @nobody-yet @identity-9",
    "split-identity @nobody-yet",
    "delete-identity @nobody-yet",
    "go-to large 9000",
    "panel identities",
    // What was done.
    "panel history on",
    "look-back 5000",
    "look-back now",
    "go-back 9990",
    "undo",
    "panel history off",
    // What was kept beside.
    "kept large.ron.mine-1",
    "kept-next",
    "kept-previous",
    "kept-at 700",
    "kept-put-back",
    "kept-put-back 1,2,3",
    "undo",
    "kept-put-back all",
    "undo",
    "kept-put-back whole",
    "undo",
    "kept-cancel",
    "kept",
    "kept-leave",
    "put-back UNSAVED",
    // A text that was changed underneath.
    "open moved",
    "reanchor",
    "reanchor-next",
    "reanchor-previous",
    "reanchor-accept",
    "undo",
    "reanchor-place 1",
    "set-caret 100",
    "select-word",
    "reanchor-here",
    "undo",
    "reanchor-delete",
    "undo",
    "reanchor-leave",
    "reanchor",
    "reanchor-cancel",
    "reanchor-accept all",
    "undo",
    "open large",
    // Others.
    "review",
    "parallel-pages on",
    "columns amal binh",
    "parallel-pages off",
    "next-case",
    "previous-case",
    "go-to-case 300",
    "decide first",
    "undo",
    "filter-cases open",
    "filter-cases all",
    "adopt 3",
    "undo",
    "adopt all ; stop-adopting",
    "deciding off",
    "deciding on",
    "hide-names on",
    "hide-names off",
    "open news-000007",
    "open large",
    "end-review",
    "review-suggestions",
    "end-review",
    "agreement",
    "show-cases --kind exact-f1",
    "next-cases",
    "previous-cases",
    "end-review ; stop-waiting",
    "end-review",
    "end-agreement",
    "board",
    "board documents",
    "board labels",
    "board agreement",
    "board-refresh",
    "board",
    // Who does what.
    "assign amal",
    "assign-undo",
    "assign-redo",
    "unassign amal",
    "distribute amal binh chi",
    "assign-undo",
    "assign-redo",
    "assign-undo",
    "distribute amal binh --balance characters",
    "distribute amal binh chi ; assign-stop",
    "filter-assigned amal",
    "filter-assigned any",
    // The schema.
    "schema on",
    "schema-add entities/vessel blue",
    "schema-retitle entities/vessel Ship",
    "schema-recolour entities/vessel red",
    "schema-set entities/vessel guideline \"Boats too\"",
    "schema-rekey entities/vessel Y",
    "schema-move entities/vessel earlier",
    "schema-rename entities/person human",
    "schema-undo",
    "schema-redo",
    "schema-undo",
    "schema-rename entities/person human ; schema-stop",
    "schema-remove entities/vessel confirm",
    "schema off",
    // Seeing.
    "zoom-in",
    "zoom-out",
    "zoom 150",
    "zoom 100",
    "theme light",
    "theme dark",
    "lens on",
    "lens off",
    "snap off",
    "snap on",
    "joiners on",
    "joiners off",
    "frames on",
    "frames off",
    "speed on",
    "speed off",
    "direction ltr",
    "direction auto",
    "panel problems on",
    "panel problems off",
    "panel guidelines on",
    "panel guidelines off",
    "palette",
    "palette",
    "help",
    "help",
    "export",
    "import",
    "dataset",
    "add-documents",
    // The project.
    "reload-project",
    "take-over",
    "quit",
];

/// Tries all of them.
pub fn run() {
    let folder = &fresh_folder("every-command");
    make(folder);
    let mut screen = Screen::open(folder);
    screen.settle();
    let (mut all, mut over, mut refused) = (Vec::new(), 0, Vec::new());
    let unsaved = format!("{:?}", unsaved_in(folder).display().to_string());
    for line in LINES {
        let asked = line.replace(UNSAVED, &unsaved);
        let parts: Vec<&str> = asked.split(MEANWHILE).collect();
        let (last, first) = parts.split_last().expect("a line is not empty");
        first.iter().for_each(|line| screen.perform(line));
        let (whole, blocked, worked) = screen.settled_with_work(last);
        all.push(blocked);
        over += usize::from(blocked > FRAME);
        if blocked > WANTED {
            println!("  {line:44} blocked {blocked:7.1} ms, worked {worked:7.1}   done after {whole:8.1} ms");
        }
        let said = screen.said();
        if said.starts_with("Failed") {
            refused.push(format!("  refused: {line}: {said}"));
        }
    }
    println!("  {over} of {} took longer than a frame; {}", LINES.len(), memory());
    report("the longest without a frame, of each", all);
    refused.iter().for_each(|line| println!("{line}"));
    let tried: BTreeSet<&str> =
        LINES.iter().flat_map(|line| line.split(MEANWHILE)).filter_map(|line| line.split(' ').next()).collect();
    let all = catalogue::entries().filter(|entry| entry.menu != Menu::Script).map(|entry| entry.name);
    println!("  not tried: {}", all.filter(|name| !tried.contains(name)).collect::<Vec<_>>().join(" "));
    screen.leave();
    fs::remove_dir_all(folder).expect("the folder can be removed");
    fs::remove_file(unsaved_in(folder)).expect("the file can be removed");
}

fn make(folder: &Path) {
    let documents = folder.join("documents");
    fs::create_dir_all(&documents).expect("a folder can be made");
    fs::copy(corpus::written(DOCUMENTS).join("documents/news.jsonl"), documents.join("news.jsonl"))
        .expect("the corpus can be copied");
    let text = Generator::new(3).text(Language::Arabic, LARGE_BYTES);
    let chars = text.chars().count();
    fs::write(documents.join("large.txt"), text).expect("the text can be written");
    Session::create(folder, None).expect("it becomes a project");
    work(folder, |session| {
        perform(session, "open large");
        label(session, MANY, (0..MANY * 2).map(|index| index * (chars - 40) / (MANY * 2)));
    });
    let annotations = folder.join("annotations");
    let own = fs::read_to_string(annotations.join("bench/large.ron")).expect("the set is there");
    for (nth, name) in OTHERS.iter().enumerate() {
        fs::create_dir_all(annotations.join(name)).expect("a folder can be made");
        fs::write(annotations.join(name).join("large.ron"), differing(&own, nth, name)).expect("it can be written");
    }
    fs::write(annotations.join("bench/large.ron.mine-1"), differing(&own, 0, "bench")).expect("it can be written");
    move_text(folder);
    lose(folder);
    for name in OTHERS.into_iter().chain(["bench"]) {
        let all = names::identities(IDENTITIES).map(|(mut identity, arabic)| {
            identity.add_name("ar", &arabic);
            identity
        });
        let all = Identities::new(AnnotatorId::new(name)).with_records(all, Vec::new());
        fs::write(annotations.join(name).join("identities.ron"), identities::write(&all)).expect("it can be written");
    }
}

/// A text that is annotated, and then has another beginning.
fn move_text(folder: &Path) {
    let at = folder.join("documents/moved.txt");
    let text = Generator::new(5).text(Language::Vietnamese, MOVED_BYTES);
    let chars = text.chars().count();
    fs::write(&at, &text).expect("the text can be written");
    work(folder, |session| {
        perform(session, "open moved");
        label(session, MOVED, (0..MOVED * 2).map(|index| index * (chars - 40) / (MOVED * 2)));
    });
    fs::write(&at, format!("Một đoạn mới.\n\n{text}")).expect("the text can be written");
}

/// What was done while the project was away.
fn lose(folder: &Path) {
    let (at, away) = (unsaved_in(folder), folder.with_extension("away"));
    let mut session = Session::open(folder, Some("bench")).expect("it opens");
    perform(&mut session, "open news-000003");
    fs::rename(folder, &away).expect("it can be moved");
    label(&mut session, 20, (0..40).map(|index| index * 10));
    // That nothing can be saved is what is wanted.
    let _ = session.flush();
    session.save_unsaved(&at).expect("it can be saved elsewhere");
    session.lose_unsaved();
    drop(session);
    fs::rename(&away, folder).expect("it can be moved back");
}

/// The file of what could not be saved in a project.
fn unsaved_in(folder: &Path) -> PathBuf {
    folder.with_extension("unsaved.jsonl")
}

/// The set of somebody else, who calls every seventh annotation something else.
fn differing(own: &str, nth: usize, name: &str) -> String {
    let mut annotations = 0;
    let lines = own.lines().filter(|line| !line.contains("journal:")).map(|line| {
        annotations += usize::from(line.contains("label:"));
        let differs = line.contains("label:") && annotations % 7 == nth;
        if differs { line.replace("entities/person", "entities/place") } else { line.to_owned() }
    });
    let theirs = lines.collect::<Vec<_>>().join("\n");
    theirs.replace("annotator: \"bench\"", &format!("annotator: \"{name}\""))
}
