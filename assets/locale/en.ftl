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

add-title = Add documents
add-about = Texts, .jsonl files, saved web pages and folders of these are copied into the project as UTF-8. What is there already stays as it is.
add-path = File or folder
add-path-hint = Type a path and press Enter, or drop files on the window
add-files = Files…
add-folder = Folder…
add-looking = Reading { $done } of { $all }…
add-adding = Adding { $done } of { $all }…
add-cancelling = Cancelling…
add-read-as = Read as
add-encoding = { $name } · { $percent } %
add-other-encoding = Another…
add-not = Not added: { $why }
add-is-new = new
add-is-doubtful = look at it
add-is-known = there already
add-is-refused = not added
add-summary = { $left ->
    [0] Everything can be added
    [one] { $left } file is not added
   *[other] { $left } files are not added
}{ $doubtful ->
    [0] {""}
    [one] ; look at { $doubtful } file first
   *[other] ; look at { $doubtful } files first
}
add-do-nothing = Add
add-do = Add { $count ->
    [one] { $count } document
   *[other] { $count } documents
}

export-title = Export
export-about = All documents, with your annotations.
export-jsonl = JSON lines
export-json = JSON
export-ron = RON
export-path = File
export-do = Export
