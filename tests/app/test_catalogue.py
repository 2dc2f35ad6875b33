"""The 目錄: tree, tables, references to the source text, passages that speak of a concept, and the page."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from app.catalogue import (
    cards_for,
    chapters,
    chapters_about,
    columns,
    comparison,
    find_group,
    named_like,
    neighbours,
    passages_about,
    places_of,
    source_text,
    tree,
)
from app.prose_html import prose_html
from app.references import Step, find_place, parse_reference, source_document
from app.store.library import Library
from corpus.cards import load_corpus, required_concepts
from corpus.readers import read_bytes
from corpus.records import Document

MAIN = str(Path(__file__).parents[2] / "app" / "main.py")
CORPUS = load_corpus()
REFERENCES = sorted(
    {r for concept in CORPUS.concepts.values() for r in concept.sources if parse_reference(r)},
    key=lambda r: (len(parse_reference(r)), r),
)


# kind -> how a line of that numbering opens, counted from one
OPENINGS: dict[str, Callable[[int], str]] = {
    "circled": lambda n: "①②③④⑤⑥⑦⑧⑨⑩"[n - 1] + " ",
    "cn": lambda n: "一二三四五六七八九十"[n - 1] + "、",
    "cn_paren": lambda n: f"({'一二三四五六七八九十'[n - 1]})、",
    "digit": lambda n: f"{n}、",
    "digit_paren": lambda n: f"({n})",
}
Places = dict[Step, "Places"]


def numbered_source() -> str:
    """A text of our own with every place that the cards refer to, numbered as the source text is."""
    places: Places = {}
    for reference in REFERENCES:
        inside = places
        for step in parse_reference(reference):
            if step.kind:
                inside = inside.setdefault(step, {})
    return "協調講義\n" + "".join(numbered_lines(places, 0))


def numbered_lines(places: Places, depth: int) -> Iterator[str]:
    for step in sorted(places, key=lambda step: step.number):
        yield f"{OPENINGS[step.kind or ''](step.number)}第{depth}層的第{step.number}項\n"
        yield "這裡是這一項的說明，寫得夠長，足以成為一段可以找到的文字，不會被當成標題。\n"
        yield from numbered_lines(places[step], depth + 1)


def read(text: str, name: str = "講義.txt") -> Document:
    return read_bytes(text.encode(), name, document_id="u-1", max_bytes=10**6).document


def test_every_required_concept_stands_in_the_tree_once() -> None:
    listed = [member.id for branch in tree(CORPUS) for group in branch.groups for member in group.members]
    assert len(listed) == len(set(listed))
    assert {row.id for row in required_concepts()} <= set(listed)
    nature = next(g for b in tree(CORPUS) for g in b.groups if g.id == "type.nature")
    assert [m.id for m in nature.members] == ["type.nature.promotive", "type.nature.corrective"]


def test_a_group_is_compared_side_by_side() -> None:
    group = find_group(CORPUS, "type.nature")
    assert group is not None
    assert {"定義", "適用", "不適用"} <= set(columns(group))
    first, second = comparison(group, ("定義", "辨析"))
    assert first.concept.name == "促進式協調"
    assert first.cells["定義"] == CORPUS.concepts["type.nature.promotive"].definition
    assert "相關：" not in second.cells["辨析"]
    assert find_group(CORPUS, "no.such") is None


def test_a_card_of_groups_lists_its_groups() -> None:
    group = find_group(CORPUS, "type")
    assert group is not None
    assert [m.id for m in group.members] == list(CORPUS.concepts["type"].members)


def test_neighbours_follow_the_order_of_the_group() -> None:
    before, after = neighbours(CORPUS, CORPUS.concepts["type.nature.promotive"])
    assert (before, after and after.id) == (None, "type.nature.corrective")


@pytest.mark.parametrize("words", ["糾偏式協調", "纠偏协调", "corrective coordination"])
def test_cards_are_found_by_any_name(words: str) -> None:
    assert named_like(CORPUS, words)[0].id == "type.nature.corrective"


def test_chapters_that_link_or_name_a_card() -> None:
    concept = CORPUS.concepts["method.seven.planning"]
    about = [d.id for d in chapters_about(CORPUS, concept)]
    assert about
    assert [d.id for d in chapters(CORPUS)] == sorted(d.id for d in chapters(CORPUS))


@pytest.mark.parametrize(
    ("reference", "steps"),
    [
        ("①二(三)", [("circled", 1), ("cn", 2), ("cn_paren", 3)]),
        ("①一(二)1", [("circled", 1), ("cn", 1), ("cn_paren", 2), ("digit", 1)]),
        ("④⑦", [("circled", 4), ("circled", 7)]),
        ("⑦（3）", [("circled", 7), ("digit_paren", 3)]),
        ("①引言", [("circled", 1), (None, 0)]),
        ("臺灣《行政程序法》第十九條", []),
        ("Fayol, H. (1917). Administration", []),
        ("", []),
    ],
)
def test_references_are_read(reference: str, steps: list[tuple[str | None, int]]) -> None:
    assert [(step.kind, step.number) for step in parse_reference(reference)] == steps


def test_every_reference_of_the_cards_opens_in_a_text_so_numbered() -> None:
    document = read(numbered_source())
    for reference in REFERENCES:
        place = find_place(document, reference)
        assert place is not None, reference
        last = parse_reference(reference)[-1]
        if last.kind:
            line = document.text[place.start : place.end].split("\n")[0]
            assert f"第{len(parse_reference(reference)) - 1}層的第{last.number}項" in line, reference
    assert source_document([read("一、別的\n協調。\n", "別的.txt"), document], REFERENCES) is document


def test_items_inside_a_section_are_no_sections() -> None:
    document = read("講義\n① 甲\n說明文字。\n④ 措施\n有以下幾種:\n① 第一種;\n② 第二種。\n⑤ 乙\n別的文字。\n")
    place = find_place(document, "④②")
    assert place is not None
    assert document.text[place.start : place.end].strip() == "② 第二種。"
    assert find_place(document, "④③") is None
    assert find_place(document, "⑨") is None


def test_a_text_with_other_numbers_is_not_taken_for_the_source() -> None:
    other = read("① 甲\n說明。\n② 乙\n說明。\n")
    assert source_document([other], REFERENCES) is None
    assert source_document([], REFERENCES) is None


def test_prose_is_escaped_linked_and_set() -> None:
    text = "前<b>\n\n- 甲\n- 乙[卡](type.nature)、[無](no.such)\n\n1. 一\n2. 二\n\n"
    text += "| 欄 | 值 |\n| --- | --- |\n| 甲 | <i> |\n"
    shown = prose_html(text, "trad", "trad", lambda key: f"catalogue?group={key}" if key == "type.nature" else None)
    assert "<p>前&lt;b&gt;</p>" in shown
    assert '<ul><li>甲</li><li>乙<a href="catalogue?group=type.nature">卡</a>、無</li></ul>' in shown
    assert "<ol><li>一</li><li>二</li></ol>" in shown
    assert "&lt;i&gt;" in shown
    assert "---" not in shown


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("catalogue")
    minutes = "會議紀要\n\n一、糾偏式協調\n上次有一課擅改表格，主任請它恢復原樣，並在一週內向各課說明改動的原因。\n"
    Library.open(folder).add_uploads([("講義.txt", numbered_source().encode()), ("紀要.txt", minutes.encode())])
    return folder


@pytest.fixture
def pages(home: Path, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    monkeypatch.setenv("XIETIAO_HOME", str(home))
    monkeypatch.delenv("XIETIAO_GUARDED", raising=False)
    return AppTest.from_file(MAIN, default_timeout=60)


def html(pages: AppTest) -> str:
    return "".join(element.proto.body for element in pages.get("html"))


def opened(pages: AppTest, **query: str) -> AppTest:
    pages.run()
    pages.query_params.update(query)
    pages.switch_page("views/catalogue.py").run()
    assert not pages.exception
    return pages


def test_imported_passages_that_speak_of_a_concept(home: Path) -> None:
    library = Library.open(home)
    index = library.ensure_index()
    concept = library.corpus.concepts["type.nature.corrective"]
    assert "擅改表格" in passages_about(index, concept)[0][0].text
    source = source_text(library.corpus, index)
    assert source is not None
    assert source.title == "講義" or "協調講義" in source.text
    assert cards_for(library.corpus, index, "違規的事硬要大家各退一步").cards[0].id == "type.nature.corrective"
    assert cards_for(library.corpus, index, "？！").cards == ()


@pytest.mark.parametrize(
    ("words", "has_cards", "unsure"),
    [
        ("糾偏", True, False),  # a name
        ("兩個局搶著管", True, False),  # near
        ("老闆不同意", True, True),  # something like it, perhaps
        ("房貸利率", False, False),
        ("購買股票", False, False),
    ],
)
def test_a_search_says_when_nothing_is_near(home: Path, words: str, has_cards: bool, unsure: bool) -> None:
    library = Library.open(home)
    found = cards_for(library.corpus, library.ensure_index(), words)
    assert (bool(found.cards), found.unsure) == (has_cards, unsure)


def test_every_place_that_a_card_refers_to_is_among_its_passages(home: Path) -> None:
    library = Library.open(home)
    index = library.ensure_index()
    source = source_text(library.corpus, index)
    for concept in library.corpus.concepts.values():
        places = places_of(source, concept)
        found = [passage for passages in passages_about(index, concept, places) for passage in passages]
        for place in places:
            assert any(p.start < place.end and place.start < p.end for p in found), (concept.id, place)


def test_the_same_words_in_two_places_are_one_passage(tmp_path: Path) -> None:
    said = "糾偏式協調就是有一課擅改表格，主任請它恢復原樣，並向各課說明改動的原因，以後不許再犯。"
    library = Library.open(tmp_path)
    library.add_uploads([("甲.txt", f"講義\n\n一、上午\n{said}\n\n二、下午\n{said}\n".encode())])
    passages = passages_about(library.ensure_index(), library.corpus.concepts["type.nature.corrective"])
    assert [[p.headings for p in same] for same in passages] == [[("一、上午",), ("二、下午",)]]


def test_the_page_lists_all_and_searches(pages: AppTest) -> None:
    shown = html(opened(pages))
    assert shown.count('class="xt-kind"') == len(tree(CORPUS))
    assert "catalogue?group=type.nature" in shown
    pages.text_input(key="find").set_value("纠偏").run()
    assert "catalogue?card=type.nature.corrective" in html(pages)
    pages.text_input(key="find").set_value("老闆不同意").run()
    assert any("未必相干" in caption.value for caption in pages.caption)
    pages.text_input(key="find").set_value("房貸利率").run()
    assert "找不到相近的卡片。" in [caption.value for caption in pages.caption]
    assert "catalogue?card=" not in html(pages)


def test_the_handbooks_own_explanation_is_tagged_beside_the_source(pages: AppTest) -> None:
    facts = re.search(r'<p class="xt-facts">.*?</p>', html(opened(pages, card="trait.timely")))
    assert facts is not None
    assert "解釋為本手冊的說明" in facts[0]
    assert "解釋為本手冊的說明" not in html(opened(pages, card="type.nature.corrective"))


def test_a_source_opened_from_a_card_leads_back_to_it(pages: AppTest) -> None:
    shown = html(opened(pages, card="type.nature.corrective"))
    place = re.search(r'href="source\?id=(u-[0-9a-f]+)&amp;start=(\d+)&amp;end=\d+&amp;card=([a-z.]+)&amp;', shown)
    assert place is not None
    pages.query_params.update({"id": place[1], "start": place[2], "card": place[3]})
    pages.switch_page("views/source.py").run()
    assert not pages.exception
    link = pages.get("page_link")[0].proto
    assert (link.label, link.query_string) == ("回到「糾偏式協調」", "script=trad&card=type.nature.corrective")
    assert re.search(r"source\?id=u-[^\"]*card=type\.nature\.corrective", html(pages))


def test_the_way_back_from_a_card_leads_to_its_kind(pages: AppTest) -> None:
    assert "catalogue?kind=practice" in html(opened(pages, card="practice.written-notice"))


def test_a_kind_has_a_page_of_its_groups(pages: AppTest) -> None:
    shown = html(opened(pages, kind="practice"))
    assert "catalogue?group=practice" in shown
    assert "catalogue?group=method.form" not in shown


def test_the_map_and_the_handbook(pages: AppTest) -> None:
    assert html(opened(pages, view="map")).count('class="xt-map-group"') == sum(len(b.groups) for b in tree(CORPUS))
    pages.segmented_control(key="view").set_value("handbook").run()
    assert not pages.exception
    assert html(pages).count("catalogue?chapter=handbook.") == len(chapters(CORPUS))


def test_a_group_page_compares_what_is_chosen(pages: AppTest) -> None:
    shown = html(opened(pages, group="type.nature"))
    assert '<th scope="col">不適用</th>' in shown
    assert "<h3>成員</h3><ol><li>促進式協調：" in shown
    pages.pills(key="columns-type.nature").set_value(["步驟"]).run()
    assert not pages.exception
    assert '<th scope="col">步驟</th>' in html(pages)
    assert '<th scope="col">不適用</th>' not in html(pages)


def test_a_card_links_its_contrasts_its_source_and_imported_passages(pages: AppTest) -> None:
    shown = html(opened(pages, card="type.nature.corrective"))
    assert CORPUS.concepts["type.nature.corrective"].definition in shown
    assert "catalogue?card=type.nature.promotive" in shown
    assert "擅改表格" in shown
    assert re.search(r'class="xt-source-ref" href="source\?id=u-[0-9a-f]+&amp;start=\d+&amp;end=\d+', shown)
    pages.segmented_control(key="script_choice").set_value("simp").run()
    assert "纠偏式协调" in html(pages)
    assert "已转换字形" in html(pages)
    pages.toggle(key="original").set_value(True).run()
    assert CORPUS.concepts["type.nature.corrective"].definition in html(pages)


def test_a_case_shows_the_reason_for_each_of_its_concepts(pages: AppTest) -> None:
    case = CORPUS.cases["case.016"]
    shown = html(opened(pages, case=case.id))
    for key, why in case.concepts.items():
        assert f"catalogue?card={key}&amp;script=trad" in shown
        assert why in shown
    assert "相關：" not in shown
    assert "catalogue?case=case.017" in shown


def test_all_cases_are_listed(pages: AppTest) -> None:
    assert html(opened(pages, view="cases")).count("catalogue?case=case.") == len(CORPUS.cases)


def test_a_chapter_has_a_way_on(pages: AppTest) -> None:
    first, second = (d.id for d in chapters(CORPUS)[:2])
    assert f"catalogue?chapter={second}" in html(opened(pages, chapter=first))


@pytest.fixture
def own_card(home: Path) -> Iterator[None]:
    """A trainer's first card, in a group of its own, that no case or chapter mentions."""
    card = CORPUS.documents["practice.written-notice"].text.split("\n相關：")[0]
    card = card.replace("practice.written-notice", "own.slip").replace("group: practice", "group: practice.own")
    path = home / "corpus" / "cards" / "a.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(card.replace("形成制度、書面通知", "交接單協調"), encoding="utf-8")
    yield
    path.unlink()


@pytest.mark.usefixtures("own_card")
def test_a_card_that_nothing_else_mentions(pages: AppTest) -> None:
    shown = html(opened(pages, card="own.slip"))
    assert "交接單協調" in shown
    assert "手冊裡講到它的章節" not in shown


@pytest.mark.usefixtures("own_card")
def test_a_group_without_a_card_has_its_table(pages: AppTest) -> None:
    shown = html(opened(pages, group="practice.own"))
    assert '<th scope="row"><a href="catalogue?card=own.slip' in shown


def test_an_overview_lists_groups() -> None:
    assert {b.kind for b in tree(CORPUS) if b.overview} == {"type", "principle", "method"}


@pytest.mark.parametrize(
    "query",
    [{"card": "no.such"}, {"group": "<b>"}, {"chapter": "handbook.xx"}, {"kind": "?"}, {"case": "no"}, {"view": "?"}],
)
def test_any_address_is_taken(pages: AppTest, query: dict[str, str]) -> None:
    opened(pages, **query)
    assert "view" in query or any("沒有這一頁" in info.value for info in pages.info)
