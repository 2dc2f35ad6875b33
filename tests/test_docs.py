"""The documents say what there is: every command is in the manual, every command they name runs."""

import re
from pathlib import Path

import click
import pytest

from app.cli import COMMANDS, LazyGroup, cli, run
from app.views.components import PAGES

ROOT = Path(__file__).parents[1]
MANUAL = (ROOT / "docs" / "使用手冊.md").read_text("utf-8")
GUIDE = (ROOT / "docs" / "編寫指南.md").read_text("utf-8")
README = (ROOT / "README.md").read_text("utf-8")


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_in_the_manual(command: str) -> None:
    assert re.search(rf"^\| `xietiao {command}[ `]", MANUAL, re.MULTILINE)


@pytest.mark.parametrize("command", sorted(set(re.findall(r"\bxietiao ([a-z]+)", README + MANUAL + GUIDE))))
def test_commands_that_the_documents_name_exist(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert command in COMMANDS
    assert isinstance(cli, LazyGroup)
    assert cli.get_command(click.Context(cli), command) is not None
    assert run([command, "--help"]) == 0
    assert "例：" in capsys.readouterr().out


@pytest.mark.parametrize("page", [page.title for page in PAGES])
def test_every_page_is_in_the_manual(page: str) -> None:
    assert f"### {page}\n" in MANUAL


@pytest.mark.parametrize("setting", sorted(set(re.findall(r"`(XIETIAO_[A-Z_]+)`", README))))
def test_every_setting_of_the_readme_is_in_the_manual(setting: str) -> None:
    assert f"`{setting}`" in MANUAL


def test_the_files_that_the_readme_names_are_there() -> None:
    for name in ("start", "test", "docs"):
        assert (ROOT / name).exists()
