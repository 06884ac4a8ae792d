"""Who reports for which year: from the title, the signature, the period, or the sentences that say so.

Reads: stated titles, prose.
Writes: organ, year, title, dates. What the document does not say stays None.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from gongkai.statute.annual.recognize.prose import Paragraph, squeeze
from gongkai.statute.annual.recognize.script import uniform

_NAME = re.compile(
    r"(?:政府信息公开|政务公开|政务信息公开|信息公开)(?:和政务公开)?(?:工作)?(?:情况)?(?:的)?(?:年度)?(?:工作)?(?:情况)?(?:的)?(?:报告|年报)"
)
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)\s*年?(?:度)?")
_CHINESE_YEAR = re.compile(r"二[〇○0零][一二三][〇○0零一二三四五六七八九](?=年)")
_CHINESE_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_PERIOD = re.compile(r"(20\d\d)年1月1日(?:起)?(?:至|到|—|-|–|~)(?:\1年)?12月31日")
_DATE = re.compile(r"(20\d\d)年(\d{1,2})月(\d{1,2})日")
_ONLY_DATE = re.compile(r"(?:发布|成文|公布)?(?:日期|时间)?[:：]?(20\d\d)(?:年|-|/)(\d{1,2})(?:月|-|/)(\d{1,2})日?\Z")
_KIND = (
    "人民政府|政府|办公厅|办公室|委员会|局|厅|委|院|中心|管委会|处|街道|镇|乡|队|会|社|学校|馆|所|站|台|部|署|"
    "海关|分行|大学|集团|公司|银行|校|区|场|组|办|园"
)
# Inside a sentence only the plain names of offices are taken: 社会, 地区, 现场 are words, not organs.
_OFFICE = "人民政府|政府|办公厅|办公室|委员会|管委会|局|厅|委|院|中心|街道办事处|总队|支队|大队|联合会"
_PLACE = "省|市|县|区|旗|州|盟|镇|乡|街道"
_ORGAN = rf"[\u4e00-\u9fff]{{1,12}}?(?:{_PLACE})[\u4e00-\u9fff]{{0,18}}?(?:{_OFFICE})"
_ORGAN_LINE = re.compile(rf"[\u4e00-\u9fff（）()·、]{{1,36}}(?:{_KIND}|{_PLACE})\Z")
_PLAIN_NAME = re.compile(r"[\u4e00-\u9fff（）()·、]{2,48}")
_COMPILED_BY = re.compile(rf"由({_ORGAN}(?:办公厅|办公室)?)(?:综合|根据|按照|依据|编制|牵头|负责)")
_CONTACT = re.compile(rf"(?:联系|与|咨询|致电)({_ORGAN})(?:办公室|联系|（|\(|，|,|$)")
_SUBJECT = re.compile(
    rf"(?:^|[。\n])(?:20\d\d年(?:度)?[,，]?)?({_ORGAN})(?=将|严格|认真|坚持|按照|全面|深入|积极|始终|高度|主动|共|依法|在|政府信息|以|根据|贯彻|紧紧|切实|结合)"
)
# What follows the name where a text is about reports: 关于做好……年度报告编制工作的通知.
_NOT_A_REPORT = re.compile(
    r"(?:的)?(?:编制|编写|报送|填报|公布|发布工作|格式|模板|工作的通知|有关|的通知|通知|汇总|说明)"
)
_CLEAN_HEAD = re.compile(r"^(?:关于|公布|发布|印发|附件\d*[:：]?|《|标题[:：]|\d+[.、])+|^[\s·:：>-]+")
_CLEAN_TAIL = re.compile(r"(?:关于|《|的|发布|[\s\-_—|·,，。:：（(])+\Z")


@dataclass(slots=True)
class Front:
    """What the front and back of a report say about it."""

    organ: str | None = None
    year: int | None = None
    title: str = ""
    dated_on: date | None = None


def read_front(heads: Sequence[str], prose: Sequence[Paragraph]) -> Front:
    """Organ, year, title and date of a report."""
    front = Front()
    opening = [uniform(paragraph.text) for paragraph in prose[:40]]
    for candidate in [*_title_lines(opening), *(uniform(squeeze(head)) for head in heads)]:
        organ, year, title = _parse_title(candidate)
        if title and not front.title:
            front.title = title
        front.organ = front.organ or organ
        front.year = front.year or year
    whole = "\n".join(uniform(paragraph.text) for paragraph in prose)
    front.year = front.year or _year_in_text(whole)
    front.dated_on = _signature_date(prose, front.year)
    if front.year is None and front.dated_on is not None:
        front.year = front.dated_on.year - 1
    front.organ = front.organ or _organ_in_text(prose, whole)
    if front.organ:
        front.organ = front.organ.replace("(", "（").replace(")", "）")
    return front


def _title_lines(opening: list[str]) -> list[str]:
    """Lines of the opening that may be the title, alone or with the one or two lines before and after."""
    candidates = []
    for index, text in enumerate(opening):
        if len(text) > 60 or not _may_be_title(text, opening[index + 1] if index + 1 < len(opening) else ""):
            continue
        before = opening[index - 1] if index and len(opening[index - 1]) <= 30 else ""
        after = opening[index + 1] if index + 1 < len(opening) and len(opening[index + 1]) <= 30 else ""
        if _NAME.search(text):
            own = _parse_title(text)
            whole = before + text if own[0] is None and _ORGAN_LINE.match(_without_year(before)) else text
            candidates.append(whole)
            if own[1] is None and _YEAR.search(before) and not own[0]:
                candidates[-1] = before + text
        elif _NAME.search(text + after) and len(text + after) <= 60 and (_YEAR.search(text) or _ORGAN_LINE.match(text)):
            candidates.append(text + after)
    return candidates[:6]


def _may_be_title(text: str, following: str) -> bool:
    return not text.endswith("。") and bool(_NAME.search(text) or _NAME.search(text + following))


def _without_year(text: str) -> str:
    return _YEAR.sub("", text).strip()


def _parse_title(text: str) -> tuple[str | None, int | None, str]:
    """Organ and year of a title such as 某市某局2021年政府信息公开工作年度报告."""
    text = squeeze(_CHINESE_YEAR.sub(lambda found: found[0].translate(_CHINESE_DIGITS), text))
    named = _NAME.search(text)
    if named is None:
        return None, None, ""
    before, after = text[: named.start()], text[named.end() :]
    if _NOT_A_REPORT.match(after):
        return None, None, ""
    found = _YEAR.search(before) or _YEAR.match(after.lstrip("(（ "))
    year = int(found[1]) if found else None
    organ = _YEAR.sub("", before).replace("年度", "")
    organ = _CLEAN_TAIL.sub("", _CLEAN_HEAD.sub("", organ.strip()))
    organ = re.split(r"[》>|:：\s]", organ)[-1]
    text = re.split(r"[》>|:：]", text[: named.end()])[-1]
    # With the year behind it even an unusual name is an organ; without, it must end like one (menus end like anything).
    named_so = _PLAIN_NAME.fullmatch(organ) if found else _ORGAN_LINE.fullmatch(organ)
    if not named_so or organ in ("我局", "本机关", "本单位"):
        return None, year, text
    return organ, year, text


def _year_in_text(text: str) -> int | None:
    period = _PERIOD.search(text)
    if period:
        return int(period[1])
    for pattern in (r"(?:^|[。\n况])(20\d\d)年(?:度)?[,，]", r"(?:^|[。\n况])(20\d\d)年"):
        years = Counter(int(found) for found in re.findall(pattern, text))
        if years:
            return years.most_common(1)[0][0]
    return None


def _signature_date(prose: Sequence[Paragraph], year: int | None) -> date | None:
    """A line that is only a date: at the end, or under the title. The year must not lie before the report's."""
    for paragraph in [*reversed(prose[-8:]), *prose[:6]]:
        text = uniform(squeeze(paragraph.text)).replace(" ", "")
        found = _ONLY_DATE.match(text) or (_DATE.search(text) if len(text) < 40 and _DATE.search(text[-12:]) else None)
        if found:
            try:
                day = date(int(found[1]), int(found[2]), int(found[3]))
            except ValueError:
                continue
            if year is None or day.year > year:
                return day
    return None


def _organ_in_text(prose: Sequence[Paragraph], whole: str) -> str | None:
    """The organ from the signature, from who compiled the report, from whom to ask, from who acts."""
    tail = [uniform(squeeze(paragraph.text)) for paragraph in prose[-8:]]
    for text, following in pairwise([*tail, ""]):
        signed = _DATE.sub("", text).strip()
        if (_ONLY_DATE.match(following) or _DATE.search(text)) and _ORGAN_LINE.match(signed):
            return signed
    for pattern in (_COMPILED_BY, _CONTACT, _SUBJECT):
        names = [_as_organ(found) for found in pattern.findall(whole)]
        names = [name for name in names if name]
        if names:
            return Counter(names).most_common(1)[0][0]
    return None


def _as_organ(name: str) -> str:
    """某局办公室 and 某市人民政府办公厅 speak for those they are the office of."""
    name = re.sub(r"(?<=[局委厅院])(?:综合|秘书)?办公室\Z|(?<=人民政府)办公[厅室]\Z", "", name)
    return "" if re.match(r"(?:全|各|我|本|该|市|县|区|省)(?:市|县|区|省|级|直|政府)", name) else name
