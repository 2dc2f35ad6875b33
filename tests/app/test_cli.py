"""The contract of the command line as a whole: where `--json` may stand, the exit status, an interruption."""

import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from app.cli import COMMANDS, run
from app.store.study import FILE


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XIETIAO_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.mark.parametrize("words", [["--json", "sources"], ["sources", "--json"]])
def test_json_stands_before_or_after_the_command(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(words) == 0
    assert {s["origin"] for s in json.loads(capsys.readouterr().out)["sources"]} == {"shipped"}


@pytest.mark.parametrize(
    "words", [["nothing"], ["add"], ["search"], ["search", "x", "-k", "0"], ["items", "-n", "0"], ["sources", "more"]]
)
def test_wrong_usage_is_status_2_and_prints_nothing_on_standard_output(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["--json", *words]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("用法不對：")
    assert "Error" not in captured.err


@pytest.mark.parametrize(
    ("words", "said"), [(["search", "x", "-k", "100000"], "1 到 1000"), (["items", "-n", "0"], "1 以上")]
)
def test_a_number_out_of_bounds_is_told_the_bounds(
    words: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(words) == 2
    assert said in capsys.readouterr().err


def test_where_nothing_is_imported_that_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--json", "ask", "什麼是行政協調", "--scope", "imported"]) == 0
    record = json.loads(capsys.readouterr().out)
    assert not record["answered"]
    assert "還沒有匯入" in record["note"]
    assert run(["search", "行政協調", "--scope", "imported"]) == 0
    assert "還沒有匯入" in capsys.readouterr().out


def test_a_repaired_index_is_said(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--json", "index"]) == 0
    record = json.loads(capsys.readouterr().out)
    assert record["damaged"] is None
    (home / "index" / record["build"] / "vectors.npy").write_bytes(b"nothing")
    assert run(["index"]) == 0
    assert "已損壞（" in capsys.readouterr().out


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such pipes")
@pytest.mark.parametrize("words", [["show", "nothing"], ["show", "type.nature.corrective"]])
def test_a_reader_that_has_gone_is_no_trouble(words: list[str]) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    try:
        done = subprocess.run(
            [sys.executable, "-m", "app", "--json", *words], stdout=writing, stderr=subprocess.PIPE, text=True
        )
    finally:
        os.close(writing)
    assert done.stderr == ""
    assert done.returncode in (0, 1)


def test_every_command_shows_an_example(capsys: pytest.CaptureFixture[str]) -> None:
    for command in COMMANDS:
        assert run([command, "--help"]) == 0
        assert f"例：xietiao {command}" in capsys.readouterr().out


def test_what_cannot_be_met_is_status_1_and_one_object(
    tmp_path: Path, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home.mkdir()
    (home / FILE).write_bytes(b"no database" * 100)
    (tmp_path / "folder").mkdir()
    for words in (
        ["show", "nothing"],
        ["remove", "nothing"],
        ["search", " "],
        ["ask", ""],
        ["add", str(tmp_path / "none.txt")],
        ["add", str(tmp_path / "folder")],
        ["export", "results", str(tmp_path / "r.csv")],
    ):
        assert run(["--json", *words]) == 1
        assert list(json.loads(capsys.readouterr().out)) == ["error"]


@pytest.mark.skipif(os.name == "nt", reason="Windows sends an interruption to a whole console")
def test_an_interruption_is_the_error_object() -> None:
    # a shell's background job ignores SIGINT, and so would the command
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    command = [sys.executable, "-m", "app", "--json", "ask", "什麼是行政協調"]
    with socket.create_server(("127.0.0.1", 0)) as silent:  # an endpoint that never answers holds the command
        silent.settimeout(60)
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/v1"
        environment = os.environ | {"XIETIAO_LLM_URL": url, "XIETIAO_LLM_MODEL": "silent"}
        with subprocess.Popen(
            command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        ) as process:
            try:
                connection, _ = silent.accept()
                with connection:
                    process.send_signal(signal.SIGINT)
                    out, err = process.communicate(timeout=60)
            finally:
                signal.signal(signal.SIGINT, before)
                process.kill()
    assert process.returncode == 1
    assert list(json.loads(out)) == ["error"]
    assert "Traceback" not in err


@pytest.mark.parametrize("typed", [b"\xff\xfe", b"\xb7\xff", "协调会议".encode("gbk")])
def test_words_in_another_encoding_are_words(typed: bytes, capsys: pytest.CaptureFixture[str]) -> None:
    words = typed.decode("utf-8", "surrogateescape")
    for command in ("search", "ask"):
        assert run(["--json", command, words]) == 0
        record = json.loads(capsys.readouterr().out)
        assert record.get("query", record.get("question")).encode()
    assert run(["--json", "dispute", words]) in (0, 1)  # 1: nothing that could be read as words
    assert len(capsys.readouterr().out.splitlines()) == 1
