"""The golden file of the concepts' simplified names. `python -m corpus.golden` writes it anew; look at the diff."""

from corpus.cards import load_corpus
from corpus.check import GOLDEN
from corpus.script import to_simplified


def write_golden() -> None:
    concepts = sorted(load_corpus().concepts.values(), key=lambda concept: concept.id)
    lines = ["id\tname\tsimplified", *(f"{c.id}\t{c.name}\t{to_simplified(c.name)}" for c in concepts)]
    GOLDEN.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    write_golden()
