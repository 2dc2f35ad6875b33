"""items, quiz and export: what can be asked, a quiz in the terminal, and items for other programmes."""

import errno
import os
import random
import uuid
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import click

from app.commands.ask import quote_record
from app.commands.library import open_library
from app.commands.output import CommandError, Output
from app.commands.typed import TRUE, NotUnderstood, how, response_of
from app.store.library import Library
from app.study.records import OPEN_KINDS, Item, ItemKind
from app.study.wording import KIND_NAMES, distinct_names, letter, shown_options
from corpus.key import words_only
from corpus.surrogates import readable

if TYPE_CHECKING:
    from app.store.study import LearnerRecords
    from app.study.grading import Grade


def bank_items(library: Library, seed: int) -> tuple[Item, ...]:
    """The whole generated bank, imported documents included."""
    from app.study.bank import make_bank

    return make_bank(library.corpus, list(library.imported().values()), seed).items


def item_record(item: Item) -> dict[str, Any]:
    return {
        "id": item.id,
        "kind": item.kind,
        "concept": item.concept_id,
        "stem": item.stem,
        "options": item.options,
        "key": item.key,
        "explanation": item.explanation,
        "quotes": [quote_record(quote) for quote in item.quotes],
        "sentence_hashes": list(item.sentence_hashes),
    }


@click.command()
@click.option("--concept", metavar="ID", type=readable, help="概念的代碼或名稱，或匯入資料的代碼")
@click.option("--kind", type=click.Choice(get_args(ItemKind)), help="題型")
@click.option("-n", "count", type=click.IntRange(1), help="抽幾題；省略時列出全部")
@click.option("--seed", type=int, default=0, show_default=True, help="相同的數得到相同的題目")
@click.pass_obj
def items(output: Output, concept: str | None, kind: ItemKind | None, count: int | None, seed: int) -> None:
    """列出題目：題幹、選項、答案、解析與所根據的原文。

    例：xietiao items --concept type.nature.corrective --kind single -n 5
    """
    library = open_library()
    wanted = concept_ids(library, concept) if concept is not None else None
    chosen = [
        item
        for item in bank_items(library, seed)
        if (wanted is None or item.concept_id in wanted) and (kind is None or item.kind == kind)
    ]
    if count is not None:
        chosen = draw(chosen, count, seed)
    lines = [line for number, item in enumerate(chosen, 1) for line in [*item_lines(item, number), *key_lines(item)]]
    output.show({"items": [item_record(item) for item in chosen]}, lines or ["沒有符合條件的題目。"])


def concept_ids(library: Library, wanted: str) -> set[str]:
    """The concepts with that id or name (in either script), or the document with that id."""
    concepts = library.corpus.concepts.values()
    found = {c.id for c in concepts if c.id == wanted or words_only(wanted) in map(words_only, c.names)}
    found |= {source.id for source in library.sources() if source.id == wanted}
    if not found:
        raise CommandError(f"沒有「{wanted}」這個概念或資料；執行 xietiao concepts 看全部概念。")
    return found


def draw(pool: Sequence[Item], count: int, seed: int) -> list[Item]:
    """`count` items, the same for the same pool and seed; no concept twice before every concept has had a turn."""
    chance = random.Random(seed)
    left = list(pool)
    chance.shuffle(left)
    turns: dict[str, int] = {}
    order: list[tuple[int, int, Item]] = []
    for item in left:
        turns[item.concept_id] = turns.get(item.concept_id, 0) + 1
        order.append((turns[item.concept_id], len(order), item))
    return [item for _, _, item in sorted(order, key=lambda entry: entry[:2])][:count]


def item_lines(item: Item, number: int) -> list[str]:
    """With the letters that the pages and papers give the options."""
    return [f"{number}. ［{KIND_NAMES[item.kind]}］{item.stem}", *(f"   {line}" for line in shown_options(item))]


def key_lines(item: Item) -> list[str]:
    return [f"   答案：{key_text(item)}", f"   解析：{item.explanation}", *quote_lines(item), ""]


def key_text(item: Item) -> str:
    if item.kind == "single":
        return letter(item.key)
    if item.kind == "true_false":
        return "正確" if item.key else "錯誤"
    if item.kind == "blank":
        return "；".join("／".join(accepted) for accepted in item.key)
    if item.kind == "matching":
        return "，".join(f"{n}–{letter(right)}" for n, right in enumerate(item.key, 1))
    if item.kind in ("multiple", "ordering"):
        return " ".join(letter(n) for n in item.key)
    return "；".join(point["point"] for point in item.key)


def quote_lines(item: Item) -> list[str]:
    return [f"   原文：{' › '.join([q.title, *q.headings])}：「{q.text}」" for q in item.quotes]


@click.command()
@click.option("-n", "count", type=click.IntRange(1, 1000), default=10, show_default=True, help="幾題")
@click.option("--concept", metavar="ID", type=readable, help="只考這個概念（代碼或名稱）")
@click.option("--kind", type=click.Choice(get_args(ItemKind)), help="只考這種題型")
@click.option("--seed", type=int, help="相同的數得到相同的測驗；省略時每次不同")
@click.option("--learner", metavar="名字", type=readable, help="記入這位學員的紀錄，沒有就新增；省略時不記")
@click.pass_obj
def quiz(
    output: Output, count: int, concept: str | None, kind: ItemKind | None, seed: int | None, learner: str | None
) -> None:
    """在終端機裡做測驗；繁體、簡體作答都可以，按 Ctrl+D 提前結束。

    例：xietiao quiz -n 5
    """
    library = open_library()
    records = _learner(learner) if learner is not None else None
    wanted = concept_ids(library, concept) if concept is not None else None
    seed = random.randrange(2**31) if seed is None else seed
    pool = [
        item
        for item in _approved(library)
        if (wanted is None or item.concept_id in wanted) and (kind is None or item.kind == kind)
    ]
    if not pool:
        raise CommandError("沒有符合條件的題目；請換一個概念或題型。")
    scores: list[dict[str, Any]] = []
    run = uuid.uuid4().hex[:12]
    for number, item in enumerate(draw(pool, count, seed), 1):
        asked = datetime.now(UTC)
        answer = _ask(item, number)
        if answer is None:
            break
        score = answer[1].score
        scores.append({"id": item.id, "score": score})
        if records:
            _record(records, f"terminal {run} {number}", item, *answer, asked)
    total = sum(entry["score"] for entry in scores)
    summary = f"完成 {len(scores)} 題，得 {total:.1f} 分（每題 1 分）。"
    output.show({"answered": len(scores), "score": total, "items": scores}, [summary])


def _approved(library: Library) -> list[Item]:
    """What may be set: not what is stale or was retired, and also what the trainer wrote."""
    from app.store import item_bank
    from app.store.home import home
    from app.store.study import Study

    rows = item_bank.listed(library, Study.open(home()), item_bank.generated(library))
    return [row.item for row in rows if row.status == "approved"]


def _learner(name: str) -> "LearnerRecords":
    """The learner of that name; a new one is made at once where there is nobody yet, and otherwise after a question,
    since the name may be mistyped."""
    from app.store.home import home
    from app.store.study import Study

    study = Study.open(home())
    try:
        return study.learner(name)
    except KeyError:
        known = "、".join(study.names())
    if known and not _agreed(f"沒有「{name}」這位學員；現有：{known}。要新增嗎？輸入 是 或 否"):
        raise CommandError(f"沒有「{name}」這位學員；現有：{known}。")
    try:
        made = study.enrol(name, datetime.now(UTC))
    except ValueError as error:
        raise CommandError("學員的名字要在四十字以內，不能空白。") from error
    click.echo(f"新增了學員「{made.name}」。", err=True)
    return made


def _agreed(question: str) -> bool:
    """Without an answer, as where nobody sits at the terminal, it is no."""
    try:
        typed: str = click.prompt(question, default="", show_default=False, err=True)
    except click.Abort:
        click.echo(err=True)
        return False
    return words_only(typed) in TRUE


def _record(records: "LearnerRecords", key: str, item: Item, response: Any, result: "Grade", asked: datetime) -> None:
    from app.study.history import Submission
    from app.study.records import Attempt
    from app.study.schedule import rate

    at = datetime.now(UTC)
    seconds = min(max(0.0, (at - asked).total_seconds()), 86_400.0)
    attempt = Attempt(records.name, item.id, response, result.score, result.correct, False, at, seconds)
    records.submit(key, [Submission(item, attempt, rate(item.kind, result.score, result.correct, seconds))])


def _ask(item: Item, number: int) -> "tuple[Any, Grade] | None":
    """One question on standard error, so that standard output stays JSON's; the answer and its grade, None at the end
    of the input."""
    from app.study.grading import grade

    for line in item_lines(item, number):
        click.echo(line, err=True)
    while True:
        try:
            typed = click.prompt(how(item), default="", show_default=False, err=True)
            response = response_of(item, typed)
            result = grade(item, response)
        except click.Abort:
            click.echo(err=True)
            return None
        except NotUnderstood as error:
            click.echo(f"{error}；請{how(item)}。", err=True)
            continue
        break
    verdict = "答對了。" if result.correct else f"得 {result.score:.2f} 分。{result.credit}"
    click.echo(f"   {verdict}", err=True)
    if item.kind in OPEN_KINDS:
        for part in result.parts:
            said = f"（{'次序不對：' if part.by == 'order' else ''}{part.given}）" if part.given else ""
            click.echo(f"   {'✓' if part.right else '✗'} {part.wanted}{said}", err=True)
    for line in key_lines(item):
        click.echo(line, err=True)
    return (None if response == "" else response), result


FORMATS = {
    "items": (".apkg", ".gift", ".xml", ".docx", ".csv"),
    "paper": (".docx", ".apkg", ".gift", ".xml", ".csv"),
    "results": (".csv", ".docx"),
}


@click.command()
@click.argument("what", type=click.Choice(list(FORMATS)))
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--seed", type=int, default=0, show_default=True, help="相同的數得到相同的卷")
@click.option("--concept", metavar="ID", type=readable, help="只要這個概念的題目（items）")
@click.option("--kind", type=click.Choice(get_args(ItemKind)), help="只要這種題型（items）")
@click.pass_obj
def export(output: Output, what: str, file: Path, seed: int, concept: str | None, kind: ItemKind | None) -> None:
    """匯出題目（items）、試卷（paper）或作答結果（results）；格式由檔名的結尾決定。

    試卷與題目存成 .docx 時，答案另存一個檔；結果存成 .docx 是各學員、各概念的摘要，逐題的作答用 .csv。

    例：xietiao export items 題庫.apkg
    """
    ending = file.suffix.lower()
    if ending not in FORMATS[what]:
        raise CommandError(f"{what} 不能存成「{ending or file.name}」；可以用 {'、'.join(FORMATS[what])}。")
    if not file.absolute().parent.is_dir():
        raise CommandError(f"沒有「{file.absolute().parent}」這個資料夾。")
    files, count = _results(file) if what == "results" else _items(what, file, seed, concept, kind)
    _write(files)
    names = [str(path) for path in files]
    output.show({"files": names, "count": count}, [f"已寫出 {count} 筆：{'、'.join(names)}"])


def _write(files: Mapping[Path, bytes]) -> None:
    """All of the files or none of them: each beside its place first, then put there. Raises `OSError`."""
    for path in files:
        if path.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    staged = {path: path.with_name(f".{path.name}.{os.getpid()}") for path in files}
    try:
        for path, data in files.items():
            staged[path].write_bytes(data)
        for path in files:
            os.replace(staged[path], path)
    finally:
        for place in staged.values():
            place.unlink(missing_ok=True)


def _results(file: Path) -> tuple[dict[Path, bytes], int]:
    from app.store.home import home
    from app.store.study import Study

    histories = Study.open(home()).trainer().histories()
    zone = datetime.now().astimezone().tzinfo or UTC
    if file.suffix.lower() == ".docx":
        from app.study.exporting.word import results_docx

        library = open_library()
        names = {source.id: source.title for source in library.sources()}
        names |= distinct_names({concept.id: concept.name for concept in library.corpus.concepts.values()})
        data = results_docx(histories, zone, lambda id_: names.get(id_, id_))
    else:
        from app.study.exporting.table import results_csv

        data = results_csv(histories, zone)
    return {file: data}, sum(map(len, histories.values()))


def _items(
    what: str, file: Path, seed: int, concept: str | None, kind: ItemKind | None
) -> tuple[dict[Path, bytes], int]:
    from app.store import item_bank
    from app.store.home import home
    from app.store.study import Study
    from app.study.blueprint import BlueprintError
    from app.study.building import build_exam
    from app.study.exporting import export_items, export_paper
    from app.study.papers import USUAL, lack_sentence

    library, study = open_library(), Study.open(home())
    rows = item_bank.listed(library, study, item_bank.generated(library))
    key_file = file.with_name(f"{file.stem}-答案.docx")
    if what == "paper":
        try:
            paper = build_exam(item_bank.bank_items(library, study, rows), USUAL, seed)
        except BlueprintError as error:
            raise CommandError(lack_sentence(error.lack)) from error
        exported = export_paper(paper, file.suffix.lower(), library.corpus.concepts)
        count = len(paper.questions)
    else:
        wanted = concept_ids(library, concept) if concept is not None else None
        chosen = [
            row.item
            for row in rows
            if row.status == "approved"
            and (wanted is None or row.item.concept_id in wanted)
            and (kind is None or row.item.kind == kind)
        ]
        exported = export_items(chosen, file.suffix.lower(), library.corpus.concepts, progress=True)
        count = len(chosen)
    return dict(zip((file, key_file), exported, strict=False)), count
