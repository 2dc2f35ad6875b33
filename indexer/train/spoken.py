"""Everyday expressions in context: official phrases of the training texts, said as the lexicon says they are spoken.

A lexicon's pair alone teaches two expressions to lie together; put where the official one stands in a real text, the
everyday one also learns what is said around it.
"""

import random
from collections import Counter, defaultdict
from collections.abc import Container, Iterator, Mapping, Sequence

from corpus.key import search_key
from indexer.train.data import Pair

SHORTEST = 3  # characters of an official term; shorter ones stand inside other words
AROUND = 8  # characters kept on each side: enough to place it, too few to be found by them alone


def spoken_pairs(
    pairs: Sequence[Pair], lexicon: Sequence[tuple[str, str]], most: int = 40, seed: int = 0
) -> list[Pair]:
    """For each (everyday, official) term up to `most` pairs: a stretch with the term replaced, and the whole text.

    >>> spoken_pairs([Pair("", "他们互相推诿扯皮多年", "x")], [("踢皮球", "推諉扯皮")])
    [Pair(query='他们互相踢皮球多年', passage='他们互相推诿扯皮多年', source='spoken')]
    """
    sayings: dict[str, list[str]] = defaultdict(list)
    for everyday, official in lexicon:
        if len(official) >= SHORTEST:
            sayings[search_key(official)].append(search_key(everyday))
    lengths: dict[str, list[int]] = defaultdict(list)
    for term in sorted(sayings, key=len, reverse=True):
        lengths[term[:2]].append(len(term))
    found: Counter[str] = Counter()
    made: list[Pair] = []
    chance = random.Random(seed)
    order = list(range(len(pairs)))
    chance.shuffle(order)  # so that no set takes a term's whole room
    for i in order:
        text = pairs[i].passage
        for start, term in occurrences(text, lengths, sayings):
            if found[term] < most:
                found[term] += 1
                end = start + len(term)
                said = chance.choice(sayings[term])
                query = text[max(0, start - AROUND) : start] + said + text[end : end + AROUND]
                made.append(Pair(query, text, "spoken"))
    return made


def occurrences(text: str, lengths: Mapping[str, Sequence[int]], terms: Container[str]) -> Iterator[tuple[int, str]]:
    """Where terms stand in `text`, the longest at each place; `lengths` by a term's first two characters, falling."""
    for start in range(len(text) - 1):
        for length in lengths.get(text[start : start + 2], ()):
            term = text[start : start + length]
            if term in terms:
                yield start, term
                break
