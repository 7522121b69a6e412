# The words of the window, in English. Sentence case; one sentence has no full stop; an ellipsis when a question follows.

title-window = { $project } – Hashiya

menu-project = Project
menu-edit = Edit
menu-select = Select
menu-annotate = Annotate
menu-view = View
menu-help = Help
menu-open-project = Open project…

start-title = Welcome to Hashiya
start-about = Hashiya annotates news in Arabic, Vietnamese and any other language: entities, events and stances. Open a project, or a folder of .txt files to make one of it.
start-open = Open project…
start-no-documents = This project has no texts yet. Put .txt files into its folder “{ $folder }” and open the project again.
start-no-document = Choose a document from the list to begin.

documents-title = Documents
documents-count = { $count }
documents-filter = Filter documents
documents-filter-hint = Filter by title or name
documents-empty = There are no texts yet.
documents-none-found = No title holds what you typed.
documents-annotations = { $count ->
    [0] no annotations
    [one] { $count } annotation
   *[other] { $count } annotations
}
progress-new = not begun
progress-started = begun
progress-finished = finished

page-name = Page: { $title }

outline-title = Annotations
outline-empty = Nothing is labelled yet. Put the caret on a word, or select some text, and press the key of a label below.
outline-document = The whole document

labels-empty = This project has no labels. Add layers with labels to its project.ron.

inspector-title = Chosen annotation
inspector-empty = Click a highlight to see and change its annotation.
inspector-label = Label: { $label }
inspector-choice = Change label to { $label }
inspector-document = About the whole document
inspector-place = Characters { $start } to { $end }
inspector-start = Start
inspector-end = End
inspector-grow-word = + word
inspector-grow = +
inspector-shrink = −
inspector-shrink-word = − word
inspector-arguments = Arguments
inspector-no-filler = nobody yet
inspector-clear = Clear
inspector-note = Note
inspector-note-hint = What should others know about this?
inspector-named-by = Part of
inspector-delete = Delete annotation

inspector-identity = Identity
inspector-show-identity = Show the identity { $name }
inspector-unknown-identity = Linked to @{ $id }, which is not among your identities
inspector-link = Link
inspector-relink = Link to another…
inspector-unlink = Unlink
inspector-new-identity = New identity
inspector-next-mention = Next mention
inspector-previous-mention = Previous

linking-title = Who or what is this?
linking-keys = Digits or Enter link, arrows pick, letters search in any script, Esc leaves
linking-hint = Type a name to search
linking-new = New identity “{ $name }”
linking-linked = linked now
linking-before = { $times ->
    [one] linked before
   *[other] linked { $times } times
}
linking-same-name = same name
linking-sounds-alike = sounds alike
linking-sounds-like = sounds like { $name }
linking-found = found

identities-title = Identities
identities-count = { $shown } of { $all }
identities-search = Search identities
identities-search-hint = Search by name, id or note
identities-all = All
identities-entities = Entities
identities-events = Events
identities-by-mentions = Most mentioned
identities-by-name = By name
identities-preparing = The names of your identities are still being read.
identities-empty = There are no identities yet. Choose a mention and press Ctrl+I to make one of it.
identities-none-found = Nothing is said of an identity that holds what you typed.
identity-mentions = { $count ->
    [0] no mentions
    [one] { $count } mention
   *[other] { $count } mentions
}
identity-documents = { $count ->
    [0] { "" }
    [one] in { $count } document
   *[other] in { $count } documents
}
identity-mentions-title = Mentions
identity-no-mentions = Nothing in the texts is linked to this identity.
identity-choose-mention = A click or Enter goes to a mention
identity-chosen-mention = The chosen mention:
identity-split-mention = Make it another identity
identity-entity = Entity
identity-event = Event
identity-kind = Kind: { $kind }
identity-choose-kind = Its mentions are usually { $kind }
identity-names = Names
identity-add-name = Add a name
identity-add-name-hint = Another name, then Enter
identity-language = Language of the name
identity-main = main
identity-main-name = Show { $name } first in its language
identity-remove-name = Take the name { $name } away
identity-external-id = External id
identity-external-id-hint = Such as wikidata:Q60
identity-note = Note on the identity
identity-note-hint = What should others know about it?
identity-merged = Merged into it
identity-split = Split
identity-split-from = Split { $name } off again
identity-merge = Merge into another…
identity-delete = Delete identity
merge-choose = { $name } is to become one with another identity: choose that in the list.
merge-question = Merge { $name } ({ $mentions ->
    [one] { $mentions } mention
   *[other] { $mentions } mentions
}) into { $into } ({ $others ->
    [one] { $others } mention
   *[other] { $others } mentions
})? All are then mentions of { $into }. Undo takes it back, and so does splitting.
merge-do = Merge

filling-title = Fill roles
filling-keys-slots = Press a role’s key; Esc leaves
filling-keys-candidates = Letters narrow the list, arrows pick, Enter sets, Backspace goes back to the roles, Esc leaves
filling-missing = still missing
filling-filter = Narrowed by: { $text }
filling-filter-hint = Type some letters
filling-nothing = Nothing labelled here may play this role. Select its text, or put the caret on a word.
filling-not-found = Nothing that may play this role holds these letters.
filling-fresh = new { $label }
filling-distance = { $count ->
    [0] right beside
    [one] { $count } character away
   *[other] { $count } characters away
}
filling-more = and { $count } more

status-offset = Character { $offset } of { $length }
status-selected = { $chars ->
    [one] { $chars } character
   *[other] { $chars } characters
}, { $words ->
    [one] { $words } word
   *[other] { $words } words
} selected
status-ltr = left to right
status-rtl = right to left
status-saved = saved
status-saving = saving…
status-not-saved = not saved: { $why }
status-problems = { $count ->
    [one] { $count } problem
   *[other] { $count } problems
}
status-zoom = { $percent } %
status-annotator = as { $name }

problems-title = Problems
severity-loss = loss
severity-wrong = wrong
severity-note = note

palette-name = Find a command
palette-hint = Type what you want to do
palette-nothing = No command is called that.
palette-label = Label as { $label }

find-name = Find in the text
find-hint = Find in the text
find-count = { $count ->
    [0] not found
    [one] { $count } place
   *[other] { $count } places
}
find-next = Next
find-previous = Previous

help-title = Keys
help-labels = Labels
help-by-sight = Arrow keys move the caret as one sees it; with Shift they select. Keys go by their place on the board, whatever letters are on it.

dialog-browse = Browse…
dialog-browsing = Waiting…
dialog-cancel = Cancel
dialog-close = Close

open-title = Open project
open-about = The folder of a project, or a folder of .txt files.
open-path = Folder
open-do = Open

create-title = Make a project of this folder?
create-about = { $folder } holds { $texts ->
    [one] { $texts } text
   *[other] { $texts } texts
} and no project. A file project.ron will be put beside the texts; they are not touched.
create-do = Make a project

export-title = Export
export-about = All documents, with your annotations.
export-jsonl = JSON lines
export-json = JSON
export-ron = RON
export-path = File
export-do = Export
