"""Search: both halves find candidates on the query's key, one score ranks them.

>>> index = Index.open(root, encoder)                        # doctest: +SKIP
>>> index.search("部門互相推諉怎麼辦", k=5)[0].passage.text  # doctest: +SKIP
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from corpus.cues import Cues
from corpus.key import search_key
from corpus.lexicon import Lexicon
from corpus.records import Document
from indexer.arrays import open_array
from indexer.dense import DenseIndex
from indexer.encoder import Encoder, StaticEncoder
from indexer.fusion import dense_weight, fuse
from indexer.knowledge import FOLDER, ConceptMatch, Knowledge
from indexer.lexical import LexicalIndex
from indexer.manifest import (
    IndexDamaged,
    IndexMissing,
    IndexOutdated,
    IndexProblem,
    Manifest,
    current_folder,
)
from indexer.records import Hit, Span
from indexer.rerank import FIRST, open_reranker
from indexer.segment import WORD, segment_fingerprint, terms
from indexer.shelf import Shelf
from indexer.topic import Topic

__all__ = ["Candidate", "Index", "IndexDamaged", "IndexMissing", "IndexOutdated", "IndexProblem", "Scope"]

Scope = Literal["all", "shipped", "imported"]
# Each half proposes at least so many; what neither has among these has no chance of the first hundred.
DEPTH = 200
SAME, TWINS, LEXICON, CUES = "same.npy", "twins.npy", "lexicon.tsv", "cues.tsv"

# Tuned on the tuning half of eval/gold/everyday.jsonl; see eval/results/experiments.md.
# What an official term from the lexicon counts beside a word of the query itself, in either half.
OFFICIAL = 0.3
# Of a question about coordination, the wording of so many likeliest concepts widens the search, each by this power of
# its score; it counts this much beside the question itself in the dense half and, beside its best hit, in the lexical.
OTHER = 0.25  # up to this probability of the topic model a question counts as one about something else
MEANINGS, SHARPNESS, MEANT_DENSE, MEANT_LEXICAL = 3, 4, 2.0, 2.0
# The dense half then has at least this weight: such questions seldom have the words of the texts.
MEANT_WEIGHT = 0.5
# What the likeliest concept adds to the score of its passages.
CONCEPT = 1.2
# The second passage of one card keeps this share of its score, the third its square, …: five hits show several cards.
NEXT_OF_CARD = 0.45


@dataclass(frozen=True, slots=True)
class Query:
    """A query understood once: its key, its terms, the official terms that the lexicon adds, its vector (1-normed)."""

    key: str
    words: list[str]
    official: list[str]
    vector: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A row with its fused score (0..1, relative to this query's best) and what it is made of:
    the cosine of passage and query (-1..1) and the BM25 sum (0 and up), which compare across queries."""

    row: int
    score: float
    cosine: float
    bm25: float


class Index:
    """A build opened for reading. Safe to share among threads: nothing in it changes."""

    def __init__(
        self,
        manifest: Manifest,
        encoder: Encoder,
        passages: Shelf,
        dense: DenseIndex,
        lexical: LexicalIndex,
        same: NDArray[np.uint64],
        twins: NDArray[np.int64],
        knowledge: Knowledge,
        lexicon: Lexicon,
        cues: Cues,
        topic: Topic,
    ) -> None:
        self.manifest = manifest
        self.build = manifest.build
        self.encoder = encoder
        self.passages = passages
        self.dense, self.lexical = dense, lexical
        # same (n,): equal numbers mean the same words; twins: the rows that are not alone with their words, rising
        self._same, self._twins = same, twins
        self._shipped = passages.shipped()
        self.knowledge, self.lexicon, self.cues, self.topic = knowledge, lexicon, cues, topic
        # one question is searched in several ways: it is understood once
        self.query = lru_cache(maxsize=64)(self._query)
        self.concepts = lru_cache(maxsize=64)(self._concepts)
        self.subject = lru_cache(maxsize=64)(self._subject)

    @classmethod
    def open(cls, root: Path, encoder: Encoder, *, fingerprint: str | None = None) -> "Index":
        """Opens the build that `root/CURRENT` names.

        `fingerprint`: what the texts and the code should be (None: take what is there). Raises `IndexMissing`,
        `IndexDamaged` or `IndexOutdated`.
        """
        folder = current_folder(root)
        manifest = Manifest.read(folder)
        manifest.check(folder)
        if manifest.encoder != encoder.name or manifest.dimension != encoder.dimension:
            raise IndexOutdated(f"索引用的編碼器是 {manifest.encoder}，現在是 {encoder.name}", usable=False)
        if manifest.segment != segment_fingerprint():
            raise IndexOutdated("斷詞的詞典或程式改變了", usable=True)
        if fingerprint is not None and manifest.fingerprint != fingerprint:
            raise IndexOutdated("資料或程式改變了", usable=True)
        try:
            return cls._load(folder, manifest, encoder)
        except (OSError, ValueError, KeyError, TypeError, EOFError) as error:
            raise IndexDamaged(f"{folder.name} 讀不出來（{type(error).__name__}: {error}）") from error

    @classmethod
    def open_old(cls, root: Path, encoder: Encoder) -> "Index":
        """Opens a build that `open` found outdated but usable, while its successor is being written."""
        folder = current_folder(root)
        manifest = Manifest.read(folder)
        manifest.check(folder)
        return cls._load(folder, manifest, encoder)

    @classmethod
    def _load(cls, folder: Path, manifest: Manifest, encoder: Encoder) -> "Index":
        return cls(
            manifest,
            encoder,
            Shelf.open(folder),
            DenseIndex.open(folder),
            LexicalIndex.open(folder),
            open_array(folder / SAME),
            open_array(folder / TWINS),
            Knowledge.open(folder / FOLDER),
            Lexicon.read(folder / LEXICON),
            Cues.read(folder / CUES),
            Topic.open(encoder=encoder if isinstance(encoder, StaticEncoder) else None),
        )

    @property
    def has_imported(self) -> bool:
        return self._shipped < len(self.passages)

    def document(self, document_id: str) -> Document:
        """Raises `KeyError` for an id that the index does not hold."""
        return self.passages.document(document_id)

    def search(self, query: str, k: int = 10, scope: Scope = "all") -> list[Hit]:
        """The `k` best passages, best first; ties go to the passage that comes first in the index.

        Passages with the same words (white space aside) are one hit, the others in its `also`. A query without a
        letter, digit or character finds nothing. A configured reranker has the last word on the order of the first.
        """
        reranker = open_reranker()
        if reranker is None or k < 1:
            return self._hits(query, k, scope)
        return reranker.rerank(query, self._hits(query, max(k, FIRST), scope))[:k]

    def _hits(self, query: str, k: int, scope: Scope) -> list[Hit]:
        found: dict[int, list[Candidate]] = {}
        for candidate in self.rank(query, k, scope):
            same = int(self._same[candidate.row])
            if same in found:
                found[same].append(candidate)
            elif len(found) < k:
                found[same] = [candidate]
        return [
            Hit(
                passage=self.passages[first.row],
                score=first.score,
                rank=rank,
                concept=self.passages.concept(first.row),
                also=tuple(Span(*self.passages.place(other.row)) for other in others),
            )
            for rank, (first, *others) in enumerate(found.values(), 1)
        ]

    def expansions(self, text: str) -> tuple[str, ...]:
        """The everyday expressions of a query with the official terms that are searched as well, to be shown."""
        found = (expansion.entry for expansion in self.lexicon.expansions(text))
        return tuple(dict.fromkeys(f"{entry.everyday}＝{'、'.join(entry.official)}" for entry in found))

    def _query(self, text: str) -> Query:
        """Cuts, widens and encodes a query; everyday expressions bring the official terms that the texts use."""
        key = search_key(text)
        found = self.lexicon.expansions(text)
        official = [term for expansion in found for term in expansion.entry.official]
        vectors = np.asarray(self.encoder.encode_queries([key, *official]), np.float32)
        vector = vectors[0]
        if official:
            vector = vector + OFFICIAL * vectors[1:].mean(axis=0)
            vector = vector / max(float(np.linalg.norm(vector)), 1e-9)
        return Query(key, terms(key), [word for term in official for word in terms(search_key(term))], vector)

    def _concepts(self, text: str) -> list[ConceptMatch]:
        """Which concepts a text is about, likeliest first."""
        query = self.query(text)
        votes = self.cues.votes(query.key)
        return self.knowledge.match(query.vector, [*query.words, *query.official], votes)

    def _subject(self, text: str) -> float:
        """How surely a text is about coordination, which the cards know of, 0..1; 0 without cards."""
        if not self.knowledge.rows:
            return 0.0
        return max(0.0, (float(self.topic.probabilities([text])[0]) - OTHER) / (1 - OTHER))

    def _widened(
        self, text: str, vector: NDArray[np.float32], bm25: NDArray[np.float32]
    ) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """A query's vector and the BM25 scores with what the likeliest concepts' cards say in official words.

        All of it goes by `subject`: a question about something else is searched as it stands."""
        likely = [match for match in self.concepts(text)[:MEANINGS] if match.score > 0]
        total = sum(match.score**SHARPNESS for match in likely)
        best = float(bm25.max(initial=0.0)) or 1.0
        vector, bm25 = vector.copy(), bm25.copy()
        for match in likely:
            wording, share = (
                self.knowledge.wording(match.concept_id),
                self.subject(text) * match.score**SHARPNESS / total,
            )
            official = self.lexical.score(wording.words)
            vector += MEANT_DENSE * share * wording.vector
            bm25 += MEANT_LEXICAL * share * best / (float(official.max(initial=0.0)) or 1.0) * official
        return vector / max(float(np.linalg.norm(vector)), 1e-9), bm25

    def rank(self, text: str, k: int = 10, scope: Scope = "all") -> list[Candidate]:
        """All candidates that either half proposes, by falling score, passages with the same words not collapsed."""
        query = self.query(text)
        if not WORD.search(query.key) or k < 1:
            return []
        rows = self._rows(scope)
        bm25 = self.lexical.score(query.words)
        if query.official:
            bm25 = bm25 + OFFICIAL * self.lexical.score(query.official)
        subject = self.subject(text)
        weight = max(dense_weight(bm25[rows]), MEANT_WEIGHT * subject)
        vector, bm25 = self._widened(text, query.vector, bm25) if subject > 0 else (query.vector, bm25)
        depth = max(DEPTH, 4 * k)
        chosen = np.union1d(self.dense.nearest(vector, depth, rows), _best(bm25, depth, rows))
        chosen = self._with_same(chosen, rows)
        cosines = self.dense.cosines(vector, chosen)
        scores = fuse(cosines, bm25[chosen], weight)
        scores = self._demoted(chosen, scores + CONCEPT * self._meant(text, chosen, scores))
        order = np.lexsort((chosen, -scores))
        cosines = self.dense.cosines(query.vector, chosen)  # of the query as it was asked
        return [
            Candidate(int(chosen[i]), float(scores[i]), float(cosines[i]), float(bm25[chosen[i]]))
            for i in order.tolist()
            if scores[i] > 0
        ]

    def _meant(self, text: str, rows: NDArray[np.int64], scores: NDArray[np.float64]) -> NDArray[np.float64]:
        """(len(rows),) how likely the query means each passage's concept, 0..1 relative to the likeliest.

        An imported passage of another subject has no concept; for it speaks how well it was found (`scores`, 0..1)."""
        matches = self.concepts(text)
        if not matches or matches[0].score <= 0:
            return np.zeros(len(rows))
        likely = {match.concept_id: match.score / matches[0].score for match in matches}
        concepts = [self.passages.concept(int(row)) for row in rows]
        meant = np.array([likely.get(concept or "", 0.0) for concept in concepts])
        foreign = np.array([concept is None for concept in concepts], bool) & (rows >= self._shipped)
        return np.where(foreign, scores**2, meant)

    def _demoted(self, rows: NDArray[np.int64], scores: NDArray[np.float64]) -> NDArray[np.float64]:
        """The scores with each further passage of a shipped document lowered."""
        lowered = scores.copy()
        seen: dict[str, int] = {}
        for i in np.lexsort((rows, -scores)).tolist():
            if rows[i] >= self._shipped:
                continue
            document_id = self.passages.place(int(rows[i]))[0]
            lowered[i] *= NEXT_OF_CARD ** seen.get(document_id, 0)
            seen[document_id] = seen.get(document_id, 0) + 1
        return lowered

    def _rows(self, scope: Scope) -> slice:
        """Shipped rows come first, so a scope is a stretch."""
        if scope == "shipped":
            return slice(0, self._shipped)
        if scope == "imported":
            return slice(self._shipped, len(self.passages))
        if scope == "all":
            return slice(0, len(self.passages))
        raise ValueError(f"scope: {scope!r}")

    def _with_same(self, chosen: NDArray[np.int64], rows: slice) -> NDArray[np.int64]:
        """The candidates and, inside `rows`, every passage with the same words as one of them."""
        inside = self._twins[(self._twins >= rows.start) & (self._twins < rows.stop)]
        return np.union1d(chosen, inside[np.isin(self._same[inside], self._same[chosen])])


def _best(scores: NDArray[np.float32], k: int, rows: slice) -> NDArray[np.int64]:
    """The numbers of the `k` best rows inside `rows` that score above 0; equal scores go to the lower number."""
    inside = scores[rows]
    if len(inside) > k:
        threshold = np.partition(inside, len(inside) - k)[len(inside) - k]
        above = np.flatnonzero(inside > threshold)
        level = np.flatnonzero(inside == threshold)[: k - len(above)]
        chosen = np.concatenate([above, level])
    else:
        chosen = np.arange(len(inside))
    chosen = chosen[inside[chosen] > 0]
    return np.asarray(np.sort(chosen) + rows.start, np.int64)


def verify(root: Path) -> Iterable[str]:
    """What is wrong with the current build, every checksum read; empty when all is well."""
    try:
        folder = current_folder(root)
        Manifest.read(folder).check(folder, full=True)
    except IndexProblem as error:
        return [str(error)]
    return []
