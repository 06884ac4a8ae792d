"""Suggestions beside the fields: what the text says, where, and one click to take it over. Nothing is filled in unasked."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.http import QueryDict

from gongkai.office.catalog.models import Document
from gongkai.office.catalog.suggesting import Suggestion, suggest
from gongkai.office.units.models import Unit

#: A text longer than this is asked only when somebody asks for it.
AT_ONCE_MOST = 300_000
_FIELDS = {"title", "document_number", "formed_on", "genre", "issuers", "effective_on", "expires_on"}


def names_of(unit: Unit) -> list[str]:
    """Names a unit signs with."""
    return [name for name in (unit.name, unit.short_name) if name]


def proposed(document: Document, title: str, body: str, *, imported_title: str = "") -> list[Suggestion]:
    """What the text says; of an imported Word document also its title."""
    found = suggest(imported_title or title, body, names_of(document.unit))
    if imported_title:
        found.insert(0, Suggestion("title", imported_title, imported_title, "Word 文件", ""))
    return found


def beside(form: forms.Form, suggestions: Iterable[Suggestion]) -> dict[str, Suggestion]:
    """By field, those that say something else than the field holds."""
    return {found.field: found for found in suggestions if _plain(form[found.field].value()) != _plain(found.value)}


def _plain(value: Any) -> str:
    return "\n".join(str("" if value is None else value).split())


def adopted(data: QueryDict) -> QueryDict:
    """The form with what was ticked to be taken over (without the script): ``adopt`` holds "field=value"."""
    if not data.getlist("adopt"):
        return data
    changed = data.copy()
    for given in data.getlist("adopt"):
        name, _sign, value = given.partition("=")
        if name in _FIELDS:
            changed[name] = value
    return changed


def as_json(suggestions: Iterable[Suggestion]) -> list[dict[str, str]]:
    """For the script."""
    return [
        {"field": one.field, "value": one.value, "shown": one.shown, "place": one.place, "excerpt": one.excerpt}
        for one in suggestions
    ]
