"""What the benchmarks are made of, on a folder of its own."""

import gzip
import json
from pathlib import Path

import pytest

from corpus.key import search_key
from eval import bench, regional

TEXT = (
    "第{}段：颱風過後的清淤工作由工務單位統籌，環保單位負責路面，農業單位負責排水溝，"
    "每天下午五點在應變中心開會對進度，結果公布在入口。"
)


def write(path: Path, records: list[dict[str, str]]) -> None:
    path.parent.mkdir(exist_ok=True)
    with gzip.open(path, "wt", encoding="utf-8") as lines:
        lines.writelines(json.dumps(record) + "\n" for record in records)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    passages = [{"id": str(n), "text": TEXT.format(n)} for n in range(120)]
    write(tmp_path / "dev" / "one.passages.jsonl.gz", [*passages, passages[0], {"id": "short", "text": "短"}])
    write(tmp_path / "train" / "two.jsonl.gz", [{"q": "清淤", "d": TEXT.format("末")}])
    for name in ("one", "two"):
        write(tmp_path / "dev" / f"{name}.questions.jsonl.gz", [{"q": f"{name}{n}"} for n in range(5)])
    return tmp_path


def test_texts_are_long_enough_and_each_comes_once(data: Path) -> None:
    assert len(list(bench.texts(data))) == 121


def test_sets_take_turns(data: Path) -> None:
    assert bench.questions(data, 4) == ["one0", "two0", "one1", "two1"]


def test_documents_reach_the_number_of_passages(data: Path) -> None:
    assert [document.id for document in bench.documents(data, 60)] == ["bench-0", "bench-50"]
    assert len(list(bench.documents(data, 10_000))) == 3


def test_a_small_benchmark_runs(data: Path) -> None:
    size = bench.measure(data, 100, bench.questions(data, 10))
    assert size.passages == 100
    assert 0 < size.warm_p50 <= size.warm_p99


def test_a_folder_without_data(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for measure in (bench, regional):
        assert measure.run(["--data", str(tmp_path), "--json"]) == 1
        assert "error" in json.loads(capsys.readouterr().out)


def test_regional_pairs_differ_in_more_than_script() -> None:
    pairs = regional.pairs()
    assert len(pairs) > 50
    assert all(search_key(one) != search_key(other) for one, other in pairs)
