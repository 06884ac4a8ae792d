"""What is made public on one's own initiative: headings, classes, grounds, modes, elements (arts 12-26; 国办公开办函〔2019〕61号).

The statutory catalogue is data, ``disclosure.toml``: which heading binds which kind of organ, in which mode it is kept and
how old its newest item may be. An office that knows better gives a file of the same grammar (see ``lawdata`` and
:func:`use_file`): an entry with the same code replaces the keys it names, any other is added.

>>> [heading.name for heading in headings("township", date(2026, 1, 1)) if heading.article == "条例第二十一条"][:2]
['贯彻落实农业农村政策', '农田水利工程建设运营']
>>> heading("20-07").name
'财政预算、决算信息'
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal

from gongkai.statute.errors import DataFileError, UnknownTerm
from gongkai.statute.lawdata import build, read_tables, stamp

DISCLOSURE_FILE = Path(__file__).with_name("disclosure.toml")
_IDENTITY = {
    "headings": ("code",),
    "subjects": ("code",),
    "genres": ("code",),
    "grounds": ("code",),
    "modes": ("code",),
    "guide": ("code",),
    "columns": ("code",),
}

#: The file of the office that runs this process, where it has one.
_office: dict[str, Path | None] = {"file": None}

OrganKind = Literal["government", "department", "dispatched", "township", "authorised"]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of the statutory catalogue (法定主动公开内容): what must be public, by whom, how it is kept up.

    ``binds`` names the kinds of organ that owe it, ``always`` those of them that owe it whatever their business; the others
    owe it where they have such business (依职责). ``mode`` is a code of ``modes``; ``cycle_days`` the age of the newest item
    (in days) from which the heading is stale, 0 where there is no such limit. ``parent`` is the code of the heading it
    stands under. ``source`` and ``confirmed`` speak of the wording, ``cycle_source`` and ``cycle_confirmed`` of the cycle.
    """

    code: str
    name: str
    wording: str
    article: str
    binds: tuple[str, ...]
    mode: str
    cycle_days: int
    effective_on: date
    source: str
    confirmed: bool
    always: tuple[str, ...] = ()
    item: str = ""
    parent: str = ""
    cycle_source: str = ""
    cycle_confirmed: bool = False
    note: str = ""

    def always_by(self, organ: str) -> bool:
        """Whether a kind of organ owes it whatever its business.

        >>> heading("20-07").always_by("authorised"), heading("20-10").always_by("department")
        (True, False)
        """
        return organ in self.always

    @property
    def label(self) -> str:
        """Its short name, as lists and menus show it."""
        return self.name

    @property
    def cited(self) -> str:
        """The article with its item.

        >>> heading("20-07-1").cited, heading("21-01").cited
        ('条例第二十条第七项', '条例第二十一条')
        """
        return f"{self.article}{self.item}"


@dataclass(frozen=True, slots=True)
class Term:
    """A value of a list of the law: a subject class (主题分类), genre (体裁), mode of publication, column or element."""

    code: str
    name: str
    article: str
    source: str
    confirmed: bool
    note: str = ""


@dataclass(frozen=True, slots=True)
class Ground:
    """Why something is not made public (arts 14-16). ``shall``: it must not be; otherwise the organ may withhold it."""

    code: str
    name: str
    wording: str
    article: str
    shall: bool
    source: str
    confirmed: bool
    note: str = ""


@dataclass(frozen=True, slots=True)
class DisclosureLaw:
    """All of it, by code, in the order of the file."""

    headings: Mapping[str, Heading]
    subjects: Mapping[str, Term]
    genres: Mapping[str, Term]
    grounds: Mapping[str, Ground]
    modes: Mapping[str, Term]
    guide: Mapping[str, Term]
    columns: Mapping[str, Term]


def disclosure_law(override: Path | None = None) -> DisclosureLaw:
    """The data in force, an office's override merged in. Raises DataFileError.

    >>> list(disclosure_law().columns)
    ['guide', 'institutions', 'statutory', 'reports', 'requests', 'departments', 'districts']
    """
    return _law(stamp(DISCLOSURE_FILE), stamp(override or _office.get("file")))


def use_file(path: Path | None) -> None:
    """From now on the data of this office's file stand over the shipped ones everywhere. Raises DataFileError.

    Called once at the start, by whoever knows the settings; None goes back to the shipped data.

    >>> use_file(None)
    """
    disclosure_law(path)
    _office["file"] = path


def headings(organ: OrganKind | str, on: date, *, law: DisclosureLaw | None = None) -> tuple[Heading, ...]:
    """The headings that bind a kind of organ on a day, in the order of the law, parents before what stands under them.

    >>> len([found for found in headings("department", date(2026, 1, 1)) if not found.parent and found.code < "21"])
    15
    >>> [found.name for found in headings("department", date(2026, 1, 1)) if found.parent == "20-07"]
    ['财政预算', '财政决算']
    """
    every = (law or disclosure_law()).headings.values()
    return tuple(found for found in every if organ in found.binds and found.effective_on <= on)


def beneath(code: str, *, law: DisclosureLaw | None = None) -> tuple[str, ...]:
    """A code and those of the headings under it, to any depth; a code the law does not know stands alone.

    >>> beneath("20-07"), beneath("u12-3")
    (('20-07', '20-07-1', '20-07-2'), ('u12-3',))
    """
    found = [code]
    for heading in (law or disclosure_law()).headings.values():  # parents stand before their children
        if heading.parent in found:
            found.append(heading.code)
    return tuple(found)


def heading(code: str, *, law: DisclosureLaw | None = None) -> Heading:
    """The heading with this code. Raises UnknownTerm.

    >>> heading("99-99")
    Traceback (most recent call last):
    ...
    gongkai.statute.errors.UnknownTerm: 法定主动公开内容中没有代码为“99-99”的类目。请检查代码。
    """
    try:
        return (law or disclosure_law()).headings[code]
    except KeyError:
        raise UnknownTerm(f"法定主动公开内容中没有代码为“{code}”的类目。请检查代码。") from None


@cache
def _law(_shipped: tuple[Path, int] | None, override: tuple[Path, int] | None) -> DisclosureLaw:
    file = override[0] if override else None
    tables = read_tables(DISCLOSURE_FILE, file, _IDENTITY)
    told = file or DISCLOSURE_FILE

    def terms(table: str) -> dict[str, Term]:
        return {str(entry["code"]): build(Term, entry, file=told, table=table) for entry in tables[table]}

    every = {str(entry["code"]): build(Heading, entry, file=told, table="headings") for entry in tables["headings"]}
    return DisclosureLaw(
        headings=_in_order(every, told),
        subjects=terms("subjects"),
        genres=terms("genres"),
        grounds={str(entry["code"]): build(Ground, entry, file=told, table="grounds") for entry in tables["grounds"]},
        modes=terms("modes"),
        guide=terms("guide"),
        columns=terms("columns"),
    )


def _in_order(every: Mapping[str, Heading], told: Path) -> dict[str, Heading]:
    """Parents before their children, else as the file has them: an office's own file adds at its end."""
    for found in every.values():
        if found.parent and (found.parent not in every or every[found.parent].parent):
            raise DataFileError(
                f"数据文件 {told.name} 中类目 {found.code} 的上级“{found.parent}”不存在或者已是下级类目。请改正 parent。"
            )
    below: dict[str, list[Heading]] = {}
    for found in every.values():
        below.setdefault(found.parent, []).append(found)
    return {found.code: found for top in below.get("", ()) for found in (top, *below.get(top.code, ()))}
