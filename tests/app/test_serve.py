"""serve: on this computer only, else with a passphrase; it ends with the command that started it."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from app.cli import run
from app.commands.serve import PASSPHRASE
from app.store.library import Library


def free_port() -> int:
    with socket.socket() as reserved:
        reserved.bind(("127.0.0.1", 0))
        return int(reserved.getsockname()[1])


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.7", "::", "office.example"])
def test_other_hosts_need_a_passphrase(
    host: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("XIETIAO_HOME", str(tmp_path))
    monkeypatch.delenv(PASSPHRASE, raising=False)
    assert run(["--json", "serve", "--host", host]) == 1
    assert PASSPHRASE in json.loads(capsys.readouterr().out)["error"]
    monkeypatch.setenv(PASSPHRASE, "  ")
    assert run(["serve", "--host", host]) == 1


@pytest.mark.skipif(os.name == "nt", reason="Windows has no signal that asks a process to end")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_app_ends_with_its_command(number: int, tmp_path: Path) -> None:
    Library.open(tmp_path).ensure_index()
    port = free_port()
    command = [sys.executable, "-m", "app", "serve", f"--port={port}"]
    environment = os.environ | {"XIETIAO_HOME": str(tmp_path)}
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as serve:
        wait_for(f"http://localhost:{port}/_stcore/health", serve)
        serve.send_signal(number)
        assert serve.wait(timeout=30) == 0
    with socket.socket() as again:
        again.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        again.bind(("127.0.0.1", port))


def wait_for(url: str, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except OSError:
            time.sleep(0.2)
    pytest.fail(f"the app did not start (status {process.poll()})")
