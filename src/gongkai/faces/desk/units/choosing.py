"""A unit as a condition of a list: a choice where there are few, a search field where hundreds would have to be sent each time."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.db.models import Q, QuerySet

from gongkai.faces.desk.units.fields import unit_words
from gongkai.office.units.models import Unit
from gongkai.office.units.selectors import find_units

#: More than these are not offered as a list: nobody reads it, and every page would carry it.
MOST_OFFERED = 40
_NAMED = 4
_WITH_PARENT = re.compile(r"(.+)（(.+)）")


def unit_filter(units: QuerySet[Unit], label: str = "单位") -> forms.Field:
    """One of these units, or none chosen: gives a Unit or None, by whichever of the two fields."""
    units = units.order_by("rank")
    if few(units):
        return forms.ModelChoiceField(units, label=label, required=False, empty_label="全部单位")
    return UnitSearch(units, label=label)


def unit_choice(units: QuerySet[Unit], *, label: str, missing: str, none: str, help_text: str = "") -> forms.Field:
    """One of these units in a form, by whichever of the two fields. With ``none`` (what no unit is called) it may be empty."""
    units, required = units.order_by("rank"), {"required": missing}
    if few(units):
        return forms.ModelChoiceField(
            units,
            label=label,
            required=not none,
            empty_label=none or None,
            help_text=help_text,
            error_messages=required,
        )
    told = f"填写名称、简称、曾用名或统一社会信用代码{f'；空着表示{none}' if none else ''}。{help_text}"
    return UnitSearch(units, label=label, required=not none, help_text=told, error_messages=required)


def few(units: QuerySet[Unit]) -> bool:
    """Whether they are offered as a list."""
    return len(units.order_by().values_list("pk", flat=True)[: MOST_OFFERED + 1]) <= MOST_OFFERED


class UnitSearch(forms.CharField):
    """A unit by its name, short name, former name or code, or by the number that an address names it with."""

    def __init__(
        self,
        units: QuerySet[Unit],
        *,
        error_messages: dict[str, str] | None = None,
        required: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(
            required=required,
            max_length=120,
            error_messages={"max_length": "单位名称最多 120 个字，请缩短。", **(error_messages or {})},
            widget=forms.TextInput(attrs={"placeholder": "名称、简称、曾用名", "autocomplete": "off"}),
            **kwargs,
        )
        self.units = units

    def prepare_value(self, value: Any) -> Any:
        """What an address names by number is shown by its name."""
        unit = self._numbered(str(value or ""))
        return unit.name if unit else value

    def clean(self, value: Any) -> Any:
        """The unit; None where nothing is asked."""
        words = " ".join(super().clean(value).split())
        if not words:
            return None
        found = self._found(words)
        if len(found) == 1:
            return found[0]
        if not found:
            raise forms.ValidationError(f"没有找到“{words}”，请核对单位的名称；只能查您看得到的单位。")
        often = {unit.name for unit in found if sum(other.name == unit.name for other in found) > 1}
        names = "、".join(unit_words(unit, unit.name in often) for unit in found[:_NAMED])
        more = "等" if len(found) > _NAMED else ""
        raise forms.ValidationError(f"“{words}”不止一个单位（{names}{more}），请写全称。")

    def _numbered(self, words: str) -> Unit | None:
        return (
            self.units.filter(pk=int(words)).first()
            if words.isascii() and words.isdecimal() and len(words) < 12
            else None
        )

    def _found(self, words: str) -> list[Unit]:
        """The one that is meant; several where it cannot be told."""
        if unit := self._numbered(words):
            return [unit]
        units = self.units.select_related("parent")
        for condition in (Q(name=words), Q(short_name=words), Q(code__iexact=words)):
            if found := list(units.filter(condition)[: _NAMED + 1]):
                return found
        if parts := _WITH_PARENT.fullmatch(words):
            found = list(units.filter(name=parts[1], parent__name=parts[2])[:2])
            if found:
                return found
        return list(units.filter(pk__in=find_units(words).values("pk"))[: _NAMED + 1])
