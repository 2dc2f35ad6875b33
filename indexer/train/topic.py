"""Training of `indexer.topic`: questions and sentences about working together against those about anything else.

For it speak the pairs on coordination and leadership, the cards' signals, names and definitions; against it the other
pairs and a seeded sample of the raw sets' questions. `python -m indexer.train.topic --data DATA` runs it alone.
"""

import argparse
import random
import sys
from pathlib import Path

import numpy as np

from corpus.cards import load_corpus
from indexer.encoder import MODEL_DIR, StaticEncoder
from indexer.logistic import Logistic
from indexer.topic import Topic
from indexer.train.data import PAIRS_DIR, read_lines

ABOUT = ("office", "questions")
OTHER = ("internal", "public")
# raw set -> how many of its questions
OTHER_SETS = {
    "wiki_questions_tw": 2000,
    "lay_law_questions": 1500,
    "product_docs_zh_tw": 1000,
    "tw_city_news": 1000,
    "tw_gazette": 600,
}
RIDGE = 5.0


def train_topic(data: Path, encoder: StaticEncoder, seed: int = 0) -> Topic:
    """`data` is the folder with `train/`."""
    about = [row["q"] for name in ABOUT for row in read_lines(PAIRS_DIR / f"{name}.jsonl")]
    for concept in load_corpus().concepts.values():
        about += [*concept.names, *concept.signals, concept.definition]
    other = [row["q"] for name in OTHER for row in read_lines(PAIRS_DIR / f"{name}.jsonl")]
    chance = random.Random(seed)
    for name, most in OTHER_SETS.items():
        questions = sorted({row["q"] for row in read_lines(data / "train" / f"{name}.jsonl.gz")})
        other += chance.sample(questions, min(most, len(questions)))
    x = encoder.encode_queries([*about, *other]).astype(np.float64)
    y = np.array([1.0] * len(about) + [0.0] * len(other))
    return Topic(encoder, Logistic.fit(x, y, ridge=RIDGE))


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m indexer.train.topic", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with train/")
    args = parser.parse_args()
    train_topic(args.data, StaticEncoder.open(MODEL_DIR)).save()
    print("saved", file=sys.stderr)


if __name__ == "__main__":
    main()
