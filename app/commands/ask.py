"""search and ask: what is found, and what is answered."""

import time
from dataclasses import replace
from typing import Any

import click

from app.answering.records import Quote
from app.commands.library import open_library
from app.commands.output import CommandError, Output
from corpus.surrogates import readable
from indexer.search import Scope

NOTHING_IMPORTED = "還沒有匯入資料；用 xietiao add 匯入，或不加 --scope imported，查全部的資料。"
SCOPE = click.option(
    "--scope",
    type=click.Choice(["all", "shipped", "imported"]),
    default="all",
    show_default=True,
    help="全部、只有內建、只有匯入的資料",
)


def quote_record(quote: Quote) -> dict[str, Any]:
    return {
        "document_id": quote.document_id,
        "title": quote.title,
        "headings": list(quote.headings),
        "text": quote.text,
        "start": quote.start,
        "end": quote.end,
        "origin": quote.origin,
    }


@click.command()
@click.argument("query", metavar="Q", type=readable)
@click.option("-k", type=click.IntRange(1, 1000), default=10, show_default=True, help="最多幾段")
@SCOPE
@click.pass_obj
def search(output: Output, query: str, k: int, scope: Scope) -> None:
    """找出相關的段落，由近到遠。

    例：xietiao search 踢皮球 -k 5
    """
    if not query.strip():
        raise CommandError("沒有查詢的字；請輸入要找的內容，例如：xietiao search 會議協調")
    index = open_library().ensure_index()
    started = time.perf_counter()
    hits = index.search(query, k=k, scope=scope)
    took = time.perf_counter() - started
    rows = []
    for hit in hits:
        document = index.document(hit.passage.document_id)
        rows.append(
            {
                "rank": hit.rank,
                "score": round(hit.score, 6),
                "document_id": document.id,
                "title": document.title,
                "headings": list(hit.passage.headings),
                "text": hit.passage.text,
                "start": hit.passage.start,
                "end": hit.passage.end,
                "concept": hit.concept,
                "origin": document.origin,
                "also": [{"document_id": a.document_id, "start": a.start, "end": a.end} for a in hit.also],
            }
        )
    lines = []
    for hit, row in zip(hits, rows, strict=True):
        chain = " › ".join([str(row["title"]), *hit.passage.headings])
        lines.append(f"{hit.rank}. [{hit.score:.3f}] {chain}\n   {hit.passage.text}")
    expansions = index.expansions(query)
    if lines and expansions:
        lines.append(f"也查了：{'；'.join(expansions)}")
    if not rows and scope == "imported" and not index.has_imported:
        lines = [NOTHING_IMPORTED]
    record = {"query": query, "took_ms": round(took * 1000, 3), "hits": rows, "expansions": list(expansions)}
    output.show(record, lines or ["沒有找到相關的段落。"])


@click.command()
@click.argument("question", metavar="Q", type=readable)
@SCOPE
@click.pass_obj
def ask(output: Output, question: str, scope: Scope) -> None:
    """問一個問題，得到附引文的回答；資料沒有說的就不答。

    例：xietiao ask 糾偏式協調和促進式協調有什麼不同
    """
    from app.answering.endpoint import Endpoint
    from app.answering.engine import Answerer
    from app.answering.generate import GeneratingAnswerer

    if not question.strip():
        raise CommandError("沒有問題；請輸入要問的內容，例如：xietiao ask 什麼是行政協調")
    library = open_library()
    index, endpoint = library.ensure_index(), Endpoint.from_environ()
    if endpoint:
        click.echo(f"依 XIETIAO_LLM_URL 的設定，問題和找到的引文會送到 {endpoint.host} 撰寫回答……", err=True)
    answerer = GeneratingAnswerer(Answerer.of(index, library.corpus), endpoint, index.document)
    answer = answerer.ask(question, scope)
    if scope == "imported" and not index.has_imported:
        answer = replace(answer, note=NOTHING_IMPORTED)
    record = {
        "question": answer.question,
        "answered": answer.answered,
        "mode": answer.mode,
        "statements": [
            {
                "text": s.text,
                "quotes": list(s.quotes),
                "label": s.label,
                "aspect": s.aspect,
                "verdict": s.verdict,
                "own_words": s.own_words,
            }
            for s in answer.statements
        ],
        "quotes": [quote_record(q) for q in answer.quotes],
        "suggestions": list(answer.suggestions),
        "ask": answer.ask,
        "concepts": list(answer.concepts),
        "expansions": list(answer.expansions),
        "note": answer.note,
    }
    lines = [
        f"{s.text} {'（未經引句證實）' if s.own_words else ''.join(f'[{n + 1}]' for n in s.quotes)}"
        for s in answer.statements
    ]
    lines += [answer.note] if answer.note else []
    lines += [f"[{n}] {' › '.join([q.title, *q.headings])}：「{q.text}」" for n, q in enumerate(answer.quotes, 1)]
    lines += [f"也查了：{'；'.join(answer.expansions)}"] if answer.expansions else []
    lines += [f"可以改問：{s}" for s in answer.suggestions]
    output.show(record, lines)
