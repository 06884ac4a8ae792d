"""What the rows of a table are looked up in: units, sections, headings, classes, files, and what is there already."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cached_property

from gongkai.office.actors import Actor
from gongkai.office.catalog.headings import Node, flat, headings_of
from gongkai.office.catalog.models import Document
from gongkai.office.catalog.permissions import WRITERS
from gongkai.office.units.models import Section, Unit
from gongkai.statute.disclosure import Term, disclosure_law

_CODED = re.compile(r"([0-9]{2}(?:-[0-9]+)+|u\d+-\d+)(?:\s+.*)?")


class Known:
    """The units in force on a day and all that belongs to them, each fetched once.

    ``own`` are the units and sections for which the person writes; None where everything may be named (an older site).
    """

    def __init__(self, by: Actor | None, on: date) -> None:
        self.on = on
        self.by = by
        self._nodes: dict[int, tuple[Node, ...]] = {}
        self._sections: dict[int, list[Section]] = {}
        self._doubles: dict[int, dict[str, str]] = {}

    @cached_property
    def _units(self) -> dict[str, list[Unit]]:
        found: dict[str, list[Unit]] = defaultdict(list)
        for unit in Unit.objects.select_related("parent"):
            if unit.in_force(self.on):
                for name in {unit.name, unit.short_name, unit.code} - {""}:
                    found[name].append(unit)
        return found

    def units(self, name: str) -> list[Unit]:
        """The units of a name, short name or code."""
        return self._units.get(name, [])

    @cached_property
    def own(self) -> list[Unit]:
        """The units for which the person writes."""
        duties = self.by.scope(WRITERS) if self.by else []
        return list(Unit.objects.filter(pk__in={duty.unit_id for duty in duties}).order_by("pk"))

    def own_section(self, unit: Unit) -> Section | None:
        """The section for which the person writes in a unit, where that is one."""
        duties = [duty for duty in (self.by.scope(WRITERS) if self.by else []) if duty.unit_id == unit.pk]
        ids = {duty.section_id for duty in duties}
        if len(ids) == 1 and None not in ids:
            return next((section for section in self.sections(unit) if section.pk in ids), None)
        return None

    def sections(self, unit: Unit) -> list[Section]:
        """The sections of a unit that are open."""
        if unit.pk not in self._sections:
            self._sections[unit.pk] = list(Section.objects.filter(unit=unit, closed=False))
        return self._sections[unit.pk]

    def heading(self, unit: Unit, said: str) -> list[str]:
        """The codes of the headings of a unit that a cell can mean: by code, "code name", or name."""
        if unit.pk not in self._nodes:
            self._nodes[unit.pk] = tuple(flat(headings_of(unit, self.on)))
        nodes = self._nodes[unit.pk]
        if found := _CODED.fullmatch(said):
            return [node.code for node in nodes if node.code == found[1]]
        return [node.code for node in nodes if said in {node.name, node.wording}]

    def doubles(self, unit: Unit) -> dict[str, str]:
        """Titles and document numbers that a unit has already, with what to call the document."""
        if unit.pk not in self._doubles:
            found: dict[str, str] = {}
            for document in Document.objects.filter(unit=unit).select_related("latest").iterator(chunk_size=1000):
                if document.latest is not None:
                    told = f"《{document.latest.title[:40]}》（编号{document.pk}）"
                    found.setdefault(f"title:{document.latest.title}", told)
                    if document.latest.document_number:
                        found.setdefault(f"number:{document.latest.document_number}", told)
            self._doubles[unit.pk] = found
        return self._doubles[unit.pk]


def indexed(numbers: Iterable[str]) -> Mapping[str, Document]:
    """The documents that have one of these index numbers."""
    wanted = sorted(set(numbers))
    found: dict[str, Document] = {}
    for start in range(0, len(wanted), 500):
        rows = Document.objects.filter(index_number__in=wanted[start : start + 500])
        found |= {str(row.index_number): row for row in rows.select_related("unit", "latest")}
    return found


def term(kind: str, said: str) -> str | None:
    """The code of a class, genre, mode or ground that a cell names by code, "code name", or name."""
    known: Mapping[str, Term] = getattr(disclosure_law(), kind)
    head = said.partition(" ")[0]
    if head in known:
        return head
    return next((code for code, found in known.items() if found.name == said), None)
