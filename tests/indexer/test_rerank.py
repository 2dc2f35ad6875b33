"""Other models by one setting, made here and used through the real library."""

from pathlib import Path
from typing import Any

import pytest

from app.cli import run
from app.store.library import Library
from corpus.records import Document
from indexer.build import build_index
from indexer.encoder import ModelError, open_encoder
from indexer.manifest import IndexOutdated
from indexer.rerank import FIRST, open_reranker
from indexer.search import Index
from tests.small_encoder import PairEncoder

WORDS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *"噪音約定夜市勸導開會對進度路燈維修"]


def tokenizer(folder: Path) -> Any:
    from transformers import BertTokenizer

    (folder / "vocab.txt").write_text("\n".join(dict.fromkeys(WORDS)), "utf-8")
    return BertTokenizer(str(folder / "vocab.txt"))


def config(**settings: Any) -> Any:
    from transformers import BertConfig

    return BertConfig(
        vocab_size=len(dict.fromkeys(WORDS)),
        hidden_size=32,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=32,
        max_position_embeddings=64,
        **settings,
    )


@pytest.fixture(scope="module")
def cross_encoder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A BERT with one label; what it prefers is arbitrary, and the same each time."""
    import torch
    from transformers import BertForSequenceClassification

    folder = tmp_path_factory.mktemp("cross")
    torch.manual_seed(3)
    model = BertForSequenceClassification(config(num_labels=1, initializer_range=0.5))
    model.save_pretrained(folder)
    tokenizer(folder).save_pretrained(folder)
    return folder


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Index:
    root = tmp_path_factory.mktemp("index")
    texts = [
        f"夜市噪音約定第{n}條，{'勸導' * (n % 4)}{'開會' * (n % 3)}對進度{'路燈維修' * (n % 5)}。" for n in range(40)
    ]
    documents = [Document(f"u-{n}", f"第{n}份", "trad", "imported", text, ()) for n, text in enumerate(texts)]
    build_index(root, documents, {}, PairEncoder(), progress=False)
    return Index.open(root, PairEncoder())


@pytest.mark.models
def test_the_first_hits_take_the_models_order(
    index: Index, cross_encoder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = index.search("夜市噪音", k=40)
    assert len(plain) == 40
    monkeypatch.setenv("XIETIAO_RERANKER", str(cross_encoder))
    reranker = open_reranker()
    assert reranker is not None
    assert open_reranker() is reranker  # loaded once
    moved = index.search("夜市噪音", k=40)
    wanted = reranker.scores("夜市噪音", [hit.passage.text for hit in plain[:FIRST]])
    order = sorted(range(FIRST), key=lambda i: -wanted[i])
    assert [hit.passage.id for hit in moved[:FIRST]] == [plain[i].passage.id for i in order]
    assert moved[FIRST:] == plain[FIRST:]
    assert [(hit.rank, hit.score) for hit in moved] == [(hit.rank, hit.score) for hit in plain]
    assert order != sorted(order)
    # fewer hits are the first of the same order, though the thirtieth may come to the top
    assert index.search("夜市噪音", k=5) == moved[:5]
    assert index.search("！？", k=5) == []


@pytest.mark.models
def test_a_reranker_that_cannot_be_used_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(ModelError, match="nowhere"):
        open_reranker({"XIETIAO_RERANKER": str(tmp_path / "nowhere")})
    monkeypatch.setenv("XIETIAO_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("XIETIAO_RERANKER", str(tmp_path / "nowhere"))
    assert run(["search", "會議"]) == 1
    assert "XIETIAO_RERANKER" in capsys.readouterr().err


@pytest.mark.models
def test_a_model_with_several_labels_is_no_reranker(tmp_path: Path) -> None:
    from transformers import BertForSequenceClassification

    BertForSequenceClassification(config(num_labels=3)).save_pretrained(tmp_path)
    tokenizer(tmp_path).save_pretrained(tmp_path)
    with pytest.raises(ModelError, match="3 numbers"):
        open_reranker({"XIETIAO_RERANKER": str(tmp_path)})


@pytest.mark.models
def test_another_model_rebuilds_the_index_and_searches(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from transformers import BertModel

    bert, folder = tmp_path / "bert", tmp_path / "model"
    bert.mkdir()
    torch.manual_seed(3)
    BertModel(config()).save_pretrained(bert)
    tokenizer(bert).save_pretrained(bert)
    words = Transformer(str(bert))
    prompts = {"query": "夜市", "document": "約定"}
    SentenceTransformer(modules=[words, Pooling(32)], prompts=prompts).save(str(folder))

    home, shipped = tmp_path / "home", tmp_path / "shipped"
    shipped.mkdir()
    library = Library.open(home, PairEncoder(), shipped)
    library.add_bytes("紀要.txt", "夜市噪音約定\n\n開會對進度。\n\n路燈維修，先勸導。\n".encode())
    before = library.ensure_index().build

    encoder = open_encoder({"XIETIAO_MODEL": str(folder)})
    assert encoder.dimension == 32
    with pytest.raises(IndexOutdated) as outdated:
        Index.open(library.index_root, encoder)
    assert not outdated.value.usable  # vectors of two models do not compare
    other = Library.open(home, encoder, shipped)
    capsys.readouterr()
    index = other.ensure_index()
    assert "編碼器" in capsys.readouterr().err
    assert index.build != before
    assert index.manifest.encoder == encoder.name
    assert "路燈維修" in index.search("路燈維修", k=1)[0].passage.text
    queries, passages = encoder.encode_queries(["路燈"]), encoder.encode_passages(["路燈"])
    assert abs(queries - passages).max() > 1e-4  # each has the prompt of its own
