"""Is a text a matter for coordination at all? A quarrel or a stuck matter among offices, and neither a question about
coordination nor a quarrel at home, in sport or over a purchase.

>>> tone("兩個科長誰也不服誰，公文卡在中間。")
Tone(quarrel=2, office=2, private=0, settled=0, asks=False)
"""

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corpus.key import search_key

# Search-key characters. What people say of a quarrel, of a refusal, or of a matter that does not move.
_QUARREL = re.compile(
    "各执一词|各说各|谁[也都]不|[也都]不肯|[也都]不愿|不服|不满|不肯|不愿|不让|不认|不干|不买账|不配合|不合作|不同意|不答应|不理"
    "|不批|不签|不放|不给|不收|不接|不核|不来|不出面|凭什么|要?我们自己想办法|自己看着办|规定就是规定"
    "|互相|相互指|推来|推给|推诿|推托|一推|踢皮球|踢来|甩锅|扯皮|吵|争|闹|僵|翻脸|反目|骂|唸|抱怨|埋怨|抗议|反对|反弹|投诉|陈情|告状"
    "|举报|抵制|罢工|联名|集体请假|抢|嫌|怪|怨|气得|气炸|生气|发火|脾气|拍桌|委屈|灰心|心寒|不.?(?:愉快|高兴|开心|是滋味)|有意见|意见不"
    "|没人[管修理接收签办]|没人?牵头|没有人[管修理接收签办]|不归|不是我们的|归谁|算谁|谁负责|谁[来出先管签付赔]|该谁"
    "|卡[在着住]|压着|压件|拖|搁|没下文|没有下文|不回|石沉大海|退件|退回|被退|转来转去|一圈|夹在中间|为难|[做办管罚封动定]不[到了]|来不及|忙不过来"
    "|没有?.{0,3}权|绕[过开]|越过|没.?[问找跟和].{0,5}[过说讲]|没告诉|没知会|没打招呼|没商量|没通知|没接到|没收到|不打招呼|不说话|不讲话|不见面"
    "|对不上|对立|冲突|撞期|撞在|打架|较劲|矛盾|分歧|纠纷|争议|谈不拢|谈不成|没谈成|喊停|催|应付|造假|做假|没动|两头|两派|一派|另一[边方]"
    "|都想[要用]|都怕|明明|偏偏|硬要|非要"
    # "X 說 …，Y 說 …"
    "|[说讲叫嫌][^。！？]{2,30}[,，;；][^。！？,，]{1,10}[说讲叫嫌]|一[个边]说"
)
# Where officers work, whom they work with and for, and what they work on.
_OFFICE = re.compile(
    "[处科局部室课股组所厅署]长|主任|主管|经理|秘书|专员|科员|承办|同事|同仁|领导|长官|首长|书记|[县市镇乡村里区校厂]长|组员|股室"
    "|[处科局部室课股厅署县市乡镇街](?:里|会|政府)?[说讲认要想都和跟与也把没嫌催]|单位|部门|机关|公所|政府|街道|社区|村委|居委|网格"
    "|主计|会计|财务|人事|总务|行政|政风|法规|法制|资讯|信息科|办公室|后勤|采购|业务|科室|处室|[两各一]个?[科处局]|窗口|公文|会签|签呈"
    "|核销|报销|预算|经费|补助|补贴|编制|权限|职责|职掌|审批|核定|验收|稽查|执法|督导|督办|考核|评比|值班|排班|借调|调走|抽人|派人|人手|上面|底下|上级"
    "|消防|交警|警察|派出所|城管|环保|卫生|教育局|民政|水利|工务|养护|建管|税务|公安|园区|开发区|厂商|民众|群众|里民|居民|住户|村民|业主|物业"
    "|施工|拆迁|会议室|公务车|档案|联合|专班|专案|方案|计划|项目|通知|数据|资料|名册"
)
# A quarrel of another kind: at home, in sport, over a purchase, in the news or in a story.
_PRIVATE = re.compile(
    "老公|老婆|我妈|我爸|爸妈|妈妈|爸爸|婆婆|岳母|女儿|儿子|兄弟俩|姐妹|弟弟|妹妹|哥哥|姐姐|大姑|叔叔|男朋友|女朋友|男友|女友|我先生|我太太"
    "|室友|结婚|离婚|遗产|家务|赡养|恋爱|闺蜜|写作业|裁判|球迷|球员|球队|球赛|主场|客场|教练|越位|假摔|队友|游戏|联赛|冠军"
    "|卖家|买家|商家|网购|网上买|退货|退款|不给退|客服|快递|餐厅|健身房|差评|一星|五星|包邮|打折|下单|网约车"
    "|小说|电影|故事|从前|国王|武林|明星|歌手|美国|总统|国会|打官司|股票|房贷|减肥|食谱|天气|气温"
)
# What has come to a good end, or is told only to be known.
_SETTLED = re.compile(
    "圆满|顺利|谢谢|感谢|辛苦|祝|配合得|合作得|很高兴|很开心|很满意|满意度|很好|都有收获|已经?(?:办好|完成|核准|归档|处理|送到|印好|验收|订好)|准时|敬请"
    "|请(?:各|于|在|带|自|把|领|准|同仁|大家|有)|帮我|教学|推荐"
)
# A question that wants an explanation, not help with something that happened.
_ASKS = re.compile(
    "^.{0,12}(?:什么是|什么叫|何谓|请解释|有哪些|有几种|包括哪|属于哪|区别|定义|原则是)"
    "|(?:什么是|是什么|是什么意思|有哪些|哪几种|区别|意思|什么时候|哪一类方法|有什么要求|是多少|几天前.{0,4})[吗呢呀]?[?？。]?$"
)


@dataclass(frozen=True, slots=True)
class Tone:
    """How many expressions of each kind a text has; whether it asks for knowledge."""

    quarrel: int
    office: int
    private: int
    settled: int
    asks: bool


def tone(text: str) -> Tone:
    key = search_key(text)
    quarrel, office, private, settled = (len(set(k.findall(key))) for k in (_QUARREL, _OFFICE, _PRIVATE, _SETTLED))
    return Tone(quarrel, office, private, settled, bool(_ASKS.search(key.strip())))


def recognition_features(text: str, precedents: float, cues: int, likeness: float) -> NDArray[np.float64]:
    """(1, 8): log-odds by the precedents, the five of `Tone` and the cues, counts as ln(1 + n), likeness to a card."""
    found = tone(text)
    counts = np.log1p([found.quarrel, found.office, found.private, found.settled, int(found.asks), cues])
    return np.array([[precedents, *counts, likeness]])
