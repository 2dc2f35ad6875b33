"""backup, restore and doctor: the home as a whole."""

from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import click

from app.commands.output import CommandError, Output
from app.store.backup import BackupError, Report, make_backup, restore_backup
from app.store.home import home
from app.store.lock import Busy


@click.command()
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.pass_obj
def backup(output: Output, file: Path) -> None:
    """把所有資料（匯入的資料、自編卡片、學習紀錄）備份成一個檔案。

    例：xietiao backup 協調通備份.zip
    """
    report = _done(make_backup, file)
    _show(output, report, file, "已備份")


@click.command()
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.pass_obj
def restore(output: Output, file: Path) -> None:
    """從備份檔還原；現有的資料全部換成備份裡的，備份檔有問題就不動。

    例：xietiao restore 協調通備份.zip
    """
    report = _done(restore_backup, file)
    _show(output, report, file, "已還原")


@click.command()
@click.pass_obj
def doctor(output: Output) -> None:
    """檢查安裝、模型、索引、資料與學習紀錄，並說明怎麼處理。

    例：xietiao doctor --json
    """
    from app.store.checks import run_checks

    checks = run_checks(home())
    record = {"checks": [asdict(check) for check in checks]}
    lines = [f"{'正常' if check.ok else '異常'}  {check.name}：{check.detail}" for check in checks]
    failed = [check.name for check in checks if not check.ok]
    if failed:
        output.fail(record, lines, f"{len(failed)} 項檢查沒有通過：{'、'.join(failed)}")
    output.show(record, lines)


def _done(work: Callable[[Path, Path], Report], file: Path) -> Report:
    try:
        return work(home(), file)
    except (BackupError, Busy) as error:
        raise CommandError(str(error)) from error


def _show(output: Output, report: Report, file: Path, verb: str) -> None:
    record = {"file": str(file), "files": report.files, "bytes": report.size, "made": report.made}
    output.show(record, [f"{verb} {report.files} 個檔案，共 {report.size / 1e6:.1f} MB（{file}）"])
