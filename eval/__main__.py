"""`python -m eval [NAME] [--data DIR] [--json]`: each measure is a module of this package with `run(argv) -> int`."""

import argparse
import contextlib
import importlib
import io
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

_NO_MEASURES = {"__init__", "__main__"}


def names() -> list[str]:
    """The modules that can be run, by name."""
    own = sorted(path.stem for path in Path(__file__).parent.glob("*.py") if path.stem not in _NO_MEASURES)
    return [name for name in own if hasattr(importlib.import_module(f"eval.{name}"), "run")]


def main(argv: Sequence[str] | None = None) -> int:
    """Without NAME all are run (and with `--json` printed as one object by name); 2 for an unknown one."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    known = names()
    if arguments and not arguments[0].startswith("-"):
        if arguments[0] in known:
            return int(importlib.import_module(f"eval.{arguments[0]}").run(arguments[1:]))
        print(f"no such measure: {arguments[0]}; there are: {', '.join(known)}", file=sys.stderr)
        return 2
    parser = argparse.ArgumentParser(prog="python -m eval", description=__doc__)
    parser.add_argument("name", nargs="?", help=", ".join(known))
    parser.add_argument("--data", help="for retrieval: a folder of sets")
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args(arguments)
    if args.name:  # a name behind the options
        return main([args.name, *(argument for argument in arguments if argument != args.name)])
    return _run_all(known, args.data, args.json)


def _run_all(known: Sequence[str], data: str | None, as_json: bool) -> int:
    worst = 0
    printed: dict[str, Any] = {}
    for name in known:
        arguments = ["--data", data] if data and name == "retrieval" else []
        run = importlib.import_module(f"eval.{name}").run
        print(f"== {name}", file=sys.stderr)
        if as_json:
            out = io.StringIO()
            with contextlib.redirect_stdout(out):
                worst = max(worst, int(run([*arguments, "--json"])))
            printed[name] = json.loads(out.getvalue() or "null")
        else:
            worst = max(worst, int(run(arguments)))
    if as_json:
        print(json.dumps(printed, ensure_ascii=False))
    return worst


if __name__ == "__main__":
    sys.exit(main())
