"""What a person sees in a real Chromium: import, ask, open the source, switch the script; hostile texts; a phone."""

import io
from pathlib import Path
from urllib.parse import parse_qs, urlparse

import docx
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PATIENCE, App, settled

pytestmark = pytest.mark.browser
expect.set_options(timeout=PATIENCE)

SENTENCE = "夜市攤商的音量在晚上十點以後要降低，由環保單位會同派出所稽查。"
MINUTES = f"夜市噪音協調紀要\n\n一、約定\n{SENTENCE}第一次勸導，第二次開罰。\n\n二、聯絡\n里辦公室每季召集一次會議。\n"
HOSTILE = (
    "校車停靠協調紀要\n\n"
    "校車停靠點改在公園北門，<script>window.broken = 1</script>"
    '<img src="x" onerror="window.broken = 2">由交通單位劃設標線。\n'
    "停靠時間的規定見[公告](javascript:window.broken=3)與 $E=mc^2$，**不得**超過 `三分鐘`。\n"
)


def add(page: Page, app: App, *files: tuple[str, bytes]) -> None:
    page.goto(f"{app.url}/sources")
    chosen = [{"name": name, "mimeType": "text/plain", "buffer": data} for name, data in files]
    page.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(chosen)  # type: ignore[arg-type]
    expect(page.get_by_test_id("stFileChip")).to_have_count(len(files))
    page.get_by_role("button", name="匯入", exact=True).click()
    page.locator(".xt-report").wait_for()


def ask(page: Page, question: str) -> None:
    """Of a page that is drawn to its end."""
    settled(page)
    type_question(page, question, page.locator(".xt-question").count() + 1)


def type_question(page: Page, question: str, number: int) -> None:
    """By keyboard alone: the box has the focus. The question is the conversation's `number`th."""
    expect(page.get_by_test_id("stChatInputTextArea")).to_be_focused()
    page.keyboard.type(question)
    page.keyboard.press("Enter")
    expect(page.locator(".xt-question")).to_have_count(number)


def fits(page: Page) -> bool:
    """Nothing is wider than the window."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


def test_import_ask_in_simplified_open_the_source_and_switch(page: Page, app: App) -> None:
    add(page, app, ("夜市.txt", MINUTES.encode()), ("空的.txt", b""))
    expect(page.locator(".xt-report .xt-ok")).to_have_count(1)
    expect(page.locator(".xt-report .xt-bad")).to_contain_text("空的.txt")
    page.goto(app.url)
    ask(page, "夜市摊商的音量几点以后要降低")
    answer = page.locator(".xt-answer")
    expect(answer).to_contain_text(SENTENCE)
    answer.locator("p", has_text=SENTENCE).locator("a.xt-ref").first.click()
    mark = page.locator("mark#quote")
    expect(mark).to_have_text(SENTENCE)
    expect(mark).to_be_in_viewport()
    address = parse_qs(urlparse(page.url).query)
    assert MINUTES[int(address["start"][0]) : int(address["end"][0])] == SENTENCE
    page.get_by_role("radio", name="简体").click()
    expect(mark).to_have_text("夜市摊商的音量在晚上十点以后要降低，由环保单位会同派出所稽查。")
    expect(page.get_by_text("已转换字形")).to_be_visible()
    page.get_by_test_id("stCheckbox").get_by_text("看原字形").click()
    expect(mark).to_have_text(SENTENCE)
    page.get_by_role("link", name="回到问答").click()
    expect(page.locator(".xt-answer")).to_contain_text("夜市摊商的音量在晚上十点以后要降低")
    page.reload()
    expect(page.locator(".xt-answer")).to_contain_text("夜市摊商的音量在晚上十点以后要降低")


def test_a_hostile_source_is_plain_text(page: Page, app: App) -> None:
    add(page, app, ("<b>校車</b>[a](b).txt", HOSTILE.encode()))
    page.goto(app.url)
    ask(page, "校車停靠點改在哪裡")
    answer = page.locator(".xt-answer")
    expect(answer).to_contain_text("<script>window.broken = 1</script>")
    answer.locator(".xt-block", has_text="匯入").locator("a.xt-ref").first.click()
    text = page.locator(".xt-text")
    expect(text).to_contain_text('<img src="x" onerror="window.broken = 2">')
    expect(text).to_contain_text("[公告](javascript:window.broken=3)與 $E=mc^2$，**不得**超過 `三分鐘`")
    assert text.locator("a, img, script, strong, code, .katex").count() == 0
    assert page.evaluate("window.broken") is None


def test_a_follow_up_a_memo_and_the_history(page: Page, app: App, tmp_path: Path) -> None:
    ask(page, "什麼是糾偏式協調")
    ask(page, "它和促進式協調有什麼區別")
    expect(page.locator(".xt-answer")).to_have_count(2)
    expect(page.locator(".xt-table thead th")).to_have_text(["糾偏式協調", "促進式協調"])
    with page.expect_download() as download:
        page.get_by_role("button", name="存成 Word").first.click()
    opened = docx.Document(io.BytesIO(Path(download.value.path()).read_bytes()))
    assert opened.paragraphs[0].text == "什麼是糾偏式協調"
    page.get_by_role("button", name="複製").first.click()
    expect(page.get_by_test_id("stCode")).to_contain_text("[1]")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="新對話").click()
    expect(page.get_by_role("heading", name="問答")).to_be_visible()
    page.get_by_placeholder("搜尋對話").fill("纠偏")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="什麼是糾偏式協調", exact=True).first.click()
    expect(page.locator(".xt-answer")).to_have_count(2)


def test_a_question_typed_while_another_is_answered_costs_neither(page: Page, app: App) -> None:
    asked = ["什麼是會議協調", "什麼是本位主義", "行政協調有哪些原則"]
    for number, question in enumerate(asked, 1):
        type_question(page, question, number)  # waits for the question to be shown, not for its answer
    expect(page.locator(".xt-question")).to_have_text(asked)
    expect(page.locator(".xt-answer")).to_have_count(len(asked))
    settled(page)
    page.reload()
    expect(page.locator(".xt-question")).to_have_text(asked)


def test_each_new_question_is_brought_into_view(page: Page, app: App) -> None:
    page.goto(app.url)
    for number, question in enumerate(("什麼是糾偏式協調", "什麼是會議協調", "協調的一般程序是什麼", "什麼是本位主義")):
        ask(page, question)
        expect(page.locator(".xt-question").nth(number)).to_be_in_viewport()


def test_a_phone_shows_everything_within_its_width(page: Page, app: App) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(f"{app.url}/?script=simp")
    page.get_by_role("button", name="促进式协调和纠偏式协调有什么区别？").click()
    expect(page.locator(".xt-table .xt-cell-label").first).to_be_visible()
    assert fits(page)
    page.locator("a.xt-ref").first.click()
    expect(page.locator("mark#quote")).to_be_in_viewport()
    assert fits(page)
    page.goto(f"{app.url}/sources?script=simp")
    expect(page.get_by_role("heading", name="资料", exact=True)).to_be_visible()
    assert fits(page)


def test_dark_and_light_have_their_own_colours(page: Page, app: App) -> None:
    def colours() -> tuple[str, str]:
        found = page.locator(".stApp").evaluate("e => [getComputedStyle(e).backgroundColor, getComputedStyle(e).color]")
        return found[0], found[1]

    light = colours()
    page.emulate_media(color_scheme="dark")
    page.reload()
    page.get_by_test_id("stChatInputTextArea").wait_for()
    dark = colours()
    assert light == ("rgb(252, 251, 248)", "rgb(35, 40, 43)")
    assert dark == ("rgb(23, 27, 29)", "rgb(227, 228, 223)")
