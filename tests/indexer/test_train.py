"""The training on tiny data: seconds, the real library, numbers that can be checked by hand."""

import gzip
import json
from pathlib import Path

import numpy as np
import pytest

from corpus.key import search_key
from indexer.encoder import StaticEncoder
from indexer.train.data import DevQuestions, DevSet, Pair, Question, read_dev
from indexer.train.split import half
from indexer.train.spoken import spoken_pairs
from indexer.train.tokenizer import train_tokenizer

SUBJECTS = ["公文", "會議", "預算", "採購", "人事", "檔案", "車輛", "門禁", "印信", "訪客"]
PAIRS = [(f"怎麼辦{a}的{b}", f"{a}之{b}，由主管單位依規定辦理。") for a in SUBJECTS for b in SUBJECTS if a != b]


def write(path: Path, rows: list[dict[str, object]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    write(tmp_path / "train" / "tw_law.jsonl.gz", [{"q": q, "d": d} for q, d in PAIRS])
    write(
        tmp_path / "dev" / "tiny.passages.jsonl.gz",
        [{"id": str(i), "text": d + "（節錄）"} for i, (_, d) in enumerate(PAIRS)],
    )
    questions = [{"id": f"q{i}", "q": q[3:] + "怎樣處理", "gold": [str(i)]} for i, (q, _) in enumerate(PAIRS)]
    write(tmp_path / "dev" / "tiny.questions.jsonl.gz", questions)
    return tmp_path


@pytest.mark.models
def test_one_command_trains_a_model_that_the_library_loads(data: Path) -> None:
    from sentence_transformers import SentenceTransformer

    from indexer.train.__main__ import main

    options = ["--steps", "30", "--batch", "64", "--dimension", "16", "--size", "400"]
    out = data / "model"
    assert main(["--data", str(data), "--out", str(out), *options]) == 0

    ours, theirs = StaticEncoder.open(out), SentenceTransformer(str(out))
    texts = [text for pair in PAIRS[:20] for text in pair] + ["", "  ", "从来没有见过的 unseen 字"]
    assert np.abs(ours.encode_queries(texts) - theirs.encode([search_key(t) for t in texts])).max() < 1e-5

    queries = ours.encode_queries([q for q, _ in PAIRS])
    best = (queries @ ours.encode_passages([d for _, d in PAIRS]).T).argmax(axis=1)
    assert (best == np.arange(len(PAIRS))).mean() > 0.3  # by chance it would be 1 in 90

    again = data / "again"
    assert main(["--data", str(data), "--out", str(again), *options]) == 0
    assert StaticEncoder.open(again).name == ours.name  # seeded


@pytest.mark.models
def test_the_loss_of_a_perfect_batch() -> None:
    import torch

    from indexer.train.batches import Recipe
    from indexer.train.loop import batch_loss

    rows = torch.eye(3)
    # Cosine 1 on the diagonal, 0 elsewhere, both ways: log(e^20 + 2) - 20.
    assert batch_loss(rows, rows, Recipe()).item() == pytest.approx(np.log(1 + 2 * np.exp(-20)), abs=1e-6)


def test_each_query_once_a_batch() -> None:
    from indexer.train.batches import Batches, Recipe, tokenise

    keys = [search_key(text) for pair in PAIRS for text in pair]
    tokenizer = train_tokenizer(keys, 400)
    one = tokenise([Pair("同一个问题", search_key(d), "tw_law") for _, d in PAIRS], tokenizer)
    batches = Batches({"tw_law": one}, {"tw_law": 1.0}, Recipe(batch=32))
    assert [len(side) for side in batches.draw()] == [1, 1]


def test_the_tokeniser_keeps_idioms_and_falls_back_to_characters() -> None:
    keys = [search_key("他們拍腦袋就定了，會議紀錄 Version 2")] * 30
    tokenizer = train_tokenizer(keys, 100, ["拍腦袋"])
    tokens = tokenizer.encode(search_key("拍腦袋，version")).tokens
    assert tokens == ["拍脑袋", "version"]
    assert tokenizer.encode("他袋").tokens == ["他", "袋"]


def test_halves_split_the_questions_and_stay() -> None:
    halves = [half(f"q{i}") for i in range(1000)]
    assert 450 < halves.count("tune") < 550
    assert (half("q0"), half("q1")) == ("tune", "report")


def test_dev_questions_are_kept_out_of_training() -> None:
    question = Question("1", "承租人不交房租可以解除合同吗？", frozenset({"a"}))
    known = DevQuestions([DevSet("tiny", {"a": ("", "承租人迟延支付租金的，出租人可以解除合同。")}, (question,))])
    assert known.gives_away(Pair("承租人不交房租,可以解除合同吗?", "别的", "x"))
    assert known.gives_away(Pair("承租人不交房租可以解除合同的吗", "别的", "x"))
    assert known.gives_away(Pair("别的问题", "承租人迟延支付租金的,出租人可以解除合同。", "x"))
    assert not known.gives_away(Pair("承租人可以转租吗", "别的", "x"))


def test_dev_sets_are_read(data: Path) -> None:
    (one,) = read_dev(data / "dev")
    assert (one.name, len(one.passages), len(one.questions)) == ("tiny", 90, 90)
    assert one.questions[1].gold == {"1"}


def test_official_terms_are_said_in_everyday_words_where_they_stand() -> None:
    text = "各单位对此案推诿扯皮,拖延多年,民众不满。"
    pairs = [Pair("", text, "tw_law")] * 5
    made = spoken_pairs(pairs, [("踢皮球", "推諉扯皮"), ("拖", "拖延")], most=2)
    assert made == [Pair("各单位对此案踢皮球,拖延多年,民众", text, "spoken")] * 2
