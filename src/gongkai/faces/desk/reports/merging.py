"""Two people at one report: what the other saved and I did not touch is taken over, what both changed is shown to me."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from gongkai.office.annualreport.contents import form_for, report_of
from gongkai.office.annualreport.models import ReportVersion
from gongkai.statute.annual.report import UNREAD
from gongkai.statute.writers.layout import shown

_WORDS = {"title": "标题", "organ": "机关名称", "preface": "开头说明", "dated_on": "落款日期", "correction": "更正说明"}


@dataclass(frozen=True)
class Difference:
    """One place that the other changed: what stood there, what he saved, and what I typed, if that is another thing."""

    label: str
    before: str
    theirs: str
    mine: str | None


@dataclass(frozen=True)
class Merged:
    """The form as it goes on: ``sent`` upon the latest version; ``taken`` are the other's changes, ``both`` want a decision."""

    sent: dict[str, str]
    taken: tuple[Difference, ...]
    both: tuple[Difference, ...]


def merged(sent: Mapping[str, str], base: ReportVersion, latest: ReportVersion) -> Merged:
    """What was typed on ``base``, set upon ``latest``."""
    old, new = _as_sent(base), _as_sent(latest)
    told = dict(sent) | {"base": str(latest.number)}
    taken, both = [], []
    for name, (label, theirs) in new.items():
        before, mine = old.get(name, (label, ""))[1], _plain(sent.get(name, ""))
        if theirs in {before, mine}:
            continue
        if mine == before:
            told[name] = theirs
            taken.append(Difference(label, before, theirs, None))
        else:
            both.append(Difference(label, before, theirs, mine))
    return Merged(told, tuple(taken), tuple(both))


def _as_sent(version: ReportVersion) -> dict[str, tuple[str, str]]:
    """A version as the page would send it: name → (what it is called, its words)."""
    report = report_of(version)
    form = form_for(report)
    dated = report.publication.dated_on
    words = {
        "title": version.title,
        "organ": report.organ or "",
        "preface": report.preface,
        "dated_on": dated.isoformat() if dated else "",
        "correction": "" if version.released_at else version.correction,
    }
    texts = {section.number: section.text for section in report.sections}
    return (
        {f"cell-{key}": (spec.says, shown(report.cells.get(key, UNREAD), spec)) for key, spec in form.cells.items()}
        | {name: (_WORDS[name], _plain(text)) for name, text in words.items()}
        | {f"section_{part.number}": (part.title, _plain(texts.get(part.number, ""))) for part in form.sections}
        | {f"note-{key}": ("向公众的说明", text) for key, text in version.notes.items()}
    )


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").strip()
