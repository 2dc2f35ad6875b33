"""How well a table finds the tune halves' passages while it trains."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from corpus.key import search_key
from indexer.train.batches import Ragged
from indexer.train.data import DevSet
from indexer.train.split import half
from indexer.train.tokenizer import token_ids


@dataclass(frozen=True, slots=True)
class Validation:
    """One dev set's tune half, tokenised; `gold[i]` are the passage numbers that answer question i."""

    name: str
    questions: Ragged
    passages: Ragged
    gold: tuple[frozenset[int], ...]

    @classmethod
    def of(cls, dev: DevSet, tokenizer: Tokenizer) -> "Validation":
        number = {id_: i for i, id_ in enumerate(dev.passages)}
        asked = [q for q in dev.questions if half(q.id) == "tune"]
        texts = [search_key(f"{title} {text}") for title, text in dev.passages.values()]
        return cls(
            dev.name,
            Ragged.of(list(token_ids(tokenizer, [search_key(q.text) for q in asked]))),
            Ragged.of(list(token_ids(tokenizer, texts))),
            tuple(frozenset(number[g] for g in q.gold if g in number) for q in asked),
        )

    def mrr(self, table: NDArray[np.float32], depth: int = 10) -> float:
        """MRR@10 by cosine alone."""
        scores = rows(table, self.questions) @ rows(table, self.passages).T
        total = 0.0
        for line, gold in zip(scores, self.gold, strict=True):
            top = np.argpartition(-line, min(depth, len(line) - 1))[:depth]
            top = top[np.argsort(-line[top], kind="stable")]
            total += next((1 / rank for rank, i in enumerate(top, 1) if int(i) in gold), 0.0)
        return total / max(1, len(self.gold))


def rows(table: NDArray[np.float32], texts: Ragged) -> NDArray[np.float32]:
    """Unit rows (len(texts), dimension)."""
    import torch

    from indexer.train.loop import embed

    with torch.no_grad():
        summed = embed(torch.from_numpy(table), texts)
        return np.asarray(torch.nn.functional.normalize(summed, dim=1).numpy())


def mean_mrr(table: NDArray[np.float32], sets: Sequence[Validation]) -> float:
    """The plain mean over the sets: none may be bought with another."""
    return float(np.mean([one.mrr(table) for one in sets]))
