"""What a text says of itself: number, date, organ, genre, when it takes effect and how long it holds.

Nothing is filled in: each suggestion names the words it was read from, and a person takes it over or not.

>>> body = "<p>各区：</p><p>本办法自2026年5月1日起施行，有效期5年。</p><p>青石市科学技术局</p><p>二〇二六年三月十日</p>"
>>> for found in suggest("关于印发《科技创新券管理办法》的通知", body):
...     print(found.field, found.shown, found.place, sep=" | ")
genre | 通知 | 标题
formed_on | 2026-03-10 | 正文末尾
issuers | 青石市科学技术局 | 正文末尾
effective_on | 2026-05-01 | 正文第2段
expires_on | 2031-04-30 | 正文第2段
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from gongkai.office.catalog.bodies import lines
from gongkai.statute.disclosure import disclosure_law

#: A number stands at the head of a text (or in its title), a date and the organs at its foot.
_HEAD, _FOOT = 8, 12
_SIGNED_MOST = 120
_EXCERPT = 60
_DIGITS = "〇一二三四五六七八九"
_FIGURES = str.maketrans({"○": "〇", "零": "〇", "Ｏ": "〇", "O": "〇", **{chr(0xFF10 + n): str(n) for n in range(10)}})
_NUMBER = re.compile(r"([\u4e00-龥]{2,14}?)\s*[〔\[［（(【]\s*((?:19|20)\d{2})\s*[〕\]］）)】]\s*第?\s*(\d{1,4})\s*号")
_DATE = r"((?:19|20)\d{2}|[一二三四五六七八九〇]{4})\s*年\s*(\d{1,2}|[一二三四五六七八九十]{1,3})\s*月\s*(\d{1,2}|[一二三四五六七八九十]{1,3})\s*日"
_ALONE = re.compile(rf"[（(]?\s*(?:{_DATE}|((?:19|20)\d{{2}})([-./])(\d{{1,2}})\5(\d{{1,2}}))\s*[）)]?")
#: 某某局　2026年1月5日: who signs and the day on one line.
_SIGNED_ON = re.compile(rf"(\S.{{2,80}}?)[\s\u3000]+({_DATE})")
#: Beside the number of a report to a higher organ.
_SIGNER = re.compile(r"签\s*发(?:人)?\s*[：:][\s\u4e00-龥、]{2,20}")
#: Orders and announcements are numbered by themselves: 第15号, 2026年第3号.
_OF_ITS_KIND = re.compile(r"(?:((?:19|20)\d{2})\s*年\s*)?第\s*(\d{1,4}|[一二三四五六七八九十]{1,3})\s*号")
_BY_KIND = re.compile(r"([\u4e00-龥]{2,40}?)(?:关于.{1,280}的)?(令|公告|通告)")
#: （2026年1月5日某某市人民政府令第12号公布…… under the title of rules that an order made.
_MADE_BY = re.compile(rf"[（(]\s*{_DATE}\s*([\u4e00-龥]{{2,40}}令第\s*\d{{1,4}}\s*号)(?:公布|发布)")
#: Orders are signed by who heads the organ.
_HEAD_OF = re.compile(
    r"代?(?:[省市县区州]长|局长|厅长|主任|部长|署长|行长)[\s\u3000]*[\u4e00-龥·]{1,6}(?:[\s\u3000]+[\u4e00-龥])?"
)
_EFFECT = re.compile(rf"自\s*{_DATE}\s*起\s*(?:正式|暂)?(?:施行|实施|执行|生效|试行)")
_FROM_ISSUE = re.compile(r"自\s*(?:印发|发布|公布|签发|下发)\s*之\s*日\s*起\s*(?:正式|暂)?(?:施行|实施|执行|生效|试行)")
_UNTIL = re.compile(rf"有效期(?:限)?\s*(?:截?至|到)\s*{_DATE}|(?:有效|执行|施行|实施)至\s*{_DATE}")
_LASTS = re.compile(r"(?:有效|试行)期(?:限)?\s*(?:为|是)?\s*(\d{1,2}|[一二三四五六七八九十两]{1,3})\s*年")
_ORGAN = re.compile(
    r"[\u4e00-龥、（）]{2,40}?"
    r"(?:人民政府|人民政府办公[厅室]|委员会|办公[厅室]|办事处|指挥部|领导小组|中心|[总支大]队|分局|[厅局委部办院署行])"
)
_GENRE_TAIL = re.compile(r"(?:[（(【][^（）()【】]{1,14}[)）】])+$")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A value for a field of the editor. ``value`` is as the field takes it (ISO dates, codes, names by lines), ``shown`` for
    people; ``place`` and ``excerpt`` say where it was read.
    """

    field: str
    value: str
    shown: str
    place: str
    excerpt: str


def suggest(title: str, body: str, organs: Sequence[str] = ()) -> list[Suggestion]:
    """What the title and the body say, at most one for each field. ``organs`` are names known beforehand (the unit's own)."""
    text = [line.translate(_FIGURES) if len(line) < 400 else line for line in lines(body)]
    signed = _signature(title, text, organs)
    formed = _made(text) or signed.formed
    effective = _effective(text, formed)
    found = [_number(title, text), _genre(title), formed, signed.issuers, effective, _expires(text, effective)]
    return [one for one in found if one is not None]


def _number(title: str, text: Sequence[str]) -> Suggestion | None:
    """The text's own number stands alone on its line or in the title; a number inside a sentence is another document's."""
    for place, line in [("标题", title), *_from_ahead(text[:_HEAD])]:
        match = _NUMBER.search(line)
        if match is None or (place != "标题" and len(_SIGNER.sub("", line).strip()) - len(match[0]) > 4):
            continue
        value = f"{match[1]}〔{match[2]}〕{int(match[3])}号"
        return Suggestion("document_number", value, value, place, _cut(line, match))
    return _number_of_its_kind(title, text)


def _number_of_its_kind(title: str, text: Sequence[str]) -> Suggestion | None:
    """某某市人民政府令第15号, 某某局公告2026年第3号: the number is read under the title, the organ in it."""
    of = _BY_KIND.fullmatch(_GENRE_TAIL.sub("", title.strip()))
    for place, line in _from_ahead(text[:_HEAD]):
        made = _MADE_BY.search(line)
        if made is not None:
            value = "".join(made[4].split())
            return Suggestion("document_number", value, value, place, _cut(line, made))
        match = _OF_ITS_KIND.fullmatch(line.strip("（()） \u3000"))
        if match is not None and of is not None and (match[1] or of[2] == "令"):
            value = f"{of[1]}{of[2]}{f'{match[1]}年' if match[1] else ''}第{_count(match[2])}号"
            return Suggestion("document_number", value, value, place, line.strip())
    return None


def _genre(title: str) -> Suggestion | None:
    """The genre is the last word of a title: 关于……的通知（试行）."""
    plain = _GENRE_TAIL.sub("", title.strip())
    for code, genre in disclosure_law().genres.items():
        if plain.endswith(tuple(part.rstrip("）") for part in genre.name.split("（"))):
            return Suggestion("genre", code, genre.name, "标题", title[-_EXCERPT:])
    return None


def _made(text: Sequence[str]) -> Suggestion | None:
    """The day on which an order made these rules, under their title."""
    for place, line in _from_ahead(text[:_HEAD]):
        match = _MADE_BY.search(line)
        on = _day(match.groups()[:3]) if match else None
        if match is not None and on is not None:
            return Suggestion("formed_on", on.isoformat(), on.isoformat(), place, _cut(line, match))
    return None


@dataclass(frozen=True, slots=True)
class _Signature:
    """成文日期 and the organs that sign above it."""

    formed: Suggestion | None = None
    issuers: Suggestion | None = None


def _signature(title: str, text: Sequence[str], organs: Sequence[str]) -> _Signature:
    """The first date under its organs: what follows was passed on with it. Else the last one at the end that stands alone."""
    dated = ((at, _dated(line, organs)) for at, line in enumerate(text) if len(line) <= _SIGNED_MOST)
    days = [(at, *found) for at, found in dated if found is not None]
    signed = next((day for day in days if day[2] or _signers(text, day[0], organs)[0]), None)
    last = next((day for day in reversed(days) if day[0] >= len(text) - _FOOT), None)
    found = signed or last
    if found is None:
        return _Signature()
    at, on, names = found
    place = "正文末尾" if at >= len(text) - _FOOT else f"正文第{at + 1}段"
    formed = Suggestion("formed_on", on.isoformat(), on.isoformat(), place, text[at].strip())
    names, read = (names, text[at : at + 1]) if names else _signers(text, at, organs)
    if not names and at and _HEAD_OF.fullmatch(text[at - 1].strip()):
        of = _BY_KIND.fullmatch(_GENRE_TAIL.sub("", title.strip()))
        names, read, place = ([of[1]] if of else []), [title], "标题"
    if not names:
        return _Signature(formed)
    names = list(dict.fromkeys(names))
    said = " ".join(read)[:_EXCERPT]
    return _Signature(formed, Suggestion("issuers", "\n".join(names), "、".join(names), place, said))


def _dated(line: str, organs: Sequence[str]) -> tuple[date, list[str]] | None:
    """The day of a line that is a date alone, or an organ and a date; the organs where they stand there too."""
    line = line.strip()
    match = _ALONE.fullmatch(line)
    if match is not None:
        on = _day([part for part in match.groups() if part and part not in "-./"])
        return (on, []) if on else None
    match = _SIGNED_ON.fullmatch(line)
    signed = _signed(match[1], organs) if match else []
    on = _day(match.groups()[2:]) if match and signed else None
    return (on, signed) if on else None


def _signers(text: Sequence[str], at: int, organs: Sequence[str]) -> tuple[list[str], list[str]]:
    """The organs in the lines just above a date, and these lines."""
    names: list[str] = []
    read: list[str] = []
    for line in reversed(text[max(0, at - _FOOT) : at]):
        signed = _signed(line, organs)
        if not signed:
            break
        names[:0] = signed
        read[:0] = [line]
    return names, read


def _signed(line: str, organs: Sequence[str]) -> list[str]:
    """The organs of a signature line, and nothing where the line says anything else."""
    parts = [part for part in re.split(r"[\s\u3000]+", line.strip()) if part]
    whole = "".join(parts)
    if whole in organs:
        return [whole]
    return parts if parts and all(part in organs or _ORGAN.fullmatch(part) for part in parts) else []


def _effective(text: Sequence[str], formed: Suggestion | None) -> Suggestion | None:
    for place, line in _from_behind(text):
        if match := _EFFECT.search(line):
            on = _day(match.groups())
            if on is not None:
                return Suggestion("effective_on", on.isoformat(), on.isoformat(), place, _cut(line, match))
        match = _FROM_ISSUE.search(line)
        if match and formed is not None:
            return Suggestion("effective_on", formed.value, formed.shown, place, _cut(line, match))
    return None


def _expires(text: Sequence[str], effective: Suggestion | None) -> Suggestion | None:
    for place, line in _from_behind(text):
        if match := _UNTIL.search(line):
            on = _day([part for part in match.groups() if part])
            if on is not None:
                return Suggestion("expires_on", on.isoformat(), on.isoformat(), place, _cut(line, match))
        match = _LASTS.search(line)
        years = _count(match[1].replace("两", "二")) if match else None
        if match and years and effective is not None:
            on = _years_after(date.fromisoformat(effective.value), years)
            return Suggestion("expires_on", on.isoformat(), on.isoformat(), place, _cut(line, match))
    return None


def _from_ahead(text: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Place and line, the first first."""
    for at, line in enumerate(text, 1):
        yield f"正文第{at}段", line


def _from_behind(text: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Place and line, the last first: what holds for the whole text stands at its end."""
    for at in range(len(text), 0, -1):
        yield f"正文第{at}段", text[at - 1]


def _years_after(on: date, years: int) -> date:
    """The last day of so many years that begin on a day."""
    try:
        return on.replace(year=on.year + years) - timedelta(days=1)
    except ValueError:  # from 29 February
        return date(on.year + years, 2, 28)


def _day(parts: Sequence[str]) -> date | None:
    if len(parts) != 3:
        return None
    year, month, day = (_count(part) for part in parts)
    try:
        return date(year or 0, month or 0, day or 0)
    except ValueError:
        return None


def _count(text: str) -> int | None:
    """A number in figures or in Chinese (二〇二六, 十二, 三十一)."""
    if text.isdecimal():
        return int(text)
    if all(sign in _DIGITS for sign in text):
        return int("".join(str(_DIGITS.index(sign)) for sign in text))
    head, _ten, tail = text.partition("十")
    if any(sign not in _DIGITS for sign in head + tail) or len(head) > 1 or len(tail) > 1:
        return None
    return (_DIGITS.index(head) if head else 1) * 10 + (_DIGITS.index(tail) if tail else 0)


def _cut(line: str, match: re.Match[str]) -> str:
    """The words a value was read from, with a little before them."""
    start = max(0, match.start() - 12)
    while start and line[start - 1].isdigit():  # a date is not cut in two
        start -= 1
    return ("…" if start else "") + line[start : start + _EXCERPT].strip()
