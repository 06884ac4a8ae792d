"""An entry's detail in words: what changed from what to what, and what else was said."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist

from gongkai.office.actors import DutyKind
from gongkai.office.audit.models import AuditEntry

_EMPTY = "（空）"


@dataclass(frozen=True)
class Told:
    """One line of a detail; ``old`` is None where nothing was before (then only ``new`` is shown)."""

    label: str
    new: str
    old: str | None = None


@cache
def _words() -> tuple[Mapping[str, str], Mapping[str, str]]:
    data = tomllib.loads(Path(__file__).with_name("words.toml").read_text(encoding="utf-8"))
    return data["keys"], data["values"]


def subject_kind(entry: AuditEntry) -> str:
    """What kind of thing the subject is, in words; empty for a subject that is only named."""
    try:
        return str(apps.get_model(entry.subject_type)._meta.verbose_name) if entry.subject_type else ""
    except (LookupError, ValueError):
        return ""


def told(entry: AuditEntry) -> list[Told]:
    """The detail line by line. What cannot be read as JSON stands in the raw record alone."""
    try:
        detail = json.loads(entry.detail)
    except ValueError:
        return []
    return list(_lines(detail, entry, "")) if isinstance(detail, dict) else []


def raw(entry: AuditEntry) -> str:
    """The record as it was sealed, with line breaks."""
    try:
        return json.dumps(json.loads(entry.detail), ensure_ascii=False, indent=2)
    except ValueError:
        return entry.detail


def _lines(detail: Mapping[str, object], entry: AuditEntry, before: str) -> Iterator[Told]:
    for key, value in detail.items():
        label = _label(key, entry)
        if isinstance(value, dict):
            if set(value) == {"old", "new"}:
                yield Told(before + label, _value(value["new"], key), _value(value["old"], key))
            elif key == "changes":
                yield from _changes(value, entry)
            elif value:
                yield from _lines(value, entry, f"{before}{label}·")
        elif value not in (None, "", []):
            yield Told(before + label, _value(value, key))


def _changes(changes: Mapping[str, object], entry: AuditEntry) -> Iterator[Told]:
    for key, both in changes.items():
        label = _label(key, entry)
        if isinstance(both, list) and len(both) == 2:
            yield Told(label, _value(both[1], key), _value(both[0], key))
        elif isinstance(both, dict) and {"old", "new"} <= set(both):
            yield Told(label, _value(both["new"], key), _value(both["old"], key))
        else:
            yield Told(label, _value(both, key))


def _label(key: str, entry: AuditEntry) -> str:
    """The words of a key: a field's own name, or ours; Chinese keys speak for themselves."""
    if not key.isascii():
        return key
    if (ours := _words()[0].get(key)) is not None:
        return ours
    try:
        return str(apps.get_model(entry.subject_type)._meta.get_field(key).verbose_name)
    except (LookupError, ValueError, FieldDoesNotExist, AttributeError):
        return f"其他（{key}）"


def _value(value: object, key: str) -> str:
    if value in (None, "", [], {}):
        return _EMPTY
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list):
        return "、".join(_value(each, key) for each in value)
    if isinstance(value, dict):
        return "；".join(f"{_words()[0].get(name, name)}：{_value(each, name)}" for name, each in value.items())
    text = str(value)
    if key in {"duty", "kind", "steps"} and text in set(DutyKind):
        return DutyKind(text).label
    return _words()[1].get(text, text)
