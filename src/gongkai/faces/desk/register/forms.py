"""What of the register."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from gongkai.faces.desk.units.choosing import unit_filter
from gongkai.office.clearance.models import ReviewState


def day_field(label: str) -> forms.DateField:
    """A day, picked or typed."""
    return forms.DateField(
        label=label,
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "日期请写成 2026-03-10 的样子。"},
    )


class RegisterFilter(forms.Form):
    """Unit, period, reviewer, result, emergency."""

    since = day_field("送审日期从")
    until = day_field("到")
    reviewer = forms.CharField(label="办理人", required=False, max_length=60)
    result = forms.ChoiceField(label="结果", required=False)
    emergency = forms.ChoiceField(
        label="应急发布", required=False, choices=[("", "全部"), ("yes", "只看应急发布"), ("no", "不含应急发布")]
    )

    def __init__(self, *args: Any, units: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["result"].choices = [("", "全部"), *ReviewState.choices]  # type: ignore[attr-defined]
        if units is not None:
            self.fields["unit"] = unit_filter(units)
            self.fields["below"] = forms.BooleanField(label="含下级单位", required=False)
            self.order_fields(["unit", "below", "since", "until", "reviewer", "result", "emergency"])

    def clean(self) -> dict[str, Any]:
        """The period goes forward."""
        given = super().clean() or {}
        if given.get("since") and given.get("until") and given["since"] > given["until"]:
            self.add_error("until", "结束日期早于开始日期，请改正。")
        return given


class YearFilter(forms.Form):
    """Which year's figures."""

    year = forms.TypedChoiceField(label="年度", coerce=int, required=False)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        years = range(today.year, today.year - 6, -1)
        self.fields["year"].choices = [(year, f"{year}年") for year in years]  # type: ignore[attr-defined]


def register_arguments(given: dict[str, Any], words: str) -> dict[str, Any]:
    """The filter's values as the selector takes them."""
    asked: dict[str, Any] = {
        name: given[name] for name in ("unit", "since", "until", "reviewer", "result") if name in given
    }
    if "below" in given:
        asked["with_subtree"] = True
    if "emergency" in given:
        asked["emergency"] = given["emergency"] == "yes"
    return {**asked, "words": words}
