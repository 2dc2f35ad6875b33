import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from app.answering.gate import verify
from app.disputes.dossier import FORMS, GENERAL, TIMINGS, Party, Planner, in_order
from app.disputes.exporting.sheet import by_criterion, criterion
from app.disputes.snapshot import from_record, to_record
from app.store.dossiers import Dossiers
from corpus.script import to_simplified
from tests.app.dispute_samples import DESCRIPTION, NOW, brief, corpus, dossier, nearness


def test_the_positions_are_the_descriptions_own_words() -> None:
    one = dossier()
    assert one.side_a == Party("環保課", "路面歸工務課掃")
    assert one.side_b.name == "工務課"
    for part in one.side_b.position.split("；"):
        assert part in DESCRIPTION
    assert one.situation == "環保課說路面歸工務課掃，工務課說那是落葉不歸他們，兩邊推來推去。"
    assert one.title == one.situation[:19] + "…"


def test_a_side_that_is_not_in_the_text_stays_empty() -> None:
    one = dossier("有人一直吵，誰也不讓誰")
    assert (one.side_a, one.side_b) == (Party(), Party())


def test_the_form_is_the_briefs_and_timing_stays_open() -> None:
    one = dossier()
    assert (one.timing, one.form) == ("", "method.form.on-site")


@pytest.mark.parametrize("timing", TIMINGS)
@pytest.mark.parametrize("form", FORMS)
def test_the_steps_of_the_methods_stand_in_order_among_the_general_ones(timing: str, form: str) -> None:
    tasks = Planner(corpus(), nearness).choose(dossier(), timing, form).tasks
    assert tasks[0].concept_id == GENERAL
    for concept_id in (GENERAL, timing, form):
        own = [t.quote.start for t in tasks if t.concept_id == concept_id]
        assert len(own) == 5
        assert own == sorted(own)
    verify([t.quote for t in tasks], corpus().documents.__getitem__)


def test_follow_up_belongs_to_the_last_general_step() -> None:
    tasks = Planner(corpus(), nearness).choose(dossier(), "", "method.form.on-site").tasks
    assert "追蹤" in tasks[-1].quote.text
    assert tasks[-2].concept_id == GENERAL or tasks[-2].concept_id == "method.form.on-site"


def test_in_order_never_goes_back() -> None:
    assert in_order([]) == []
    assert in_order([[0.9, 0.0], [0.0, 0.9], [0.8, 0.1]]) == [0, 1, 1]
    assert in_order([[0.0, 0.6], [0.9, 0.0], [0.8, 0.0]]) == [0, 0, 0]


def test_ticks_outlast_another_choice() -> None:
    planner, one = Planner(corpus(), nearness), dossier()
    one = replace(one, tasks=tuple(replace(t, done=t.concept_id == GENERAL) for t in one.tasks))
    other = planner.choose(one, "method.timing.after", "method.form.meeting")
    assert [t.done for t in other.tasks] == [t.concept_id == GENERAL for t in other.tasks]
    assert other.done == 5


def test_every_rung_is_a_quotation_that_passes_the_matter_on() -> None:
    rungs = dossier().rungs
    assert [r.name for r in rungs] == ["互相溝通協調", "中層次協調", "高層次協調"]
    verify([r.quote for r in rungs], corpus().documents.__getitem__)
    assert all("報請" in r.quote.text or "無權" in r.quote.text for r in rungs)


def test_the_most_telling_classification_comes_first() -> None:
    grouped = by_criterion(brief().types[::-1])
    assert [group for group, _ in grouped] == ["type.direction", "type.content"]
    assert criterion(corpus(), "type.content") == "按內容劃分"


def test_a_record_comes_back_equal() -> None:
    one = replace(dossier(), notes="第一行\n第二行", timing=TIMINGS[0])
    assert from_record(json.loads(json.dumps(to_record(one), ensure_ascii=False))) == one


def test_kept_found_in_either_script_edited_and_deleted(tmp_path: Path) -> None:
    store, one = Dossiers.open(tmp_path), dossier()
    store.save(one)
    assert Dossiers.open(tmp_path).get("d1") == one
    assert [row.id for row in store.find(to_simplified("環保課 落葉"))] == ["d1"]
    assert store.find("停車場") == []
    assert store.find("100%") == []
    store.save(replace(one, title="落葉歸誰掃", updated_at=NOW + timedelta(hours=1)))
    assert [row.title for row in store.find()] == ["落葉歸誰掃"]
    assert store.of_description(one.description) == "d1"
    store.delete("d1")
    store.delete("d1")
    assert store.find() == []
    with pytest.raises(KeyError):
        store.get("d1")


def test_favourites_come_first_then_the_last_used(tmp_path: Path) -> None:
    store = Dossiers.open(tmp_path)
    for hour, dossier_id in enumerate(("a", "b", "c")):
        store.save(dossier(dossier_id=dossier_id, at=NOW + timedelta(hours=hour)))
    assert [row.id for row in store.find()] == ["c", "b", "a"]
    store.used("a", NOW + timedelta(days=1))
    assert [row.id for row in store.find()] == ["a", "c", "b"]
    store.mark_favourite("b", True)
    store.save(replace(store.get("b"), notes="改過"))
    assert [(row.id, row.favourite) for row in store.find()] == [("b", True), ("a", False), ("c", False)]
