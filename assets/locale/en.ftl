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
documents-shown = { $shown } of { $count }
documents-filter = Filter documents
documents-filter-hint = Title, name or source
documents-sort = By { $now }
documents-sort-descending = By { $now }, last first
documents-language = Language: { $now }
documents-progress = Progress: { $now }
documents-any = any
sort-name = name
sort-file = file
sort-title = title
sort-date = date
sort-source = source
sort-progress = progress
documents-empty = There are no texts yet.
documents-none-found = No document is like that.
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


facts-title = This document
facts-name = Name
facts-source = Source
facts-date = Date
facts-url = Address
facts-language = Language

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
status-reading = reading your annotations: { $taken } of { $total }
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
