"""`python -m indexer.train --data ../shared/data`: from the raw sets to the model in `indexer/model`."""

import argparse
import random
import sys
import time
from dataclasses import replace
from pathlib import Path

from indexer.encoder import MODEL_DIR
from indexer.train.batches import Recipe, tokenise
from indexer.train.data import SHARES, read_dev, read_lexicon, read_pairs
from indexer.train.loop import train
from indexer.train.model import save_model
from indexer.train.spoken import spoken_pairs
from indexer.train.tokenizer import train_tokenizer
from indexer.train.validate import Validation, mean_mrr

TOKENIZER_SAMPLE = 120_000  # texts; more change the counts no further


def main(argv: list[str] | None = None) -> int:
    """Progress goes to standard error."""
    parser = argparse.ArgumentParser(prog="python -m indexer.train", description=__doc__)
    default = Recipe()
    parser.add_argument("--data", type=Path, required=True, help="folder with train/ and dev/")
    parser.add_argument("--out", type=Path, default=MODEL_DIR)
    parser.add_argument("--steps", type=int, default=default.steps)
    parser.add_argument("--batch", type=int, default=default.batch)
    parser.add_argument("--dimension", type=int, default=default.dimension)
    parser.add_argument("--size", type=int, default=default.size, help="tokens in the vocabulary")
    parser.add_argument("--seed", type=int, default=default.seed)
    args = parser.parse_args(argv)
    recipe = replace(
        default, steps=args.steps, batch=args.batch, dimension=args.dimension, size=args.size, seed=args.seed
    )
    began = time.monotonic()

    def say(what: str) -> None:
        print(f"[{time.monotonic() - began:6.0f} s] {what}", file=sys.stderr, flush=True)

    dev = read_dev(args.data / "dev")
    pairs = read_pairs(args.data / "train", dev)
    pairs += spoken_pairs(pairs, read_lexicon(), seed=recipe.seed)
    say(f"{len(pairs):,} pairs")
    texts = [text for pair in pairs for text in (pair.query, pair.passage)]
    sample = random.Random(recipe.seed).sample(texts, min(TOKENIZER_SAMPLE, len(texts)))
    idioms = [word for entry in read_lexicon() for word in entry if len(word) <= 8]
    tokenizer = train_tokenizer(sample, recipe.size, idioms)
    say(f"{tokenizer.get_vocab_size():,} tokens")
    by_set = {name: [pair for pair in pairs if pair.source == name] for name in SHARES}
    sets = {name: tokenise(own, tokenizer) for name, own in by_set.items() if own}
    checks = [Validation.of(one, tokenizer) for one in dev]
    say("tokenised; " + ", ".join(f"{name} {len(one.groups):,}" for name, one in sets.items()))
    table = train(sets, SHARES, tokenizer.get_vocab_size(), recipe, lambda t: mean_mrr(t, checks))
    save_model(args.out, tokenizer, table)
    say("saved; " + ", ".join(f"{one.name} MRR@10 {one.mrr(table):.3f}" for one in checks))
    return 0


if __name__ == "__main__":
    sys.exit(main())
