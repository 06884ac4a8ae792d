"""What of the register of changes."""

from __future__ import annotations

from typing import Any

from django import forms

from gongkai.faces.desk.register.forms import day_field
from gongkai.faces.desk.units.choosing import unit_filter
from gongkai.office.catalog.models import ChangeKind


class ChangeFilter(forms.Form):
    """Unit, kind, period."""

    kind = forms.ChoiceField(label="变更", required=False, choices=[("", "全部"), *ChangeKind.choices])
    since = day_field("办理日期从")
    until = day_field("到")

    def __init__(self, *args: Any, units: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if units is not None:
            self.fields["unit"] = unit_filter(units)
            self.fields["below"] = forms.BooleanField(label="含下级单位", required=False)
            self.order_fields(["unit", "below", "kind", "since", "until"])

    def clean(self) -> dict[str, Any]:
        """The period goes forward."""
        given = super().clean() or {}
        if given.get("since") and given.get("until") and given["since"] > given["until"]:
            self.add_error("until", "结束日期早于开始日期，请改正。")
        return given


def change_arguments(given: dict[str, Any], words: str) -> dict[str, Any]:
    """The filter's values as the selector takes them."""
    asked: dict[str, Any] = {name: given[name] for name in ("unit", "below", "kind", "since", "until") if name in given}
    return {**asked, "words": words}
