import io
import re
from dataclasses import replace
from html.parser import HTMLParser

import docx
import pytest

from app.disputes.dossier import Planner
from app.disputes.exporting.markdown import escaped, markdown
from app.disputes.exporting.sheet import sheet
from app.disputes.exporting.web import web_page
from app.disputes.exporting.word import fitting_size, word
from corpus.script import to_simplified
from tests.app.dispute_samples import corpus, dossier, nearness

FULL = replace(
    Planner(corpus(), nearness).choose(dossier(), "method.timing.during", "method.form.on-site"),
    notes="先問清潔隊排班\n**粗體** [連結](http://example.com) $x$",
)


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.text += data


def test_every_quoted_line_has_its_source() -> None:
    lines = sheet(FULL, corpus(), "trad").lines
    quoted = [line for line in lines if line.quoted]
    assert len(quoted) == 1 + 2 + 1 + 1 + 15 + 3 + 1
    assert all(line.source for line in quoted)
    texts = {re.sub(r"\s", "", q.text) for q in FULL.quotes}
    assert all(re.sub(r"\s", "", line.quoted) in texts for line in quoted)


def test_the_sheet_names_what_pulls_the_other_way() -> None:
    parts = {part.heading: part for part in sheet(FULL, corpus(), "trad").parts}
    said = [line.said for line in parts["要守的原則"].lines]
    assert said == ["依法行政原則（很可能）", "原則性和靈活性相結合（也要顧到：與依法行政原則相對）"]
    assert "步驟（事中協調、現場辦公協調）" in parts


def test_in_simplified_all_is_converted_and_says_so() -> None:
    trad, simp = sheet(FULL, corpus(), "trad"), sheet(FULL, corpus(), "simp")
    assert "已轉換字形" not in trad.foot
    assert "已转换字形" in simp.foot
    assert [line.quoted for line in simp.lines] == [to_simplified(line.quoted) for line in trad.lines]


def test_html_stands_alone_and_escapes() -> None:
    page = web_page(sheet(replace(FULL, situation=FULL.description), corpus(), "trad"))
    reader = Tags()
    reader.feed(page)
    assert "script" not in reader.tags
    assert "住戶<script>alert(1)</script>" in reader.text
    assert not {"a", "img", "link", "iframe", "base", "form"} & set(reader.tags)
    assert not {"src", "href", "action", "onclick"} & {name for name, _ in reader.attributes}
    assert "url(" not in page
    assert "@import" not in page
    assert ("name", "viewport") in reader.attributes
    assert reader.tags.count("input") == 15
    for line in sheet(FULL, corpus(), "trad").lines:
        assert line.quoted in reader.text
        assert line.source in reader.text


def test_markdown_shows_marks_as_written() -> None:
    text = markdown(sheet(FULL, corpus(), "trad"))
    assert r"\*\*粗體\*\* \[連結\](http://example.com) \$x\$" in text
    assert text.count("- [ ] ") == 15
    assert escaped("1. 一\n# 二") == r"1\. 一 # 二"
    assert escaped("- 一") == r"\- 一"


def test_word_holds_all_lines_on_one_page() -> None:
    own = sheet(FULL, corpus(), "trad")
    document = docx.Document(io.BytesIO(word(own)))
    text = "\n".join(p.text for p in document.paragraphs)
    for line in own.lines:
        assert line.quoted in text
        assert line.said in text
    assert document.core_properties.title == own.title
    assert document.sections[0].page_height.cm == pytest.approx(29.7, abs=0.01)
    assert document.styles["Normal"].font.size.pt == fitting_size(own) >= 8


def test_type_gets_smaller_for_more_text() -> None:
    longer = replace(FULL, notes="\n".join(["還要再問一次各單位的窗口和期限"] * 12))
    assert fitting_size(sheet(longer, corpus(), "trad")) < fitting_size(sheet(FULL, corpus(), "trad"))


def test_control_characters_do_not_break_word() -> None:
    odd = sheet(replace(FULL, notes="甲\x00乙\x1b丙"), corpus(), "trad")
    text = "\n".join(p.text for p in docx.Document(io.BytesIO(word(odd))).paragraphs)
    assert "甲乙丙" in text
