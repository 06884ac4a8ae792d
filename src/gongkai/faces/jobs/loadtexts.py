"""Texts for load tests: our own sentences put together by chance, so that common words are common and rare ones rare.

Their words for the index are made once a sentence, not once a text: a million texts are then a matter of minutes.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from functools import cached_property
from itertools import product

from gongkai.office.search.tokens import normalise, tokens
from gongkai.statute.disclosure import disclosure_law

_OPENINGS = (
    "根据工作安排", "经集体讨论研究", "为了方便群众办事", "按照年度工作要点", "结合本地实际", "依据有关规定", "经征求各方意见",
    "自本通知印发之日起", "按照财政预算安排", "围绕重点领域", "经公示没有异议", "针对群众来信反映的问题",
)  # fmt: skip
_DOINGS = (
    "请各有关单位认真贯彻落实", "由责任科室按季度汇总上报", "在本单位网站上发布公告", "统一安排财政资金予以保障", "组织开展专项检查",
    "及时答复申请人并登记存档", "完善办事指南和服务流程", "按规定公开结果", "加强人员培训和业务指导", "建立台账并逐项销号",
    "把通知精神传达到每一名工作人员", "做好安全生产和应急值守", "严格执行行政许可程序", "接受社会监督",
)  # fmt: skip
_ENDINGS = (
    "确保各项任务按时完成", "工作中遇到的问题请与办公室联系", "具体办法另行通知", "有关情况请于月底前书面报告", "让企业和群众少跑腿",
    "相关资料保存期限为十年", "执行中的意见请及时反馈", "所需经费列入部门预算", "逾期不再受理", "以上内容均为演示",
)  # fmt: skip
_FORMS = (
    ("的通知", 34), ("的公告", 14), ("的通告", 8), ("实施方案", 12), ("管理办法", 10), ("工作要点", 6), ("情况公示", 10), ("的答复意见", 6),
)  # fmt: skip
_ABOUT = (
    "做好{}工作", "加强{}管理", "{}有关事项", "印发{}实施细则", "公布{}目录", "调整{}标准", "开展{}专项行动", "{}情况",
)  # fmt: skip
_RARE = "蕙菁澜翊骁琨璟昕煜桐芮霏岚沅榆槿栀荻芷菡蓁筠筱箬篁絮绡缃缈翎翩翡翠羿耘聆胤脩舫艾芊苒苓茗茜荃荔荟莞莳菀葭葳蒹蓟蔚蕴薇藜虔蛟衍裴"
_THEME_WORDS = (
    "财政预算", "教育教学", "医疗卫生", "交通运输", "城市管理", "住房保障", "生态环境", "食品安全", "市场监管", "社会救助", "就业创业",
    "科技创新", "文化旅游", "农田水利", "统计调查", "应急管理", "招商引资", "养老服务", "政务服务", "基层治理",
)  # fmt: skip


@dataclass(frozen=True)
class Sentence:
    """Some text between two full stops, and its words for the index in order."""

    text: str

    @cached_property
    def folded(self) -> str:
        """The same normalised."""
        return normalise(self.text)

    @cached_property
    def words(self) -> tuple[str, ...]:
        """Its pairs and words."""
        return tuple(tokens(self.folded))


@dataclass(frozen=True, slots=True)
class Text:
    """What an item says; ``body`` is HTML of the allowed kind, its words those of the sentences in order."""

    title: Sentence
    sentences: tuple[Sentence, ...]
    heading: str
    subject: str
    genre: str

    @property
    def body(self) -> str:
        """Two sentences a paragraph."""
        return "".join(f"<p>{line}</p>" for line in self.lines)

    @property
    def lines(self) -> list[str]:
        """The paragraphs."""
        return _lines([sentence.text for sentence in self.sentences])

    @property
    def folded_lines(self) -> list[str]:
        """The same normalised."""
        return _lines([sentence.folded for sentence in self.sentences])


def _lines(sentences: list[str]) -> list[str]:
    told = [f"{sentence}。" for sentence in sentences]
    return ["".join(told[place : place + 2]) for place in range(0, len(told), 2)]


class Texts:
    """A supply of texts that is the same for the same seed."""

    def __init__(self, seed: int) -> None:
        law = disclosure_law()
        self.chance = random.Random(seed)  # noqa: S311 (texts, not secrets)
        every = [Sentence("，".join(parts)) for parts in product(_OPENINGS, _DOINGS, _ENDINGS)]
        self.chance.shuffle(every)
        self.sentences = every
        self.headings = sorted(law.headings)
        subjects, genres = sorted(law.subjects), sorted(law.genres)
        # A heading is filed under few classes, as in life; which, is decided here.
        self.classes = {
            code: (self.chance.sample(subjects, 3), self.chance.sample(genres, 3)) for code in self.headings
        }
        self.themes = {
            code: [law.headings[code].name.replace("、", "和"), *self.chance.sample(_THEME_WORDS, 2)]
            for code in self.headings
        }
        self.themed = {
            code: [Sentence(f"{theme}方面，{doing}") for theme in self.themes[code] for doing in _DOINGS]
            for code in self.headings
        }

    def text(self, number: int) -> Text:
        """The next text; ``number`` is written in it."""
        chance = self.chance
        heading = self.headings[int(len(self.headings) * chance.random() ** 1.5)]
        subjects, genres = self.classes[heading]
        form = chance.choices([name for name, _weight in _FORMS], [weight for _name, weight in _FORMS])[0]
        about = chance.choice(_ABOUT).format(chance.choice(self.themes[heading]))
        rare = "".join(chance.choices(_RARE, k=2))
        return Text(
            title=Sentence(f"演示：关于{about}{form}（第{number}号）"),
            sentences=(
                chance.choice(self.sentences),
                chance.choice(self.themed[heading]),
                chance.choice(self.sentences),
                chance.choice(self.themed[heading]),
                Sentence(f"本件编号{number}，经办项目{rare}工程，涉及{chance.randrange(2, 900)}户"),
            ),
            heading=heading,
            subject=chance.choice(subjects),
            genre=chance.choice(genres),
        )
