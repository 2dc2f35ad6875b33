"""The static encoder on the committed model, and any other model through the real library."""

import json
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from tokenizers import Tokenizer
from tokenizers.models import Unigram

from corpus.key import search_key
from corpus.script import to_simplified
from indexer.encoder import MODEL_DIR, ModelDamaged, ModelError, StaticEncoder, open_encoder
from indexer.logistic import Logistic
from indexer.topic import Topic
from indexer.train.model import save_model

TEXTS = ["誰說了算", "會議協調與事務協調，各有所長。", "跨部門協調 Microsoft 365", "龘", "", "！？", "推諉" * 400]


@pytest.fixture(scope="module")
def encoder() -> StaticEncoder:
    return StaticEncoder.open()


def test_rows_have_length_one_and_nothing_gives_zero(encoder: StaticEncoder) -> None:
    rows = encoder.encode_passages(TEXTS)
    assert rows.dtype == np.float32
    assert rows.shape == (len(TEXTS), encoder.dimension)
    lengths = np.linalg.norm(rows, axis=1)
    assert lengths[[0, 1, 2, 6]] == pytest.approx(1.0, abs=1e-5)
    assert lengths[[4, 5]].tolist() == [0.0, 0.0]


def test_both_scripts_give_the_same_vector(encoder: StaticEncoder) -> None:
    traditional = ["徵詢與會單位的意見", "機關之間的權限爭議"]
    both = encoder.encode_queries(traditional), encoder.encode_queries([to_simplified(t) for t in traditional])
    assert np.array_equal(*both)


def test_a_row_does_not_depend_on_its_neighbours(encoder: StaticEncoder) -> None:
    together = encoder.encode_passages(["統一意見", *TEXTS * 60])
    assert together[0] == pytest.approx(encoder.encode_passages(["統一意見"])[0], abs=1e-6)


def test_threads_share_an_encoder(encoder: StaticEncoder) -> None:
    expected = encoder.encode_queries(TEXTS)
    with ThreadPoolExecutor(4) as pool:
        for rows in pool.map(lambda _: encoder.encode_queries(TEXTS), range(20)):
            assert np.array_equal(rows, expected)


def test_no_texts_no_rows(encoder: StaticEncoder) -> None:
    assert encoder.encode_queries([]).shape == (0, encoder.dimension)


def test_a_damaged_model_is_named(tmp_path: Path) -> None:
    (tmp_path / "tokenizer.json").write_text("{}", "utf-8")
    (tmp_path / "model.safetensors").write_bytes(b"nothing")
    with pytest.raises(ModelError, match=tmp_path.name):
        StaticEncoder.open(tmp_path)


FILES = ("tokenizer.json", "model.safetensors", "topic.json")


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    shutil.copytree(MODEL_DIR, tmp_path / "model")
    return tmp_path / "model"


def flipped(path: Path) -> None:
    data = bytearray(path.read_bytes())
    middle = len(data) // 2
    data[middle : middle + 4] = bytes(255 - byte for byte in data[middle : middle + 4])
    path.write_bytes(data)


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("damage", ["flipped", "cut", "gone"])
def test_damage_that_would_load_is_noticed(copied: Path, name: str, damage: str) -> None:
    if damage == "flipped":
        flipped(copied / name)
    elif damage == "cut":
        (copied / name).write_bytes((copied / name).read_bytes()[:-500])
    else:
        (copied / name).unlink()
    with pytest.raises(ModelDamaged) as caught:
        Topic.open(copied)
    assert caught.value.path == copied / name
    assert not caught.value.shipped


def test_the_committed_files_are_what_was_written() -> None:
    assert set(json.loads((MODEL_DIR / "checksums.json").read_text("utf-8"))) == set(FILES)
    assert Topic.open().encoder.name == StaticEncoder.open().name


def test_a_model_of_other_weights_than_its_topic_is_noticed(copied: Path) -> None:
    (copied / "checksums.json").unlink()  # somebody's own folder is taken as it is …
    flipped(copied / "model.safetensors")
    StaticEncoder.open(copied)
    with pytest.raises(ModelDamaged, match=r"topic\.json"):  # … but not one half of another's
        Topic.open(copied)


def test_what_writes_a_model_records_it(tmp_path: Path) -> None:
    tokenizer = Tokenizer(Unigram([("<unk>", -9.0), ("案", -1.0)], unk_id=0))
    save_model(tmp_path, tokenizer, np.eye(2, dtype=np.float32))
    two = np.ones(2)
    Topic(StaticEncoder.open(tmp_path), Logistic(two, 0.0, two)).save(tmp_path)
    assert set(json.loads((tmp_path / "checksums.json").read_text("utf-8"))) == set(FILES)
    assert Topic.open(tmp_path).probabilities(["案"]).shape == (1,)
    save_model(tmp_path, tokenizer, np.eye(2, dtype=np.float32) * 2)
    assert "topic.json" not in (tmp_path / "checksums.json").read_text("utf-8")
    flipped(tmp_path / "model.safetensors")
    with pytest.raises(ModelDamaged, match="校驗碼"):
        StaticEncoder.open(tmp_path)


def test_nothing_set_opens_the_committed_model(encoder: StaticEncoder) -> None:
    assert open_encoder({}).name == encoder.name
    assert open_encoder({"XIETIAO_MODEL": str(MODEL_DIR)}).name == encoder.name


@pytest.mark.models
def test_the_library_gives_the_same_vectors(encoder: StaticEncoder) -> None:
    from sentence_transformers import SentenceTransformer

    theirs = SentenceTransformer(str(MODEL_DIR)).encode([search_key(text) for text in TEXTS])
    assert np.abs(theirs - encoder.encode_passages(TEXTS)).max() < 1e-5


@pytest.mark.models
def test_another_model_with_its_prompts(tmp_path: Path) -> None:
    """A tiny bag of words made here, saved and loaded by the library; its prompts differ for queries and passages."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding

    rows = np.eye(4, dtype=np.float32)
    tokenizer = Tokenizer(Unigram([("<unk>", -9.0), ("問", -1.0), ("答", -1.0), ("案", -1.0)], unk_id=0))
    model = SentenceTransformer(
        modules=[StaticEmbedding(tokenizer, embedding_weights=rows)], prompts={"query": "問", "document": "答"}
    )
    folder = tmp_path / "tiny"
    model.save(str(folder))

    other = open_encoder({"XIETIAO_MODEL": str(folder)})
    assert other.dimension == 4
    half = pytest.approx(2**-0.5, abs=1e-6)
    assert other.encode_queries(["案"])[0].tolist() == [0, half, 0, half]
    assert other.encode_passages(["案"])[0].tolist() == [0, 0, half, half]
    assert other.encode_passages([]).shape == (0, 4)
    before = other.name
    model[0].embedding.weight.data *= 2
    model.save(str(folder))
    assert open_encoder({"XIETIAO_MODEL": str(folder)}).name != before


@pytest.mark.models
def test_a_model_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="nowhere"):
        open_encoder({"XIETIAO_MODEL": str(tmp_path / "nowhere")})
