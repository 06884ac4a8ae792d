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
_EXCERPT = 60
_DIGITS = "〇一二三四五六七八九"
_FIGURES = str.maketrans({"○": "〇", "零": "〇", "Ｏ": "〇", "O": "〇", **{chr(0xFF10 + n): str(n) for n in range(10)}})
_NUMBER = re.compile(r"([\u4e00-龥]{2,14}?)\s*[〔\[［（(【]\s*((?:19|20)\d{2})\s*[〕\]］）)】]\s*第?\s*(\d{1,4})\s*号")
_DATE = r"((?:19|20)\d{2}|[一二三四五六七八九〇]{4})\s*年\s*(\d{1,2}|[一二三四五六七八九十]{1,3})\s*月\s*(\d{1,2}|[一二三四五六七八九十]{1,3})\s*日"
_ALONE = re.compile(rf"[（(]?\s*{_DATE}\s*[）)]?")
_EFFECT = re.compile(rf"自\s*{_DATE}\s*起\s*(?:正式|暂)?(?:施行|实施|执行|生效|试行)")
_FROM_ISSUE = re.compile(r"自\s*(?:印发|发布|公布|签发|下发)\s*之\s*日\s*起\s*(?:正式|暂)?(?:施行|实施|执行|生效|试行)")
_UNTIL = re.compile(rf"有效期(?:限)?\s*(?:截?至|到)\s*{_DATE}|(?:有效|执行|施行|实施)至\s*{_DATE}")
_LASTS = re.compile(r"有效期(?:限)?\s*(?:为|是)?\s*(\d{1,2}|[一二三四五六七八九十两]{1,3})\s*年")
_ORGAN = re.compile(
    r"[\u4e00-龥、（）]{2,40}?(?:人民政府|人民政府办公[厅室]|委员会|办公[厅室]|中心|总队|分局|[厅局委部办院署行])"
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
    formed = _formed(text)
    effective = _effective(text, formed)
    found = [_number(title, text), _genre(title), formed, _issuers(text, organs), effective, _expires(text, effective)]
    return [one for one in found if one is not None]


def _number(title: str, text: Sequence[str]) -> Suggestion | None:
    """The text's own number stands alone on its line or in the title; a number inside a sentence is another document's."""
    for place, line in [("标题", title), *((f"正文第{at}段", line) for at, line in enumerate(text[:_HEAD], 1))]:
        match = _NUMBER.search(line)
        if match is None or (place != "标题" and len(line) - len(match[0]) > 4):
            continue
        value = f"{match[1]}〔{match[2]}〕{int(match[3])}号"
        return Suggestion("document_number", value, value, place, _cut(line, match))
    return None


def _genre(title: str) -> Suggestion | None:
    """The genre is the last word of a title: 关于……的通知（试行）."""
    plain = _GENRE_TAIL.sub("", title.strip())
    for code, genre in disclosure_law().genres.items():
        if plain.endswith(tuple(part.rstrip("）") for part in genre.name.split("（"))):
            return Suggestion("genre", code, genre.name, "标题", title[-_EXCERPT:])
    return None


def _formed(text: Sequence[str]) -> Suggestion | None:
    """成文日期: the last line that is a date and nothing else."""
    for line in reversed(text[-_FOOT:]):
        match = _ALONE.fullmatch(line.strip())
        on = _day(match.groups()) if match else None
        if on is not None:
            return Suggestion("formed_on", on.isoformat(), on.isoformat(), "正文末尾", line.strip())
    return None


def _issuers(text: Sequence[str], organs: Sequence[str]) -> Suggestion | None:
    """The organs that sign: the lines just above the date."""
    foot = list(text[-_FOOT:])
    at = next((at for at in reversed(range(len(foot))) if _ALONE.fullmatch(foot[at].strip())), None)
    if at is None:
        return None
    names: list[str] = []
    read: list[str] = []
    for line in reversed(foot[:at]):
        signed = _signed(line, organs)
        if not signed:
            break
        names[:0] = signed
        read[:0] = [line]
    if not names:
        return None
    names = list(dict.fromkeys(names))
    return Suggestion("issuers", "\n".join(names), "、".join(names), "正文末尾", " ".join(read)[:_EXCERPT])


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
