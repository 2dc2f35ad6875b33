"""The logic of the page 爭議台, run by AppTest on the shipped corpus."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from app.disputes.records import NOT_A_DISPUTE
from app.store.dossiers import Dossiers
from app.store.library import Library

MAIN = str(Path(__file__).parents[2] / "app" / "main.py")
DISPUTE = "路燈壞了兩週，養護科說燈桿歸電力公司，總務科說報修單早就給了養護科，兩邊互相推，沒有人去修。"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("desk")
    Library.open(folder).ensure_index()
    return folder


@pytest.fixture
def pages(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[AppTest]:
    monkeypatch.setenv("XIETIAO_HOME", str(home))
    monkeypatch.delenv("XIETIAO_GUARDED", raising=False)
    yield AppTest.from_file(MAIN, default_timeout=60).run().switch_page("views/dispute.py").run()
    store = Dossiers.open(home)
    for row in store.find():
        store.delete(row.id)


def html(pages: AppTest) -> str:
    """What the page shows through our own HTML, its style sheets left out."""
    bodies = (element.proto.body for element in pages.get("html"))
    return "".join(body for body in bodies if "<style" not in body)


def send(pages: AppTest, text: str) -> AppTest:
    pages.text_area(key="description").set_value(text)
    next(b for b in pages.button if b.label == "看怎麼協調").click()
    return pages.run()


def test_a_dispute_is_kept_with_its_findings(pages: AppTest, home: Path) -> None:
    send(pages, DISPUTE)
    assert not pages.exception
    shown = html(pages)
    assert "xd-facet" in shown
    assert "<mark>" in shown
    (row,) = Dossiers.open(home).find()
    assert Dossiers.open(home).get(row.id).description == DISPUTE
    assert f"&amp;d={row.id}" in shown


def test_the_same_words_open_the_same_dossier(pages: AppTest, home: Path) -> None:
    send(send(pages, DISPUTE), DISPUTE)
    assert len(Dossiers.open(home).find()) == 1


@pytest.mark.parametrize("text", ["今天天氣很好，適合去海邊散步", "   ", "？？"])
def test_what_is_no_dispute_gets_a_note_and_nothing_else(pages: AppTest, home: Path, text: str) -> None:
    send(send(pages, DISPUTE), text)
    assert not pages.exception
    assert len(pages.info) == 1
    assert "xd-facet" not in html(pages)
    assert len(Dossiers.open(home).find()) == 1
    if text.strip("？ "):
        assert pages.info[0].value == NOT_A_DISPUTE


def test_facets_show_one_list(pages: AppTest) -> None:
    send(pages, DISPUTE)
    pages.button(key="facet-types").click().run()
    assert html(pages).count('class="xd-facet"') == 1
    assert not pages.checkbox
    pages.button(key="facet-steps").click().run()
    assert pages.checkbox


def test_ticks_and_choices_are_kept_at_once(pages: AppTest, home: Path) -> None:
    send(pages, DISPUTE)
    store = Dossiers.open(home)
    (row,) = store.find()
    pages.checkbox[0].check().run()
    pages.segmented_control(key=f"方式-{row.id}").set_value("method.form.on-site").run()
    assert not pages.exception
    kept = store.get(row.id)
    assert kept.done == 1
    assert kept.form == "method.form.on-site"
    assert any(task.concept_id == "method.form.on-site" for task in kept.tasks)


def test_fields_are_saved_and_compared(pages: AppTest, home: Path) -> None:
    send(pages, DISPUTE)
    next(t for t in pages.text_input if t.label == "標題").set_value("路燈沒人修")
    next(t for t in pages.text_area if t.label == "備註").set_value("先查養護契約")
    next(b for b in pages.button if b.label == "儲存").click()
    pages.run()
    assert not pages.exception
    assert [s.value for s in pages.success] == ["已儲存。"]
    (row,) = Dossiers.open(home).find()
    assert (row.title, Dossiers.open(home).get(row.id).notes) == ("路燈沒人修", "先查養護契約")
    send(pages, DISPUTE + "里長說再不修就找記者。")
    pages.selectbox[0].select(row.id).run()
    assert not pages.exception
    assert "路燈沒人修" in html(pages)


def test_favourite_then_delete_after_a_question(pages: AppTest, home: Path) -> None:
    send(pages, DISPUTE)
    pages.button(key="favourite").click().run()
    assert [row.favourite for row in Dossiers.open(home).find()] == [True]
    pages.button(key="delete").click().run()
    assert len(Dossiers.open(home).find()) == 1
    pages.button(key="delete-really").click().run()
    assert not pages.exception
    assert Dossiers.open(home).find() == []
    assert "xd-facet" not in html(pages)


def test_a_deleted_dossier_in_the_address_is_said_to_be_gone(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XIETIAO_HOME", str(home))
    pages = AppTest.from_file(MAIN, default_timeout=60)
    pages.query_params["d"] = "gone"
    pages.run().switch_page("views/dispute.py")
    pages.query_params["d"] = "gone"
    pages.run()
    assert not pages.exception
    assert [i.value for i in pages.info] == ["這份簡報已經刪除。"]
