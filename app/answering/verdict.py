"""Whether a sentence says yes or no to a judgement that is asked for: only where a clause of it speaks of the very
words that were asked, and forbids, permits or demands them. All on search keys."""

import re

from app.answering.ruling import in_order, uncovered
from corpus.key import search_key

# Characters that join; a pair with one of them says nothing.
JOINING = frozenset("的了是在有个和与就都也这那")
_ASKS = re.compile(
    "可不可以|能不能|该不该|要不要|是不是|算不算|应不应该|有没有必要|可以|可否|能否|应否|是否|能够|应该|应当|必须|需要|行不行"
    "|对不对|对吗|行吗|好吗|吗|嘛|呢|么|啊|吧"
)
_PERMISSION = re.compile("可以|能不能|可不可以|可否|能否|能.{0,16}吗|行不行|行吗")
_DUTY = re.compile("要不要|该不该|应不应该|必须|需要|有没有必要|应否|该.{0,16}吗|(?<![首重主必])要.{0,16}吗")
_IDENTITY = re.compile("是不是|算不算|是否|是.{0,20}吗|算.{0,16}吗|属于.{0,16}吗")
_CHOICE = re.compile("(.)不\\1|可不可以|应不应该|有没有")
# "能不能不签": a yes would be a no
_NEGATED_QUESTION = re.compile("不|没|未|无须|免")
# Asked of something that one does: is it right?
_OF_AN_ACT = re.compile(
    "可不可以|能不能|可以|可否|能否|行不行|好不好|对不对|[行对好妥]吗|[吗嘛]\\W*$|合不合适|算不算|有没有用|吧\\W*$"
)

_FORBIDS = re.compile("不可|不得|不能|不应|切忌|不宜|不该|不准|绝不|决不|不许|不允许|禁止")
_PERMITS = re.compile("可以|可由|得以|允许")
_DEMANDS = re.compile("必须|应当|应该|应由|应先|应|须")
_WAIVES = re.compile("不必|无须|不用|不需")
_DENIES = re.compile("不是|并非|不属于|不算|不等于")
_LEAVES_OUT = re.compile("[不没未]|忽[略视]|省略")
_AFFIRMS = re.compile("都是|属于|就是|是")
_COPULA = re.compile("是不是|算不算|是否|就是|都是|属于|是|算")
_ENDING = re.compile("[吗嘛么吧?!。,]+$")
# What may stand behind a name without making it another thing.
_SORT = re.compile("(工作|活动|本身)$")
# A clause that tells when, or of whom, something holds rules nothing itself.
_CASE = re.compile("(时|者|的话|情形)$|^(如果?|若|倘若?)")
# A sentence speaks of what is asked if it holds so much of the question's pairs of characters, so much the clause that
# decides, and so many at least.
SPEAKS, SPEAKS_HERE, LEAST = 0.5, 0.3, 3
# From this nearness on, a line among the common mistakes is about the very act that is asked about: of 250 everyday
# questions that are asked with a yes or no, it was so for all 12 that had one.
MISTAKE = 0.28


def verdict_of(question: str, sentence: str) -> str:
    """The yes or no that a sentence gives, "" where it gives none.

    >>> verdict_of("可以直接指派別科的人嗎", "不可直接指派其他科的人員。")
    '否'
    >>> verdict_of("協調可以用電話嗎", "不必人人到場。")
    ''
    >>> verdict_of("本位主義是矛盾的一種嗎", "本位主義是矛盾的成因，不是矛盾的一種。")
    '否'
    """
    asked, said = search_key(question), search_key(sentence)
    if _NEGATED_QUESTION.search(_CHOICE.sub("", asked)):
        return ""
    wanted = _pairs(_ASKS.sub("", asked))
    if len(wanted & _pairs(said)) < max(SPEAKS * len(wanted), LEAST):
        return ""
    if not _PERMISSION.search(asked) and not _DUTY.search(asked):
        return _identity(asked, said) if _IDENTITY.search(asked) else ""
    if _PERMISSION.search(asked) and _FORBIDS.search(said) and _PERMITS.search(said):
        return ""  # it says both, each of something else
    for clause in _clauses(said):
        if _CASE.search(clause):
            continue
        held = wanted & _pairs(clause)
        if len(held) < SPEAKS_HERE * len(wanted):
            continue
        forbidden = bool(_FORBIDS.search(clause)) or any(f"不{pair}" in clause for pair in held)
        if _PERMISSION.search(asked):
            verdict = "否" if forbidden else "是" if _PERMITS.search(clause) else ""
        else:
            verdict = "否" if _WAIVES.search(clause) else "是" if _DEMANDS.search(clause) else ""
        if verdict and in_order(clause, asked):
            return verdict
    return ""


def _identity(asked: str, said: str) -> str:
    """Whether a sentence says that the one thing asked about is the other, or is not: the whole of what is asked stands
    behind its 是 or 不是, and before it nothing but what is asked about."""
    found = _COPULA.search(asked)
    if not found:
        return ""
    subject = _ASKS.sub("", asked[: found.start()]).strip(",。?!")
    predicate = _ENDING.sub("", asked[found.end() :])
    verdicts = []
    for clause in _clauses(said):
        for verdict, pattern in (("否", _DENIES), ("是", _AFFIRMS)):
            copula = pattern.search(clause)
            if copula:
                before, after = _SORT.sub("", clause[: copula.start()]), clause[copula.end() :]
                whole = not uncovered(predicate, after) and not uncovered(subject, before or said)
                if whole and not uncovered(before, subject):
                    verdicts.append(verdict)
                break
    return verdicts[0] if len(set(verdicts)) == 1 else ""


def is_mistake(question: str, line: str, nearness: float) -> bool:
    """Whether a line among the common mistakes, so near to a question, answers it with no.

    What a mistake leaves out is none itself: the clause that speaks of the question's words must not deny them.

    >>> is_mistake("通知發出去就算講到了嗎", "發出通知就算溝通完成，不看對方是否讀到。", 0.4)
    True
    >>> is_mistake("名額也能拿來談嗎", "只會用錢，忽略輪流、名額等其他利益。", 0.4)
    False
    """
    key = search_key(question)
    if nearness < MISTAKE or _DUTY.search(key) or not _OF_AN_ACT.search(key):
        return False
    wanted = _pairs(_ASKS.sub("", key))
    about = max(_clauses(search_key(line)), key=lambda clause: len(wanted & _pairs(clause)))
    return bool(_LEAVES_OUT.search(key)) or not _LEAVES_OUT.search(about)


def _clauses(key: str) -> list[str]:
    return [clause for clause in re.split("[,;。:!?]", key) if clause] or [key]


def _pairs(key: str) -> set[str]:
    pairs = (key[i : i + 2] for i in range(len(key) - 1))
    return {pair for pair in pairs if pair.isalnum() and not JOINING & set(pair)}
