"""The trainer's page in a real Chromium: an item written, changed, retired and deleted; files imported whole or not."""

import re

import pytest
from playwright.sync_api import Page, expect

from app.store.study import Study
from app.study.decisions import Decision
from app.study.importing.rows import COLUMNS
from tests.browser.conftest import PATIENCE, App, settled
from tests.browser.test_browser import fits

pytestmark = pytest.mark.browser
expect.set_options(timeout=PATIENCE)

HEAD = ",".join(COLUMNS)
GOOD = """,判斷,糾偏式協調,匯入測試：糾偏就是糾正偏差。,,對,,
,單選,糾偏式協調,匯入測試：何者是糾偏？,"A. 甲事
B. 乙事
C. 丙事",B,,"""
BAD = ',單選,量子協調,何者對？,"甲\n乙\n丙",A,,'


def own(app: App) -> dict[str, Decision]:
    """The decisions by the stem of the item written for them."""
    return {d.item.stem: d for d in Study.open(app.home).trainer().decisions().values() if d.item}


def part(page: Page, app: App, name: str) -> None:
    page.goto(f"{app.url}/bank")
    page.get_by_test_id("stButtonGroup").get_by_text(name, exact=True).click()
    settled(page)


def upload(page: Page, name: str, text: str) -> None:
    page.locator('input[type="file"]').set_input_files({"name": name, "mimeType": "", "buffer": text.encode()})


def find(page: Page, app: App, words: str) -> None:
    page.goto(f"{app.url}/bank")
    page.get_by_label("搜尋題幹、編號").fill(words)
    page.keyboard.press("Enter")
    expect(page.get_by_text("符合 1 題")).to_be_visible()
    page.get_by_test_id("stCheckbox").get_by_text(words).click()
    page.get_by_role("button", name="停用", exact=True).wait_for()
    settled(page)


def test_an_item_is_written_changed_retired_and_deleted(page: Page, app: App) -> None:
    part(page, app, "新題")
    page.get_by_label("概念（名稱或代碼）").fill("沒有這個概念")
    page.get_by_label(re.compile("^題幹")).fill("自編測試：糾偏式協調糾正什麼？")
    page.get_by_label(re.compile("^選項")).fill("違規的行為\n正常的分工\n上級的決定")
    page.get_by_label(re.compile("^答案")).fill("A")
    settled(page)  # a press while the page is still being drawn may be lost
    page.get_by_role("button", name="儲存").click()
    expect(page.get_by_text("概念「沒有這個概念」不在資料裡。")).to_be_visible()
    assert not [stem for stem in own(app) if "自編測試" in stem]
    page.get_by_label("概念（名稱或代碼）").fill("糾偏式協調")
    settled(page)  # a press while the page is still being drawn may be lost
    page.get_by_role("button", name="儲存").click()
    expect(page.get_by_text("已儲存。")).to_be_visible()
    expect(page.get_by_label(re.compile("^題幹"))).to_have_value("")  # ready for the next one
    assert own(app)["自編測試：糾偏式協調糾正什麼？"].origin == "own"

    find(page, app, "自編測試")
    page.get_by_text("修改", exact=True).click()
    page.get_by_label(re.compile("^答案")).fill("B")
    settled(page)  # a press while the page is still being drawn may be lost
    page.get_by_role("button", name="儲存").click()
    expect(page.get_by_text("已儲存。")).to_be_visible()
    decision = own(app)["自編測試：糾偏式協調糾正什麼？"]
    assert decision.item is not None
    assert decision.item.key == 1
    page.get_by_role("button", name="停用", exact=True).click()
    expect(page.get_by_text("自編測試").first).to_contain_text("停用")
    assert own(app)["自編測試：糾偏式協調糾正什麼？"].state == "retired"
    expect(page.get_by_role("button", name="刪除", exact=True)).to_have_count(1)
    settled(page)
    page.get_by_role("button", name="刪除", exact=True).click()
    expect(page.get_by_text("符合 0 題")).to_be_visible()
    assert "自編測試：糾偏式協調糾正什麼？" not in own(app)


def test_a_file_with_a_bad_row_imports_nothing_and_a_good_one_everything(page: Page, app: App) -> None:
    part(page, app, "匯入")
    before = own(app)
    upload(page, "壞.csv", f"{HEAD}\n{GOOD}\n{BAD}\n")
    expect(page.get_by_text("有 1 列不對，沒有匯入任何題目")).to_be_visible()
    expect(page.get_by_text(re.compile("第 4 列：.*概念「量子協調」不在資料裡"))).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("^匯入 "))).to_have_count(0)
    assert own(app) == before

    part(page, app, "匯入")
    page.set_viewport_size({"width": 390, "height": 800})
    upload(page, "好.csv", f"{HEAD}\n{GOOD}\n")
    page.get_by_role("button", name="匯入 2 題").click()
    expect(page.get_by_text("已匯入 2 題。")).to_be_visible()
    assert fits(page)
    assert set(own(app)) - set(before) == {
        "匯入測試：糾偏就是糾正偏差。",
        "匯入測試：何者是糾偏？",
    }


def test_gift_is_imported_under_the_concept_that_is_named(page: Page, app: App) -> None:
    part(page, app, "匯入")
    page.get_by_label("GIFT 裡沒寫概念的題目，歸到這個概念").fill("現場辦公協調")
    page.keyboard.press("Enter")
    upload(page, "題.gift", "匯入測試：現場辦公要到現場。 {T}\n")
    page.get_by_role("button", name="匯入 1 題").click()
    expect(page.get_by_text("已匯入 1 題。")).to_be_visible()
    decision = own(app)["匯入測試：現場辦公要到現場。"]
    assert decision.item is not None
    assert (decision.item.kind, decision.item.key) == ("true_false", True)
