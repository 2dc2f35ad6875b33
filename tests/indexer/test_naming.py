import pytest

from corpus.records import Passage
from indexer.naming import concept_names, passage_concept

NAMES = concept_names([], {})


def concept(heading: str, text: str, document_id: str = "u-1") -> str | None:
    passage = Passage(f"{document_id}#0", document_id, (heading,) if heading else (), 0, len(text), text)
    return passage_concept(passage, {"card": "type.nature"}, NAMES)


@pytest.mark.parametrize(
    ("heading", "text", "expected"),
    [
        ("4、促進式協調與糾偏式協調", "糾偏式協調是針對違規的。", "type.nature.corrective"),
        ("4、促進式協調與糾偏式協調", "促進式協調是正向推動。", "type.nature.promotive"),
        ("4、促进式协调与纠偏式协调", "兩者不同。", "type.nature.promotive"),
        ("天氣", "會議協調", None),
        ("", "會議協調", None),
    ],
)
def test_the_heading_names_the_concept(heading: str, text: str, expected: str | None) -> None:
    assert concept(heading, text) == expected


def test_a_card_is_its_own_concept() -> None:
    assert concept("定義", "x", "card") == "type.nature"
