"""What is asked of a concept by the name of a section of its card is told first and whole."""

from pathlib import Path

import pytest

from app.answering.engine import Answerer
from app.answering.question import section_asked, what_is_asked
from app.answering.records import Answer
from app.store.library import Library
from corpus.key import search_key
from corpus.script import to_simplified


@pytest.fixture(scope="module")
def answerer(tmp_path_factory: pytest.TempPathFactory) -> Answerer:
    library = Library.open(Path(tmp_path_factory.mktemp("sections")))
    return Answerer.of(library.ensure_index(), library.corpus)


def sections(answer: Answer) -> list[str]:
    return list(dict.fromkeys(s.aspect for s in answer.statements))


def lines_of(answerer: Answerer, concept: str, heading: str) -> list[str]:
    """The lines under a heading, as the card's own Markdown has them."""
    text = answerer.corpus.documents[concept].text.split(f"## {heading}\n")[1].split("\n\n")[0]
    return [line.removeprefix("- ") for line in text.splitlines()]


AFFAIRS, MEETING = "type.business.affairs", "method.form.meeting"


@pytest.mark.parametrize(
    ("question", "concept", "heading"),
    [
        ("事務協調的常見錯誤有哪些", AFFAIRS, "常見錯誤"),
        ("事務協調容易犯什麼錯", AFFAIRS, "常見錯誤"),
        ("事務協調有哪些誤區", AFFAIRS, "常見錯誤"),
        ("事務協調舉個例子", AFFAIRS, "例子"),
        ("請舉例說明什麼是事務協調", AFFAIRS, "例子"),
        ("會議協調適用什麼情況", MEETING, "適用"),
        ("什麼情況下採用會議協調", MEETING, "適用"),
        ("會議協調在哪些情況不適用", MEETING, "不適用"),
        ("什麼時候不適合開會協調", MEETING, "不適用"),
        ("什麼情況不該用會議協調", MEETING, "不適用"),
    ],
)
def test_the_section_asked_for_comes_first_and_whole(
    answerer: Answerer, question: str, concept: str, heading: str
) -> None:
    answer = answerer.ask(question, "shipped")
    assert sections(answer) == [heading, "定義"]
    told = "".join(s.text for s in answer.statements if s.aspect == heading)
    assert "".join(lines_of(answerer, concept, heading)) in told
    assert answerer.ask(to_simplified(question), "shipped").statements == answer.statements


@pytest.mark.parametrize(
    ("follow_up", "heading"), [("常見錯誤有哪些", "常見錯誤"), ("舉個例子", "例子"), ("什麼情況適用", "適用")]
)
def test_of_the_concept_spoken_of_before(answerer: Answerer, follow_up: str, heading: str) -> None:
    before = answerer.ask("什麼是事務協調", "shipped")
    answer = answerer.ask(follow_up, "shipped", [before])
    assert (answer.concepts, sections(answer)) == ((AFFAIRS,), [heading, "定義"])


@pytest.mark.parametrize(
    "question",
    ["這件事適用會議協調嗎", "會議協調和現場辦公協調的適用情況有何不同", "為什麼不適合開會協調", "怎麼避免常見的錯誤"],
)
def test_to_judge_to_compare_or_to_explain_is_something_else(question: str) -> None:
    key = search_key(question)
    assert section_asked(key, what_is_asked(key)) == ""


def test_a_list_has_no_such_section(answerer: Answerer) -> None:
    assert "成員" in sections(answerer.ask("六項原則有哪些常見錯誤", "shipped"))
