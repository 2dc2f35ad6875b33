"""dispute: a brief for a live dispute."""

from typing import Any

import click

from app.commands.ask import quote_record
from app.commands.library import open_library
from app.commands.output import CommandError, Output
from app.disputes.records import NOT_A_DISPUTE, Brief, Finding
from corpus.surrogates import readable


def finding_record(finding: Finding) -> dict[str, Any]:
    return {
        "id": finding.id,
        "name": finding.name,
        "group": finding.group,
        "score": finding.score,
        "why": [{"text": w.text, "start": w.start, "end": w.end} for w in finding.why],
        "quotes": list(finding.quotes),
    }


def brief_record(brief: Brief, note: str) -> dict[str, Any]:
    return {
        "is_dispute": brief.is_dispute,
        "probability": round(brief.probability, 4),
        "types": [finding_record(f) for f in brief.types],
        "principles": [finding_record(f) for f in brief.principles],
        "methods": [finding_record(f) for f in brief.methods],
        "counters": [
            {"id": c.id, "name": c.name, "against": c.against, "quotes": list(c.quotes)} for c in brief.counters
        ],
        "steps": [{"text": s.text, "quotes": list(s.quotes), "concept": s.concept_id} for s in brief.steps],
        "cases": [{"id": c.id, "title": c.title, "score": c.score, "quotes": list(c.quotes)} for c in brief.cases],
        "sides": [
            {
                "name": {"text": s.name.text, "start": s.name.start, "end": s.name.end},
                "said": [{"text": w.text, "start": w.start, "end": w.end} for w in s.said],
            }
            for s in brief.sides
        ],
        "quotes": [quote_record(q) for q in brief.quotes],
        "read_by": brief.read_by,
        "note": note,
    }


@click.command()
@click.argument("text", metavar="TEXT", type=readable)
@click.pass_obj
def dispute(output: Output, text: str) -> None:
    """描述一件爭議，得到適用的類型、原則、方法與步驟，各附出處。

    例：xietiao dispute 兩個科都說這條路不歸自己管，民眾投訴三個月沒人去修
    """
    from app.answering.endpoint import Endpoint
    from app.disputes.desk import Desk
    from app.disputes.positions import second_reading

    library = open_library()
    desk = Desk.of(library.ensure_index(), library.corpus)
    try:
        brief = desk.brief(text)
    except ValueError as error:
        raise CommandError("沒有可以分析的文字；請用兩三句話描述是誰和誰、為了什麼事意見不合。") from error
    note, endpoint = "" if brief.is_dispute else NOT_A_DISPUTE, Endpoint.from_environ()
    if endpoint and brief.is_dispute:
        told = f"依 XIETIAO_LLM_URL 的設定，這段描述和候選概念的名稱會送到 {endpoint.host}，請它摘出雙方立場並重排……"
        click.echo(told, err=True)
        brief, note = second_reading(desk, brief, endpoint)
    output.show(brief_record(brief, note), as_lines(brief, note))


def as_lines(brief: Brief, note: str) -> list[str]:
    if not brief.is_dispute:
        return [note]
    lines = [note] if note else []
    for letter, side in zip("甲乙", brief.sides, strict=False):
        said = "；".join(w.text for w in side.said) or "描述裡沒有說到"
        lines.append(f"【{letter}方】{side.name.text}：{said}")
    for title, findings in (("類型", brief.types), ("原則", brief.principles), ("方法", brief.methods)):
        lines.append(f"【{title}】")
        for f in findings:
            because = "、".join(f"「{w.text}」" for w in f.why)
            lines.append(f"  {f.name}（{f.score:.0%}；為什麼：{because}）{''.join(f'[{n + 1}]' for n in f.quotes)}")
    lines += ["【相反的考量】", *(f"  {c.name}" for c in brief.counters)] if brief.counters else []
    lines += ["【步驟】", *(f"  {i}. {s.text}" for i, s in enumerate(brief.steps, 1))]
    lines += ["【相近的案例】", *(f"  {c.title}（{c.id}）" for c in brief.cases)] if brief.cases else []
    return lines + [f"[{n}] {q.title}：「{q.text}」" for n, q in enumerate(brief.quotes, 1)]
