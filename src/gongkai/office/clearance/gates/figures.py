"""The gate for figures: dates that do not exist, shares over a hundred, units that do not fit, one figure told in two ways.

Sums of tables are in ``tables.py``. A doubt is only voiced where the text leaves no other reading; unknown is never an error.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal

from gongkai.office.clearance.gates.found import Hit
from gongkai.office.clearance.gates.matching import shapes
from gongkai.office.clearance.gates.numbers import exists, lettered
from gongkai.office.clearance.gates.reading import Corpus, Spot, Table
from gongkai.office.clearance.gates.rules import Rules
from gongkai.office.clearance.gates.tables import sums

_DATE = re.compile(r"(?<!\d)(\d{4})[ ]?(年|[-/.])[ ]?(\d{1,2})[ ]?(月|[-/.])[ ]?(\d{1,2})(?!\d)[ ]?(日?)")
_DAY = re.compile(r"(?<!\d)(?<!\d年)(?<!\d年[ ])(\d{1,2})月(\d{1,2})日")
_LETTERED = re.compile(
    r"([一二三四五六七八九〇零○0O]{4})年([一二三四五六七八九十]{1,3})月([一二三四五六七八九十]{1,3})日"
)
_YEAR = re.compile(r"(?<![\d.,])(\d{3,6})年(?![来间前后代以多内期])")
_SPAN = re.compile(
    r"(\d{4})年(\d{1,2})月(?:(\d{1,2})日)?[ ]?(?:至|到|—|－|-|~|～)+[ ]?(\d{4})年(\d{1,2})月(?:(\d{1,2})日)?"
)
_SHARE = re.compile(r"占(?:比|到|了)?[^\x1e\n。；;，,\d]{0,24}?(\d{1,6}(?:\.\d{1,6})?)[ ]?[%％]")
_MONEY = re.compile(
    r"(?<![\d.,])(\d{1,3}(?:,\d{3}){1,5}(?:\.\d{1,6})?|\d{1,15}(?:\.\d{1,6})?)[ ]?(亿元|万元|元)(?![/／每])"
)
_STATED = re.compile(
    r"([一-龥]{4,14}?)(?:[（(][^（）()\x1e\n]{0,10}[）)])?([ ]?[:：][ ]?|总数为|总计为|总计|共计|合计|达到|共为|为|共|达|计|)"
    r"(\d{1,3}(?:,\d{3}){1,5}(?:\.\d{1,6})?|\d{1,15}(?:\.\d{1,6})?)[ ]?"
    r"(万件|万元|亿元|件|条|人次|人|份|元|次|个|家|项|场|篇|期|户|宗|起|批次|批|%|％)"
)
#: Without 共, 为 or the like only what is counted in great numbers is compared: 补助5万元 and 限报1项 are rules.
_COUNTED = frozenset({"件", "万件", "条", "人次", "份", "户", "批次", "家", "篇"})
_SENTENCE_ENDS = "。；;！？\n\x1e"
_PERIOD = re.compile(
    r"\d{4}年|去年|上年|今年|本年|上月|本月|\d{1,2}月|第[一二三四]季度|上半年|下半年|同比|环比|其中|同期"
)


def look(corpus: Corpus, tables: Iterable[Table], rules: Rules, *, today: date) -> Iterator[Hit]:
    """Everything about numbers that cannot be right as it stands."""
    yield from _dates(corpus)
    yield from _years(corpus, rules, today)
    yield from _spans(corpus)
    yield from _shares(corpus, rules)
    yield from _units(corpus)
    yield from _twice(corpus, rules)
    yield from shapes("figures", corpus, rules)
    yield from sums(tables, rules)


def _dates(corpus: Corpus) -> Iterator[Hit]:
    for match, spot in corpus.matches(_DATE):
        # 1.2.3 and the like are versions and clauses: both marks must agree, and only 年月 or a full date counts.
        if (match[2] == "年") != (match[4] == "月") or (match[2] != "年" and match[2] != match[4]):
            continue
        if match[2] == "年" and not match[6]:
            continue
        if match[2] != "年" and not 1900 <= int(match[1]) <= 2200:
            continue
        if not exists(int(match[1]), int(match[3]), int(match[5])):
            yield Hit("figures.date", spot)
    for match, spot in corpus.matches(_DAY):
        # 2028 has a 29 February: a day without a year may be in a leap year.
        if not exists(2028, int(match[1]), int(match[2])):
            yield Hit("figures.date", spot)
    for match, spot in corpus.matches(_LETTERED):
        parts = [lettered(match[index]) for index in (1, 2, 3)]
        if None in parts or not exists(*(part or 0 for part in parts)):
            yield Hit("figures.date", spot)


def _years(corpus: Corpus, rules: Rules, today: date) -> Iterator[Hit]:
    for match, spot in corpus.matches(_YEAR):
        digits = match[1]
        before = corpus.text[max(0, match.start() - 3) : match.start()]
        if before.endswith(rules.list_of("figures.before_spans")):
            continue
        unlikely = (
            len(digits) in {5, 6}
            or (len(digits) == 3 and digits.startswith("20"))
            or (len(digits) == 4 and not 1000 <= int(digits) <= today.year + 100)
        )
        if unlikely:
            yield Hit("figures.year", spot)


def _spans(corpus: Corpus) -> Iterator[Hit]:
    for match, spot in corpus.matches(_SPAN):
        first = (int(match[1]), int(match[2]), int(match[3] or 1))
        last = (int(match[4]), int(match[5]), int(match[6] or 31))
        if first > last:
            yield Hit("figures.span", spot)


def _shares(corpus: Corpus, rules: Rules) -> Iterator[Hit]:
    for match, spot in corpus.matches(_SHARE):
        if Decimal(match[1]) > 100:
            yield Hit("figures.share", spot)
    rates = "|".join(rules.list_of("figures.rates_within_100"))
    for match, spot in corpus.matches(
        re.compile(rf"(?:{rates})(?:达到|达|为|是|:|：)?[ ]?(\d{{1,6}}(?:\.\d{{1,6}})?)[ ]?[%％]")
    ):
        if Decimal(match[1]) > 100:
            yield Hit("figures.share", spot)


def _units(corpus: Corpus) -> Iterator[Hit]:
    """The same number once in 万元 and once in 元: numbers of three significant digits or more are no coincidence."""
    known: dict[Decimal, str] = {}
    for match, spot in corpus.matches(_MONEY):
        plain = match[1].replace(",", "")
        if len(plain.replace(".", "").strip("0")) < 3:
            continue
        value = Decimal(plain).normalize()
        unit = known.setdefault(value, match[2])
        if unit != match[2]:
            yield Hit("figures.unit", spot, says=(("number", match[1]), ("one", unit), ("other", match[2])))


def _twice(corpus: Corpus, rules: Rules) -> Iterator[Hit]:
    """收到申请12件 here and 收到申请13件 there, where nothing says that two periods or two organs are meant."""
    told: dict[tuple[str, str, str, str], list[tuple[Decimal, str, Spot]]] = defaultdict(list)
    for match, spot in corpus.matches(_STATED):
        label, unit = _label(match[1], rules), match[4]
        value = Decimal(match[3].replace(",", ""))
        if len(label) < 4 or (not match[2] and (unit not in _COUNTED or value < 10)):
            continue
        sentence = _sentence(corpus.text, match.start(), match.end())
        periods = "|".join(sorted(set(_PERIOD.findall(sentence))))
        subject = "" if match[2] else _subject(sentence, label, rules)
        told[label, unit.replace("％", "%"), periods, subject].append((value, match[3], spot))
    for (label, unit, _periods, _about), values in told.items():
        first = values[0]
        for value, shown, spot in values[1:]:
            if value != first[0]:
                says = (("label", label), ("one", f"{first[1]}{unit}"), ("other", f"{shown}{unit}"))
                yield Hit("figures.twice", spot, says=says)


def _subject(sentence: str, label: str, rules: Rules) -> str:
    """Whose figure it is: how the sentence begins, without the period and what only leads on; empty where it is the whole."""
    begins = re.split(r"[，,:：]|\d", sentence.lstrip(_SENTENCE_ENDS + " "))[0].partition(label)[0]
    if "年" in begins or not begins:
        begins = re.split(r"[，,]", sentence.lstrip(_SENTENCE_ENDS + " "))[0].partition(label)[0]
    for lead in (*rules.list_of("figures.leads"), "综上", "据统计", "截至目前"):
        begins = begins.replace(lead, "")
    return re.sub(r"\d{1,4}|[年月日度第一二三四季上下半共、 ]", "", begins)


def _label(text: str, rules: Rules) -> str:
    """What is counted: the words right before the number, without what only leads to them."""
    for lead in rules.list_of("figures.leads"):
        text = text.rpartition(lead)[2]
    return text[-10:]


def _sentence(text: str, start: int, end: int) -> str:
    first = max(text.rfind(mark, max(0, start - 120), start) for mark in _SENTENCE_ENDS)
    last = min((at for mark in _SENTENCE_ENDS if (at := text.find(mark, end, end + 120)) >= 0), default=end + 120)
    return text[max(first, start - 120, 0) : last]
