"""Questions and what came of an answer as HTML; quotations as cards that open in the source. No Streamlit here."""

import html
from collections.abc import Iterable, Sequence
from typing import Any

from app.answer_html import Page, cards_html
from app.answering.records import Answer, Quote
from app.study.grading import Grade
from app.study.records import Item
from app.study.wording import KIND_NAMES, key_lines, shown_options
from corpus.records import Script


def script_in(item: Item, page: Page) -> Script:
    """The items of a document are written in its script; those of cards and the trainer's own in traditional."""
    return page.script_of(item.quotes[0].document_id) if item.quotes else "trad"


def question_html(item: Item, heading: str, page: Page) -> str:
    """Kind and stem; of a matching item the right side with its letters, for the boxes only name them."""
    source = script_in(item, page)
    words = "　".join(word for word in (heading, KIND_NAMES[item.kind]) if word)
    stem = "".join(f"<p>{page.text(line, source)}</p>" for line in item.stem.splitlines() if line.strip())
    return f'<div class="xt-study" lang="{page.lang}"><p class="xt-where">{page.text(words)}</p>{stem}</div>'


def outcome_html(item: Item, grade: Grade, page: Page, *, overruled: bool = False) -> str:
    """Right or not, the answer part by part, the explanation, and the sentences that it rests on."""
    right = grade.correct != overruled
    word = "答對了" if right else "答錯了" if not grade.score or overruled else "部分答對"
    own = "（自己改判）" if overruled else ""
    head = f'<p class="xt-outcome xt-{"ok" if right else "bad"}"><b>{page.text(word + own)}</b>'
    head += f" {page.text(f'得分 {grade.score:.2f}。{grade.credit}')}</p>"
    return f'<div class="xt-study" lang="{page.lang}">{head}{_parts(item, grade, page)}{reason_html(item, page)}</div>'


def reason_html(item: Item, page: Page) -> str:
    """The right answer, the explanation and the quotations."""
    source = script_in(item, page)
    answer = "".join(f"<li>{page.text(line, source)}</li>" for line in key_lines(item))
    said = f"<p>{page.text(item.explanation, source)}</p>" if item.explanation else ""
    return f'<h5>{page.text("正確答案")}</h5><ul class="xt-key">{answer}</ul>{said}{quotes_html(item.quotes, page)}'


def quotes_html(quotes: Iterable[Quote], page: Page) -> str:
    return cards_html(Answer("", "composed", quotes=tuple(quotes)), page)


def whole_html(item: Item, page: Page) -> str:
    """Stem, options, answer and reason, for the trainer and the notebook."""
    source = script_in(item, page)
    options = "".join(f"<li>{page.text(line, source)}</li>" for line in shown_options(item))
    listed = f'<ul class="xt-options">{options}</ul>' if options else ""
    inner = question_html(item, "", page) + f'<div class="xt-study">{listed}{reason_html(item, page)}</div>'
    return f'<div lang="{page.lang}">{inner}</div>'


def response_text(item: Item, response: Any) -> str:
    """A learner's answer in words.

    >>> response_text(Item("q", "single", "type", "…", ["甲", "乙", "丙"], 1, "", ()), 0)
    'A. 甲'
    """
    if response is None or response == "":
        return "（未作答）"
    if item.kind in ("term", "short", "case"):
        return str(response)
    if item.kind == "blank":
        return "；".join(response if isinstance(response, list) else [str(response)])
    if item.kind == "true_false":
        return "正確" if response else "錯誤"
    options: Sequence[str] = item.options["right"] if item.kind == "matching" else item.options
    chosen = response if isinstance(response, list) else [response]
    return "；".join("—" if n is None else f"{chr(65 + n)}. {options[n]}" for n in chosen)


def _parts(item: Item, grade: Grade, page: Page) -> str:
    """Where an answer has several parts, which of them are right; of key points also the words that were found."""
    if item.kind in ("single", "true_false"):
        return ""
    source = script_in(item, page)
    rows = []
    for part in grade.parts:
        sign = "✓" if part.right else "✗"
        wanted = page.text(part.wanted or "不該選", source if part.wanted else "trad")
        given = f" <span>{page.text('你寫的：')}{html.escape(part.given)}</span>" if part.given else ""
        if item.kind in ("multiple", "matching", "ordering") and part.given:
            given = "" if part.right else f" <span>{page.text('你選的：')}{page.text(part.given, source)}</span>"
        rows.append(f'<li class="xt-{"ok" if part.right else "bad"}">{sign} {wanted}{given}</li>')
    return f'<ul class="xt-parts">{"".join(rows)}</ul>'
