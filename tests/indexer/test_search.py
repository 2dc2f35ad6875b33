"""Search over a handful of documents, and over the shipped corpus for the two scripts."""

import subprocess
import sys
from pathlib import Path

import pytest

from app.store.shipped import SHIPPED
from corpus.cards import load_corpus
from corpus.records import Document
from corpus.script import to_simplified
from indexer.build import build_index
from indexer.search import Index
from tests.small_encoder import PairEncoder

QUERIES = (Path(__file__).parent.parent / "data/script_queries.txt").read_text("utf-8").splitlines()
TEXTS = {
    "a": "停車位由學校和里民輪流使用，平日給里民，假日給家長，由里辦公室登記並且公布在佈告欄上，大家都看得到。",
    "b": "夜市攤商的音量在晚上十點以後要降低，環保單位會同派出所稽查，第一次勸導，第二次開罰，罰鍰的標準貼在入口處。",
    "c": "停車位由學校和里民輪流使用，平日給里民，假日給家長，由里辦公室登記\n並且公布在佈告欄上，大家都看得到。",
    "s": "颱風過後的清淤工作由工務單位統籌，環保單位負責路面，農業單位負責排水溝，每天下午五點在應變中心開會對進度。",
}


def document(document_id: str, text: str, **changes: str) -> Document:
    fields = {"title": f"文件{document_id}", "script": "trad", "origin": "imported"} | changes
    return Document(id=document_id, text=text, **fields)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Index:
    root = tmp_path_factory.mktemp("index")
    documents = [document(i, t, origin="shipped" if i == "s" else "imported") for i, t in TEXTS.items()]
    encoder = PairEncoder()
    build_index(root, documents, {"s": "type.nature"}, encoder, progress=False)
    return Index.open(root, encoder)


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Index:
    root = tmp_path_factory.mktemp("index")
    corpus = load_corpus(SHIPPED)
    encoder = PairEncoder()
    build_index(root, list(corpus.documents.values()), corpus.concept_of, encoder, progress=False)
    return Index.open(root, encoder)


def test_the_right_passage_comes_first_with_exact_offsets(index: Index) -> None:
    hits = index.search("攤商太吵", k=2)
    assert hits[0].passage.document_id == "b"
    assert [hit.rank for hit in hits] == [1, 2]
    assert hits[0].score >= hits[1].score
    for hit in hits:
        text = index.document(hit.passage.document_id).text
        assert text[hit.passage.start : hit.passage.end] == hit.passage.text


def test_same_words_are_one_hit_white_space_aside(index: Index) -> None:
    hits = index.search("學校和里民的停車位", k=10)
    (also,) = hits[0].also
    assert {hits[0].passage.document_id, also.document_id} == {"a", "c"}
    assert index.document(also.document_id).text[also.start : also.end] == TEXTS[also.document_id]
    assert not {"a", "c"} & {hit.passage.document_id for hit in hits[1:]}


def test_scope_is_applied_before_ranking(index: Index) -> None:
    assert {h.passage.document_id for h in index.search("停車位", scope="shipped")} <= {"s"}
    assert index.search("環保單位", k=1, scope="shipped")[0].passage.document_id == "s"
    assert index.search("環保單位", k=1, scope="imported")[0].passage.document_id == "b"
    with pytest.raises(ValueError, match="scope"):
        index.search("清淤", scope="none")  # type: ignore[arg-type]


def test_card_passages_carry_their_concept(index: Index) -> None:
    assert index.search("清淤", k=1)[0].concept == "type.nature"
    assert index.search("攤商", k=1)[0].concept is None


@pytest.mark.parametrize("query", ["", "  ", "？！……", "\n", "()"])
def test_nothing_to_search_for_finds_nothing(index: Index, query: str) -> None:
    assert index.search(query) == []


def test_odd_queries_do_no_harm(index: Index) -> None:
    for query in ("\ud800", "a" * 10_000, "👍", "\x00", "İ", "協" * 3000):
        index.search(query)


def test_ties_go_to_the_earlier_document(tmp_path: Path) -> None:
    words = "這一段關於公文會簽的說明夠長了，足以自成一段，內容除了最後的編號之外完全相同，所以分數也一樣"
    documents = [document(str(n), f"{words}，{'甲乙丙丁戊'[n]}。", title="同") for n in range(5)]
    build_index(tmp_path, documents, {}, PairEncoder(), progress=False)
    hits = Index.open(tmp_path, PairEncoder()).search("公文會簽")
    assert sorted(hits, key=lambda h: (-h.score, h.passage.document_id)) == hits
    assert len(hits) == 5


def test_several_hundred_varied_queries() -> None:
    assert len(QUERIES) >= 300
    assert len(set(QUERIES)) == len(QUERIES)


def test_both_scripts_give_the_same_hits_in_the_same_order(shipped: Index) -> None:
    for query in QUERIES:
        assert shipped.search(query) == shipped.search(to_simplified(query)), query


def test_passages_are_a_sequence(index: Index) -> None:
    assert [p.document_id for p in index.passages] == ["s", "a", "b", "c"]
    assert index.passages[-1] == index.passages[3]
    assert [p.id for p in index.passages[1:3]] == ["a#0", "b#0"]
    with pytest.raises(IndexError):
        index.passages[4]
    with pytest.raises(KeyError):
        index.document("z")


def test_searching_imports_nothing_heavy() -> None:
    script = (
        "import sys, indexer.search, app.store.library\n"
        "heavy = {'torch', 'streamlit', 'pandas', 'scipy', 'sentence_transformers', 'openai', 'docx', 'bs4', 'pypdf'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
