"""What a list of an imported document is a list of: the noun phrase in the heading or the line that introduces it.

>>> list_title("值班分為以下四種：")
ListTitle(text='值班', ask='分為哪幾種', steps=False)
>>> list_title("申請人應備下列文件：").text
'申請人應備的文件'
>>> list_title("領用程序"), list_title("其步驟如下：")
(ListTitle(text='領用程序', ask='包括哪幾項', steps=True), None)
>>> list_title("處理緊急事件，依下列步驟辦理：")
ListTitle(text='處理緊急事件的步驟', ask='包括哪幾項', steps=True)
"""

import re
from dataclasses import dataclass

from corpus.key import search_key

# Looked for in search keys, which have the text's length: offsets hold in the text.
_COUNT = re.compile(r"^[一二三四五六七八九十两几数0-9]+(?:大|个|项|种|条|点|步)?[、.．]?\s*")
_DIVIDED = re.compile(
    "(?:主要|大致|一般|通常|可|共)*(?:分为|分成|划分为|区分为|分|有)(?:以下|下列|如下)?(?:的)?"
    "[一二三四五六七八九十两几数0-9]+(?:大|个)?(?P<unit>[种类])(?:类型|型|类|别)?$|(?:分为|分成)(?:以下|下列|如下)?$"
)
_CONTAINS = re.compile(
    "(?:主要|大致|一般|通常|应当|应|须|共)*(?:包括|包含|涵盖|有|分为|分成|含|是|为)"
    "(?:以下|下列|如下)?(?:的)?(?:[一二三四五六七八九十两几数0-9]+)?(?:大|个)?(?:项|点|条|步|方面|部分|内容|事项|几项|者)*$"
)
_AS_FOLLOWS = re.compile("(?:分别|规定)?(?:如下|见下|列举如下|说明如下)$")
_FOLLOWING = re.compile("(?:以下|下列)(?:各|[一二三四五六七八九十两几数0-9]+[项种个条点])?(?:的)?")
# "...，依下列步驟辦理": the list is the steps of what stands before.
_BY = re.compile(
    "[,，]?(?:应当|应|须)?(?:按照|依照|依|按|照|循)(?:以下|下列)(?:各项)?(?P<what>程序|步骤|流程|手续|顺序|规定|原则|方式|方法)"
    "(?:逐步|依序|按序)?(?:办理|处理|进行|为之|实施|执行|决定|定之|之)$"
)
# "橫向協調有三種方法": the list is of the methods.
_OF_SOME = re.compile(
    "(?<=..)有[一二三四五六七八九十两几数0-9]+[种项个条类](?P<what>方法|方式|原则|步骤|程序|途径|作用|特点|特性|要求|职责|任务|条件|措施|类型|形式)$"
)
# "有下列情形之一者，不得領用": the list is of the cases in which that holds.
_CASES = re.compile(
    "^有(?:以下|下列)(?P<what>情形|情况|条件|资格)之一(?:者|时|的)?[,，](?:得|应|予以?)?(?P<then>[^，,。]{2,16})$"
)
# Left over, the phrase is still a sentence, or says nothing without the one before it.
_NO_PHRASE = re.compile(
    "[，。；？！,;?!]|以下|下列|如下|之一|^(?:有|遇有|其|这|那|该|此|上述|以上|前项|他|她|它|并|且|但|如|若|凡|因|经)|(?:包括|分为|包含|应|须|的|之一)$"
    "|什么|怎|如何|吗$|^(?:简述|论述|试述)"
)
# What a list may be of, but of whom or what must be said.
GENERAL = re.compile(
    "^(?:程序|步骤|流程|种类|类型|类别|原则|职责|任务|职掌|事项|方法|方式|措施|项目|内容|条件|要件|范围|环节|要求|要点|作用|特点)$"
)
_STEPS = re.compile("程序|步骤|流程|手续|顺序|先后")


@dataclass(frozen=True, slots=True)
class ListTitle:
    """`ask` is what is asked of it; `steps` if its items follow one another."""

    text: str
    ask: str
    steps: bool


def list_title(intro: str) -> ListTitle | None:
    """None where the line names nothing that could be asked for."""
    text = intro.strip("：:。 \n").removeprefix("關於").removeprefix("关于")
    text = text[found.end() :] if (found := _COUNT.match(search_key(text))) else text
    ask = "包括哪幾項"
    key = search_key(text)
    if found := _DIVIDED.search(key):
        ask = f"分為哪幾{'類' if found['unit'] == '类' else '種'}"
        text = text[: found.start()]
    elif (found := _OF_SOME.search(key)) or ((found := _BY.search(key)) and found.start()):
        text = f"{text[: found.start()]}的{text[found.start('what') : found.end('what')]}"
    elif found := _CASES.search(key):
        text = f"{text[found.start('then') : found.end('then')]}的{text[found.start('what') : found.end('what')]}"
    elif found := _AS_FOLLOWS.search(key) or _CONTAINS.search(key):
        text = text[: found.start()]
    elif found := _FOLLOWING.search(key):
        joined = "" if found.start() == 0 or key[found.start() - 1] == "的" else "的"
        text = f"{text[: found.start()]}{joined}{text[found.end() :]}"
    key = search_key(text)
    if not 2 <= len(text) <= 30 or "\n" in text or _NO_PHRASE.search(key):
        return None
    return ListTitle(text, ask, bool(_STEPS.search(key)))
