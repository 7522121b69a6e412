"""Makes values.json beside this file: what other people's packages say about small random annotations, for src/tests/agreement.rs.

    python3 -m venv v && v/bin/pip install krippendorff==0.9.0 nltk==3.10.4 pygamma-agreement==0.5.9 \
        scikit-learn==1.9.1 seqeval==1.2.2 statsmodels==0.15.0
    v/bin/python make.py
"""

import json
import random

import krippendorff
import numpy as np
from nltk.metrics.agreement import AnnotationTask
from pyannote.core import Segment
from pygamma_agreement import CombinedCategoricalDissimilarity, Continuum, ShuffleContinuumSampler
from seqeval.metrics import classification_report, f1_score
from seqeval.scheme import IOB2
from sklearn.metrics import cohen_kappa_score
from statsmodels.stats.inter_rater import aggregate_raters, fleiss_kappa

chance = random.Random(7)
np.random.seed(7)


def codings(raters, codes, units, holes):
    """A row of letters for each rater: mostly what the first one says; `.` where a rater did not code the unit."""
    truth = [chance.choice("abcde"[:codes]) for _ in range(units)]
    say = lambda code: "." if chance.random() < holes else code if chance.random() < 0.7 else chance.choice("abcde"[:codes])
    rows = ["".join(say(code) for code in truth) for _ in range(raters)]
    both = [(a, b) for a, b in zip(rows[0], rows[1]) if a != "." and b != "."]
    table = [[np.nan if code == "." else ord(code) for code in row] for row in rows]
    triples = [(rater, unit, code) for rater, row in enumerate(rows) for unit, code in enumerate(row) if code != "."]
    found = {
        "rows": rows,
        "sklearn_cohen": cohen_kappa_score(*zip(*both)),
        "krippendorff_alpha": krippendorff.alpha(table, level_of_measurement="nominal"),
        "nltk_alpha": AnnotationTask(triples).alpha(),
    }
    if not holes:
        coded = np.array([[ord(code) for code in row] for row in rows]).T
        found["statsmodels_fleiss"] = fleiss_kappa(aggregate_raters(coded)[0])
        pair = AnnotationTask([triple for triple in triples if triple[0] < 2])
        found["nltk_cohen"] = pair.kappa()
    return found


def mentions(words):
    """Mentions in a text of so many words, as (first word, word after the last, label)."""
    found, at = [], 0
    while at < words:
        length = chance.choice([1, 1, 2, 3])
        if chance.random() < 0.4 and at + length <= words:
            found.append((at, at + length, chance.choice(["person", "place", "organization"])))
            at += length
        at += 1
    return found


def changed(found, words):
    """What a second annotator makes of mentions: most as they are, some shorter, of another label or missing."""
    kept = []
    for start, end, label in found:
        what = chance.random()
        if what < 0.15:
            continue
        if what < 0.3 and end - start > 1:
            end -= 1
        elif what < 0.45:
            label = chance.choice(["person", "place", "organization"])
        kept.append((start, end, label))
    return kept


def bio(found, words):
    tags = ["O"] * words
    for start, end, label in found:
        tags[start:end] = ["B-" + label] + ["I-" + label] * (end - start - 1)
    return tags


def spans(words, documents):
    first = [mentions(words) for _ in range(documents)]
    second = [changed(found, words) for found in first]
    tags = [[bio(found, words) for found in found] for found in (first, second)]
    report = classification_report(*tags, output_dict=True, scheme=IOB2, mode="strict", zero_division=0)
    labels = {label: report[label]["f1-score"] for label in ("person", "place", "organization") if label in report}
    # The first document is of one day, the others of the next.
    days = [f1_score(*[side[part] for side in tags], scheme=IOB2, mode="strict") for part in (slice(0, 1), slice(1, None))]
    return {"words": words, "first": first, "second": second, "seqeval_f1": f1_score(*tags, scheme=IOB2, mode="strict"), "seqeval_labels": labels, "seqeval_days": days}


def continuum(length, units, annotators=2):
    """Units of annotators on a line, as (start, end, label); the first begins at 0 and the last ends at the length."""
    rows = [[(0, 5, "a")]] + [[(1, 5, "a")] for _ in range(annotators - 1)]
    for _ in range(units):
        start, size = chance.randrange(3, length - 20), chance.randrange(2, 14)
        label = chance.choice("abc")
        for row in rows:
            if chance.random() < 0.85:
                begin = start + chance.choice([0, 0, 0, 1, 2])
                said = label if chance.random() < 0.85 else chance.choice("abc")
                row.append((begin, begin + size + chance.choice([0, 0, 0, 1, 3]), said))
    for row in rows:
        row.append((length - 6, length, "b"))
    rows = [sorted(set(row)) for row in rows]
    line = Continuum()
    for annotator, row in zip("vwxyz", rows):
        for start, end, label in row:
            line.add(annotator, Segment(start, end), label)
    dissimilarity = CombinedCategoricalDissimilarity(alpha=1, beta=1, delta_empty=1)
    # Of more than two it solves for every sample what no exact method solves in time.
    precision = 0.005 if annotators == 2 else 0.05
    found = line.compute_gamma(dissimilarity, precision_level=precision, sampler=ShuffleContinuumSampler())
    return {"length": length, "rows": rows, "observed": found.observed_disorder, "expected": found.expected_disorder, "gamma": found.gamma, "samples": found.n_samples, "precision": precision}


values = json.dumps({
    "codings": [codings(2, 3, 30, 0), codings(3, 4, 40, 0), codings(4, 5, 50, 0), codings(3, 3, 40, 0.2), codings(5, 4, 60, 0.3)],
    "spans": [spans(30, 4), spans(60, 3)],
    "gamma": [continuum(120, 8), continuum(300, 20), continuum(400, 40),
              continuum(120, 8, 3), continuum(200, 12, 3), continuum(100, 5, 4), continuum(80, 3, 5)],
    "topics": [codings(2, 3, 40, 0), codings(3, 4, 50, 0), codings(4, 3, 60, 0.3)],
}, default=float, separators=(",", ":"))
# A file of its own, because a solver beneath pygamma-agreement prints.
open("values.json", "w").write(values.replace(',"', ',\n"') + "\n")
