"""Studying in a real Chromium: a quiz by keyboard, an interrupted exam, the notebook's ways in and out, a phone."""

import re
from datetime import UTC, datetime

import pytest
from docx import Document
from playwright.sync_api import Browser, Page, expect

from app.store.library import Library
from app.store.study import LearnerRecords, SatExam, Study
from app.study.bank import make_bank
from app.study.blueprint import Blueprint, Paper, Part, Question
from app.study.grading import grade
from app.study.history import Submission
from app.study.notebook import LEAVE_AFTER, notebook
from app.study.quiz import Quiz
from app.study.records import Attempt, Item
from app.study.schedule import rate
from app.study.wording import letter
from tests.browser.conftest import PATIENCE, App, settled
from tests.browser.test_browser import fits

pytestmark = pytest.mark.browser
expect.set_options(timeout=PATIENCE)


def records(app: App, name: str) -> LearnerRecords:
    return Study.open(app.home).enrol(name, datetime.now(UTC))


@pytest.fixture(scope="module")
def bank(app: App) -> dict[str, Item]:
    return {item.stem: item for item in make_bank(Library.open(app.home).corpus).items}


def choose_only(page: Page, label: str, option: str) -> None:
    page.get_by_role("combobox", name=re.compile(label)).fill(option)
    page.get_by_role("option", name=option, exact=True).click()
    page.keyboard.press("Escape")


def listening(page: Page) -> None:
    """The answer boxes are drawn and take keys."""
    settled(page)
    page.wait_for_function("window.xtKeys === true")
    page.wait_for_timeout(300)  # the boxes of a page just drawn answer a moment after it is settled


def press(page: Page, key: str) -> None:
    """A key for the answer boxes, once the page listens to keys."""
    listening(page)
    page.keyboard.press(key)


def hand_in(page: Page) -> None:
    """A popover that is opened while the page is being drawn is closed again by what is drawn."""
    expect(page.get_by_role("timer")).to_be_visible()
    settled(page)
    page.get_by_role("button", name="交卷").click()
    page.get_by_role("button", name="確定交卷").click()


def stem(page: Page) -> str:
    return page.locator(".xt-study p:not(.xt-where)").first.inner_text()


def test_a_quiz_by_keyboard_from_the_name_to_the_result(page: Page, app: App, bank: dict[str, Item]) -> None:
    page.goto(f"{app.url}/quiz")
    page.get_by_label("新學員的名字").fill("林佳穎")
    page.keyboard.press("Enter")
    choose_only(page, "題型", "判斷")
    page.get_by_label("題數").fill("3")
    page.keyboard.press("Tab")
    page.get_by_role("button", name="開始", exact=True).click()
    for number in range(3):
        expect(page.locator(".xt-where").first).to_contain_text(f"{number + 1} / 3")
        listening(page)
        item = bank[stem(page)]
        wrong = number == 1
        page.keyboard.press("1" if item.key != wrong else "2")
        expect(page.locator('[class*="st-key-xt-keys"] input:checked')).to_have_count(1)
        page.keyboard.press("Enter")
        outcome = page.locator(".xt-outcome")
        expect(outcome).to_contain_text("答錯了" if wrong else "答對了")
        expect(page.locator(".xt-card").first).to_be_visible()
        if number == 2:
            with page.context.expect_page() as opened:
                page.locator(".xt-study a.xt-ref").first.click()
            expect(opened.value.locator("mark#quote")).to_be_visible()
            opened.value.close()
            page.locator("h1").first.click()
        settled(page)
        page.keyboard.press("Enter")
    expect(page.locator(".xt-figures")).to_contain_text("2 / 3")
    history = records(app, "林佳穎").history()
    assert [a.attempt.correct for a in history] == [True, False, True]


def begin(learner: LearnerRecords, key: str, *items: Item) -> str:
    """A quiz of these items; the address that goes on with it."""
    learner.quizzes.begin(Quiz(key, "", items), datetime.now(UTC))
    return f"quiz?learner={learner.name}&quiz={key}"


def test_every_kind_is_answered_by_keyboard_alone(page: Page, app: App, bank: dict[str, Item]) -> None:
    learner = records(app, "高敏")
    kinds = ("blank", "matching", "ordering", "multiple", "short")
    items = [next(i for i in bank.values() if i.kind == kind) for kind in kinds]
    page.goto(f"{app.url}/{begin(learner, 'keys', *items)}")
    for number, item in enumerate(items):
        expect(page.locator(".xt-where").first).to_contain_text(f"{number + 1} / {len(items)}")
        listening(page)
        box = page.locator(f".st-key-xt-keys-{number}")
        if item.kind == "blank":
            expect(box.locator("input").first).to_be_focused()
            for accepted in item.key:
                page.keyboard.type(accepted[0])
                page.keyboard.press("Enter")
        elif item.kind == "short":
            expect(box.locator("textarea")).to_be_focused()
            page.keyboard.type("。".join(point["point"] for point in item.key))
            page.keyboard.press("Control+Enter")
        else:
            wrong = letter((item.key[0] + 1) % len(item.key))
            if item.kind != "multiple":  # a row that is done is gone back to by its number
                page.keyboard.press(wrong)
                page.keyboard.press("1")
            for place in item.key:
                page.keyboard.press(letter(place).lower())
            expect(box.locator("input:checked")).to_have_count(len(item.key))
            page.keyboard.press("Enter")
        expect(page.locator(".xt-outcome")).to_contain_text("答對了")
        settled(page)
        page.keyboard.press("Enter")
    expect(page.locator(".xt-figures")).to_contain_text(f"{len(items)} / {len(items)}")
    assert [a.attempt.correct for a in learner.history()] == [True] * len(items)


def test_an_option_keeps_its_letter_from_the_question_to_the_outcome(
    page: Page, app: App, bank: dict[str, Item]
) -> None:
    learner = records(app, "白露")
    items = [next(i for i in bank.values() if i.kind == kind) for kind in ("single", "matching")]
    single, pairs = items
    page.goto(f"{app.url}/{begin(learner, 'letters', *items)}")
    options = page.get_by_test_id("stRadioOption")
    expect(options).to_have_count(len(single.options))
    asked = [options.nth(n).inner_text().strip() for n in range(len(single.options))]
    assert asked == [f"{letter(n)}. {text}" for n, text in enumerate(single.options)]
    press(page, letter(single.key))
    expect(page.locator('[class*="st-key-xt-keys"] input:checked')).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page.locator(".xt-parts li.xt-ok")).to_contain_text(asked[single.key])
    settled(page)
    page.keyboard.press("Enter")
    expect(page.locator(".xt-options")).to_contain_text(f"A. {pairs.options['right'][0]}")
    page.get_by_role("button", name="不知道").click()
    first = page.locator(".xt-parts li").first
    expect(first).to_contain_text(f"{letter(pairs.key[0])}. {pairs.options['right'][pairs.key[0]]}")


def test_a_quiz_survives_a_reload(page: Page, app: App, bank: dict[str, Item]) -> None:
    learner = records(app, "杜若")
    items = [i for i in bank.values() if i.kind == "single"][:3]
    page.goto(f"{app.url}/{begin(learner, 'reload', *items)}")
    press(page, letter(items[0].key))
    expect(page.locator('[class*="st-key-xt-keys"] input:checked')).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page.locator(".xt-outcome")).to_contain_text("答對了")
    page.reload()
    expect(page.locator(".xt-where").first).to_contain_text("2 / 3")
    assert stem(page) == items[1].stem
    for _ in range(2):
        page.get_by_role("button", name="不知道").click()
        expect(page.locator(".xt-outcome")).to_contain_text("答錯了")
        page.get_by_role("button", name=re.compile("下一題|看結果")).click()
    expect(page.locator(".xt-figures")).to_contain_text("1 / 3")
    assert len(learner.history()) == 3


def test_an_exam_interrupted_is_resumed_with_its_answers(page: Page, app: App, chromium: Browser) -> None:
    records(app, "陳大文")
    page.goto(f"{app.url}/exam?learner=陳大文")
    page.get_by_role("button", name="開始考試").click()
    first = page.locator(".st-key-xt-question-0")
    settled(page)
    first.get_by_test_id("stRadioOption").first.click()
    expect(page.get_by_text(re.compile("已答 1 /"))).to_be_visible()
    clock = page.get_by_role("timer")
    expect(clock).to_contain_text("剩 1:29:")
    page.close()  # as a power cut does, without a word

    context = chromium.new_context(viewport={"width": 390, "height": 800})
    context.set_default_timeout(PATIENCE)
    again = context.new_page()
    again.goto(f"{app.url}/exam?learner=陳大文")
    expect(again.get_by_text(re.compile("還沒有考完：答了 1 /"))).to_be_visible()
    again.get_by_role("button", name="繼續作答").click()
    expect(again.locator(".st-key-xt-question-0").locator('input[type="radio"]').first).to_be_checked()
    assert fits(again)
    hand_in(again)
    expect(again.get_by_text("用時")).to_be_visible()
    expect(again.get_by_text(re.compile("該重讀的句子")).first).to_be_visible()
    assert fits(again)
    context.close()
    learner = records(app, "陳大文")
    (exam,) = learner.exams.all()
    assert exam.state.submitted is not None
    assert exam.state.answers == {0: 0}
    # what was left open is to be learnt too
    page = chromium.new_page()
    page.goto(f"{app.url}/notebook?learner=陳大文")
    left = len(exam.state.paper.questions) - 1
    assert len(notebook(learner.history())) in (left, left + 1)
    expect(page.get_by_text("（未作答）").first).to_be_visible()
    page.close()


def exam_of(learner: LearnerRecords, items: list[Item]) -> SatExam:
    parts = tuple(Part(item.kind, 1, 5.0) for item in items)
    paper = Paper(Blueprint("小考", 30, parts), 0, tuple(Question(item, "type", 5.0) for item in items))
    return learner.exams.start(paper, datetime.now(UTC))


def test_on_a_phone_the_clock_stays_in_sight_and_each_part_leads_to_the_next(
    page: Page, app: App, bank: dict[str, Item]
) -> None:
    learner = records(app, "孟秋")
    judged = [i for i in bank.values() if i.kind == "true_false"][:6]
    single = [i for i in bank.values() if i.kind == "single"][:4]
    parts = (Part("true_false", 6, 1.0), Part("single", 4, 1.0))
    questions = tuple(Question(i, "type", 1.0) for i in (*judged, *single))
    learner.exams.start(Paper(Blueprint("小考", 30, parts), 0, questions), datetime.now(UTC))
    page.set_viewport_size({"width": 390, "height": 700})
    page.goto(f"{app.url}/exam?learner=孟秋")
    page.get_by_role("button", name="繼續作答").click()
    clock, onward = page.get_by_role("timer"), page.get_by_role("button", name="下一部分：單選（0/4）")
    onward.scroll_into_view_if_needed()
    expect(page.locator(".st-key-xt-question-0")).not_to_be_in_viewport()
    expect(clock).to_be_in_viewport(ratio=1)
    top = clock.bounding_box()
    assert top is not None
    # nothing of the page lies over it
    assert page.evaluate(
        "([x, y]) => !!document.elementFromPoint(x, y).closest('.st-key-xt-clock-row')", [top["x"] + 5, top["y"] + 5]
    )
    settled(page)
    onward.click()
    first = page.locator(".st-key-xt-question-6")
    expect(first).to_be_in_viewport()
    expect(first.locator(".xt-where")).to_contain_text("7.")
    box = first.bounding_box()
    assert box is not None
    assert box["y"] < 350
    expect(page.get_by_role("button", name="下一部分")).to_have_count(0)
    settled(page)
    page.get_by_role("button", name="上一部分").click()
    expect(page.locator(".st-key-xt-question-0")).to_be_visible()
    assert fits(page)


def test_words_are_saved_while_they_are_typed(page: Page, app: App, bank: dict[str, Item], chromium: Browser) -> None:
    learner = records(app, "周文")
    kinds = (("blank", 1), ("case", 3))  # one blank; a name, its meaning and its reason
    items = [next(i for i in bank.values() if i.kind == kind and len(i.key) == points) for kind, points in kinds]
    exam = exam_of(learner, items)
    page.goto(f"{app.url}/exam?learner=周文")
    page.get_by_role("button", name="繼續作答").click()
    page.locator(".st-key-xt-question-0 input").press_sequentially("甲的寫法")
    expect(page.get_by_text("已答 1 / 2 題")).to_be_visible()
    expect(page.locator(".st-key-xt-question-0 input")).to_be_focused()
    page.locator('[role="radiogroup"], [data-testid="stButtonGroup"]').get_by_text("案例分析").click()
    box = page.locator(".st-key-xt-question-1 textarea")
    box.press_sequentially("先把雙方請到一起，")
    expect(page.get_by_text("已答 2 / 2 題")).to_be_visible()
    expect(box).to_be_focused()
    box.press_sequentially("再談誰來收尾")
    page.close(run_before_unload=False)  # at once, before the pause after which it is saved
    context = chromium.new_context(viewport={"width": 390, "height": 800})
    context.set_default_timeout(PATIENCE)
    again = context.new_page()
    again.goto(f"{app.url}/exam?learner=周文")
    again.get_by_role("button", name="繼續作答").click()
    expect(again.locator(".st-key-xt-question-0 input")).to_have_value("甲的寫法")
    assert fits(again)
    context.close()
    assert str(learner.exams.get(exam.id).state.answers[1]).startswith("先把雙方請到一起，")


def test_a_grading_is_overruled_in_the_exams_result(page: Page, app: App, bank: dict[str, Item]) -> None:
    learner = records(app, "吳青")
    item = next(i for i in bank.values() if i.kind == "case")
    exam = exam_of(learner, [item])
    learner.exams.save(exam.id, 0, "與題目毫無關係的一句話", datetime.now(UTC))
    page.goto(f"{app.url}/exam?learner=吳青")
    page.get_by_role("button", name="繼續作答").click()
    hand_in(page)
    figures = page.locator(".xt-figures")
    expect(figures).to_contain_text("0.0")
    page.get_by_text("逐題看、推翻評分").click()
    expect(page.locator(".xt-parts li").first).to_contain_text("✗")
    page.get_by_role("button", name="我其實答對").click()
    expect(figures).to_contain_text("5.0")
    expect(page.get_by_text("自己改判")).to_be_visible()
    expect(page.get_by_role("button", name="我其實答對")).to_have_count(0)
    assert [a.attempt.overruled for a in learner.history()] == [False, True]
    assert notebook(learner.history()) == ()


def answer(learner: LearnerRecords, item: Item, *, right: bool, key: str) -> None:
    response = item.key if right else (item.key + 1) % len(item.options)
    result = grade(item, response)
    attempt = Attempt(learner.name, item.id, response, result.score, result.correct, False, datetime.now(UTC), 20.0)
    learner.submit(key, [Submission(item, attempt, rate(item.kind, result.score, result.correct, 20.0))])


def test_a_wrong_answer_comes_into_the_notebook_and_leaves_it(page: Page, app: App, bank: dict[str, Item]) -> None:
    learner = records(app, "王小明")
    item = next(i for i in bank.values() if i.kind == "single")
    answer(learner, item, right=False, key="wrong")
    for n in range(LEAVE_AFTER - 1):
        answer(learner, item, right=True, key=f"right {n}")
    page.goto(f"{app.url}/notebook?learner=王小明")
    expect(page.get_by_text("再連續答對 1 次就離開")).to_be_visible()
    page.get_by_text("正確答案、理由與原文").click()
    expect(page.locator(".xt-card a.xt-ref").first).to_be_visible()
    page.get_by_role("button", name="全部（1）").click()
    expect(page.locator(".xt-where").first).to_contain_text("1 / 1")
    press(page, str(item.key + 1))
    expect(page.locator('[class*="st-key-xt-keys"] input:checked')).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page.locator(".xt-outcome")).to_contain_text("答對了")
    page.goto(f"{app.url}/notebook?learner=王小明")
    expect(page.get_by_text("錯題本是空的")).to_be_visible()
    assert notebook(learner.history()) == ()


def test_a_simplified_page_gives_word_files_in_simplified_characters(
    page: Page, app: App, bank: dict[str, Item]
) -> None:
    learner = records(app, "鄭和")
    answer(learner, next(i for i in bank.values() if i.kind == "single"), right=False, key="x")
    page.goto(f"{app.url}/notebook?learner=鄭和&script=simp")
    with page.expect_download() as notebook_file:
        page.get_by_role("button", name="存成 Word").click()
    page.goto(f"{app.url}/exam?learner=鄭和&script=simp")
    page.get_by_role("button", name="出一份纸本卷").click()
    with page.expect_download() as paper_file:
        page.get_by_role("button", name="试卷.docx").click()
    for file, words in ((notebook_file, "我的答案"), (paper_file, "行政协调模拟考")):
        text = "\n".join(p.text for p in Document(str(file.value.path())).paragraphs)
        assert words in text
        assert "协调" in text
        assert "協調" not in text


def test_a_phone_shows_every_study_page_within_its_width(page: Page, app: App, bank: dict[str, Item]) -> None:
    learner = records(app, "李四")
    answer(learner, next(i for i in bank.values() if i.kind == "single"), right=False, key="x")
    page.set_viewport_size({"width": 390, "height": 800})
    titles = {
        "today": "今日",
        "quiz": "测验",
        "exam": "模拟考",
        "notebook": "错题本",
        "progress": "进度",
        "bank": "题库",
    }
    for path, title in titles.items():
        page.goto(f"{app.url}/{path}?learner=李四&script=simp")
        expect(page.get_by_role("heading", name=title, exact=True)).to_be_visible()
        expect(page.get_by_test_id("stStatusWidget")).to_have_count(0)
        assert fits(page), path
