"""The command line: gathers the commands, moves `--json` where it may stand, turns errors into sentences."""

import importlib
import importlib.util
import json
import os
import sys
from collections.abc import Sequence
from contextlib import suppress

import click

from app.commands.output import CommandError, Output
from app.store.home import home

# command -> (module, one line of help); the module is imported only when its command runs, so that `search` starts fast
COMMANDS = {
    "serve": "app.commands.serve",
    "add": "app.commands.library",
    "remove": "app.commands.library",
    "sources": "app.commands.library",
    "show": "app.commands.library",
    "index": "app.commands.library",
    "search": "app.commands.ask",
    "ask": "app.commands.ask",
    "dispute": "app.commands.dispute",
    "concepts": "app.commands.corpus",
    "check": "app.commands.corpus",
    "items": "app.commands.study",
    "quiz": "app.commands.study",
    "export": "app.commands.study",
    "backup": "app.commands.upkeep",
    "restore": "app.commands.upkeep",
    "doctor": "app.commands.upkeep",
}


class LazyGroup(click.Group):
    """Finds a command by importing the one module that defines it."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [name for name in COMMANDS if importlib.util.find_spec(COMMANDS[name])]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.list_commands(ctx):
            return None
        command = getattr(importlib.import_module(COMMANDS[cmd_name]), cmd_name, None)
        return command if isinstance(command, click.Command) else None


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--json", "as_json", is_flag=True, help="印出一個 JSON 物件（可放在指令之前或之後）")
@click.version_option(package_name="xietiao")
@click.pass_context
def cli(ctx: click.Context, as_json: bool) -> None:
    """協調通：行政協調的知識庫與問答、備考、爭議助手。

    例：xietiao ask 什麼是行政協調
    """
    ctx.obj = Output(as_json)
    _finish_restore()


def _finish_restore() -> None:
    """A restore that was killed is finished before anything reads the home."""
    if (home() / ".restore").is_dir():
        from app.store.backup import recover
        from app.store.lock import Busy

        try:
            recover(home())
        except Busy as error:
            raise CommandError(str(error)) from error


def run(argv: Sequence[str]) -> int:
    """Runs a command line; gives the exit status (0 done, 1 could not be met, 2 wrong usage).

    Whoever reads the output may have enough of it (`| head`): what is left is dropped."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # a Windows console may be cp950
    status = _run(argv)
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        # the interpreter flushes once more when it ends
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return status


def _run(argv: Sequence[str]) -> int:
    arguments, as_json = _json_first(argv)
    try:
        status = cli.main(args=arguments, prog_name="xietiao", standalone_mode=False)
    except CommandError as error:
        return _failed(str(error), as_json)
    except click.UsageError as error:
        where = error.ctx.command_path if error.ctx else "xietiao"
        print(f"用法不對：{_usage(error)}。執行 {where} --help 看寫法和例子。", file=sys.stderr)
        return 2
    except (click.Abort, KeyboardInterrupt):
        return _failed("已中止，原有的資料沒有改動。", as_json)
    except BrokenPipeError:
        return 0
    except Exception as error:
        from app.sentences import sentence

        known = sentence(error)
        if known is None:
            raise
        return _failed(known, as_json)
    return status if isinstance(status, int) else 0  # click gives the status of an Exit that was raised


def _usage(error: click.UsageError) -> str:
    """What is wrong with the words of a command line; click says it in English."""
    match error:
        case click.MissingParameter() if error.param:
            return f"少了 {error.param.make_metavar(error.ctx) if error.ctx else error.param.name}"
        case click.NoSuchOption():
            return f"沒有 {error.option_name} 這個選項"
        case click.BadOptionUsage():
            return f"{error.option_name} 後面少了值，或多了值"
        case click.BadParameter() if error.param and error.ctx:
            return f"{error.param.get_error_hint(error.ctx)} 不能這樣寫{_allowed(error.param.type)}"
    if error.ctx and isinstance(error.ctx.command, click.Group):
        return "沒有這個指令，或少了指令"
    return "多了不認得的字；一句話裡有空格時，請用引號包住"


def _allowed(kind: object) -> str:
    """What a parameter takes, where its type says so."""
    match kind:
        case click.Choice():
            return f"，可以是 {'、'.join(map(str, kind.choices))}"
        case click.IntRange(min=int() as least, max=int() as most):
            return f"，要是 {least} 到 {most} 的整數"
        case click.IntRange(min=int() as least):
            return f"，要是 {least} 以上的整數"
    return ""


def _failed(problem: str, as_json: bool) -> int:
    with suppress(BrokenPipeError):
        if as_json:
            print(json.dumps({"error": problem}, ensure_ascii=False))
        else:
            print(f"錯誤：{problem}", file=sys.stderr)
    return 1


def _json_first(argv: Sequence[str]) -> tuple[list[str], bool]:
    """`["ask", "q", "--json"] -> (["--json", "ask", "q"], True)`; words after `--` are left alone."""
    words = list(argv)
    stop = words.index("--") if "--" in words else len(words)
    if "--json" not in words[:stop]:
        return words, False
    return ["--json", *(w for w in words[:stop] if w != "--json"), *words[stop:]], True
