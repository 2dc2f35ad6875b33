"""Training of `indexer.topic`: questions and sentences about working together against those about anything else.

For it speak the pairs on coordination and leadership, the cards' signals, definitions and names (alone and in an exam's
questions) and the everyday questions kept beside the cards; against it the other pairs, questions written to be refused
(`others.tsv`: nearby subjects, the same words in another sense, anything else) and a seeded sample of the raw sets'
questions.
`python -m indexer.train.topic --data DATA` runs it alone.
"""

import argparse
import csv
import random
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from corpus.cards import SHIPPED, load_corpus
from corpus.cues import read_asks
from indexer.encoder import MODEL_DIR, StaticEncoder
from indexer.logistic import Logistic
from indexer.topic import Topic
from indexer.train.data import PAIRS_DIR, read_lines

ABOUT = ("office", "questions")
OTHER = ("internal", "public", "law")
# raw set -> how many of its questions
OTHER_SETS = {
    "wiki_questions_tw": 2000,
    "lay_law_questions": 1500,
    "product_docs_zh_tw": 1000,
    "tw_city_news": 1000,
    "tw_gazette": 600,
}
RIDGE = 5.0
# The questions beside the cards are many and alike, those to be refused few and telling.
ASK, REFUSED = 0.3, 4.0
# How a name is asked about in an exam's words; the everyday questions have none of them.
OFFICIAL = (
    "什麼是{}？",
    "{}有哪些？",
    "{}怎麼做？",
    "{}包括哪幾種？",
    "{}和其他種類有什麼區別？",
    "行政協調裡的{}是指什麼？",
)
BESIDE = (
    "{}的協調",
    "{}協調",
    "協調{}",
    "{}的授權",
    "{}的溝通",
    "{}的監督",
    "{}的原則",
    "{}的分工",
    "{}的平衡",
    "{}的會議",
)
FOREIGN = 3000
OTHERS = Path(__file__).with_name("others.tsv")


def train_topic(data: Path, encoder: StaticEncoder, seed: int = 0) -> Topic:
    """`data` is the folder with `train/`."""
    about = [row["q"] for name in ABOUT for row in read_lines(PAIRS_DIR / f"{name}.jsonl")]
    concepts = load_corpus().concepts
    for concept in concepts.values():
        about += [*concept.names, *concept.signals, concept.definition]
    asks = [ask.text for ask in read_asks(SHIPPED)]
    asks += [form.format(concept.name) for concept in concepts.values() for form in OFFICIAL]
    other = [row["q"] for name in OTHER for row in read_lines(PAIRS_DIR / f"{name}.jsonl")]
    with OTHERS.open(encoding="utf-8", newline="") as handle:
        refused = [row["q"] for row in csv.DictReader(handle, delimiter="\t")]
    chance = random.Random(seed)
    for name, most in OTHER_SETS.items():
        questions = sorted({row["q"] for row in read_lines(data / "train" / f"{name}.jsonl.gz")})
        other += chance.sample(questions, min(most, len(questions)))
    other += exam_questions(data, [concept.name for concept in concepts.values()], chance)
    x = encoder.encode_queries([*about, *asks, *other, *refused]).astype(np.float64)
    y = np.array([1.0] * (len(about) + len(asks)) + [0.0] * (len(other) + len(refused)))
    counts = np.repeat([1.0, ASK, 1.0, REFUSED], [len(about), len(asks), len(other), len(refused)])
    return Topic(encoder, Logistic.fit(x, y, ridge=RIDGE, counts=counts))


def exam_questions(data: Path, names: Sequence[str], chance: random.Random) -> list[str]:
    """The same questions about words of any subject, so that their form says nothing, and words of any subject beside
    ours, so that "協調" alone says nothing. `names` are of ours."""
    ours = "".join(names)
    terms = {row["a"] for row in read_lines(data / "train" / "synonyms.jsonl.gz") if 2 <= len(row["a"]) <= 6}
    foreign = sorted(term for term in terms if term not in ours and all("\u4e00" <= char <= "\u9fff" for char in term))
    forms = (*OFFICIAL[:-1], *BESIDE)
    return [chance.choice(forms).format(term) for term in chance.sample(foreign, min(FOREIGN, len(foreign)))]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m indexer.train.topic", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with train/")
    args = parser.parse_args()
    train_topic(args.data, StaticEncoder.open(MODEL_DIR)).save()
    print("saved", file=sys.stderr)


if __name__ == "__main__":
    main()
