"""backup, restore and doctor on the command line."""

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from app.cli import run
from app.store.checks import run_checks
from app.store.study import FILE, Study
from indexer.encoder import MODEL_DIR
from tests.app.study_samples import START, item, submission

NAMES = ["python", "packages", "settings", "disk", "corpus", "model", "library", "index", "study"]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XIETIAO_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("XIETIAO_MODEL", raising=False)
    monkeypatch.delenv("XIETIAO_MAX_MB", raising=False)
    return tmp_path / "home"


def command(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, dict[str, Any]]:
    status = run([*arguments, "--json"])
    return status, json.loads(capsys.readouterr().out)


def failed(record: dict[str, Any]) -> dict[str, str]:
    return {check["name"]: check["detail"] for check in record["checks"] if not check["ok"]}


def test_a_sound_home(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, record = command(capsys, "doctor")
    assert (status, failed(record), "error" in record) == (0, {}, False)
    assert [check["name"] for check in record["checks"]] == NAMES
    assert all(check["detail"] for check in record["checks"])


def test_what_is_damaged_is_said_and_the_status_is_1(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    home.mkdir()
    (home / FILE).write_bytes(b"broken" * 1000)
    (home / "library").mkdir()
    (home / "library" / "catalog.json").write_text("{")
    (home / "index").mkdir()
    (home / "index" / "CURRENT").write_text("gone")
    monkeypatch.setenv("XIETIAO_MODEL", str(tmp_path / "no-model"))
    monkeypatch.setenv("XIETIAO_MAX_MB", "many")
    status, record = command(capsys, "doctor")
    assert status == 1
    assert set(failed(record)) == {"settings", "model", "library", "index", "study"}
    assert "many" in failed(record)["settings"]
    assert "restore" in failed(record)["study"]
    assert "5 項檢查沒有通過" in record["error"]
    assert run(["doctor"]) == 1
    out = capsys.readouterr()
    assert "異常  study" in out.out
    assert "錯誤：" in out.err


def test_a_damaged_model_is_said_with_what_to_do(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    shutil.copytree(MODEL_DIR, tmp_path / "model")
    weights = tmp_path / "model" / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:-4000] + bytes(4000))
    for module in ("indexer.encoder", "indexer.topic"):
        monkeypatch.setattr(f"{module}.MODEL_DIR", tmp_path / "model")
    status, record = command(capsys, "doctor")
    assert (status, set(failed(record))) == (1, {"model"})
    said = failed(record)["model"]
    assert "程式內建的模型已損壞" in said
    assert "重新取得" in said
    assert "XIETIAO_MODEL" not in said
    assert said.count("。") == 1
    for words in (["index", "--rebuild"], ["search", "協調"]):
        assert command(capsys, *words) == (1, {"error": said})
    monkeypatch.undo()
    monkeypatch.setenv("XIETIAO_HOME", str(home))
    monkeypatch.setenv("XIETIAO_MODEL", str(tmp_path / "model"))
    status, record = command(capsys, "doctor")
    assert "XIETIAO_MODEL" in failed(record)["model"]
    assert "內建" not in failed(record)["model"]


def test_a_broken_card_of_the_trainer(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    card = home / "corpus" / "cards" / "壞卡.md"
    card.parent.mkdir(parents=True)
    card.write_text("---\nid: [\n---\n", "utf-8")
    status, record = command(capsys, "doctor")
    assert status == 1
    assert "corpus" in failed(record)
    assert "xietiao check" in failed(record)["corpus"]


def test_a_home_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    checks = {check.name: check for check in run_checks(tmp_path / "file" / "home", {})}
    assert not checks["disk"].ok
    assert "XIETIAO_HOME" in checks["disk"].detail


def test_a_home_that_cannot_be_made_is_said_in_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("in the way")
    places = [tmp_path / "file", tmp_path / "file" / "home", tmp_path / ("長" * 300), "~nobody-of-that-name/home"]
    for setting in places:
        monkeypatch.setenv("XIETIAO_HOME", str(setting))
        for words in (["sources"], ["backup", "b.zip"], ["restore", "b.zip"], ["export", "results", "r.csv"]):
            status, record = command(capsys, *words)
            assert (status, list(record)) == (1, ["error"])
            assert "XIETIAO_HOME" in record["error"]
            assert not re.search("Errno|Error|directory|File", record["error"].replace(str(setting), ""))


def test_backup_and_restore(home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Study.open(home).enrol("林", START).submit("k", [submission("林", item(1))])
    status, made = command(capsys, "backup", str(tmp_path / "b.zip"))
    assert (status, made["files"]) == (0, 1)
    Study.open(home).learner("林").delete()
    status, restored = command(capsys, "restore", str(tmp_path / "b.zip"))
    assert (status, restored["files"], restored["bytes"]) == (0, 1, made["bytes"])
    assert len(Study.open(home).learner("林").history()) == 1
    status, record = command(capsys, "restore", str(tmp_path / "none.zip"))
    assert (status, list(record)) == (1, ["error"])
    assert command(capsys, "backup", str(tmp_path / "no" / "b.zip"))[0] == 1
    (tmp_path / "cut.zip").write_bytes((tmp_path / "b.zip").read_bytes()[:-30])
    for broken in ("cut.zip", "text.zip"):
        (tmp_path / "text.zip").write_text("no zip")
        status, record = command(capsys, "restore", str(tmp_path / broken))
        assert (status, list(record)) == (1, ["error"])
        assert not re.search("[a-z]{3}", record["error"].replace(str(tmp_path / broken), "").replace("zip", ""))
