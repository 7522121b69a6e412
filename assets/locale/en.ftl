# The words of the window, in English. Sentence case; one sentence has no full stop; an ellipsis when a question follows.

title-window = { $project } – Hashiya

menu-project = Project
menu-edit = Edit
menu-select = Select
menu-annotate = Annotate
menu-review = Review
menu-view = View
menu-help = Help
menu-open-project = Open project…

start-title = Welcome to Hashiya
start-about = Hashiya annotates news in Arabic, Vietnamese and any other language: entities, events and stances. Open a project, or a folder of .txt files to make one of it.
start-open = Open project…
start-no-documents = This project has no texts yet. Add some, or put .txt files into its folder “{ $folder }” and open the project again.
start-add = Add documents…
start-no-document = Choose a document from the list to begin.
start-document-gone = The text of “{ $document }” was taken out of the project by somebody else. What you annotated in it is kept, and it opens again here as soon as its text is back. Or choose another document from the list.

documents-title = Documents
documents-count = { $count }
documents-shown = { $shown } of { $count }
documents-filter = Filter documents
documents-filter-hint = Title, name, source, date…
documents-sort = By { $now }
documents-sort-descending = By { $now }, last first
documents-language = Language: { $now }
documents-assigned = Assigned to: { $now }
documents-me = me
documents-nobody = nobody
documents-progress = Progress: { $now }
documents-any = any
sort-name = name
sort-file = file
sort-title = title
sort-date = date
sort-source = source
sort-url = address
sort-language = language
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
page-being-set = The text is being set…
page-being-opened = The document is being opened…

outline-title = Annotations
outline-empty = Nothing is labelled yet. Put the caret on a word, or select some text, and press the key of a label below.
outline-document = The whole document
outline-missing = still missing: { $roles }

labels-empty = This project has no labels yet. Layers and labels (Ctrl+Shift+L) is where to make some.

facts-title = This document
facts-assigned = Assigned to
facts-name = Name
facts-name-in-files = Name in files and commands
facts-added = Added
facts-original-file = Original file
facts-original-encoding = Its encoding
facts-original-hash = Hash of its bytes
facts-original-format = Its format
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
inspector-filler-missing = still missing
inspector-clear = Clear
inspector-confidence = Confidence
inspector-percent = { $percent } %
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
inspector-unread-identity = @{ $id }; your identities are still being read
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
status-frame = frame { $ms } ms
status-command = { $command } { $ms } ms
status-reading-identities = reading your identities
status-reading = reading your annotations: { $taken } of { $total }
status-renaming = renaming in your annotations: { $done } of { $all }
status-renaming-stop = Stop renaming
status-adding = adding documents
status-reloading = reading the project again
status-seat = saving, then you work as { $name }
status-seat-stop = Stay here
status-sitting = reading again what you did
status-sitting-stop = Stop
status-assigning = assigning documents
status-measuring = measuring the texts: { $percent } %
status-assigning-stop = Stop assigning
status-drifting = looking where annotations belong: { $percent } %
status-drifting-stop = Stop looking
status-saved = saved
status-locked = locked: a file cannot be read
status-saving = saving…
status-not-saved = not saved: { $why }
status-problems = { $count ->
    [one] { $count } problem
   *[other] { $count } problems
}
status-notes = { $count ->
    [one] { $count } note
   *[other] { $count } notes
}
status-problems-and-notes = { $problems }, { $notes }
status-zoom = { $percent } %
status-annotator = as { $name }

status-read-only = read only
status-past = as it was on { $time } UTC, read only
status-past-start = as it was before all that the history tells, read only

reanchor-title = Carry over to the changed text
reanchor-counts = { $shown ->
    [one] { $shown } annotation does
   *[other] { $shown } annotations do
} not fit; nothing changes until you accept it
reanchor-accept-all = { $count ->
    [one] Carry over the clear one
   *[other] Carry over { $count } clear ones
}
reanchor-moved = from { $from } to { $to }
reanchor-ambiguous = { $places ->
    [one] stands in { $places } place, out of order
   *[other] may stand in { $places } places
}
reanchor-reworded = now: { $new }?
reanchor-lost = stands nowhere any more
reanchor-places = Where it may stand now, the likeliest first
reanchor-reworded-place = The text says this in its place now. Take the new words only if they mean the same.
reanchor-no-place = The text no longer says this. Select where it belongs, leave it, or delete it.
reanchor-accept = Carry over
reanchor-accept-reworded = Take new words
reanchor-here = To selection
reanchor-leave = Leave
reanchor-delete = Delete
reanchor-place = Place { $nth }: { $chars }
reanchor-spelled-otherwise = the same letters, spelled otherwise
reanchor-other-words = other words
reanchor-keys = Up and down go through the list, digits through the places. The other arrows and the pointer select on the page. Esc leaves.

kept-title = Kept beside your annotations
kept-counts = { $lacking ->
    [0] All that it has stands
    [one] { $lacking } is missing here, or otherwise
   *[other] { $lacking } are missing here, or otherwise
}; { $since ->
    [0] nothing came since
   *[other] { $since } came since
}. Nothing changes until you put some back.
kept-put-back = Put this back
kept-put-back-all = Put all of it back
kept-put-back-whole = As it was, without what came since
kept-leave = Leave it
kept-missing = missing here
kept-labelled = here it is { $label }
kept-otherwise = says something else here
kept-since = came since
kept-keys = Up and down go through the list. Esc closes it; the file stays.

history-title = History
history-empty = Nothing has been done here yet.
history-go-back = Go back to this
history-now = Return to now
history-show = Show the page as it was
history-unknown = { $count ->
    [one] What entry { $from } did is not known
   *[other] What entries { $from } to { $to } did is not known
}
history-unknown-why = No journal tells it: it was damaged, or taken away; the annotations are whole
history-cut-off = What came after it is not known in full, so that the page as it was then is not known either
history-undid = undid: { $title }
history-about = { $title } · “{ $quote }”
history-about-several = { $title } · { $count } annotations
history-did-again = did again: { $title }
history-when = { $who } · { $ago } · { $time } UTC
history-restore = Restore “{ $quote }”
history-restore-several = Restore { $count }…
history-looked-at = The page as it was after entry { $number }
history-keys = Arrows choose, Enter shows the page as it was, Tab goes to what can be done, Esc to the page
ago-now = just now
ago-minutes = { $count ->
    [one] { $count } minute ago
   *[other] { $count } minutes ago
}
ago-hours = { $count ->
    [one] { $count } hour ago
   *[other] { $count } hours ago
}
ago-days = { $count ->
    [one] { $count } day ago
   *[other] { $count } days ago
}
blame-made = Made by { $who } · { $ago } · { $time } UTC
blame-unknown = In the work of { $who }; the history does not say since when
blame-changed = Last changed by { $who } · { $ago } · { $time } UTC

problems-title = Problems
problems-none = Nothing is wrong.
problems-compare = Compare…
severity-loss = loss
severity-wrong = wrong
severity-note = note

palette-name = Find a command
palette-hint = Type what you want to do
palette-nothing = No command is called that.
palette-label = Label as { $label }

field-cut = Cut
field-copy = Copy
field-paste = Paste
field-select-all = Select all
field-nothing-selected = Nothing is selected
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
help-by-sight = Arrow keys move the caret as one sees it; with Shift they select. Forward is the arrow that points where the paragraph runs, Backward the other. Keys go by their place on the board, whatever letters are on it.

dialog-browse = Browse…
dialog-browsing = Waiting…
dialog-cancel = Cancel
dialog-close = Close
dialog-problems = Problems
dialog-problem = { $severity } · { $place } · { $message }
dialog-more = and { $count } more
dialog-if-lost = If something would be lost
dialog-strict = Refuse

open-title = Open project
open-about = The folder of a project, or a folder of .txt files.
open-path = Folder
open-do = Open
opening-title = Opening project
opening-progress = Reading texts, { $percent } %

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
add-looking = Reading, { $percent } %…
add-adding = Adding, { $percent } %…
add-cancelling = Cancelling…
add-language = Language of all that is added
add-language-hint = By its letters, or a tag such as ar, vi or en
add-read-as = Read as
add-encoding = { $name } · { $percent } %
add-other-encoding = Another…
add-not = Not added: { $why }
add-there = { $count ->
    [one] { $count } document is there already and stays as it is
   *[other] { $count } documents are there already and stay as they are
}
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
    [one] ; { $doubtful } file is to be looked at first
   *[other] ; { $doubtful } files are to be looked at first
}
add-leave-out = Leave it out
add-take = Add it all the same
add-answer = First say whether to add the one shown
add-look = Look at the next doubtful one, { $count } left
add-do-nothing = Add
add-do = Add { $count ->
    [one] { $count } document
   *[other] { $count } documents
}

dataset-title = Make a dataset
dataset-about = Gold data to train on, of what everybody annotated. Documents that share a paragraph or are nearly the same stay in one part.
dataset-by = Whose word counts
dataset-rules = Rules
dataset-others = Others…
dataset-adjudicated = Adjudicated
dataset-adjudicated-about = What the annotator “gold” says of a document counts before all
dataset-unanimous = Unanimous
dataset-unanimous-about = What all say who annotated it: the same spans, label and arguments
dataset-majority = Majority
dataset-majority-about = What more than half say; what half or fewer say is left out and counted
dataset-documents = Documents
dataset-finished = Finished
dataset-begun = Begun too
dataset-zones = Zones of boilerplate
dataset-cut = Cut out
dataset-mask = Blank
dataset-keep = Keep
dataset-shares = Train, dev, test
dataset-seed = Seed
dataset-labels = Labels
dataset-labels-hint = person=PER, location+facility=LOC, quotation=-
dataset-format = Format
dataset-folder = Folder
dataset-row-documents = Documents
dataset-row-annotations = Annotations
dataset-left-out = Left out
dataset-reading = Reading { $done } of { $all }…
dataset-counting = Counting…
dataset-writing = Writing…
dataset-working = Making a dataset, { $percent } %…
dataset-do = Make dataset

import-title = Import
import-about = Texts and annotations of other programs: a file, a folder or a .zip. Nothing of what is there already is changed, and all comes or nothing.
import-clear = Others…
import-format = Format
import-recognised = { $format } (recognised)
import-unknown = To be recognised
import-as-seen = As recognised
import-columns = Columns
import-encoding = Encoding
import-map = Fields
import-as = Made by
import-as-hint = Where the files do not say it
import-known = Somebody of this project…
import-kind = What they are
import-people = As the files say
import-programs = Programs, to be reviewed
import-lenient = Bring in the rest
import-refused = Nothing comes while something would be lost. Choose otherwise, or bring in the rest.
import-looking = Looking…
import-reading = Reading, { $percent } %…
import-working = Importing, { $percent } %…
import-documents-said = { $new } new{ $there ->
    [0] {""}
   *[other] , { $there } there already
}{ $refused ->
    [0] {""}
    [one] , { $refused } differs and is left out
   *[other] , { $refused } differ and are left out
}
import-annotations-said = { $new } new{ $there ->
    [0] {""}
   *[other] , { $there } there already
}
import-annotators = Annotators
import-person = person of this project
import-program = program of this project
import-new-person = new person
import-new-program = new program
import-coming = { $kind } · { $annotations ->
    [one] { $annotations } annotation
   *[other] { $annotations } annotations
} on { $documents ->
    [one] { $documents } document
   *[other] { $documents } documents
}
import-labels = Labels of the files, and what they become
import-label = { $label } · { $count }
import-becomes = { $label } becomes { $to }
import-add-label = Add to the schema
import-leave-label = Leave out
import-added = Added to the schema
import-summary = Summary
import-pages = Pages
import-no-page = Nothing comes that can be shown.
import-page-before = Previous
import-page-after = Next
import-page-nth = Document { $nth } of { $all }
import-page-whose = Whose marks
import-do-nothing = Import
import-do = Import { $count ->
    [one] { $count } annotation
   *[other] { $count } annotations
}

held-about = Read only: { $why }
held-what = You can look at everything and change nothing. As soon as that ends, this window reads everything again and you can work. Otherwise: { $hint }.
held-take-over = Take over

unsaved-title = Not everything is saved
unsaved-document = { $count ->
    [one] 1 action in { $document }
   *[other] { $count } actions in { $document }
}
unsaved-kept = All of it is kept in { $file } until then.
unsaved-nowhere = It is nowhere else yet: not even your settings' folder can be written to.
unsaved-file-about = A file of unsaved work is put back by the command `put-back FILE`, once the project is there again.
unsaved-file = File for unsaved work
unsaved-again = Try again
unsaved-save = Save to this file and close
unsaved-stay = Stay
unsaved-later = Close; it comes back with the project
unsaved-lose = { $count ->
    [one] Close and lose 1 action
   *[other] Close and lose { $count } actions
}

export-title = Export
export-about = All documents, with your annotations.
export-jsonl = JSON lines
export-json = JSON
export-ron = RON
export-other = Other formats…
export-cannot = It cannot hold: { $what }.
export-tokens = Tokens
export-tokens-words = Words
export-tokens-clitics = Arabic clitics split off
export-tokens-syllables = Vietnamese syllables
export-scheme = Tags
export-scheme-bio = BIO (IOB2)
export-scheme-iob1 = IOB1
export-scheme-iobes = IOBES
export-scheme-bilou = BILOU
export-read-by = Tables for
export-by-programs = Programs
export-by-spreadsheets = A spreadsheet
export-counted = What will be in it
export-counts = { $annotations ->
    [one] { $annotations } annotation
   *[other] { $annotations } annotations
} of { $documents ->
    [one] { $documents } document
   *[other] { $documents } documents
}{ $left ->
    [0] {""}
    [one] ; { $left } document is left out, as you have not begun it
   *[other] ; { $left } documents are left out, as you have not begun them
}
export-lossless = Nothing is lost
export-lenient = Write the rest
export-refused = Nothing is written while something would be lost. Take another format, or write the rest.
export-path = File or folder
export-do = Export
export-working = Exporting { $done } of { $all } documents…

schema-title = Layers and labels
schema-empty = This project has no layers yet. Add one below the list.
schema-tree = Layers and labels
schema-undo = Undo
schema-redo = Redo
schema-add-layer = + Layer
schema-add-label = + Label
schema-add-role = + Role
schema-add-attribute = + Attribute
schema-layer-entity = Layer of entities
schema-layer-event = Layer of events
schema-layer-stance = Layer of stances
schema-layer-relation = Layer of relations
schema-layer-topic = Layer of topics
schema-kind-label = Label
schema-kind-role = Role
schema-kind-attribute = Attribute
schema-about = { $kind }, in files { $name } · { $count ->
    [0] no annotations use it
    [one] { $count } annotation of yours uses it
   *[other] { $count } annotations of yours use it
}
schema-earlier = Move up
schema-later = Move down
schema-remove = Remove…
schema-none = none
schema-yes = Yes
schema-no = No
schema-needs-text = This cannot be empty.
schema-list-add = Add to { $field }
schema-list-hint = Add another; Enter takes it

schema-field-name = Name in files
schema-field-title = Title
schema-field-tone = Colour
schema-field-key = Key
schema-field-sign = Sign of the polarity
schema-field-guideline = Guideline
schema-field-examples = Examples
schema-field-without = What its borders leave out
schema-field-leave-out = Zone whose text exports leave out
schema-field-cues = Words of saying
schema-field-fillers = What may fill it
schema-field-count = How many
schema-field-required = Required
schema-field-offers = Offered as
schema-field-values = Values
schema-field-default = Begins with

schema-name-about = { $count ->
    [one] { $count } annotation of yours carries this name
   *[other] { $count } annotations of yours carry this name
} and will be renamed with it.
schema-examples-about = Passages as they are to be annotated; square brackets may mark the span.
schema-without-about = Prefixes such as و, and suffixes with a tatweel before them such as ـها. Check tells where a span begins or ends with one.
schema-leave-out-about = For photo credits and related stories. Their text stays in the document, so that offsets hold.
schema-cues-about = With one of these and quotation marks beside it, a quotation is suggested.
schema-offers-about = Inside this frame, whoever fills it is offered first for that role of other frames.
schema-default-about = The value that a new annotation has until somebody chooses another.
schema-fillers-any = Anything may fill it.
schema-fillers-choose = Choose…
schema-fillers-all = All of { $layer }
schema-fillers-name = Filler { $name }
schema-count-one = One
schema-count-many = Any number
schema-sign-favour = in favour
schema-sign-against = against
schema-sign-neutral = neutral
schema-key-press = Press a key…
schema-key-none = none
schema-key-otherwise = { $key }, taken from its name
schema-key-clear = Take away

schema-new-layer = New layer
schema-new-label = New label in { $of }
schema-new-role = New role of { $of }
schema-new-attribute = New attribute of { $of }
schema-new-name = Name
schema-new-shape = What its labels mark
schema-new-in-files = In files: { $name }
schema-new-do = Add
schema-remove-title = Remove { $name }?
schema-remove-about = { $count ->
    [one] { $count } annotation of yours uses it. It stays as it is, and check tells of it until it is changed.
   *[other] { $count } annotations of yours use it. They stay as they are, and check tells of them until they are changed.
} Removing can be undone.
schema-remove-do = Remove

schema-deed-add = added { $path }
schema-deed-rename = renamed { $path } to { $to }
schema-deed-retitle = called { $path } “{ $to }”
schema-deed-recolour = coloured { $path } { $to }
schema-deed-rekey = gave { $path } the key { $to }
schema-deed-unkey = took the key of { $path } away
schema-deed-set = changed “{ $field }” of { $path }
schema-deed-move = moved { $path }
schema-deed-remove = removed { $path }

shape-entity = Entities
shape-event = Events
shape-stance = Stances
shape-relation = Relations
shape-topic = Topics
shape-entity-about = Mentions: a stretch of text that names somebody or something.
shape-event-about = Triggers with roles: a word that says what happened, and who and what took part.
shape-stance-about = Evidence of a stance: each label is a polarity, with a holder and a target.
shape-relation-about = Two annotations and what joins them.
shape-topic-about = Labels of the whole document.

tone-blue = blue
tone-orange = orange
tone-green = green
tone-purple = purple
tone-sky = sky
tone-red = red
tone-teal = teal
tone-brown = brown
tone-pink = pink
tone-olive = olive
tone-indigo = indigo
tone-grey = grey

guidelines-title = Guidelines
guidelines-empty = This project has no guidelines yet. Write them, in Markdown, into a file guidelines.md beside project.ron, and open the project again.
guidelines-no-rule = The project says nothing more about this label. Layers and labels (Ctrl+Shift+L) is where to write its rule and examples.

cases-title = Review into { $into }
cases-title-suggestions = Suggestions
cases-end = End
cases-end-hint = Goes on with your own annotations
cases-hide-names = Hide names
cases-show-names = Show names
cases-parallel = Side by side
cases-one-page = On one page
cases-parallel-hint = Each on a page of their own, side by side, or all on one
column-of = Column of { $name }
column-target = Column of { $name }: what you decide
column-rest = + { $count }
column-rest-who = below its lines: { $names }
cases-accepted = { $percent } % of { $count }
cases-fate = { $accepted } accepted, { $corrected } corrected, { $rejected } rejected
suggestions-open = { $count } open
suggestions-accept = Accept…
suggestions-accept-hint = A click accepts at once what the program is sure of.
suggestions-accept-all = Accept all { $count }
suggestions-accept-above = Accept { $count } above { $percent } %
suggestion-new = new
suggestion-number = Suggestion { $number } of { $count }
suggestion-keys-decide = 1 accepts, N rejects, E corrects. Escape lets keys label.
case-reject = Reject
case-correct = Correct
cases-counts = { $open } open, { $decided } decided
cases-adopt = Adopt what all say
cases-adopt-hint = Decides every open case on which all say the same
cases-any = any
cases-open = open
cases-decided = decided
cases-all = all
cases-filter-state = Show: { $now }
cases-filter-kind = Kind: { $now }
cases-filter-label = Label: { $now }
cases-filter-by = Given by: { $now }
cases-nobody = Nobody has annotated this document yet. Ctrl+PageDown opens the next one.
cases-nothing-suggested = No program suggests anything in this document. Ctrl+PageDown opens the next one.
cases-comparing = Comparing what they say…
cases-changing = { $count ->
    [one] Making one change…
   *[other] Making { $count } changes…
}
cases-stop = Stop
cases-none = There is nothing to compare in this document. Ctrl+PageDown opens the next one.
cases-none-shown = No case is of this kind. Other cases are filtered out.
cases-all-decided = All cases of this document are decided. Ctrl+Enter says that it is finished, Ctrl+PageDown opens the next one.
case-title = Case
case-none = F5 goes to the first case.
case-none-left = Nothing is left to decide here.
case-number = Case { $number } of { $count }
case-open = open
case-reopened = open again: a source changed
case-settled = said already
case-decided = decided
case-agreed = agreed
case-measured = Behind { $measure }
case-differing = differing
case-space = space
case-clitic = clitic
case-border = border
case-attribute = attribute
case-identity = identity
case-role = role
case-filler = filler
case-label = label
case-polarity = polarity
case-split = split or merged
case-missing = missing
case-document-label = document label
case-nothing = nothing here
case-is = is { $name }
case-sure = { $percent } % sure
case-in-gold = In { $into } now
case-in-yours = Yours now
case-was-agreed = { $who } took what all say, { $ago }
case-was-taken = { $who } took one reading, { $ago }
case-was-both = { $who } took both, { $ago }
case-was-neither = { $who } took nothing, { $ago }
case-was-edited = { $who } edited it, { $ago }
case-both = Both
case-neither = Neither
case-edit = Edit
case-next = Next
case-keys-decide = A digit takes a reading. P puts people side by side. Escape lets keys label.
case-keys-none = Escape lets keys label again.
case-keys-label = Keys label and edit now. F5 goes on with the next case.

board-title = Board
board-again = Compute anew
board-back = Back
board-computing = Reading what everybody did…
board-comparing = Comparing what they did…
board-reading = Reading { $done } of { $all } sets…
board-people = People
board-days = Days
board-documents = Documents
board-labels = Labels and roles
board-agreement = Agreement
board-problems = Problems
board-next = Next
board-next-assigned = Assigned, not finished
board-next-unfinished = Begun, not finished
board-next-fewest = Fewest annotators
board-next-differing = Most disagreement
board-assignments = Assignments
board-of = what { $who } did
board-of-day = on { $day } (UTC)
board-of-label = with the label “{ $label }”
board-people-about = Not begun are documents assigned to somebody, or all of them if none is. Per document is the mean time of what is finished. Enter shows the documents behind a row.
board-days-about = Actions on each day (UTC), by person. Time counts up to each action unless nothing was done for more than five minutes before it.
board-documents-about = What took longest comes first. Time counts up to each action unless nothing was done for more than five minutes before it. Enter opens the document.
board-labels-about = How often each label was given and each role filled, by person. Enter shows the documents.
board-agreement-about = Two by two, over all documents both have begun, those who agree least first. Enter opens the document they agree on least and reviews the two.
board-problems-about = What reading and checking everybody’s annotations found, what is lost first. Enter opens the document.
board-next-about = Documents that are not done. Enter opens the document.
board-assignments-about = Who is to annotate what, of the documents that the list shows. A number ticks somebody’s box in the row that is lit; Enter opens the document.
board-none-begun = Nobody has begun a document yet.
board-none-days = Nothing has been done yet that a journal tells of.
board-none-labels = No label has been given yet.
board-none-agreement = Two people have to have begun the same document before they can be compared. In a blind project, only reviewers see how others agree.
board-none-problems = Nothing is wrong.
board-none-next = Nothing is waiting here.
board-head-finished = finished
board-head-started = begun
board-head-new = not begun
board-head-annotations = annotations
board-head-actions = actions
board-head-time = time
board-head-time-per-document = per document
board-head-count = given
board-head-documents = documents
board-head-begun = annotators
board-head-differing = differing
board-head-cases = cases
board-head-agreement = agreement
board-minutes = { $minutes } min
board-hours = { $hours } h { $minutes }

assign-names = Annotators
assign-per-document = Per document
assign-seed = Seed
assign-by-documents = Balance documents
assign-by-characters = Balance characters
assign-numbers = Whole numbers are expected
assign-deal = Deal out { $count ->
    [one] the document the list shows
   *[other] the { $count } documents the list shows
}
assign-cell = { $document }: { $who }
agreement-title = Agreement
agreement-about = { $documents ->
    [one] { $documents } document compared; { $alone } more begun by one only
   *[other] { $documents } documents compared; { $alone } more begun by one only
}
agreement-reading = Reading { $done } of { $all }…
agreement-measuring = Measuring…
agreement-annotators = Annotators
agreement-documents = Documents
agreement-begun = Begun by two or more
agreement-finished = Finished only
agreement-gamma = Measure γ
agreement-gamma-about = γ of Mathet, Widlöcher and Métivier takes longest: it aligns all marks again and again where chance puts them
agreement-sheets = Layers
agreement-sheet-documents = Documents and days
agreement-table-annotators = Annotators
agreement-table-labels = Labels
agreement-table-confusion = What meets what
agreement-table-confusion-about = rows: the earlier annotator by name; columns: the later one; all pairs together
agreement-table-days = Over time
agreement-table-documents = Documents
agreement-everybody = Everybody
agreement-pair = { $one } · { $other }
agreement-unknown = Not in the schema
agreement-nothing = Nothing
agreement-no-day = Day not known
agreement-shared = Documents
agreement-cases = Cases
agreement-differing = Differing
agreement-day = Day
agreement-told = { $head }, { $about }: { $value }
agreement-told-nothing = { $head }, { $about }: nothing can be said
agreement-told-met = { $count ->
    [one] { $first } meets { $second }: once
   *[other] { $first } meets { $second }: { $count } times
}
agreement-told-interval = 95 % of draws between { $low } and { $high }
agreement-told-error = ± { $error } by sampling
agreement-told-leads = Enter shows the cases
measure-exact-f1 = exact F1
measure-exact-f1-about = F1 of spans with the same borders and label
measure-clitic-f1 = clitics F1
measure-clitic-f1-about = F1 of spans whose borders may differ by spaces and by what is written onto an Arabic word
measure-partial-f1 = partial F1
measure-partial-f1-about = F1 where other borders with the same label count half (MUC-5)
measure-aligned-f1 = aligned F1
measure-aligned-f1-about = F1 of whatever is aligned with the same label: triggers of events, polarities of stances
measure-argument-f1 = arguments F1
measure-argument-f1-about = F1 of arguments: the frame’s label, the role and the aligned filler are the same
measure-frame-f1 = frames F1
measure-frame-f1-about = F1 of whole frames: the label and all arguments are the same
measure-cohen-kappa = Cohen’s κ
measure-cohen-kappa-about = Cohen’s κ of two annotators over words, each coded by all labels on it; of topics over documents
measure-fleiss-kappa = Fleiss’ κ
measure-fleiss-kappa-about = Fleiss’ κ over what all have begun
measure-alpha = α
measure-alpha-about = Krippendorff’s α over words; of topics over documents
measure-u-alpha = u-α
measure-u-alpha-about = Krippendorff’s α for unitizing: borders and labels in one
measure-gamma = γ
measure-gamma-about = γ of Mathet, Widlöcher and Métivier: marks are aligned so that they differ least, and held against chance
