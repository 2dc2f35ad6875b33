"""What ships beside the texts: the cards' evidence, the lexicon and the cues, for the indexes that the evaluation
builds itself."""

from typing import TypedDict

from corpus.cards import SHIPPED, load_corpus
from corpus.cues import Cues, read_asks
from corpus.lexicon import Lexicon
from indexer.knowledge import Evidence, evidence_of


class Shipping(TypedDict):
    """Keyword arguments of `build_index`."""

    knowledge: list[Evidence]
    lexicon: Lexicon
    cues: Cues


def shipping() -> Shipping:
    return {
        "knowledge": evidence_of(load_corpus(SHIPPED), list(read_asks(SHIPPED))),
        "lexicon": Lexicon.load(SHIPPED),
        "cues": Cues.load(SHIPPED),
    }
