"""Questions and what came of an answer as HTML; quotations as cards that open in the source. No Streamlit here."""

from collections.abc import Iterable, Sequence
from typing import Any

from app.answer_html import Page, cards_html
from app.answering.records import Answer, Quote
from app.study.grading import Grade, Part, ResponseError, grade
from app.study.records import OPEN_KINDS, Item
from app.study.wording import KIND_NAMES, key_lines, letter, shown_options
from corpus.key import words_only
from corpus.records import Script


def script_in(item: Item, page: Page) -> Script:
    """The items of a document are written in its script; those of cards and the trainer's own in traditional."""
    return page.script_of(item.quotes[0].document_id) if item.quotes else "trad"


def question_html(item: Item, heading: str, page: Page, *, lettered: bool = False) -> str:
    """Kind and stem; with `lettered` also what the boxes of 配對 and 排序 name, for a narrow box cuts it short."""
    source = script_in(item, page)
    words = "　".join(word for word in (heading, KIND_NAMES[item.kind]) if word)
    stem = "".join(f"<p>{page.text(line, source)}</p>" for line in item.stem.splitlines() if line.strip())
    if lettered and item.kind in ("matching", "ordering"):
        texts = item.options["right"] if item.kind == "matching" else item.options
        rows = "".join(f"<li>{page.text(f'{letter(n)}. {text}', source)}</li>" for n, text in enumerate(texts))
        stem += f'<ul class="xt-options">{rows}</ul>'
    return f'<div class="xt-study" lang="{page.lang}"><p class="xt-where">{page.text(words)}</p>{stem}</div>'


def outcome_html(item: Item, response: Any, grade: Grade, page: Page, *, overruled: bool = False) -> str:
    """Right or not, the answer part by part, the explanation, and the sentences that it rests on."""
    right = grade.correct != overruled
    word = "答對了" if right else "答錯了" if not grade.score or overruled else "部分答對"
    own = f"自己改判，原來評為 {grade.score:.2f}。" if overruled else grade.credit
    score = float(right) if overruled else grade.score
    head = f'<p class="xt-outcome xt-{"ok" if right else "bad"}"><b>{page.text(word)}</b>'
    head += f" {page.text(f'得分 {score:.2f}。{own}')}</p>"
    inner = head + parts_html(item, response, grade, page) + reason_html(item, page, key=item.kind == "blank")
    return f'<div class="xt-study" lang="{page.lang}">{inner}</div>'


def given_html(item: Item, response: Any, page: Page, *, right: bool) -> str:
    """The learner's answer."""
    source: Script = "mixed" if item.kind in ("blank", *OPEN_KINDS) else script_in(item, page)
    text = page.text(response_text(item, response), source)
    return f'<p class="xt-outcome xt-{"ok" if right else "bad"}"><b>{page.text("我的答案")}</b> {text}</p>'


def sat_html(item: Item, response: Any, score: float, page: Page, *, overruled: bool) -> str:
    """An exam's question afterwards: the answer, which parts of it were found right, the reason.

    What an endpoint found is not kept part by part: where it gave points beyond the words found, their number is said.
    """
    parts, remark = "", ""
    try:
        by_words = grade(item, response)
    except ResponseError:  # an order with a step chosen twice
        by_words = grade(item, None)
    more = round((score - by_words.score) * len(by_words.parts))
    if overruled:
        remark = "自己改判。"
    elif item.kind in OPEN_KINDS and more > 0:
        remark = f"另有 {more} 個要點由文字生成服務認定。"
    parts = parts_html(item, response, by_words, page)
    said = f'<p class="xt-where">{page.text(remark)}</p>' if remark else ""
    given = "" if item.kind in OPEN_KINDS and response else given_html(item, response, page, right=score == 1.0)
    inner = given + parts + said + reason_html(item, page, key=item.kind == "blank")
    return f'<div class="xt-study" lang="{page.lang}">{inner}</div>'


def reason_html(item: Item, page: Page, *, key: bool = True) -> str:
    """The right answer unless it stands above, the explanation where it says more than the quotations, and these."""
    source = script_in(item, page)
    answer = "".join(f"<li>{page.text(line, source)}</li>" for line in key_lines(item))
    shown = f'<h5>{page.text("正確答案")}</h5><ul class="xt-key">{answer}</ul>' if key else ""
    quoted = words_only("".join(quote.text for quote in item.quotes))
    more = item.explanation and words_only(item.explanation) not in quoted
    said = f"<p>{page.text(item.explanation, source)}</p>" if more else ""
    return shown + said + quotes_html(item.quotes, page)


def quotes_html(quotes: Iterable[Quote], page: Page) -> str:
    return cards_html(Answer("", "composed", quotes=tuple(quotes)), page)


def whole_html(item: Item, page: Page) -> str:
    """Stem, options, answer and reason, for the trainer."""
    inner = f'<div class="xt-study">{options_html(item, page)}{reason_html(item, page)}</div>'
    return f'<div lang="{page.lang}">{question_html(item, "", page)}{inner}</div>'


def options_html(item: Item, page: Page) -> str:
    """The options with their letters, "" where there are none."""
    source = script_in(item, page)
    rows = "".join(f"<li>{page.text(line, source)}</li>" for line in shown_options(item))
    return f'<ul class="xt-options">{rows}</ul>' if rows else ""


def response_text(item: Item, response: Any) -> str:
    """A learner's answer in words.

    >>> response_text(Item("q", "single", "type", "…", ["甲", "乙", "丙"], 1, "", ()), 0)
    'A. 甲'
    """
    if response is None or response == "":
        return "（未作答）"
    if item.kind in OPEN_KINDS:
        return str(response)
    if item.kind == "blank":
        return "；".join(response if isinstance(response, list) else [str(response)])
    if item.kind == "true_false":
        return "正確" if response else "錯誤"
    options: Sequence[str] = item.options["right"] if item.kind == "matching" else item.options
    chosen = response if isinstance(response, list) else [response]
    return "；".join("—" if n is None else f"{letter(n)}. {options[n].rstrip('。')}" for n in chosen)


def parts_html(item: Item, response: Any, grade: Grade, page: Page) -> str:
    """The answer taken apart: of choices every option with what was chosen, otherwise each part with what was given
    for it; of key points the words that were found."""
    source = script_in(item, page)
    if item.kind in ("single", "multiple", "true_false"):
        rows = _options(item, response, page, source)
    else:
        rows = [_part(item, number, part, response, page, source) for number, part in enumerate(grade.parts)]
    own = ""
    if item.kind in OPEN_KINDS and response:
        own = f"<p><b>{page.text('我的答案')}</b> {page.text(str(response), 'mixed')}</p>"
    return f'{own}<ul class="xt-parts">{"".join(rows)}</ul>'


def _options(item: Item, response: Any, page: Page, source: Script) -> list[str]:
    """Every option: right ones with a tick, wrongly chosen ones with a cross."""
    if item.kind == "true_false":
        texts, rights = ["正確", "錯誤"], [0 if item.key else 1]
        chosen = [] if response is None else [0 if response else 1]
    else:
        texts = [f"{letter(n)}. {text}" for n, text in enumerate(item.options)]
        rights = item.key if item.kind == "multiple" else [item.key]
        chosen = [] if response is None else response if item.kind == "multiple" else [response]
    rows = []
    for number, text in enumerate(texts):
        right, taken = number in rights, number in chosen
        sign, mark = ("✓ ", "xt-ok") if right else ("✗ ", "xt-bad") if taken else ("", "")
        said = "你選的" if taken else "漏選" if right and item.kind == "multiple" else ""
        note = f" <span>{page.text(said)}</span>" if said else ""
        rows.append(f'<li class="{mark}">{sign}{page.text(text, source)}{note}</li>')
    return rows


def _part(item: Item, number: int, part: Part, response: Any, page: Page, source: Script) -> str:
    """Options with the letters that they had in the question."""
    label, verb, chosen = "", "你寫的：", ""
    if item.kind == "matching":
        label, verb = f"{number + 1}. {item.options['left'][number]} → {letter(item.key[number])}. ", "你選的："
    elif item.kind == "ordering":
        label, verb = f"{number + 1}. → {letter(item.key[number])}. ", "你選的："
    if verb == "你選的：" and part.given:
        chosen = f"{letter(response[number])}. "
    words = page.text(chosen + part.given, "mixed" if verb == "你寫的：" else source)
    redundant = part.right and verb == "你選的："
    verb = {"opposite": "意思相反，你寫的：", "order": "次序不對，你寫的："}.get(part.by, verb)
    given = f" <span>{page.text(verb)}{words}</span>" if part.given and not redundant else ""
    by = f" <span>{page.text('（文字生成服務認定）')}</span>" if part.by == "judge" else ""
    wanted = page.text(label + part.wanted, source)
    sign, mark = ("✓", "ok") if part.right else ("✗", "bad")
    return f'<li class="xt-{mark}">{sign} {wanted}{given}{by}</li>'
