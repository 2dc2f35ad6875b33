"""Wordings that mean the same, written alike: what two sentences share can then be read off their characters.

A text is brought to its plain form: synonyms become one word, particles go, a number becomes one character, and each
word that turns a sentence (不得, 應當, 可以, 只有, 所有, 超過, …) one sign.

>>> plain("協調人不能偏袒任何一方。") == plain("協調人不可以偏袒任何一方。")
True
>>> plain("三個工作天以內") == plain("3 個工作日之內"), plain("應當回覆") == plain("可以回覆")
(True, False)
"""

import re
from collections.abc import Callable

from corpus.key import search_key
from corpus.numerals import chinese_number

# Signs, from the private use area. The names say what the word does to its sentence.
FORBID, DUTY, PERMIT, EXEMPT, NOT, ONLY, UNLESS, SUFFICES = map(chr, range(0xE000, 0xE008))
ALL, SOME, MOST, FEW, OFTEN, PERHAPS, PASSIVE = map(chr, range(0xE008, 0xE00F))
OVER, UNDER, AT_LEAST, AT_MOST = map(chr, range(0xE010, 0xE014))
BECAUSE, THEREFORE, PURPOSE, IF, OR, AVOID = map(chr, range(0xE014, 0xE01A))
SIGNS = frozenset(map(chr, range(0xE000, 0xE01A)))
# From here on a character stands for a number, counted in tenths and up to 6,000 one for each.
_NUMBERS, _EXACT = 0xF0000, 60_000
_TIMES = {"百": 100, "千": 1_000, "万": 10_000}

_SIGNED = {
    DUTY: "不得不 不能不 不可不 必须 必需 应当 应该 须要 务必 务须 一定要 需要 需 须",
    FORBID: "不可以 不得 不可 不能够 不能 不准 不许 不允许 不应该 不应当 不应 不该 不宜 不要 禁止 严禁 切忌 切勿"
    " 请勿 勿 无法",
    EXEMPT: "不必 无须 无需 不用 不需要 不需 毋须 不须 毋庸",
    PERMIT: "可以 得以 允许 准许 能够",
    ONLY + PERMIT: "只能 方可 方能 才可以 才能够 才能 才可",
    UNLESS: "除非",
    SUFFICES: "只要",
    ONLY: "只有 唯有 仅仅 仅有 仅 只 唯一 才",
    ALL: "全部 所有 一切 全体 任何 一律 一概 完全 必然 必定 总是 永远 每一",
    MOST: "大多数 大部分 多数 多半",
    FEW: "少数 个别",
    SOME: "一部分 部分 有些 某些 一些 其中一 某个 某一",
    OFTEN: "往往 通常 常常 经常 时常 一般而言 大多",
    PERHAPS: "可能 也许 有时",
    PASSIVE: "被 遭",
    AT_LEAST: "以上 至少 最少 不少于 不低于 不小于",
    AT_MOST: "以下 至多 最多 不超过 不高于 不多于 不大于",
    OVER: "超过 高于 多于 大于",
    UNDER: "不足 未达 未满 少于 低于 小于",
    NOT: "没有",
    BECAUSE: "因为 由于",
    THEREFORE: "因此 所以 因而 于是",
    PURPOSE: "为了",
    IF: "如果 假如 倘若 要是 若",
    OR: "或者 或是 或",
    AVOID: "避免 防止 以免 免得 杜绝 预防 拒绝 反对 停止 取消 误以为 误认为",
}
# A line's first word stands for the others. Only words that may change places in rules and minutes.
_SYNONYMS = """
弄清 查清楚 弄清楚 弄明白 查清 查明 厘清 了解清楚
写明 写清楚 载明 记载 注明 列明
误会 误解
事前 事先 预先
纠纷 争执 争议 争端
协商 商量 商议 磋商 洽商
通知 告知 知会
回复 答复 回覆
意见 看法
方式 方法 办法 做法
依据 根据 依照 按照
领导 领导人 领导者
部门 单位 科室 处室
下属 部属 属下
直接 径自 径行
推诿 推卸 推托 踢皮球
全局 大局
职责 责任
协助 帮助 帮忙
有关 相关
再 然后 随后 接着 接下来 而后
先 首先
前 以前 之前
后 以后 之后 过后
内 以内 之内
间 之间
时 的时候 时候 之时
使 令 让 导致 造成 引起 引发 致使
对 对于 关于
报 报请 呈报 报给
分送 分送给 分发 分发给
立即 马上 立刻
提交 送交 递交 呈送
召开 举行
参加 参与 出席
与会 到会
商定 议定
共同 一起 一同
互相 相互 彼此
每周 每星期 每礼拜
两者 二者
双方 两方 两造
指派 派遣 调派
尽量 尽可能
以及 并且
开始 着手
完成 办完
说明 讲清楚
目标 目的
周到 周全
"""
# Words with 不 and the like that deny nothing, and others that only look like a sign: kept as they are.
_KEPT = (
    "不仅 不但 不只 不论 不管 不断 不妨 不少 不久 无论 非常 未来 莫非 是否 能否 可否 才干 有没有 主要 重要 首要"
    " 必要 要求 要点 要素 要件 常见 及时 涉及 普及 触及 顾及 和缓 和谐 平和 总和 调和 缓和 参与 与会 使用 使命 让步"
    " 命令 目的 似的 有的 职能 功能 效能 性能 能力 可靠 可行 可见 许可 认可 对应 相应 反应 响应 适应 应对 应付 应急"
    " 应用 免于 了解 除了 非法 不法 无关 被动 来源 将来 近来 从来 往来 都市 首都 也许"
)
_FRAMES = (
    "具体来说 具体而言 换句话说 也就是说 换言之 总之 此外 另外 同时 其次 最后 一般来说 简单地说 简而言之"
    " 根据资料 资料指出 资料说 引文指出 依资料 但是 但 然而 不过 却 进行 予以 加以 给予"
)
_PARTICLES = "的了也就都均皆亦之来"
_NUMERAL = "[0-9]+(?:[.][0-9]+)?[百千万]?|[零〇一二三四五六七八九十百两千万]+"
_UNITS = """
个工作日 个工作天 工作天 工作日 个小时 小时 分钟 个月 个星期 星期 礼拜 周 天 日 年 月 时 点 次 倍 成 元 万元 亿元
件 人 级 分 % 岁 公尺 公里 分贝 个 项 种 类 条 名 位 步 份 届 号 方面
"""
_UNIT_AS = {
    "天": "日",
    "个工作日": "工作日",
    "个工作天": "工作日",
    "工作天": "工作日",
    "个小时": "小时",
    "个月": "月间",
}
_UNIT_AS |= {"星期": "周", "个星期": "周", "礼拜": "周"}
# "一方、一个、一种" seldom count.
_COUNTLESS = frozenset("个项种类条名位方步份人")


def _table() -> list[tuple[str, str | Callable[[re.Match[str]], str]]]:
    words: dict[str, str] = {word: word for word in _KEPT.split()}
    words |= dict.fromkeys(_FRAMES.split(), "")
    for line in _SYNONYMS.split("\n"):
        first, *others = line.split() or [""]
        words |= dict.fromkeys(others, first)
    words |= {word: sign for sign, line in _SIGNED.items() for word in line.split()}
    units = "|".join(sorted(_UNITS.split(), key=len, reverse=True))
    table: list[tuple[str, str | Callable[[re.Match[str]], str]]] = [
        ("百分之(?:" + _NUMERAL + ")", lambda m: _number(m[0][3:]) + "%"),
        (f"(?:{_NUMERAL})(?:{units})", _counted),
        ("[0-9]+(?:[.][0-9]+)?[百千万]?", lambda m: _number(m[0])),
    ]
    table += [(re.escape(word), words[word]) for word in sorted(words, key=len, reverse=True)]
    table += [
        ("(?<![主重首必摘概扼])要(?![点素件紧领害])", DUTY),
        ("(?<![相对响反适供呼回])应(?![对付急用邀])", DUTY),
        ("可(?![惜是观])", PERMIT),
        ("(?<![功职效性才技])能(?![力源])", PERMIT),
        ("不同(?!意)", "不同"),
        ("[不未无没莫非]", NOT),
        ("以及|(?<!普)(?<!涉)及|(?<![参])与(?!会)|和|跟", "、"),
        (f"[{_PARTICLES}]", ""),
        (r"\s+", ""),
    ]
    return table


def _counted(found: re.Match[str]) -> str:
    figure = re.match(_NUMERAL, found[0])
    assert figure is not None
    unit = found[0][figure.end() :]
    if figure[0] == "一" and unit in _COUNTLESS:
        return found[0]
    return _number(figure[0]) + _UNIT_AS.get(unit, unit)


def _number(numeral: str) -> str:
    """One character for a number, however it is written; of very large ones some share theirs."""
    if numeral[0].isdecimal():
        tens = round(float(numeral.rstrip("百千万")) * _TIMES.get(numeral[-1], 1) * 10)
    else:
        tens = chinese_number(numeral) * 10
    return chr(_NUMBERS + (tens if tens < _EXACT else _EXACT + tens % 70_001))


def is_number(char: str) -> bool:
    return ord(char) >= _NUMBERS


_TABLE = _table()
_PATTERN = re.compile("|".join(f"({pattern})" for pattern, _ in _TABLE))


def plain(text: str) -> str:
    """The plain form of `text`, in either script; punctuation stays."""

    def put(found: re.Match[str]) -> str:
        _, by = _TABLE[(found.lastindex or 1) - 1]
        return by if isinstance(by, str) else by(found)

    key = re.sub(r"(?<=[0-9零〇一二三四五六七八九十百千万两年月])[ \u3000]+|[ \u3000]+(?=[0-9])", "", search_key(text))
    return _PATTERN.sub(put, key)
