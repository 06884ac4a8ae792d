"""Which entries of the trail."""

from __future__ import annotations

from typing import Any

from django import forms

from gongkai.faces.desk.register.forms import day_field
from gongkai.faces.desk.units.choosing import unit_filter
from gongkai.office.audit import verbs


class TrailFilter(forms.Form):
    """Person, group of acts, unit, period; the subject of a link stays while other conditions change."""

    person = forms.CharField(label="人员", required=False, max_length=60)
    group = forms.ChoiceField(label="类别", required=False)
    since = day_field("从")
    until = day_field("到")
    subject_type = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)
    subject_id = forms.CharField(required=False, max_length=80, widget=forms.HiddenInput)

    def __init__(self, *args: Any, units: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["group"].choices = [("", "全部"), *verbs.groups().items()]  # type: ignore[attr-defined]
        if units is not None:
            self.fields["unit"] = unit_filter(units)
            self.order_fields(["person", "group", "unit", "since", "until"])

    def clean(self) -> dict[str, Any]:
        """The period goes forward."""
        given = super().clean() or {}
        if given.get("since") and given.get("until") and given["since"] > given["until"]:
            self.add_error("until", "结束日期早于开始日期，请改正。")
        return given
