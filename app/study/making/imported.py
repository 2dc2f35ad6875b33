"""Items from imported documents: what they define, what they list, which figures they set; wrong options come from
their own lists.

An imported text has no cards, so its document's id stands where a concept's would.
"""

from collections.abc import Iterator, Sequence

from app.answering.records import Quote
from app.study.checker import pairs
from app.study.making.blanks import BLANK
from app.study.making.imported_definitions import Defined, Glossary, definitions_of, glossaries_of
from app.study.making.imported_limits import Limit, limits_of, others
from app.study.making.imported_lists import Listed, lists_of
from app.study.making.material import WRONG, Material, arranged, make, shares, whole_number
from app.study.making.open import clauses, point
from app.study.records import Item
from app.study.rivals import same_or_inside
from corpus.key import words_only
from corpus.records import Document

# A list of steps of which the next one can be asked for among this many others.
FEWEST_STEPS = 4
FEWEST_PAIRS, MOST_PAIRS = 3, 6


def imported(material: Material, document: Document) -> Iterator[Item]:
    """Each question once: an article that sets two figures is the same true sentence for both."""
    asked: set[tuple[str, str]] = set()
    for item in _all(material, document):
        if (item.kind, item.stem) not in asked:
            asked.add((item.kind, item.stem))
            yield item


def _all(material: Material, document: Document) -> Iterator[Item]:
    glossaries = glossaries_of(document)
    defined = definitions_of(document)
    known = {words_only(entry.term) for entry in defined}
    defined += [e for g in glossaries for e in g.entries if words_only(e.term) not in known]
    listed = lists_of(document, glossaries)
    for entry in defined:
        yield from _definition(material, document, entry, defined)
    for glossary in glossaries:
        yield from _pairs(material, document, glossary)
    for series in listed:
        yield from _list(material, document, series, listed)
    for limit in limits_of(document):
        yield from _limit(material, document, limit)


def _according_to(document: Document, hidden: str = "") -> str:
    """Which document is asked about; left out where its title would say what is asked for."""
    return "" if hidden and words_only(hidden) in words_only(document.title) else f"據《{document.title}》，"


def _definition(material: Material, document: Document, entry: Defined, all_of: Sequence[Defined]) -> Iterator[Item]:
    text, explanation = _according_to(document, entry.term), " ".join(entry.quote.text.split())
    says = "：" if entry.glossed else "是指"
    stem = f"填空：{text}{BLANK}{says}{entry.meaning}。"
    yield make("blank", document.id, f"name {entry.term}", stem, [], [[entry.term]], explanation, [entry.quote])
    chance = material.chance("imported", document.id, entry.term)
    wrong = [d for d in all_of if not same_or_inside(d.term, entry.term)]
    chance.shuffle(wrong)
    wrong.sort(key=lambda d: d.glossed != entry.glossed)
    if len(wrong) >= WRONG:
        options, right = arranged([entry.term, *(d.term for d in wrong[:WRONG])], 1, chance)
        stem = f"{text}「{entry.meaning}」說的是（　　）。"
        yield make("single", document.id, f"who {entry.term}", stem, options, right[0], explanation, [entry.quote])
    parts = clauses(entry.meaning)
    joined = _with_conditions(parts)
    points = [point(clause) for clause in (joined if len(joined) > 1 else parts)]
    if len(points) > 1:
        stem = f"名詞解釋：{entry.term}（據《{document.title}》）"
        yield make("term", document.id, f"term {entry.term}", stem, [], points, explanation, [entry.quote])
    like = [d for d in wrong if d.glossed == entry.glossed and entry.term not in d.meaning]
    true = whole_number(document.id, "defined", entry.term) % 2 == 0
    if true or like:
        said = entry.meaning if true else like[0].meaning
        told = explanation if true else f"「{said}」說的是「{like[0].term}」。{explanation}"
        claim = f"「{said}」說的是「{entry.term}」" if entry.glossed else f"{entry.term}是指{said}"
        stem = f"{_according_to(document)}{claim}。"
        yield _judged(document, f"defined {entry.term}", stem, true, told, [entry.quote])


def _with_conditions(parts: Sequence[str]) -> list[str]:
    """A clause that only says when is one key point with what it is said of.

    >>> _with_conditions(["值班人員不能到班時", "代為執勤的同仁"])
    ['值班人員不能到班時，代為執勤的同仁']
    """
    joined: list[str] = []
    for part in parts:
        if joined and joined[-1][-1] in "時时後后前":
            joined[-1] += f"，{part}"
        else:
            joined.append(part)
    return joined


def _judged(document: Document, form: str, stem: str, true: bool, told: str, quotes: Sequence[Quote]) -> Item:
    explanation = f"{'正確' if true else '錯誤'}。{told}"
    return make("true_false", document.id, form, stem, ["正確", "錯誤"], true, explanation, quotes)


def _pairs(material: Material, document: Document, glossary: Glossary) -> Iterator[Item]:
    """Each term with its meaning."""
    part = glossary.entries[:MOST_PAIRS]
    if glossary.title is None or len(part) < FEWEST_PAIRS:
        return
    title = glossary.title.text
    chance = material.chance("pairs", document.id, title)
    order = list(range(len(part)))
    while order == sorted(order):
        chance.shuffle(order)
    options = {"left": [e.term for e in part], "right": [part[n].meaning for n in order]}
    key = [order.index(n) for n in range(len(part))]
    stem = f"據《{document.title}》，將「{title}」中的各項與其說明配對。"
    explanation = "".join(f"{e.term}：{e.meaning}。" for e in part)
    yield make("matching", document.id, f"pairs {title}", stem, options, key, explanation, [e.quote for e in part])


def _list(material: Material, document: Document, entry: Listed, all_of: Sequence[Listed]) -> Iterator[Item]:
    title, ask = entry.title.text, "依序有哪幾步" if entry.title.steps else entry.title.ask
    explanation = f"{title}：{('；' if entry.sentences else '、').join(entry.members)}。"
    if not entry.more:
        stem = f"據《{document.title}》，「{title}」{ask}？"
        points = [
            point(member) if entry.sentences else {"point": member, "accept": [member], "exact": True}
            for member in entry.members
        ]
        yield make("short", document.id, f"list {title}", stem, [], points, explanation, entry.quotes)
    if entry.title.steps:
        yield _sequence(material, document, entry)
        yield from _next(material, document, entry)
        yield from _before(document, entry)
    if any(words_only(title) in words_only(member) for member in entry.members):
        return  # 平日值班 shows that it is a kind of 值班
    chance = material.chance("list", document.id, title)
    strangers = _strangers(entry, all_of)
    chance.shuffle(strangers)
    yield from _belongs(document, entry, strangers, explanation)
    number, most = shares(f"{document.id} {title}", len(entry.members), len(strangers))
    if not number:
        return
    insiders = chance.sample(entry.members, number)
    stem = f"據《{document.title}》，下列屬於「{title}」的有（　　）。"
    options, right = arranged([*insiders, *strangers[:most]], number, chance)
    yield make("multiple", document.id, f"members {title}", stem, options, right, explanation, entry.quotes)
    stem = f"據《{document.title}》，下列不屬於「{title}」的是（　　）。"
    options, right = arranged([strangers[0], *chance.sample(entry.members, 3)], 1, chance)
    yield make("single", document.id, f"outsider {title}", stem, options, right[0], explanation, entry.quotes)


def _belongs(document: Document, entry: Listed, strangers: Sequence[str], explanation: str) -> Iterator[Item]:
    if strangers and not entry.sentences:
        number = whole_number(document.id, "belongs", entry.title.text)
        true = number % 2 == 0
        member = entry.members[number // 2 % len(entry.members)] if true else min(strangers)
        stem = f"據《{document.title}》，「{member}」屬於「{entry.title.text}」。"
        yield _judged(document, f"belongs {entry.title.text}", stem, true, explanation, entry.quotes)


def _sequence(material: Material, document: Document, entry: Listed) -> Item:
    chance = material.chance("sequence", document.id, entry.title.text)
    order = list(range(len(entry.members)))
    while order == sorted(order):
        chance.shuffle(order)
    stem = f"據《{document.title}》，將「{entry.title.text}」的各步按先後排列。"
    explanation = _in_order(entry)
    key = [order.index(n) for n in range(len(order))]
    options = [entry.members[n] for n in order]
    return make("ordering", document.id, f"steps {entry.title.text}", stem, options, key, explanation, entry.quotes)


def _in_order(entry: Listed) -> str:
    return "正確的先後：" + "".join(f"（{n}）{step}。" for n, step in enumerate(entry.members, 1))


def _next(material: Material, document: Document, entry: Listed) -> Iterator[Item]:
    """Which step comes next, among the others of the list; where there is one, a step that is neither the longest nor
    the shortest of them."""
    if len(entry.members) < FEWEST_STEPS:
        return
    title, last = entry.title.text, len(entry.members) - 1
    begin = whole_number(document.id, "next", title)
    places = [(begin + n) % last for n in range(last)]
    beside = {at: [step for n, step in enumerate(entry.members) if n not in (at, at + 1)] for at in places}
    lengths = {at: [len(step) for step in beside[at]] for at in places}
    at = next((n for n in places if min(lengths[n]) <= len(entry.members[n + 1]) <= max(lengths[n])), places[0])
    rest = beside[at]
    chance = material.chance("next", document.id, title)
    options, right = arranged([entry.members[at + 1], *chance.sample(rest, min(WRONG, len(rest)))], 1, chance)
    stem = f"據《{document.title}》的「{title}」，緊接在「{entry.members[at]}」之後的一步是（　　）。"
    yield make("single", document.id, f"next {title}", stem, options, right[0], _in_order(entry), entry.quotes)


def _before(document: Document, entry: Listed) -> Iterator[Item]:
    """Whether one step comes before another."""
    number = whole_number(document.id, "before", entry.title.text)
    at, true = number // 2 % (len(entry.members) - 1), number % 2 == 0
    one, other = entry.members[at : at + 2] if true else entry.members[at : at + 2][::-1]
    stem = f"據《{document.title}》的「{entry.title.text}」，「{one}」在「{other}」之前。"
    yield _judged(document, f"before {entry.title.text}", stem, true, _in_order(entry), entry.quotes)


def _limit(material: Material, document: Document, limit: Limit) -> Iterator[Item]:
    """The figure to fill in, to choose, or to judge."""
    if limit.quote is None:
        return
    said = f"{limit.before}{BLANK}{limit.after}".rstrip("。")
    number = whole_number(document.id, said)
    sentence, whole = f"{limit.before}{limit.figure}{limit.after}", _according_to(document)
    stem = f"填空：{whole}{said}。"
    yield make("blank", document.id, f"limit {said}", stem, [], [limit.accepted], sentence, [limit.quote])
    wrong = others(limit, WRONG, number)
    chance = material.chance("limit", document.id, said)
    figures, right = arranged([limit.figure, *wrong], 1, chance)
    options = [f"{figure}{limit.unit}" for figure in figures]
    stem = f"{whole}「{limit.before}（　　）{limit.after[len(limit.unit) :].lstrip()}」括號內應是哪一項？"
    yield make("single", document.id, f"limit {said}", stem, options, right[0], sentence, [limit.quote])
    true = number // 7 % 2 == 0
    figure = limit.figure if true else wrong[number // 14 % len(wrong)]
    stem = f"{whole}{limit.before}{figure}{limit.after}".rstrip("。") + "。"
    yield _judged(document, f"limit {said}", stem, true, sentence, [limit.quote])


def _strangers(entry: Listed, all_of: Sequence[Listed]) -> list[str]:
    """Members of the other lists that by their form and length could be of this one: a sentence among names, or a name
    among sentences, would not be taken for a member. Not of a list of the same things, nor what shares its words with
    the title or a member, for that may belong as well."""
    shortest, longest = min(map(len, entry.members)), max(map(len, entry.members))
    own = [pairs(text) for text in (entry.title.text, *entry.members)]
    found = [
        member
        for other in all_of
        if other is not entry and not _of_the_same(entry, other)
        for member in other.members
        if other.sentences == entry.sentences
        and 0.6 * shortest <= len(member) <= 1.6 * longest
        and not any(same_or_inside(member, inside) for inside in entry.members)
        and not any(len(pairs(member) & told) > 1 for told in own)
    ]
    return list(dict.fromkeys(found))


def _of_the_same(one: Listed, other: Listed) -> bool:
    """Whether two lists may be of the same things: by a common member, or by their titles."""
    titles = sorted((words_only(one.title.text), words_only(other.title.text)), key=len)
    return bool(set(one.members) & set(other.members)) or titles[0] in titles[1]
