"""add, remove, sources, show, index: what is in the library and its index."""

from pathlib import Path
from typing import Any

import click

from app.commands.output import CommandError, Output
from app.store.home import home
from app.store.library import Library, Progress, SourceDamaged, SourceRow


def open_library() -> Library:
    return Library.open(home())


def row(source: SourceRow) -> dict[str, Any]:
    return {
        "id": source.id,
        "title": source.title,
        "origin": source.origin,
        "passages": source.passages,
        "added_at": source.added_at,
        "warnings": list(source.warnings),
    }


def reading() -> Progress:
    """A bar on standard error for the files that are read, once that takes longer than a second."""
    from tqdm import tqdm

    bar = tqdm(desc="讀取", total=0, delay=1, leave=False)

    def progress(done: int, total: int, _name: str) -> None:
        bar.total = total
        bar.update(done - bar.n)
        if done == total:
            bar.close()

    return progress


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.pass_obj
def add(output: Output, paths: tuple[Path, ...]) -> None:
    """匯入檔案或整個資料夾（.txt .md .html .docx .pdf）。

    例：xietiao add 行政協調方式.txt 講義資料夾
    """
    report = open_library().add(paths, reading())
    added = [
        {"id": a.id, "title": a.title, "passages": a.passages, "format": a.format, "warnings": list(a.warnings)}
        for a in report.added
    ]
    skipped = [{"path": s.path, "reason": s.reason} for s in report.skipped]
    if not added and any(s.failed for s in report.skipped):
        raise CommandError("；".join(f"{s.path}：{s.reason}" for s in report.skipped))
    lines = [f"已匯入 {a.title}（{a.id}，{a.passages} 段）" for a in report.added]
    lines += [f"  注意：{w}" for a in report.added for w in a.warnings]
    lines += [f"略過 {s.path}：{s.reason}" for s in report.skipped]
    output.show({"added": added, "skipped": skipped}, lines)


@click.command()
@click.argument("source_id", metavar="ID")
@click.pass_obj
def remove(output: Output, source_id: str) -> None:
    """移除一份匯入的資料。

    例：xietiao remove u-0123456789
    """
    library = open_library()
    try:
        library.remove(source_id)
    except KeyError as error:
        raise CommandError(f"沒有代碼為「{source_id}」的匯入資料；用 xietiao sources 看清單。") from error
    output.show({"sources": [row(s) for s in library.sources()]}, [f"已移除 {source_id}"])


@click.command()
@click.pass_obj
def sources(output: Output) -> None:
    """列出所有資料：內建的與匯入的。

    例：xietiao sources --json
    """
    rows = open_library().sources()
    lines = []
    for s in rows:
        lines.append(f"{s.id}\t{s.title}\t{'內建' if s.origin == 'shipped' else '匯入'}\t{s.passages} 段")
        lines += [f"  注意：{w}" for w in s.warnings]
    output.show({"sources": [row(s) for s in rows]}, lines)


@click.command()
@click.argument("source_id", metavar="ID")
@click.pass_obj
def show(output: Output, source_id: str) -> None:
    """印出一份資料的全文。

    例：xietiao show principle.four.lawful
    """
    try:
        document = open_library().document(source_id)
    except SourceDamaged:
        raise  # there is such a source
    except KeyError as error:
        raise CommandError(f"沒有代碼為「{source_id}」的資料；用 xietiao sources 看清單。") from error
    record = {"id": document.id, "title": document.title, "origin": document.origin, "text": document.text}
    output.show(record, [document.text])


@click.command()
@click.option("--rebuild", is_flag=True, help="全部重建，不沿用舊的向量")
@click.pass_obj
def index(output: Output, rebuild: bool) -> None:
    """更新索引。

    例：xietiao index --rebuild
    """
    report = open_library().build(force=rebuild)
    record = {
        "build": report.build,
        "passages": report.passages,
        "documents": report.documents,
        "seconds": report.seconds,
        "damaged": report.damaged or None,
    }
    lines = [f"索引 {report.build}：{report.documents} 份資料，{report.passages} 段，{report.seconds:.1f} 秒"]
    if report.damaged:
        lines.insert(0, f"原來的索引已損壞（{report.damaged}），已全部重建。")
    output.show(record, lines)
