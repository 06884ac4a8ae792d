"""A report changed by hand, cell by cell: unknown is never zero, a blank stays blank, a cell keeps where it came from."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import replace
from decimal import Decimal

from gongkai.office.errors import Refused
from gongkai.statute.annual.form import CellSpec, Form
from gongkai.statute.annual.narrative import statements_in
from gongkai.statute.annual.report import Cell, Number, Override, Report, Section, Status
from gongkai.statute.writers.layout import shown

#: What a person types for: there is nothing in this cell.
BLANKS = frozenset({"", "-", "—", "——", "/", "空", "无数据"})
_WHOLE = re.compile(r"-?\d{1,15}")
_DECIMAL = re.compile(r"-?\d{1,9}(?:\.\d{1,6})?")


def parsed(spec: CellSpec, text: str) -> Number | None:
    """What somebody typed into a cell; None for a blank.

    Raises:
        ValueError: a sentence that says what is wrong with it.

    >>> from gongkai.statute.annual.form import forms
    >>> cells = forms()["2021"].cells
    >>> parsed(cells["proactive.fees.amount"], " 1,206.50 "), parsed(cells["proactive.fees.amount"], "—")
    (Decimal('1206.50'), None)
    """
    plain = "".join(unicodedata.normalize("NFKC", text).replace(",", "").split())
    if plain in BLANKS:
        return None
    if spec.kind == "amount":
        if not _DECIMAL.fullmatch(plain):
            raise ValueError(f"“{text[:20]}”不是金额，请填数字（{spec.unit}，至多六位小数），没有数据的留空。")
        value: Number = Decimal(plain) if "." in plain else int(plain)
    else:
        if not _WHOLE.fullmatch(plain):
            raise ValueError(f"“{text[:20]}”不是整数，请填整数，没有数据的留空。")
        value = int(plain)
    if value < 0 and spec.kind != "signed":
        raise ValueError(f"“{plain}”是负数，这一格不能为负，请改正。")
    return value


def edited(report: Report, form: Form, cells: Mapping[str, str], *, confirmed: Collection[str] = (), by: str) -> Report:
    """The report with these cells as typed; ``confirmed`` ones were compared with the original and are right as they stand.

    A cell whose words did not change keeps its value, its place and its doubts. An unread cell becomes blank only if it is
    confirmed or a sign for blank is typed.

    Raises:
        Refused: by cell key, what is wrong with what was typed.
    """
    problems: dict[str, str] = {}
    changed = dict(report.cells)
    for key in {*cells, *confirmed}:
        spec = form.cells.get(key)
        if spec is None:
            problems[key] = f"格式中没有这一格（{key[:60]}），请刷新页面后重新填写。"
            continue
        old = report.cells.get(key, Cell())
        try:
            changed[key] = _edited(old, spec, cells.get(key), confirmed=key in confirmed, by=by)
        except ValueError as wrong:
            problems[key] = f"{spec.says}：{wrong}"
    if problems:
        raise Refused(problems)
    return replace(report, cells=changed)


def _edited(old: Cell, spec: CellSpec, text: str | None, *, confirmed: bool, by: str) -> Cell:
    same = text is None or text.strip() == shown(old, spec)
    if same:
        if not confirmed:
            return old
        status = Status.BLANK if old.status is Status.UNREAD and old.value is None else old.status
        return replace(old, status=status, confidence=None, reason="")
    value = parsed(spec, text or "")
    if value == old.value and old.status is not Status.UNREAD and not old.unit:
        return old
    status = Status.BLANK if value is None else Status.READ
    if old.where is None or (old.value is None and old.override is None):
        return Cell(value, status, where=old.where)
    # It was read from a file and is put right: what was read stays beside it.
    before = old.override.replaced if old.override else old.value
    return Cell(
        value,
        status if value is None else Status.OVERRIDDEN,
        where=old.where,
        override=Override("对照原件改正", by, before),
    )


def retold(
    report: Report,
    form: Form,
    *,
    sections: Mapping[int, str] | None = None,
    preface: str | None = None,
    title: str | None = None,
    organ: str | None = None,
) -> Report:
    """The report with other words, perhaps under another name of the organ; what the prose restates of the tables is found anew."""
    texts = {section.number: section for section in report.sections}
    for number, text in (sections or {}).items():
        told = next((part for part in form.sections if part.number == number), None)
        if told is None:
            raise Refused(f"报告没有第{number}部分，请刷新页面后重新填写。")
        own = texts.get(number)
        if own is None and not text.strip():
            continue
        texts[number] = Section(number, own.title if own else told.title, text.strip())
    preface = report.preface if preface is None else preface.strip()
    every = tuple(texts[number] for number in sorted(texts))
    statements = tuple(statements_in([preface, *(section.text for section in every)], report.year))
    if organ is not None and not organ.strip():
        raise Refused({"organ": "没有填写机关名称，请填写。"})
    return replace(
        report,
        organ=report.organ if organ is None else organ,
        sections=every,
        preface=preface,
        title=report.title if title is None else " ".join(title.split()),
        statements=statements,
    )
