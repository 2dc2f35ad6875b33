"""concepts and check: what the corpus covers, and what is wrong in it."""

from dataclasses import asdict
from pathlib import Path

import click

from app.commands.library import open_library
from app.commands.output import CommandError, Output
from app.store.home import home


@click.command()
@click.pass_obj
def concepts(output: Output) -> None:
    """列出知識庫涵蓋的概念。

    例：xietiao concepts --json
    """
    known = open_library().corpus.concepts.values()
    rows = [
        {
            "id": c.id,
            "kind": c.kind,
            "group": c.group,
            "names": list(c.names),
            "sources": list(c.sources),
            "english": c.english,
            "members": list(c.members),
        }
        for c in known
    ]
    output.show({"concepts": rows}, [f"{c.id}\t{c.name}" for c in known])


@click.command()
@click.argument("path", required=False, type=click.Path(path_type=Path))
@click.pass_obj
def check(output: Output, path: Path | None) -> None:
    """檢查卡片、案例與章節；PATH 是自編資料夾，省略時檢查內建與自編兩者。

    例：xietiao check 我的卡片資料夾
    """
    from corpus.check import check_corpus

    if path is not None and not path.is_dir():
        raise CommandError(f"找不到資料夾「{path}」；請給放有 cards/、cases/ 或 handbook/ 的資料夾。")
    own = home() / "corpus"
    roots = [path] if path is not None else [None, *([own] if own.is_dir() else [])]
    problems = [problem for root in roots for problem in check_corpus(root)]
    lines = [f"{p.path}:{p.line}：{p.problem}" for p in problems] or ["沒有發現問題。"]
    output.show({"problems": [asdict(p) for p in problems]}, lines)
