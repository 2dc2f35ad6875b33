"""What `doctor` looks at: each check says whether it is well, and what it found or what to do."""

import os
import platform
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from tempfile import TemporaryFile

from app.answering.endpoint import Endpoint
from app.sentences import sentence
from app.store.catalog import LibraryDamaged
from app.store.home import HomeProblem, max_bytes
from app.store.library import Library
from app.store.shipped import SHIPPED
from app.store.study.database import HEAD, StudyTooNew, integrity, revision
from app.store.study.study import FILE
from corpus.cards import CardError
from corpus.refusals import refusal
from indexer.manifest import IndexDamaged, IndexMissing, IndexOutdated

LEAST_FREE = 200_000_000  # bytes: an index of a large library, twice


@dataclass(frozen=True, slots=True)
class Check:
    name: str
    ok: bool
    detail: str


class _Bad(Exception):
    """The check failed; the message is its detail."""


def run_checks(home: Path, environ: Mapping[str, str] = os.environ, shipped: Path = SHIPPED) -> tuple[Check, ...]:
    """All checks, in order; one that fails keeps none of the others from running."""
    checks: list[tuple[str, Callable[[], str]]] = [
        ("python", _python),
        ("packages", _packages),
        ("settings", lambda: _settings(environ)),
        ("disk", lambda: _disk(home)),
        ("corpus", lambda: _corpus(Library.open(home, shipped=shipped))),
        ("model", lambda: _model(environ)),
        ("library", lambda: _library(Library.open(home, shipped=shipped))),
        ("index", lambda: _index(Library.open(home, shipped=shipped))),
        ("study", lambda: _study(home / FILE)),
    ]
    return tuple(_run(name, check) for name, check in checks)


def _run(name: str, check: Callable[[], str]) -> Check:
    try:
        return Check(name, True, check())
    except (_Bad, HomeProblem) as bad:
        return Check(name, False, str(bad))
    except Exception as error:  # whatever is broken, the others are still told
        return Check(name, False, sentence(error) or f"檢查時出錯（{type(error).__name__}：{error}）。")


def _python() -> str:
    return f"Python {platform.python_version()}（{platform.platform(terse=True)}）"


def _packages() -> str:
    from packaging.requirements import Requirement

    try:
        wanted = [Requirement(line) for line in requires("xietiao") or ()]
    except PackageNotFoundError as error:
        raise _Bad("程式沒有安裝成套件；請在程式資料夾執行 pip install -e .") from error
    wanted = [one for one in wanted if one.marker is None or one.marker.evaluate({"extra": ""})]
    missing, found = [], []
    for one in wanted:
        try:
            here = version(one.name)
        except PackageNotFoundError:
            missing.append(f"缺少 {one.name}")
            continue
        found.append(f"{one.name} {here}")
        if not one.specifier.contains(here, prereleases=True):
            missing.append(f"{one.name} {here} 不符合 {one.specifier}")
    if missing:
        raise _Bad("；".join(missing) + "。請在程式資料夾執行 pip install -e .")
    return "、".join(found)


def _settings(environ: Mapping[str, str]) -> str:
    try:
        limit = max_bytes(environ)
    except ValueError as error:
        raise _Bad(f"設定 {error} 不是合理的數目；請改為 50 之類的數字，單位是 MB，或取消這個設定。") from error
    names = ("XIETIAO_HOME", "XIETIAO_MODEL", "XIETIAO_RERANKER", "XIETIAO_LLM_MODEL")
    shown = [f"{name}={environ[name]}" for name in names if environ.get(name, "").strip()]
    endpoint = Endpoint.from_environ(environ)
    shown += [f"文字生成服務在 {endpoint.host}"] if endpoint else []  # the URL itself may hold a password
    listed = "、".join(shown) or "都用預設值"
    return f"{listed}；匯入的檔案以 {limit / 1_000_000:g} MB 為限"


def _disk(home: Path) -> str:
    try:
        home.mkdir(parents=True, exist_ok=True)
        with TemporaryFile(dir=home) as handle:
            handle.write(b"x" * 4096)
    except OSError as error:
        raise _Bad(f"「{home}」不能寫入（{refusal(error)}）；請改權限，或用 XIETIAO_HOME 換資料夾。") from error
    free = shutil.disk_usage(home).free
    if free < LEAST_FREE:
        raise _Bad(f"「{home}」所在的磁碟只剩 {free / 1e6:.0f} MB；請清出至少 {LEAST_FREE / 1e6:.0f} MB。")
    return f"{home}，可以寫入，剩 {free / 1e9:.1f} GB"


def _corpus(library: Library) -> str:
    try:
        corpus = library.corpus
    except (CardError, OSError, UnicodeDecodeError) as error:
        raise _Bad(f"{error}。請修正這份檔案，或執行 xietiao check 看全部問題。") from error
    if not corpus.documents:
        raise _Bad("一份卡片也沒有；請重新安裝程式。")
    return f"{len(corpus.concepts)} 個概念，{len(corpus.cases)} 個案例，{len(corpus.documents)} 份文件"


def _model(environ: Mapping[str, str]) -> str:
    from indexer.encoder import SETTING, StaticEncoder, open_encoder
    from indexer.topic import Topic

    try:
        encoder = open_encoder(environ)
        rows = encoder.encode_queries(["行政協調"])
        Topic.open(encoder=encoder if isinstance(encoder, StaticEncoder) else None)
    except Exception as error:
        chosen = environ.get(SETTING, "").strip()
        advice = f"；請檢查 {SETTING}，或取消設定改用內建模型" if chosen else ""
        raise _Bad(sentence(error) or f"模型載入失敗（{error}）{advice}。") from error
    if rows.shape != (1, encoder.dimension):
        raise _Bad(f"模型 {encoder.name} 的輸出是 {rows.shape}，不是 (1, {encoder.dimension})；請換模型。")
    return f"{encoder.name}，{encoder.dimension} 維"


def _library(library: Library) -> str:
    try:
        problems = library.source_problems()
        imported = sum(source.origin == "imported" for source in library.sources())
    except LibraryDamaged as error:
        raise _Bad(f"{error}；請用 xietiao restore 從備份還原。") from error
    if problems:
        raise _Bad("。".join(problems) + "。")
    return f"匯入的資料 {imported} 份，內容都與校驗碼相符"


def _index(library: Library) -> str:
    from indexer.search import Index, verify

    if library.current_build() is None:
        return "還沒有建立；第一次查詢時會自動建立"
    problems = verify(library.index_root)
    if problems:
        raise _Bad("；".join(problems) + "。請執行 xietiao index --rebuild。")
    try:
        index = Index.open(library.index_root, library.encoder, fingerprint=library.fingerprint())
    except IndexOutdated as outdated:
        return f"已過時（{outdated}）；下次查詢時會自動更新，也可以執行 xietiao index"
    except IndexMissing:
        return "還沒有建立；第一次查詢時會自動建立"
    except IndexDamaged as damaged:
        raise _Bad(f"{damaged}。請執行 xietiao index --rebuild。") from damaged
    return f"{index.build}：{index.manifest.documents} 份文件，{index.manifest.passages} 段"


def _study(path: Path) -> str:
    if not path.exists():
        return "還沒有學習紀錄"
    problems = integrity(path)
    if problems:
        raise _Bad(f"學習紀錄已損壞（{problems[0]}）；請用 xietiao restore 從備份還原。")
    try:
        found = revision(path)
    except StudyTooNew as error:
        raise _Bad(str(error)) from error
    note = "" if found == HEAD else f"，下次開啟時會升級到 {HEAD}"
    return f"完整無誤，版次 {found or '（空）'}{note}"
