"""A sentence of another document that contradicts what an answer tells is put next to it, and the answer says so."""

from collections.abc import Callable, Sequence

from app.answering.disagreement import claims, disagree
from app.answering.draft import Draft
from app.answering.followup import subjects_of
from app.answering.nearness import pairs
from app.answering.question import Understanding, own_stretches
from corpus.key import search_key
from corpus.records import Document
from corpus.sentences import split_sentences
from indexer.records import Hit

# A sentence is of what is asked if it holds about as much of the question's own words as the best of those told.
AS_MUCH = 0.8
LABEL = "資料的說法不同"


def set_against(
    draft: Draft, understood: Understanding, hits: Sequence[Hit], document_of: Callable[[str], Document]
) -> str:
    """Adds the first contradiction among what is told and the passages found; the note that names both documents, ""
    where there is none. The cards are of one book: they are not set against each other."""
    found: list[tuple[str, int, int]] = [(q.document_id, q.start, q.end) for q in draft.quotes]
    for hit in hits:
        document = document_of(hit.passage.document_id)
        spans = split_sentences(document.text, hit.passage.start, hit.passage.end)
        found += [(document.id, start, end) for start, end in spans]
    others = [
        (document, start, end, text)
        for document_id, start, end in dict.fromkeys(found)
        for document in [document_of(document_id)]
        if claims(text := document.text[start:end])
    ]
    asked = _asked(draft, understood)
    for number, said in enumerate(draft.statements):
        quote = draft.quotes[said.quotes[0]]
        if not (asked[number] and claims(quote.text)):
            continue
        for document, start, end, text in others:
            if document.id == quote.document_id or quote.origin == document.origin == "shipped":
                continue
            if disagree(quote.text, text):
                draft.set_against(number, document.id, start, end, LABEL)
                return f"兩份資料的說法不同：《{quote.title}》和《{document.title}》。並列如下，請查明以哪一份為準。"
    return ""


def _asked(draft: Draft, understood: Understanding) -> list[bool]:
    """For each statement, whether it has to do with what is asked: of sentences told beside each other those that hold
    about as much of the question's own words as the best; none beside a list or steps."""
    own = {pair for stretch in own_stretches(understood.key) for pair in pairs(stretch)}
    held = [len(own & pairs(said.text)) for said in draft.statements]
    beside = understood.ask in ("list", "procedure")
    subjects = [search_key(each) for each in subjects_of(understood.question, draft.quotes)]
    around = [
        search_key(" ".join((q.title, *q.headings, q.text)))
        for said in draft.statements
        for q in [draft.quotes[said.quotes[0]]]
    ]
    return [
        said.aspect != "原文"
        or (not beside and number >= AS_MUCH * max(held) and (not subjects or any(s in text for s in subjects)))
        for said, number, text in zip(draft.statements, held, around, strict=True)
    ]
