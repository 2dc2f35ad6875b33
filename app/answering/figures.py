"""Questions that only a figure, a name or a word of another field answers: how much, how long, on which day, who holds
an office, an algorithm, a muscle. All on search keys."""

import re
from collections.abc import Iterable

_NUMERAL = "[\\d一二三四五六七八九十百千万亿两半]"
_TIME = "(年|个?月|日|号|天|周|星期|小时|分钟|点钟?|时)"
# "拖了几个月", "这几年", "前几天" do not ask
_NOT_A_FEW = "(?<![好这那十过了等拖压隔后近着])(?<![^提]前)"
_OFFICE = "(主任|[局处科市县部省区镇乡村院校州司厅署会社董]长|书记|主席|总统|总理)"
# What is asked, and what a sentence that answers it holds; the first that fits.
_ASKED: tuple[tuple[re.Pattern[str], re.Pattern[str] | None], ...] = (
    (re.compile("多少钱|要花多少|费用(是|要|大?约)?多少"), re.compile("\\d元|[千百万]元|块钱")),
    (re.compile("(什么|哪种)(学历|文凭)|学历(要求|门槛)"), re.compile("学历|文凭|大学|本科|硕士|专科|毕业")),
    (re.compile("(英文|英语|法文|日文)(怎么|是|叫|名)"), re.compile("[a-z]{3}|英文|英语|法文|日文")),
    (re.compile("第几条|哪一?条(规定|法|条文)|什么法第"), re.compile("第.{1,5}条")),
    (
        re.compile("谁(写的|发明|提出|创立|创建|最早|编的)|作者是|(创始|发明|创办)人|之父|(哪个|什么)出版社"),
        re.compile("作者|提出|创立|发明|出版|\\d{4}|[a-z]{4}"),
    ),
    (re.compile("哪个国家|哪国|哪一国"), re.compile("[美英法德日韩中]国|日本|新加坡|欧洲|大陆|台湾")),
    (re.compile("哪张表|什么表格|哪份表|填什么表"), re.compile("表格|表单|申请单|登记表")),
    (
        re.compile(
            "历史(发展|沿革|背景|演变)|(的|什么)历史\\W*$|沿革|起源于?|(最早|首次|最初|何时|什么时候)(被?提出|出现|产生|诞生|使用)"
            "|(协调|机制|制度|概念|理论|学说|原则|一?词).{0,4}(由来|来历|演变|演进|发展(历程|史|阶段))"
        ),
        re.compile("历史|沿革|起源|世纪|年代|\\d{4}"),
    ),
    (re.compile("叫什么名字|姓名|尊姓"), re.compile("名字|姓名|先生|女士")),
    (re.compile("哪一?年|第几年"), re.compile(f"{_NUMERAL}年")),
    (re.compile("几点(以?[前后]|钟|开|到|上|下|关)"), re.compile(f"{_NUMERAL}(点|时|:)")),
    (re.compile(f"多久|多长时间|期限|{_NOT_A_FEW}几(天|日)"), re.compile(f"{_NUMERAL}{_TIME}")),
    # the unit is the one asked for
    (re.compile(f"{_NOT_A_FEW}几个?(年|月|号|周|小时|钟头|星期|分钟|元|岁|科|楼|票|级分|公里|公斤|公分|折|%)"), None),
    (re.compile("(要|需要?|得|至少|最多|一共|总共)几个?(人)|几个?(人)\\W*$"), re.compile(f"{_NUMERAL}个?人")),
    (re.compile("多少|多大"), re.compile(f"\\d|{_NUMERAL}(元|块|个|%|成|人|名|天|日|年|小时|份|次|倍|级|分|公)")),
    (
        re.compile(f"{_OFFICE}(叫什么|是谁|姓什么|是哪一?位)|(谁|哪位)是.{{0,8}}{_OFFICE}"),
        re.compile(f"{_OFFICE}(:|是|为|由)[一-鿿]{{2,3}}(先生|女士|[,;。\\n]|$)"),
    ),
    (re.compile("电话(号码|是|几)|门牌|邮编"), re.compile("\\d{3}")),
)


# Words of other fields that no question about working together in an office has, whatever else it says: a text that
# answers has the very word.
_OTHER_FIELD = re.compile(
    "(?<![的个种摊])算法|演算法|编程|代码|函数|神经网络|机器学习|深度学习|线程|进程调度|分布式|分散式|区块链|消息队列|微服务|容器化"
    "|小脑|大脑皮层|神经元|肌肉|肌群|细胞|蛋白质|基因|激素|荷尔蒙|光合|化学反应|分子|原子|电子轨道|瑜伽|瑜珈|健身|球员|舞蹈"
    "|配色|穿搭|构图|和弦|旋律|声部|电机|马达|齿轮|轴承|传感器|感测器|滤波|电路"
    "|软件|软体|人工智[能慧]|大数据|小程序|区块链|数学模型|博弈|赛局|纳什|股[票市]|血型|星座|信度|回归分析|量表|kpi|gdp"
    # other countries and other ages
    "|[美英法德韩印俄]国|日本|印度|俄罗斯|欧盟|欧洲|新加坡|联合国|古代|古时候|[秦汉唐宋元明清][朝代]"
)


def asks_figure(key: str) -> re.Pattern[str] | None:
    """What a sentence has to hold to answer a question about a figure; None for other questions.

    >>> [bool(asks_figure(key)) for key in ("公听会要提前几天通知", "协调有几种", "拿给几个人看", "拖了几个月")]
    [True, False, False, False]
    """
    for asked, answers in _ASKED:
        if found := asked.search(key):
            return answers or re.compile(f"{_NUMERAL}个?{re.escape(found[1])}")
    return None


def lacks_figure(question: str, passages: Iterable[str]) -> bool:
    """Whether a question asks for a figure, or with a word of another field, that none of the passages (search keys,
    both) holds.

    >>> lacks_figure("台风几号登陆", ["一般程序分四步"]), lacks_figure("几天前通知", ["开会前三天通知"])
    (True, False)
    >>> lacks_figure("协调一致算法", ["各方协调一致"]), lacks_figure("排班算法", ["排班算法分三步"])
    (True, False)
    """
    held = list(passages)
    if any(not any(word in passage for passage in held) for word in _OTHER_FIELD.findall(question)):
        return True
    wanted = asks_figure(question)
    return wanted is not None and not any(wanted.search(passage) for passage in held)
