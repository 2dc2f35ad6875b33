"""How near sentences are to a question."""

from collections.abc import Sequence

import numpy as np

from corpus.key import search_key
from indexer.search import Index


def near(index: Index, question: str, sentences: Sequence[str]) -> list[float]:
    """How near sentences are to a question: the mean of the cosine and of the share of the question's pairs of
    characters that the sentence holds, each pair weighted by how rare it is among the sentences (0..1)."""
    if not sentences:
        return []
    vectors = index.encoder.encode_passages(list(sentences))
    cosines = np.maximum(vectors @ index.encoder.encode_queries([question])[0], 0.0)
    wanted = pairs(question)
    held = [pairs(sentence) for sentence in sentences]
    weights = {pair: 1.0 / (1 + sum(pair in each for each in held)) for pair in wanted}
    total = sum(weights.values()) or 1.0
    shares = [sum(weights[pair] for pair in wanted & each) / total for each in held]
    return [0.5 * float(cosine) + 0.5 * share for cosine, share in zip(cosines, shares, strict=True)]


def pairs(text: str) -> set[str]:
    """The neighbouring characters of a text's search key, punctuation aside.

    >>> sorted(pairs("用印申請"))
    ['印申', '用印', '申请']
    """
    key = search_key(text)
    return {key[i : i + 2] for i in range(len(key) - 1) if key[i : i + 2].isalnum()}
