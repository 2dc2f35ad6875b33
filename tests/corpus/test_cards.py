from pathlib import Path

import pytest

from corpus.cards import CardError, load_corpus, read_card, required_concepts

CARD = """---
id: type.nature.corrective
kind: type
group: type.nature
name: 糾偏式協調
aliases: [糾偏協調]
---
# 糾偏式協調

## 定義
糾偏式協調是分清是非的協調。

## 要點
- 甲。
- 乙。
"""


def write(root: Path, text: str, name: str = "cards/a.md") -> Path:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_a_card_is_read_with_its_document(tmp_path: Path) -> None:
    concept, document = read_card(write(tmp_path, CARD))
    assert concept.names == ("糾偏式協調", "糾偏協調")
    assert concept.definition == "糾偏式協調是分清是非的協調。"
    assert concept.body["要點"] == "- 甲。\n- 乙。"
    assert document.text == CARD
    assert document.id == concept.id


def test_a_later_root_overrides_by_id(tmp_path: Path) -> None:
    write(tmp_path / "one", CARD)
    write(tmp_path / "two", CARD.replace("name: 糾偏式協調", "name: 糾正式協調"), "cards/other.md")
    corpus = load_corpus(tmp_path / "one", tmp_path / "two")
    assert [c.name for c in corpus.concepts.values()] == ["糾正式協調"]


def test_a_file_not_written_yet_is_passed_over(tmp_path: Path) -> None:
    write(tmp_path, CARD)
    write(tmp_path, "", "cards/new.md")
    write(tmp_path, "", "cases/new.md")
    assert list(load_corpus(tmp_path).concepts) == ["type.nature.corrective"]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("# 沒有欄位", "欄位區"),
        (CARD.replace("kind: type", "kind: tpye"), "tpye"),
        (CARD.replace("name: 糾偏式協調\n", ""), "name"),
        (CARD.replace("aliases: [糾偏協調]", "aliases: 糾偏協調"), "aliases"),
        (CARD.replace("id: type", "id: [type"), "YAML"),
    ],
)
def test_a_bad_card_says_what_and_where(tmp_path: Path, text: str, says: str) -> None:
    path = write(tmp_path, text)
    with pytest.raises(CardError, match=says) as caught:
        read_card(path)
    assert str(path) in str(caught.value)


def test_a_card_that_is_not_utf8(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_bytes(CARD.encode("big5"))
    with pytest.raises(CardError, match="UTF-8"):
        read_card(path)


def test_the_list_of_what_must_be_covered() -> None:
    rows = required_concepts()
    assert len(rows) == 110
    assert len({row.id for row in rows}) == 110
