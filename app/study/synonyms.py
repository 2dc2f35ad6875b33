"""Words that say the same in an answer, as search keys: the first of a line stands for the others.

Only words that may change places in any sentence of the field; everyday expressions have a table of their own
(`corpus/lexicon.tsv`), which explains but does not replace.
"""

import re

_LINES = """
协助 帮忙 帮助 支援 协办
负责人 主管 首长 部门领导 领导人
其他 别的 其它
部门 单位 科室 处室 机关
人员 人手 同仁 员工
同意 许可 答应 点头 首肯
指派 派遣 调派 指挥 使唤 差遣 调用 找人做 派工
安排 调配 分派
要求 请求 需要
尊重 敬重
直接 径自 擅自 自行 越过
事先 事前 预先
解决 化解 排解 处理
矛盾 冲突 纠纷 争执 争议 分歧
商量 商议 协商 磋商 讨论 商讨
规定 规范 规章 规矩
纠正 改正 矫正
推诿 推卸 推托 踢皮球
全局 大局 整体
利益 好处
职责 责任
权力 权限 职权
目标 目的
信息 讯息 资讯 消息
沟通 交流 联系 联络
配合 合作 协作
说明 解释 讲清楚
查明 查清 弄清 调查清楚
真实 属实
监督 督促 督导
效率 效能
期限 时限 期限内 限期
书面 文字
通知 告知
先进 优秀
后进 落后
主动 积极
立即 马上 立刻 及时
防止 避免
不得 不能 不可 不可以 不要 不应 不应该 不许 不准
不必 不用 无须 不需要 毋须 用不着
下级 下属 部属 属下
上级 上司 长官
决定权 决策权
民众 老百姓 百姓 市民 居民
接受 认可 接纳
划分 拆成 切成 分成 拆分
衔接 接得上 接上 接起来 接得起来
调整 修改 更改 变更
差异 差别 落差
意见 看法 想法 观点
检查 查看 查核 检视
后果 结果
是否 有没有 是不是
公文 文书
会议 开会
方式 方法 办法
"""
_ALIKE = {word: words[0] for words in (line.split() for line in _LINES.split("\n") if line) for word in words[1:]}
_PATTERN = re.compile("|".join(sorted(_ALIKE, key=len, reverse=True)))


def replaced(key: str) -> list[tuple[str, int, int]]:
    """The characters of the key with synonyms put in, each with the stretch of the key that it stands for.

    >>> replaced("请帮忙")
    [('请', 0, 1), ('协', 1, 3), ('助', 1, 3)]
    """
    found: list[tuple[str, int, int]] = []
    at = 0
    for match in _PATTERN.finditer(key):
        found += [(key[i], i, i + 1) for i in range(at, match.start())]
        found += [(char, match.start(), match.end()) for char in _ALIKE[match[0]]]
        at = match.end()
    return found + [(key[i], i, i + 1) for i in range(at, len(key))]
