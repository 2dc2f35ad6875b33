"""Fits `app/answering/refusal.json`: `python -m eval.calibrate --data ../shared/data/dev [--source FILE]`.

For it speak the tuning halves of the answerable and everyday questions and the names of all concepts in the phrases of
exams (`fitting/forms.tsv`); against it the tuning half of the unanswerable ones and `fitting/beyond.tsv`, questions on
the subject itself that no text here answers. So that imported texts of any subject are answered from, questions of the
dev sets are asked with their passages imported (for it) and without (against it), and the answerable ones are asked of
those passages (against it). With `--source`, the tuning questions are also put to that text alone.
"""

import argparse
import csv
import json
import random
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from app.answering.engine import Answerer
from app.answering.refusal import NAMES, WEIGHTS, Evidence
from app.store.library import Library
from corpus.key import search_key
from eval.gold_sets import read_questions, read_refusals, rows
from indexer.logistic import Logistic
from indexer.search import Scope
from indexer.train.data import read_dev
from indexer.train.split import half

IMPORTED = 40  # passages of each dev set that are imported
ASKED = 40  # questions of each dev set, with and without their passage
AGAINST = 0.4  # what each of the two sets to be refused counts against the one to be answered
FITTING = Path(__file__).parent / "fitting"
NAMES_OF_FORM = 6
Example = tuple[Evidence, float, float]  # evidence, covered or not, weight


def own_questions(answerer: Answerer, scope: Scope, weight: float) -> list[Example]:
    answerable = [question.text for question in read_questions("tune")]
    answerable += [row["q"] for row in rows("everyday", "tune")]
    examples = [(answerer.evidence(text, scope), 1.0, weight / len(answerable)) for text in answerable]
    for refused in ([refusal.text for refusal in read_refusals("tune")], beyond()):
        examples += [(answerer.evidence(text, scope), 0.0, weight * AGAINST / len(refused)) for text in refused]
    return examples


def beyond() -> list[str]:
    """Written for fitting, never reported: 行政協調's founders, software, salaries, history, other countries."""
    return column(FITTING / "beyond.tsv", "q")


def exam_questions(answerer: Answerer, scope: Scope, weight: float, spoken_of: str = "") -> list[Example]:
    """Concepts by their names in the phrases of exams and of every day (`forms.tsv`): all are to be answered. Of an
    imported text (`spoken_of`, a search key) those whose name stands in it."""
    chance = random.Random(3)
    names = [concept.name for concept in answerer.corpus.concepts.values()]
    asked = [
        form.format(name)
        for form in column(FITTING / "forms.tsv", "form")
        for name in chance.sample(names, NAMES_OF_FORM)
        if scope == "shipped" or search_key(name) in spoken_of
    ]
    return [(answerer.evidence(text, scope), 1.0, weight / len(asked)) for text in asked]


def column(path: Path, name: str) -> list[str]:
    """One column of a table with tabs and a line of names."""
    with path.open(encoding="utf-8", newline="") as handle:
        return [row[name] for row in csv.DictReader(handle, delimiter="\t")]


def foreign_questions(folder: Path, weight: float) -> list[Example]:
    """Of the smaller dev sets, questions whose passage is in the library, and others whose passage is not."""
    examples: list[Example] = []
    own = [question.text for question in read_questions("tune")]
    chance = random.Random(0)
    for one in read_dev(folder):
        if len(one.passages) > 5000:
            continue
        questions = [q for q in one.questions if half(q.id) == "tune"]
        chance.shuffle(questions)
        inside, outside = questions[:ASKED], questions[-ASKED:]
        held = {gold for question in inside for gold in question.gold}
        with tempfile.TemporaryDirectory() as home:
            library = Library.open(Path(home))
            library.add_uploads((f"{i}.txt", one.passages[i][1].encode()) for i in sorted(held) if i in one.passages)
            answerer = Answerer.of(library.ensure_index(), library.corpus)
            for question in inside:
                examples.append((answerer.evidence(question.text, "imported"), 1.0, weight / len(inside)))
            for question in outside:
                if not question.gold & held:
                    examples.append((answerer.evidence(question.text, "imported"), 0.0, weight / len(outside)))
            examples += [(answerer.evidence(text, "imported"), 0.0, weight / len(own)) for text in own]
    return examples


def main(argv: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m eval.calibrate", description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--source", type=Path)
    args = parser.parse_args(argv)
    with tempfile.TemporaryDirectory() as home:
        library = Library.open(Path(home))
        if args.source:
            library.add([args.source])
        answerer = Answerer.of(library.ensure_index(), library.corpus)
        examples = own_questions(answerer, "shipped", 2.0) + exam_questions(answerer, "shipped", 2.0)
        if args.source:
            text = " ".join(search_key(document.text) for document in library.imported().values())
            examples += own_questions(answerer, "imported", 1.0) + exam_questions(answerer, "imported", 1.0, text)
    examples += foreign_questions(args.data, 0.4)
    x = np.vstack([evidence.values() for evidence, _, _ in examples])
    y = np.array([label for _, label, _ in examples])
    counts = np.array([weight for _, _, weight in examples])
    model = Logistic.fit(x, y, ridge=0.3, counts=counts / counts.mean())
    WEIGHTS.write_text(json.dumps(model.to_record(), indent=1) + "\n", "utf-8")
    right = (model.probabilities(x) >= 0.5) == (y == 1)
    print(dict(zip(NAMES, model.weights.round(2).tolist(), strict=True)), file=sys.stderr)
    print(f"{len(y)} examples; right {np.average(right, weights=counts):.3f}", file=sys.stderr)


if __name__ == "__main__":
    main()
