"""What is reviewed, as its owner names it, and what the secrecy reviewer fills in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from gongkai.office.units.models import Unit


@dataclass(frozen=True, slots=True)
class Subject:
    """The thing under review: whose it is and what it is called. Clearance knows nothing else of it.

    ``type`` and ``id`` are the owner's ("catalog.document", "12"), ``kind`` chooses the chain ("document", "institution").
    """

    type: str
    id: str
    kind: str
    unit: Unit
    section_id: int | None = None
    title: str = ""

    def __str__(self) -> str:
        return self.title


@dataclass(frozen=True, slots=True)
class SecrecyForm:
    """保密审查表 (条例第十七条): on what basis, with which conclusion, and 三安全一稳定 one by one (第十四条).

    ``conclusion`` is a code of ``chains.toml``; ``safeties`` says for each of its codes whether no harm is to be feared.
    """

    basis: str
    conclusion: str = "releasable"
    safeties: Mapping[str, bool] = field(default_factory=dict)
