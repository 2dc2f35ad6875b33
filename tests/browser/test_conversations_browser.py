"""問答 in a real Chromium: while an endpoint writes, and where focus and address are after each thing one does."""

import threading
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlparse

import pytest
from playwright.sync_api import Browser, Page, expect

from app.store.conversations import Conversations
from tests.browser.conftest import PATIENCE, App, settled, started
from tests.scripted_endpoint import scripted

pytestmark = pytest.mark.browser
expect.set_options(timeout=PATIENCE)


def box(page: Page) -> Any:
    return page.get_by_test_id("stChatInputTextArea")


def ask(page: Page, question: str) -> None:
    """By keyboard alone."""
    expect(box(page)).to_be_focused()
    page.keyboard.type(question)
    page.keyboard.press("Enter")
    expect(page.locator(".xt-question").last).to_have_text(question)
    page.get_by_role("button", name="存成 Word").last.wait_for()
    settled(page)


def conversation(page: Page) -> str:
    return parse_qs(urlparse(page.url).query).get("c", [""])[0]


def test_focus_and_address_after_new_open_and_delete(page: Page, app: App) -> None:
    ask(page, "什麼是促進式協調")
    first = conversation(page)
    assert first
    page.get_by_role("button", name="新對話").click()
    expect(page.get_by_role("heading", name="問答")).to_be_visible()
    assert conversation(page) == ""
    ask(page, "什麼是糾偏式協調")
    second = conversation(page)
    assert second not in ("", first)
    page.locator(f".st-key-open-{first} button:visible").click()
    expect(page.locator(".xt-question").first).to_have_text("什麼是促進式協調")
    expect(page.locator(".xt-question")).to_have_count(1)
    expect(box(page)).to_be_focused()
    assert conversation(page) == first
    # another one is deleted: this one stays open
    page.locator(f".st-key-delete-{second} button:visible").click()
    page.get_by_role("dialog").get_by_role("button", name="取消").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(box(page)).to_be_focused()
    page.locator(f".st-key-delete-{second} button:visible").click()
    page.get_by_role("dialog").get_by_role("button", name="刪除").click()
    expect(page.locator(f".st-key-open-{second}")).to_have_count(0)
    assert conversation(page) == first
    expect(box(page)).to_be_focused()
    page.locator(f".st-key-delete-{first} button:visible").click()
    page.get_by_role("dialog").get_by_role("button", name="刪除").click()
    expect(page.get_by_role("heading", name="問答")).to_be_visible()
    expect(box(page)).to_be_focused()
    assert conversation(page) == ""
    page.goto(f"{app.url}/?c={first}")
    expect(page.get_by_text("對話已刪除")).to_be_visible()
    settled(page)
    assert conversation(page) == ""


# Width and height of what a finger can hit, by what it says; a marker takes taps around it as well.
TARGETS = """() => [...document.querySelectorAll('button, a, summary, [role="radio"]')]
  .filter(e => e.checkVisibility() && e.getBoundingClientRect().width > 1)
  .map(e => {
    const around = e.className === "xt-ref" ? getComputedStyle(e, "::after") : null;
    const {width, height} = around || e.getBoundingClientRect();
    return [e.innerText || e.getAttribute("aria-label") || e.tagName, Math.min(parseFloat(width), parseFloat(height))];
  })"""


@pytest.mark.parametrize("address", ["", "?script=simp"])
def test_a_finger_hits_everything_on_a_phone(page: Page, app: App, address: str) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(f"{app.url}/{address}")
    page.locator(".st-key-xt-suggested button").nth(2).click()  # the comparison
    page.locator(".xt-table").wait_for()
    settled(page)
    # a cell has the width of the page, not that of a column
    assert page.locator(".xt-table tbody td").first.evaluate("e => e.getBoundingClientRect().width") > 300
    page.get_by_test_id("stExpander").locator("summary").first.click()
    expect(page.locator(".xt-card").first).to_be_visible()
    page.get_by_test_id("stExpandSidebarButton").click()
    expect(page.locator('[class*="st-key-delete-"] button:visible').first).to_be_in_viewport()
    page.wait_for_timeout(600)  # the sidebar has slid in
    targets = page.evaluate(TARGETS)
    assert any(name == "[1]" for name, _ in targets)
    assert [(name, size) for name, size in targets if size < 40] == []


def test_a_mark_of_unhelpful_moves_nothing(page: Page, app: App) -> None:
    ask(page, "什麼是促進式協調")
    before = page.get_by_test_id("stExpander").bounding_box()
    page.get_by_role("button", name="沒有幫助").click()
    caption = page.get_by_text("已記下")
    expect(caption).to_be_visible()
    settled(page)
    assert page.get_by_test_id("stExpander").bounding_box() == before
    middles = [e.bounding_box() for e in (caption, page.get_by_role("button", name="存成 Word"))]
    heights = [each["y"] + each["height"] / 2 for each in middles if each]
    assert abs(heights[0] - heights[1]) < 6


def test_question_and_quotations_are_there_while_the_model_writes(
    tmp_path_factory: pytest.TempPathFactory, chromium: Browser
) -> None:
    go_on = threading.Event()

    def reply(request: dict[str, Any]) -> Iterator[str]:
        go_on.wait(30)
        yield "促進式協調在各部門進展拉開差距時支持先進。[1]協調時要保持微笑。"

    home = tmp_path_factory.mktemp("worded")
    with scripted(reply) as server, started(home, XIETIAO_LLM_URL=server.url, XIETIAO_LLM_MODEL="tiny") as app:
        page = chromium.new_page()
        page.set_default_timeout(PATIENCE)
        page.goto(app.url)
        box(page).fill("什麼是促進式協調")
        page.keyboard.press("Enter")
        agree = page.get_by_role("button", name="同意送出")
        agree.wait_for()
        expect(page.locator(".xt-question")).to_have_text("什麼是促進式協調")
        agree.click()
        expect(page.get_by_text("正在撰寫回答")).to_be_visible()
        # nothing of the pages before stands beneath
        expect(agree).to_have_count(0)
        expect(page.get_by_role("heading", name="問答")).to_have_count(0)
        expect(page.locator(".xt-question")).to_have_text("什麼是促進式協調")
        expect(page.locator(".xt-answer")).to_contain_text("促進式協調")
        assert conversation(page)
        store = Conversations.open(home)
        # the tab is closed and another opened: the turn is there
        page.close()
        again = chromium.new_page()
        again.set_default_timeout(PATIENCE)
        (kept,) = store.find()
        again.goto(f"{app.url}/?c={kept.id}")
        expect(again.locator(".xt-question")).to_have_text("什麼是促進式協調")
        expect(again.locator(".xt-answer")).to_contain_text("促進式協調")
        go_on.set()
        box(again).fill("什麼是促進式協調")
        again.keyboard.press("Enter")
        again.get_by_role("button", name="同意送出").click()
        # the model's words have taken the place of the quotations
        expect(again.locator(".xt-own")).to_have_text("協調時要保持微笑。")
        settled(again)
        expect(again.locator(".xt-question")).to_have_count(2)
        expect(again.locator(".xt-answer")).to_have_count(2)
        expect(again.get_by_text("正在撰寫回答")).to_have_count(0)
        again.close()
