"""dispute: a brief for a live dispute."""

from typing import Any

import click

from app.commands.ask import quote_record
from app.commands.library import open_library
from app.commands.output import CommandError, Output
from app.disputes.records import NOT_A_DISPUTE, Brief, Finding


def finding_record(finding: Finding) -> dict[str, Any]:
    return {
        "id": finding.id,
        "name": finding.name,
        "group": finding.group,
        "score": finding.score,
        "why": [{"text": w.text, "start": w.start, "end": w.end} for w in finding.why],
        "quotes": list(finding.quotes),
    }


def brief_record(brief: Brief) -> dict[str, Any]:
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
        "note": "" if brief.is_dispute else NOT_A_DISPUTE,
    }


@click.command()
@click.argument("text", metavar="TEXT")
@click.pass_obj
def dispute(output: Output, text: str) -> None:
    """描述一件爭議，得到適用的類型、原則、方法與步驟，各附出處。

    例：xietiao dispute 兩個科都說這條路不歸自己管，民眾投訴三個月沒人去修
    """
    from app.disputes.desk import Desk

    library = open_library()
    index = library.ensure_index()
    try:
        brief = Desk.of(index, library.corpus).brief(text)
    except ValueError as error:
        raise CommandError("沒有可以分析的文字；請用兩三句話描述是誰和誰、為了什麼事意見不合。") from error
    output.show(brief_record(brief), as_lines(brief))


def as_lines(brief: Brief) -> list[str]:
    if not brief.is_dispute:
        return [NOT_A_DISPUTE]
    lines = []
    for title, findings in (("類型", brief.types), ("原則", brief.principles), ("方法", brief.methods)):
        lines.append(f"【{title}】")
        for f in findings:
            because = "、".join(f"「{w.text}」" for w in f.why)
            lines.append(f"  {f.name}（{f.score:.0%}；為什麼：{because}）{''.join(f'[{n + 1}]' for n in f.quotes)}")
    lines += ["【相反的考量】", *(f"  {c.name}" for c in brief.counters)] if brief.counters else []
    lines += ["【步驟】", *(f"  {i}. {s.text}" for i, s in enumerate(brief.steps, 1))]
    lines += ["【相近的案例】", *(f"  {c.title}（{c.id}）" for c in brief.cases)] if brief.cases else []
    return lines + [f"[{n}] {q.title}：「{q.text}」" for n, q in enumerate(brief.quotes, 1)]
