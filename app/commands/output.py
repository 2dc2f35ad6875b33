"""How a command speaks: one JSON object, or lines for a person."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NoReturn

import click


class CommandError(Exception):
    """The request could not be met; the message is the sentence that the user reads."""


@dataclass(frozen=True, slots=True)
class Output:
    as_json: bool

    def show(self, record: dict[str, Any], lines: Iterable[str]) -> None:
        """Prints the record as JSON, or the lines."""
        if self.as_json:
            click.echo(json.dumps(record, ensure_ascii=False))
        else:
            for line in lines:
                click.echo(line)

    def fail(self, record: dict[str, Any], lines: Iterable[str], error: str) -> NoReturn:
        """Prints the record with the error in it, or the lines, and ends the command with exit status 1."""
        self.show({**record, "error": error}, lines)
        if not self.as_json:
            click.echo(f"錯誤：{error}", err=True)
        raise click.exceptions.Exit(1)
