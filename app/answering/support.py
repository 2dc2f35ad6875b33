"""How much of what a question says beside its names the texts found say as well.

"行政協調的經費" names what every text here is about, and asks for what none of them has. Each word of the question is
compared with every word of the texts (as ColBERT's late interaction does, by a static model's word vectors) and its
best likeness counted: an everyday word is not held, but is like one that is.
"""

from collections.abc import Iterable

import numpy as np

from app.answering.question import Understanding, is_asking
from corpus.key import search_key
from indexer.encoder import StaticEncoder


def support(encoder: StaticEncoder, understood: Understanding, texts: Iterable[str]) -> float:
    """The mean likeness (0..1) of the question's own words to their nearest in the texts, each weighted by the length
    of its vector, which the training gave it; 1 where a question has no word of its own."""
    key = understood.key
    named = [(mention.start, mention.end) for mention in understood.mentions]
    own = [
        row
        for row, start, end in encoder.tokens(key)
        if not any(start < b and a < end for a, b in named)
        and any(char.isalnum() for char in key[start:end])
        and not is_asking(key[start:end].strip())
    ]
    if not own:
        return 1.0
    held = sorted({row for text in texts for row, _, _ in encoder.tokens(search_key(text))})
    if not held:
        return 0.0
    lengths, words = encoder.directions(own)
    likeness = (words @ encoder.directions(held)[1].T).max(axis=1)
    return float(np.clip(np.average(likeness, weights=lengths + 1e-6), 0.0, 1.0))
