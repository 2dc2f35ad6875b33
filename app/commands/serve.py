"""serve: the Streamlit app, on this computer only unless a passphrase guards it."""

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import click

from app.commands.library import open_library
from app.commands.output import CommandError, Output

PASSPHRASE = "XIETIAO_PASSPHRASE"
LOCAL_HOSTS = ("localhost", "127.0.0.1", "::1")
ALL_HOSTS = ("0.0.0.0", "::")
ROOT = Path(__file__).parents[2]  # where .streamlit/config.toml lies: theme, telemetry off


@click.command()
@click.option("--port", type=click.IntRange(1, 65535), default=8501, show_default=True)
@click.option("--host", default="localhost", show_default=True, help="其他主機名須先設定通行語")
@click.pass_obj
def serve(output: Output, port: int, host: str) -> None:
    """開啟瀏覽器介面。

    例：xietiao serve --port 8600
    """
    if host not in LOCAL_HOSTS and not os.environ.get(PASSPHRASE, "").strip():
        raise CommandError(
            f"要讓別的電腦連進來（--host {host}），請先設定環境變數 {PASSPHRASE} 作為通行語；未設定時只聽本機。"
        )
    open_library().ensure_index()
    environment = os.environ | {"XIETIAO_GUARDED": "0" if host in LOCAL_HOSTS else "1"}
    url_host = "localhost" if host in LOCAL_HOSTS else socket.gethostname() if host in ALL_HOSTS else host
    print(f"協調通：http://{url_host}:{port} （按 Ctrl+C 結束）", file=sys.stderr)
    command = [sys.executable, "-m", "streamlit", "run", "app/main.py"]
    command += [f"--server.address={host}", f"--server.port={port}"]
    # The name that others type is an origin that Streamlit accepts.
    command.append(f"--browser.serverAddress={url_host}")
    if host in LOCAL_HOSTS and sys.stderr.isatty():
        command.append("--server.headless=false")  # somebody sits here: open the browser, where there is one
    status = _run(command, environment)
    if status:
        raise CommandError(f"介面沒有啟動成功（結束碼 {status}）；也許連接埠 {port} 已被占用，可改用 --port。")


def _run(command: list[str], environment: dict[str, str]) -> int:
    """Runs the app until it ends, 0 if it was told to: Ctrl+C, or a signal to this process, which is handed on."""
    told = False
    with subprocess.Popen(command, env=environment, cwd=ROOT) as app:

        def hand_on(number: int, frame: object) -> None:
            nonlocal told
            told = True
            app.terminate()

        signal.signal(signal.SIGTERM, hand_on)
        signal.signal(signal.SIGINT, hand_on)
        status = app.wait()
    return 0 if told else status
