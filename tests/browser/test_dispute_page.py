"""The page 爭議台 as a person sees it: by keyboard, in simplified characters, on a phone, and what she takes along."""

import io
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlparse

import docx
import pytest
from playwright.sync_api import Browser, Download, Page, expect

from tests.browser.conftest import PATIENCE, App, settled
from tests.browser.test_browser import fits

pytestmark = pytest.mark.browser
expect.set_options(timeout=PATIENCE)

DISPUTE = "路灯坏了12天，养护科说灯杆归电力公司，总务科说报修单早就给了养护科，两边互相推，没有人去修。居民天天来骂。"


def describe(page: Page, app: App, text: str) -> None:
    """By keyboard alone: the box has the focus, Ctrl+Enter sends."""
    page.goto(f"{app.url}/dispute?script=simp")
    expect(page.locator(".st-key-description textarea")).to_be_focused()
    page.keyboard.type(text)
    page.keyboard.press("Control+Enter")


def download(page: Page, label: str) -> bytes:
    with page.expect_download() as waiting:
        page.get_by_role("button", name=label).click()
    got: Download = waiting.value
    return Path(got.path()).read_bytes()


@pytest.fixture
def phone(app: App, chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    context.set_default_timeout(PATIENCE)
    yield context.new_page()
    context.close()


def test_a_brief_with_reasons_leads_into_the_source_and_back(page: Page, app: App) -> None:
    describe(page, app, DISPUTE)
    for heading in ("类型", "原则", "方式", "步骤"):
        expect(page.locator(".xd-facet h3", has_text=heading)).to_be_visible()
    marked = page.locator(".xd-why mark").first
    assert marked.inner_text() in DISPUTE
    source = page.locator(".xd-finding a.xd-source").first
    address = parse_qs(urlparse(source.get_attribute("href") or "").query)
    quoted = page.locator(".xd-finding blockquote").first.inner_text().split("\n")[0]
    source.click()
    mark = page.locator("mark#quote")
    expect(mark).to_have_text(quoted)
    expect(mark).to_be_in_viewport()
    assert parse_qs(urlparse(page.url).query)["start"] == address["start"]
    page.get_by_role("link", name="回到争议台").click()
    expect(page.locator(".st-key-description textarea")).to_have_value(DISPUTE)
    expect(page.locator(".xd-facet").first).to_be_visible()


def test_facets_by_one_key_that_the_box_keeps_while_typing(page: Page, app: App) -> None:
    describe(page, app, DISPUTE)
    expect(page.locator(".xd-facet h3")).to_have_count(5)
    expect(page.locator(".st-key-description textarea")).to_have_value(DISPUTE)
    page.locator(".xd-facet h3").first.click()
    page.keyboard.press("2")
    expect(page.locator(".xd-facet h3")).to_have_text(["类型"])
    page.keyboard.press("0")
    expect(page.locator(".xd-facet h3")).to_have_count(5)


def test_saved_reopened_and_exported(page: Page, app: App) -> None:
    describe(page, app, "<img src=x onerror='window.broken = 1'>" + DISPUTE)
    page.get_by_role("button", name="4").click()
    page.get_by_role("checkbox").first.wait_for(state="attached")
    page.locator('[class*="st-key-task-g-"]').first.locator("label").click()
    expect(page.get_by_text("完成 1 /")).to_be_visible()
    settled(page)  # a press while the page is still being drawn may be lost
    page.get_by_text("简报：情况、双方立场、上报途径").click()
    page.get_by_label("标题").fill("路灯没人修")
    page.get_by_role("button", name="储存").click()
    expect(page.get_by_text("已储存。")).to_be_visible()
    page.goto(f"{app.url}/dispute?script=simp")
    page.locator(".st-key-strip").get_by_role("button", name="路灯没人修").click()
    page.locator(".xd-facet").first.wait_for()
    texts = [p.text for p in docx.Document(io.BytesIO(download(page, "Word"))).paragraphs]
    assert texts[0] == "路灯没人修"
    assert any(text.startswith("☑ ") for text in texts)
    assert "- [x] " in download(page, "Markdown").decode()
    web = download(page, "网页").decode()
    assert "&lt;img src=x" in web
    assert "<img" not in web
    page.set_content(web)
    expect(page.locator("h1")).to_have_text("路灯没人修")
    assert page.evaluate("window.broken") is None


def test_what_is_no_dispute_gets_a_note_and_nothing_else(page: Page, app: App) -> None:
    describe(page, app, "今天天气很好，适合去海边散步")
    expect(page.get_by_text("这段话看起来不是需要协调的事")).to_be_visible()
    expect(page.locator(".xd-facet")).to_have_count(0)


def test_one_page_on_paper(page: Page, app: App) -> None:
    describe(page, app, DISPUTE)
    page.locator(".xd-facet").first.wait_for()
    page.get_by_role("button", name="收藏").wait_for()
    page.emulate_media(media="print")
    expect(page.locator(".xd-print")).to_be_visible()
    expect(page.locator(".st-key-description")).to_be_hidden()
    assert page.pdf(format="A4").count(b"/Type /Page\n") == 1


def test_on_a_phone_nothing_is_wider_than_the_window(phone: Page, app: App) -> None:
    phone.goto(f"{app.url}/dispute?script=simp")
    phone.locator(".st-key-description textarea").fill(DISPUTE)
    phone.get_by_role("button", name="看怎么协调").tap()
    phone.locator(".xd-facet").first.wait_for()
    assert fits(phone)
    phone.get_by_role("button", name="步骤").tap()
    phone.locator('[class*="st-key-task-g-"]').first.wait_for()
    expect(phone.locator(".xd-facet h3")).to_have_text(["步骤"])
    phone.get_by_text("简报：情况、双方立场、上报途径").tap()
    phone.get_by_label("标题").wait_for()
    assert fits(phone)
