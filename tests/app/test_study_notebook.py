"""錯題本: what enters, what leaves, how it is drilled; the item bank's standing."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from app.study.decisions import Decision, decide, list_items
from app.study.notebook import Pair, by_group, by_pair, contrast, notebook, state_of
from app.study.records import Item, sentence_hash
from corpus.records import Document
from tests.app.study_samples import SENTENCE, START, history, item

A, B, C = item(1, concept="a"), item(2, concept="b"), item(3, concept="c")
W, R = False, True


def steps(given: Item, *answers: bool) -> list[tuple[Item, bool, float]]:
    return [(given, right, n) for n, right in enumerate(answers)]


@pytest.mark.parametrize(
    ("answers", "found"),
    [
        ([R, R], None),
        ([W], (1, 0)),
        ([W, R, R], (1, 2)),
        ([W, R, R, R], None),
        ([W, R, R, W], (2, 0)),
        ([W, R, R, R, W], (2, 0)),
        ([W, W, R], (2, 1)),
    ],
)
def test_an_item_leaves_after_three_right_answers_in_a_row(answers: list[bool], found: tuple[int, int] | None) -> None:
    entries = notebook(history("林", *steps(A, *answers)))
    assert [(e.times_wrong, e.right_in_a_row) for e in entries] == ([found] if found else [])


def test_how_many_are_needed_is_a_setting() -> None:
    (entry,) = notebook(history("林", *steps(A, W, R)), leave_after=2)
    assert entry.right_still_needed == 1
    assert notebook(history("林", *steps(A, W, R, R)), leave_after=2) == ()


def test_the_latest_mistake_comes_first_with_the_answer_given() -> None:
    entries = notebook(history("林", (A, W, 0), (B, W, 1), (A, W, 2), (B, R, 3)))
    assert [e.item_id for e in entries] == ["i1", "i2"]
    assert entries[0].last_wrong.attempt.at > entries[1].last_wrong.attempt.at


def test_drill_by_group_and_by_confusable_pair() -> None:
    entries = notebook(history("林", (A, W, 0), (B, W, 1), (C, W, 2)))
    groups = by_group(entries, {"a": "type", "b": "type", "c": "method"})
    assert {g: [e.item_id for e in es] for g, es in groups.items()} == {"type": ["i2", "i1"], "method": ["i3"]}
    pairs = by_pair(entries, {"a": ["b"], "c": ["d", "c"]})
    assert {p: [e.item_id for e in es] for p, es in pairs.items()} == {
        Pair("a", "b"): ["i2", "i1"],
        Pair("c", "d"): ["i3"],
    }


def test_a_drill_on_a_pair_sets_both_against_one_another() -> None:
    pool = [item(n, kind, "ab"[n % 2]) for n, kind in enumerate(["single", "true_false", "short", "single"] * 4, 10)]
    telling = replace(item(50, "single", "b"), options=["甲概念", "乙概念", "丙概念"])
    names = {"a": "甲概念", "b": "乙概念"}
    entries = notebook(history("林", (pool[6], W, 0)))
    drill = contrast(Pair("a", "b"), entries, [*pool, telling], names)
    assert len(drill) == len({one.id for one in drill}) == 6
    assert [one.concept_id for one in drill] == ["a", "b"] * 3
    assert drill[0] == pool[6]  # what was wrong
    assert drill[1] == telling  # names the other one too
    assert drill == contrast(Pair("a", "b"), entries, [telling, *pool[::-1]], names)
    assert contrast(Pair("a", "b"), entries, [one for one in pool if one.concept_id == "a"], names) == ()


def test_what_the_learner_takes_out_stays_out_until_the_next_mistake() -> None:
    answers = history("林", (A, W, 0), (B, W, 1), (A, R, 2))
    assert [e.item_id for e in notebook(answers, removed={"i1": 0})] == ["i2"]
    again = history("林", (A, W, 0), (B, W, 1), (A, R, 2), (A, W, 3))
    (entry, _) = notebook(again, removed={"i1": 0})
    assert (entry.item_id, entry.last_wrong.number) == ("i1", 3)


def test_an_entry_says_what_became_of_its_item() -> None:
    def state(text: str = TEXT, *decisions: Decision, generated: tuple[Item, ...] = (A,)) -> str:
        rows = list_items(generated, {d.item_id: d for d in decisions}, source(text))
        return state_of(A, {row.item.id: row for row in rows}.get("i1"))

    assert state() == state("前言。" + SENTENCE) == "asked"  # a sentence that only moved
    assert state("別的") == "stale"
    assert state(TEXT, decide(A, "retired", "generated", START)) == "retired"
    assert state(TEXT, decide(replace(A, stem="改過的題幹"), "approved", "edited", START)) == "reworded"
    assert state(generated=(B,)) == "gone"


TEXT = "。" * 100 + SENTENCE + "。" * (100 - len(SENTENCE)) + SENTENCE


def source(text: str | None) -> Callable[[str], Document]:
    documents = {} if text is None else {"doc": Document("doc", "文件", "trad", "shipped", text)}
    return documents.__getitem__


def standing(*decisions: Decision, text: str | None = TEXT, generated: tuple[Item, ...] = (A,)) -> dict[str, str]:
    listed = list_items(generated, {d.item_id: d for d in decisions}, source(text))
    return {found.item.id: found.status for found in listed}


def test_a_changed_source_makes_an_item_stale_until_it_is_confirmed() -> None:
    approved = decide(A, "approved", "generated", START)
    assert standing() == standing(approved) == {"i1": "approved"}
    assert standing(text="別的") == standing(text=None) == {"i1": "stale"}
    # made anew from other words: what was looked at is no longer what it rests on
    words = "下級之間爭執不下時，先由雙方自行協商。"
    quote = replace(A.quotes[0], text=words, start=0, end=len(words))
    anew = replace(A, quotes=(quote,), sentence_hashes=(sentence_hash(words),))
    assert standing(text=words, generated=(anew,)) == {"i1": "approved"}
    assert standing(approved, text=words, generated=(anew,)) == {"i1": "stale"}
    confirmed = decide(anew, "approved", "generated", START)
    assert standing(confirmed, text=words, generated=(anew,)) == {"i1": "approved"}


def test_a_sentence_that_moved_is_quoted_where_it_stands_now() -> None:
    (found,) = list_items([A], {}, source("前言。" + SENTENCE))
    assert (found.status, found.item.quotes[0].start) == ("approved", 3)


def test_retired_edited_and_own_items() -> None:
    assert standing(decide(A, "retired", "generated", START)) == {"i1": "retired"}
    edited = decide(replace(A, stem="改過的題幹"), "approved", "edited", START)
    own = decide(B, "approved", "own", START)
    listed = list_items([A], {"i1": edited, "i2": own}, source(TEXT))
    assert [(i.item.stem, i.origin) for i in listed] == [("改過的題幹", "edited"), ("第 2 題", "own")]


def test_a_retirement_holds_for_the_question_that_takes_the_place_of_a_retired_one() -> None:
    """A changed sentence of an imported document gives its item another id, and whoever took it out would find it
    asked again."""
    words = SENTENCE.replace("，", "、")
    document = Document("u-1", "須知", "trad", "imported", words)
    quote = replace(A.quotes[0], document_id="u-1", start=0, end=len(SENTENCE))
    asked = replace(A, concept_id="u-1", quotes=(quote,))
    anew = replace(asked, id="i9", quotes=(replace(quote, text=words),), sentence_hashes=(sentence_hash(words),))
    retired = decide(asked, "retired", "generated", START)

    def state(*decisions: Decision, generated: tuple[Item, ...] = (anew,), of: Document = document) -> dict[str, str]:
        rows = list_items(generated, {d.item_id: d for d in decisions}, {"u-1": of}.__getitem__)
        return {found.item.id: found.status for found in rows}

    assert state(retired) == {"i9": "retired"}
    # the trainer may bring it back, and what was approved says nothing about another id
    assert state(retired, decide(anew, "approved", "generated", START)) == {"i9": "approved"}
    assert state(decide(asked, "approved", "generated", START)) == {"i9": "approved"}
    for other in (replace(anew, stem="另一題"), replace(anew, kind="short"), replace(anew, concept_id="u-2")):
        assert state(retired, generated=(other,)) == {"i9": "approved"}
    # a concept's items may share a stem, each with statements of its own
    assert state(retired, of=replace(document, origin="shipped")) == {"i9": "approved"}
