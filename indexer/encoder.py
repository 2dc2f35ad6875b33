"""Texts to vectors: the committed static model without torch, or any sentence-transformers model by one setting.

>>> StaticEncoder.open().encode_queries(["誰說了算"]).shape        # doctest: +SKIP
(1, 256)
"""

import hashlib
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from corpus.key import search_key
from corpus.refusals import refusal
from indexer.checksums import fits

if TYPE_CHECKING:
    from tokenizers import Tokenizer

MODEL_DIR = Path(__file__).parent / "model"
SETTING = "XIETIAO_MODEL"
WEIGHT_NAME = "emb_layer.weight"  # the tensor's name in sentence-transformers' WordEmbeddings
TOKENIZER, WEIGHTS = "tokenizer.json", "model.safetensors"
UNREADABLE = "的內容不完整，讀不出來"
Vectors = NDArray[np.float32]


class ModelError(Exception):
    """The model named by `setting` cannot be used: `name`, and the `reason` as the library gave it."""

    def __init__(self, name: str, reason: str, setting: str = SETTING) -> None:
        super().__init__(f"{name}: {reason}")
        self.name, self.reason, self.setting = name, reason, setting


class ModelDamaged(ModelError):
    """A file of one of our own models is missing, unreadable or not what was written; the reason is in Chinese."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(str(path.parent), f"{path.name} {why}")
        self.path, self.why = path, why

    @property
    def shipped(self) -> bool:
        """Whether it is the committed model, which no setting names."""
        return self.path.parent.resolve() == MODEL_DIR.resolve()


class Encoder(Protocol):
    """Plain texts to rows of length 1, so that an inner product is a cosine (higher is nearer)."""

    @property
    def name(self) -> str:
        """Identifies model and content: another name means that stored vectors are stale."""
        ...

    @property
    def dimension(self) -> int: ...

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """(len(texts), dimension), float32; the row of a text without any token is zero."""
        ...

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """As `encode_queries`, for what is searched."""
        ...


def read_model_file(path: Path) -> bytes:
    """A file of one of our own models. Raises `ModelDamaged`."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ModelDamaged(path, f"不能讀取（{refusal(error)}）") from error
    if not fits(path.parent, path.name, data):
        raise ModelDamaged(path, "與校驗碼不符")
    return data


@dataclass(frozen=True, slots=True)
class StaticEncoder:
    """Tokenise the search key, look up a row per token, average, normalise. Safe to share between threads."""

    name: str
    tokenizer: "Tokenizer"
    table: Vectors  # (tokens, dimension)

    @classmethod
    def open(cls, path: Path | None = None) -> "StaticEncoder":
        """The committed model, or the one in a folder like it. Raises `ModelDamaged`."""
        from safetensors.numpy import load
        from tokenizers import Tokenizer

        path = path or MODEL_DIR
        tokens, weights = read_model_file(path / TOKENIZER), read_model_file(path / WEIGHTS)
        try:
            table = load(weights)[WEIGHT_NAME].astype(np.float32)
        except Exception as error:  # safetensors and tokenizers raise plain Exceptions of their own
            raise ModelDamaged(path / WEIGHTS, UNREADABLE) from error
        try:
            tokenizer = Tokenizer.from_buffer(tokens)
        except Exception as error:
            raise ModelDamaged(path / TOKENIZER, UNREADABLE) from error
        digest = hashlib.sha256(tokens + weights).hexdigest()
        return cls(f"static:{digest[:16]}", tokenizer, table)

    @property
    def dimension(self) -> int:
        return int(self.table.shape[1])

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        return self._encode(texts)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        return self._encode(texts)

    def tokens(self, key: str) -> list[tuple[int, int, int]]:
        """(row of the table, start, end) of each token of a search key."""
        cut = self.tokenizer.encode(key, add_special_tokens=False)
        return [(row, start, end) for row, (start, end) in zip(cut.ids, cut.offsets, strict=True)]

    def directions(self, rows: Sequence[int]) -> tuple[Vectors, Vectors]:
        """(n,) lengths, which training made greater for more telling tokens, and (n, dimension) unit rows."""
        vectors = self.table[list(rows)]
        lengths = np.linalg.norm(vectors, axis=1)
        return lengths, vectors / np.maximum(lengths, 1e-9)[:, None]

    def _encode(self, texts: Sequence[str]) -> Vectors:
        out = np.zeros((len(texts), self.dimension), np.float32)
        for first in range(0, len(texts), 256):  # bounds the memory that the looked-up rows take
            keys = [search_key(t) for t in texts[first : first + 256]]
            ids = [e.ids for e in self.tokenizer.encode_batch(keys, add_special_tokens=False)]
            filled = [i for i, row in enumerate(ids) if row]  # reduceat cannot sum nothing
            if not filled:
                continue
            starts = np.cumsum([0] + [len(ids[i]) for i in filled[:-1]])
            rows = self.table[np.concatenate([ids[i] for i in filled])]
            out[[first + i for i in filled]] = np.add.reduceat(rows, starts, axis=0)
        # A sum and an average point the same way; only the direction is kept.
        norms = np.linalg.norm(out, axis=1, keepdims=True)
        np.divide(out, norms, out=out, where=norms > 0)
        return out


@dataclass(frozen=True, slots=True)
class SentenceTransformerEncoder:
    """Any sentence-transformers model, with the prompts that it defines for queries and for passages."""

    name: str
    model: Any
    dimension: int

    @classmethod
    def open(cls, name_or_path: str) -> "SentenceTransformerEncoder":
        """Raises `ModelError` when the extra `models` is not installed or the model cannot be loaded."""
        try:
            from sentence_transformers import SentenceTransformer
        except ImportError as error:
            raise ModelError(name_or_path, "sentence-transformers is not installed (extra: models)") from error
        try:
            model = SentenceTransformer(name_or_path)
            dimension = model.get_embedding_dimension()
        except Exception as error:  # a hub, a file system and a model's own code can each fail in their own way
            raise ModelError(name_or_path, str(error)) from error
        if dimension is None:
            raise ModelError(name_or_path, "the model does not tell its dimension")
        return cls(f"sentence-transformers:{name_or_path}@{_revision(name_or_path, model)}", model, int(dimension))

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        return self._rows(self.model.encode_query, texts)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        return self._rows(self.model.encode_document, texts)

    def _rows(self, encode: Any, texts: Sequence[str]) -> Vectors:
        if not texts:
            return np.zeros((0, self.dimension), np.float32)
        rows = encode(list(texts), batch_size=32, normalize_embeddings=True, show_progress_bar=False)
        return np.asarray(rows, np.float32)


def _revision(name_or_path: str, model: Any) -> str:
    """What changes when the weights do: the files' sizes and times for a folder, the commit for a hub's model."""
    folder = Path(name_or_path)
    if folder.is_dir():
        files = sorted(f for f in folder.rglob("*") if f.is_file())
        facts = "\n".join(f"{f.relative_to(folder)} {f.stat().st_size} {f.stat().st_mtime_ns}" for f in files)
        return hashlib.sha256(facts.encode()).hexdigest()[:16]
    config = getattr(getattr(model[0], "auto_model", None), "config", None)
    return str(getattr(config, "_commit_hash", None) or "unknown")


def open_encoder(environ: Mapping[str, str] = os.environ) -> Encoder:
    """The model named by XIETIAO_MODEL (a folder or a hub's name), or the committed one where nothing is set."""
    chosen = environ.get(SETTING, "").strip()
    if not chosen:
        return StaticEncoder.open()
    if (Path(chosen) / "wordembedding_config.json").is_file():  # one of ours: it reads search keys, not texts
        return StaticEncoder.open(Path(chosen))
    return SentenceTransformerEncoder.open(chosen)
