"""The fields these forms share: a unit found by name or code, a day, a line of text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from gongkai.office.units import credit_code
from gongkai.office.units.models import Unit


class _Suggesting(forms.TextInput):
    """A text field with a list of suggestions: 800 names all beginning alike are found by typing any part of them."""

    suggestions: Iterable[tuple[str, str]] = ()

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        list_id = f"list_{name}"
        box = super().render(name, value, {**(attrs or {}), "list": list_id, "autocomplete": "off"}, renderer)
        options = format_html_join("", '<option value="{}">{}</option>', self.suggestions)
        return format_html('{}<datalist id="{}">{}</datalist>', box, list_id, options)


class UnitField(forms.CharField):
    """One unit, typed or chosen from suggestions: its name, or its credit code. Gives a Unit, or None where left empty.

    Units of one name are told apart by the unit above: "综合办公室（青石市人民政府）".
    """

    widget = _Suggesting

    def __init__(self, *, units: Iterable[Unit] = (), **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 200)
        super().__init__(**kwargs)
        self.offer(units)

    def offer(self, units: Iterable[Unit]) -> None:
        """The units to choose from (with their parents, so that no query is made for each)."""
        units = list(units)
        often = Counter(unit.name for unit in units)
        self._known = {unit_words(unit, often[unit.name] > 1): unit for unit in units}
        self._codes = {unit.code: unit for unit in units if unit.code}
        self.widget.suggestions = [
            (words, unit.parent.called if unit.parent else "") for words, unit in self._known.items()
        ]

    def prepare_value(self, value: Any) -> Any:
        """A unit as its words."""
        if isinstance(value, Unit):
            return next((words for words, unit in self._known.items() if unit.pk == value.pk), value.name)
        return value

    def clean(self, value: Any) -> Any:
        """The unit."""
        words = super().clean(value)
        if not words:
            return None
        found = self._known.get(words) or self._codes.get(credit_code.tidied(words))
        if found is None:
            alike = [known for known in self._known if known.startswith(f"{words}（")]
            if alike:
                raise forms.ValidationError(f"有 {len(alike)} 个“{words}”，请从提示中选择带上级单位的一项。")
            raise forms.ValidationError(f"没有名为“{words[:60]}”的现行单位，请从提示中选择，或填统一社会信用代码。")
        return found


def unit_words(unit: Unit, doubled: bool) -> str:
    """How a unit is written in a field."""
    return f"{unit.name}（{unit.parent.name if unit.parent else '无上级'}）" if doubled else unit.name


def day(label: str, *, required: bool = True, help_text: str = "") -> forms.DateField:
    """A day."""
    return forms.DateField(
        label=label,
        required=required,
        help_text=help_text,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": f"请填写{label}。", "invalid": f"{label}不是日期，请写成 2026-03-10 的样子。"},
    )


def line(label: str, most: int, *, required: bool = False, help_text: str = "") -> forms.CharField:
    """A line of text."""
    return forms.CharField(
        label=label,
        max_length=most,
        required=required,
        help_text=help_text,
        error_messages={"required": f"请填写{label}。", "max_length": f"{label}最多 {most} 个字，请缩短。"},
    )


def basis() -> forms.CharField:
    """The document an act rests on."""
    return line("依据", 120, help_text="批准文件的文号或名称，例如：青编发〔2026〕3号。随办理记录保存。")
