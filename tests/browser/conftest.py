"""The real app on a free port with a home of its own, and a real Chromium."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).parents[2]
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# Milliseconds that a page may take for any one thing, and seconds for a whole test.
PATIENCE = 20_000
MINUTE = 60


@dataclass(frozen=True)
class App:
    url: str
    home: Path


@contextmanager
def started(home: Path, **settings: str) -> Iterator[App]:
    """The app on `home`, with an index, and with these environment variables."""
    environment = {k: v for k, v in os.environ.items() if k != "XIETIAO_GUARDED"} | {"XIETIAO_HOME": str(home)}
    environment |= settings
    subprocess.run(
        [sys.executable, "-m", "app", "index"], cwd=ROOT, env=environment, check=True, capture_output=True, timeout=120
    )
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "app/main.py", f"--server.port={port}"]
    with (home / "app.log").open("wb") as log:
        server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
        try:
            _wait(f"http://localhost:{port}/_stcore/health", server, home / "app.log")
            yield App(f"http://localhost:{port}", home)
        finally:
            server.terminate()
            server.wait(timeout=20)


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    with started(tmp_path_factory.mktemp("home")) as running:
        yield running


def _wait(url: str, server: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError(f"the app did not start:\n{log.read_text(errors='replace')}")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        missing = "no Chromium on this machine (Debian: apt-get install chromium)"
        if os.environ.get("CI"):
            pytest.fail(missing)
        pytest.skip(missing)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(autouse=True)
def cap() -> Iterator[None]:
    """Ends a test that hangs."""

    def end(number: int, frame: object) -> None:
        raise TimeoutError(f"the test ran longer than {MINUTE} s")

    if not hasattr(signal, "SIGALRM"):  # Windows
        yield
        return
    before = signal.signal(signal.SIGALRM, end)
    signal.alarm(MINUTE)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


@pytest.fixture
def page(app: App, chromium: Browser) -> Iterator[Page]:
    """A fresh window of 1280 px at the app's first page. Requests to anywhere else fail the test."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, accept_downloads=True)
    context.set_default_timeout(PATIENCE)
    elsewhere: list[str] = []
    tab = context.new_page()
    tab.on("request", lambda r: None if r.url.startswith((app.url, "data:", "blob:")) else elsewhere.append(r.url))
    tab.goto(app.url)
    tab.get_by_test_id("stChatInputTextArea").wait_for()
    yield tab
    context.close()
    assert elsewhere == []


def settled(page: Page) -> None:
    """The page has been drawn to its end."""
    page.locator('[data-testid="stApp"][data-test-script-state="notRunning"]').wait_for()
