"""The guide (政府信息公开指南): what it must contain, generated from the unit's data and its published text (条例第十二条).

How to reach the disclosure office comes from the unit, so that it is right everywhere at once; how information is classed,
arranged and got stands in the unit's published item of the kind "guide".
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from django.db.models import Q

from gongkai.office.catalog.bodies import lines
from gongkai.office.catalog.models import Document, DocumentKind
from gongkai.office.catalog.selectors import public_documents
from gongkai.office.units.models import Unit
from gongkai.statute.disclosure import disclosure_law

Origin = Literal["unit", "text"]

#: Which of the unit's fields say an element; the first that is filled.
_FIELDS = {
    "office": ("office_name",),
    "address": ("office_address",),
    "hours": ("office_hours",),
    "phone": ("office_phone",),
    "fax": ("office_fax",),
    "internet": ("office_website", "office_email"),
}
#: By which words a text is seen to speak of an element.
_WORDS = {"classes": ("分类",), "arrangement": ("编排",), "access": ("获取方式", "获取途径", "获取")}
_SAID_MOST = 60


@dataclass(frozen=True, slots=True)
class Element:
    """One thing a guide must contain: its name in the law, what the guide says, and where that comes from.

    ``origin`` is "unit" (the unit's own data) or "text" (its published guide, ``value`` then is the line that speaks of it).
    ``missing`` is True where nothing is said; ``value`` is "" then.
    """

    code: str
    name: str
    article: str
    origin: Origin
    value: str

    @property
    def missing(self) -> bool:
        """Whether the guide says nothing of it."""
        return not self.value


@dataclass(frozen=True, slots=True)
class Guide:
    """The guide of a unit: its elements in the order of the law, and the item with its text where one is public."""

    unit: Unit
    elements: tuple[Element, ...]
    text: Document | None

    @property
    def missing(self) -> tuple[Element, ...]:
        """The elements of which it says nothing."""
        return tuple(element for element in self.elements if element.missing)

    @property
    def contact(self) -> tuple[Element, ...]:
        """The elements that come from the unit: the disclosure office and how to reach it."""
        return tuple(element for element in self.elements if element.origin == "unit")


def guide_of(unit: Unit, on: date) -> Guide:
    """The guide of a unit as it stands on a day. One query."""
    return guides_of([unit], on)[unit.pk]


def guides_of(units: Iterable[Unit], on: date) -> dict[int, Guide]:
    """The guides of several units by their ids. One query."""
    units = list(units)
    texts = _texts(units, on)
    return {unit.pk: _guide(unit, texts.get(unit.pk)) for unit in units}


def missing(unit: Unit, on: date) -> tuple[str, ...]:
    """What the guide of a unit fails to say, in the words of the law; empty where it says everything."""
    return tuple(element.name for element in guide_of(unit, on).missing)


def _texts(units: Sequence[Unit], on: date) -> dict[int, Document]:
    """The newest public guide of each that is still in force."""
    found = public_documents().filter(
        Q(ended_on__isnull=True) | Q(ended_on__gt=on), kind=DocumentKind.GUIDE, unit__in=[unit.pk for unit in units]
    )
    return {document.unit_id: document for document in reversed(found)}


def _guide(unit: Unit, text: Document | None) -> Guide:
    said = lines(text.published.body) if text is not None and text.published is not None else []
    elements = []
    for term in disclosure_law().guide.values():
        origin: Origin = "unit" if term.code in _FIELDS else "text"
        value = _from_unit(unit, term.code) if origin == "unit" else _from_text(said, term.code)
        elements.append(Element(term.code, term.name, term.article, origin, value))
    return Guide(unit, tuple(elements), text)


def _from_unit(unit: Unit, code: str) -> str:
    return next((value for field in _FIELDS[code] if (value := str(getattr(unit, field)))), "")


def _from_text(said: Sequence[str], code: str) -> str:
    """The first line that speaks of it; an element an office's data file adds is looked for by nothing and stays missing."""
    words = _WORDS.get(code, ())
    for word in words:
        for line in said:
            if word in line:
                return line if len(line) <= _SAID_MOST else f"{line[:_SAID_MOST]}…"
    return ""
