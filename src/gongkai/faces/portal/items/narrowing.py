"""By what a list can be narrowed: groups of choices with their numbers, as the search knows them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from gongkai.faces.portal.items.asked import KINDS, Asked
from gongkai.office.catalog.headings import names_of
from gongkai.office.catalog.models import OwnHeading
from gongkai.office.search.selectors import Count, Facets
from gongkai.office.units.models import Unit
from gongkai.statute.disclosure import Heading, disclosure_law

#: So many choices stand open; the others behind “更多”.
_OPEN = 8


@dataclass(frozen=True)
class Choice:
    """A value: its words, how many it leaves ("" where nobody knows), where it leads, whether it is on, what stands under it."""

    label: str
    count: str
    url: str
    on: bool
    below: tuple[Choice, ...] = ()


@dataclass(frozen=True)
class Group:
    """One way to narrow: its words, the way back ("" where nothing is chosen), its choices, the further ones."""

    name: str
    label: str
    off: str
    choices: tuple[Choice, ...]
    more: tuple[Choice, ...] = field(default=())


@dataclass(frozen=True)
class Chosen:
    """A filter that is on, in words, and the list without it."""

    label: str
    value: str
    off: str


def groups(asked: Asked, facets: Facets) -> list[Group]:
    """The groups in which there is something to choose, in the order in which people look: where, what, when."""
    law = disclosure_law()
    regions = Unit.objects.in_bulk([count.value for count in facets.regions]) if facets.regions else {}
    made = [
        _group("column", "栏目", asked, _named(facets.columns, {code: term.name for code, term in law.columns.items()})),
        _headings(asked, facets.headings),
        _group("year", "发布年份", asked, [(f"{count.value:04}", f"{count.value}年", count.total) for count in facets.years]),
        _group("in_force", "有效性", asked, [("1" if count.value else "0", "有效" if count.value else "失效、废止", count.total)
                                         for count in facets.in_force]),
        _group("region", "地区和部门", asked, [(regions[count.value].slug, regions[count.value].called, count.total)
                                          for count in facets.regions if count.value in regions]),
        _group("subject", "主题分类", asked, _named(facets.subjects, {code: term.name for code, term in law.subjects.items()})),
        _group("genre", "体裁", asked, _named(facets.genres, {code: term.name for code, term in law.genres.items()})),
        _group("kind", "种类", asked, _named(facets.kinds, KINDS)),
    ]  # fmt: skip
    return [group for group in made if group is not None]


def chosen(asked: Asked, made: Iterable[Group]) -> list[Chosen]:
    """The filters that are on, as they stand above the list."""
    labels = {group.name: group.label for group in made}
    found = [
        Chosen(labels.get(name, _LABELS[name]), _value_words(name, value, asked), asked.link(**{name: ""}))
        for name, value in asked.values.items()
    ]
    return [one for one in found if one.value]


_LABELS = {
    "unit": "单位", "region": "地区和部门", "column": "栏目", "heading": "目录类目", "kind": "种类",
    "subject": "主题分类", "genre": "体裁", "year": "发布年份", "day": "发布日期", "in_force": "有效性",
}  # fmt: skip


def _value_words(name: str, value: str, asked: Asked) -> str:
    law = disclosure_law()
    if name == "unit":
        return asked.unit.called if asked.unit else ""
    if name == "region":
        return f"{asked.region.called}（含所属单位）" if asked.region else ""
    if name == "year":
        return f"{int(value)}年"
    if name == "day":
        return value
    if name == "in_force":
        return "有效" if value == "1" else "失效、废止"
    if name == "heading":
        return _told_apart(law.headings).get(value) or names_of([value])[value]
    if name == "kind":
        return KINDS[value]
    return {"column": law.columns, "subject": law.subjects, "genre": law.genres}[name][value].name


def _named(counts: Sequence[Count], names: Mapping[str, str]) -> list[tuple[str, str, int | None]]:
    return [(count.value, names[count.value], count.total) for count in counts if count.value in names]


def _group(name: str, label: str, asked: Asked, values: Sequence[tuple[str, str, int | None]]) -> Group | None:
    """A group; None where there is nothing to choose: one value that holds everything narrows nothing."""
    on = asked.values.get(name, "")
    if not on and len(values) < 2:
        return None
    choices = tuple(
        Choice(words, number(total), asked.link(**{name: value}), value == on) for value, words, total in values
    )
    if not choices:
        return None
    return _cut(name, label, asked.link(**{name: ""}) if on else "", choices)


def _cut(name: str, label: str, off: str, choices: tuple[Choice, ...]) -> Group:
    """A group with its first choices open; a few more than that are not worth a further click."""
    shown = _OPEN if len(choices) > _OPEN + 2 else len(choices)
    return Group(name, label, off, choices[:shown], choices[shown:])


def number(total: int | None) -> str:
    """How many, as it is said; "" where it is not known exactly."""
    return "" if total is None else f"{total:,}"


# --- the tree of headings ---------------------------------------------------------------------------------------------
def _headings(asked: Asked, counts: Sequence[Count]) -> Group | None:
    """The statutory headings with something under them, each with what stands beneath, in the order of the law."""
    law = disclosure_law().headings
    totals = {count.value: count.total for count in counts if count.value}
    strange = [code for code in totals if code not in law]
    own = list(OwnHeading.objects.filter(code__in=strange)) if strange else []
    parents = {code: heading.parent for code, heading in law.items()} | {each.code: each.parent for each in own}
    below: dict[str, list[str]] = {}
    for code, parent in parents.items():
        below.setdefault(parent if parent in parents else "", []).append(code)
    # Own headings are shown within their unit; elsewhere they count where they stand.
    shown = {*law, *(each.code for each in own if asked.unit is not None and each.unit_id == asked.unit.pk)}
    names = _told_apart(law) | {each.code: each.name for each in own}
    on = asked.values.get("heading", "")

    def choice(code: str) -> Choice | None:
        inner = [made for child in below.get(code, ()) if (made := choice(child)) is not None and child in shown]
        total = _sum(totals, below, code)
        if total == 0:
            return None
        return Choice(names[code], number(total), asked.link(heading=code), code == on, tuple(inner))

    choices = tuple(made for code in below.get("", ()) if code in shown and (made := choice(code)) is not None)
    if not choices or (len(choices) < 2 and not on and not choices[0].below):
        return None
    return _cut("heading", "目录类目", asked.link(heading="") if on else "", choices)


def _told_apart(law: Mapping[str, Heading]) -> dict[str, str]:
    """The names of the statutory headings; of two with one name, the one that binds townships alone says so."""
    often = Counter(heading.name for heading in law.values())
    return {
        code: f"{heading.name}（乡镇、街道）"
        if often[heading.name] > 1 and heading.binds == ("township",)
        else heading.name
        for code, heading in law.items()
    }


def _sum(totals: dict[str, int | None], below: dict[str, list[str]], code: str) -> int | None:
    """What stands under a heading and beneath it; None where one of the numbers is not known."""
    numbers = [totals.get(code, 0), *(_sum(totals, below, child) for child in below.get(code, ()))]
    return None if any(number is None for number in numbers) else sum(number or 0 for number in numbers)
