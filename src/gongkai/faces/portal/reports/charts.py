"""Charts as SVG, drawn on the server: read aloud by title and description, told apart by pattern and label, never by colour alone.

Each stands beside the table it is drawn from. Nothing here has a style of its own: classes, and portal/reports.css.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from gongkai.office.annualreport.comparing import Series
from gongkai.statute.annual.report import Number

_WIDTH = 360
_BARS = 150
_BAR = 26
_GAP = 14
_LABEL = 46
#: A share below this has no room for its own figure.
_SMALL = 0.09


def shown(value: Number | None) -> str:
    """A number as charts and tables of the comparison print it: 1,234; nothing for what is not known."""
    if value is None:
        return ""
    return f"{value:,f}" if isinstance(value, Decimal) else f"{value:,}"


def columns(name: str, title: str, years: Sequence[int], series: Sequence[Series], *, tall: int = _BARS) -> SafeString:
    """Years side by side, a column for each series; what is not known is said, not drawn as nought."""
    tops = [float(value) for one in series for value in one.values if value]
    top = max(tops) if tops else 1.0
    step = _WIDTH / len(years)
    width = min(34.0, (step - 10) / len(series))
    parts = [f'<line class="axis" x1="0" x2="{_WIDTH}" y1="{tall + 24}" y2="{tall + 24}"/>']
    for place, year in enumerate(years):
        middle = step * (place + 0.5)
        left = middle - width * len(series) / 2
        for number, one in enumerate(series):
            parts.append(
                _column(left + width * number, width, one.figures[place].value, top, tall, f"{name}-p{number + 1}")
            )
            if one.figures[place].value is None:
                reason = one.figures[place].reason
                parts.append(
                    f'<text class="none" x="{left + width * (number + 0.5):.1f}" y="{tall + 18}">{escape(reason)}</text>'
                    if number == 0
                    else ""
                )
        parts.append(f'<text class="year" x="{middle:.1f}" y="{tall + 42}">{year}</text>')
    told = _told(years, series)
    return _svg(name, title, told, tall + 50, "".join(parts), len(series))


def _column(x: float, width: float, value: Number | None, top: float, tall: int, pattern: str) -> str:
    if value is None:
        return ""
    height = max(float(value) / top * tall, 1.5 if value else 0.0)
    y = tall + 24 - height
    bar = (
        f'<rect class="bar" x="{x + 1:.1f}" y="{y:.1f}" width="{width - 2:.1f}" height="{height:.1f}" fill="url(#{pattern})"/>'
        if height
        else ""
    )
    return f'{bar}<text class="value" x="{x + width / 2:.1f}" y="{y - 5:.1f}">{_short(value)}</text>'


def _short(value: Number) -> str:
    """A number short enough to stand over a column: 41.5万."""
    size = float(value)
    if abs(size) >= 100_000:
        return f"{size / 10_000:.1f}万"
    if abs(size) >= 10_000:
        return f"{size / 10_000:.2f}万"
    return f"{value:g}" if isinstance(value, Decimal) else str(value)


def stacked(name: str, title: str, years: Sequence[int], series: Sequence[Series]) -> SafeString:
    """One bar a year, its parts as shares of the year's sum; the sum stands behind it."""
    parts = []
    room = _WIDTH - _LABEL - 50
    for place, year in enumerate(years):
        y = place * (_BAR + _GAP) + 4
        parts.append(f'<text class="row" x="0" y="{y + 18}">{year}</text>')
        values = [one.figures[place].value for one in series]
        known = [value for value in values if value is not None]
        total = sum(known)
        if len(known) < len(values) or not total:
            reason = next((one.figures[place].reason for one in series if one.figures[place].reason), "没有数量")
            parts.append(f'<text class="none start" x="{_LABEL}" y="{y + 18}">{escape(reason)}</text>')
            continue
        x = float(_LABEL)
        for number, value in enumerate(known, 1):
            share = float(value) / float(total)
            if share <= 0:
                continue
            width = room * share
            parts.append(
                f'<rect class="bar" x="{x:.1f}" y="{y}" width="{width:.1f}" height="{_BAR}" fill="url(#{name}-p{number})"/>'
            )
            if share >= _SMALL:
                parts.append(_share(x, width, y, share))
            x += width
        parts.append(f'<text class="sum" x="{_WIDTH}" y="{y + 18}">{_short(total)}</text>')
    height = len(years) * (_BAR + _GAP) + 6
    return _svg(name, title, _told(years, series), height, "".join(parts), len(series))


def _share(x: float, width: float, y: int, share: float) -> str:
    """The share on a ground of its own, so that it is read over any pattern."""
    middle = x + width / 2
    return (
        f'<rect class="plate" x="{middle - 16:.1f}" y="{y + 5}" width="32" height="16" rx="2"/>'
        f'<text class="share" x="{middle:.1f}" y="{y + 18}">{share:.0%}</text>'
    )


def _told(years: Sequence[int], series: Sequence[Series]) -> str:
    """The chart in sentences."""
    sentences = []
    for place, year in enumerate(years):
        said = [
            f"{one.label}{shown(one.figures[place].value)}{one.unit}"
            if one.figures[place].value is not None
            else f"{one.label}{one.figures[place].reason}"
            for one in series
        ]
        sentences.append(f"{year}年：{'，'.join(said)}。")
    return "".join(sentences)


def _svg(name: str, title: str, told: str, height: float, inside: str, patterns: int) -> SafeString:
    defs = "".join(_pattern(f"{name}-p{number}", number) for number in range(1, patterns + 1))
    return mark_safe(  # noqa: S308  (numbers of ours, and words through escape)
        f'<svg class="chart" viewBox="0 0 {_WIDTH} {height:.0f}" role="img" aria-labelledby="{name}-t {name}-d">'
        f'<title id="{name}-t">{escape(title)}</title><desc id="{name}-d">{escape(told)}</desc>'
        f"<defs>{defs}</defs>{inside}</svg>"
    )


_MARKS = {
    2: '<path class="ink" d="M-2 2 L2 -2 M0 8 L8 0 M6 10 L10 6"/>',
    3: '<circle class="dot" cx="4" cy="4" r="1.7"/>',
    4: '<path class="ink" d="M0 4 H8"/>',
    5: '<path class="ink" d="M0 0 L8 8 M8 0 L0 8"/>',
    6: "",
}


def _pattern(pattern_id: str, number: int) -> str:
    number = (number - 1) % 6 + 1
    return (
        f'<pattern id="{pattern_id}" width="8" height="8" patternUnits="userSpaceOnUse">'
        f'<rect class="fill{number}" width="8" height="8"/>{_MARKS.get(number, "")}</pattern>'
    )


def legend_key(name: str, number: int) -> SafeString:
    """The little square before a label of the legend, with the pattern of the chart of this name."""
    return mark_safe(  # noqa: S308  (numbers and names of ours)
        f'<svg class="key" viewBox="0 0 20 14" aria-hidden="true"><rect class="bar" x="0.5" y="0.5" width="19" height="13" '
        f'fill="url(#{name}-p{number})"/></svg>'
    )
