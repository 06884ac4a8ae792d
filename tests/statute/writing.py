"""Made-up reports for the tests of the writers, and the way back through our own readers."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import pytest

from gongkai.statute.annual.form import Form, load_form
from gongkai.statute.annual.recognize import recognize
from gongkai.statute.annual.report import Cell, Number, Publication, Report, Section, Status
from gongkai.statute.errors import GongkaiError
from gongkai.statute.readers import read_bytes
from gongkai.statute.writers import write
from relayout.figures import Figures, make_figures

READ_BACK = ("html", "docx", "pdf", "xlsx")
"""The kinds that readers and recognize turn into a report again."""

PROSE = (
    Section(
        1,
        "一、总体情况",
        "（一）主动公开。全年主动公开政府信息318条。\n（二）监督保障。组织业务培训2次，没有责任追究情形。",
    ),
    Section(
        5, "五、存在的主要问题及改进情况", "一是公开内容不够全面；二是解读形式比较单一。\n下一步将加强学习，改进工作。"
    ),
    Section(6, "六、其他需要报告的事项", "本年度未收取信息处理费。"),
)


def cells_of(form: Form, values: Mapping[str, Number | None]) -> dict[str, Cell]:
    """Every cell of a form: read where a value is given, otherwise blank."""
    return {
        key: Cell(None, Status.BLANK) if values.get(key) is None else Cell(values[key], Status.READ)
        for key in form.cells
    }


def report_of(figures: Figures, *, organ: str | None = None) -> Report:
    """A report with the figures, some prose, and a date."""
    return Report(
        organ or figures.organ,
        figures.year,
        figures.form.id,
        cells_of(figures.form, figures.cells),
        PROSE,
        publication=Publication(dated_on=date(figures.year + 1, 1, 20)),
    )


def made(seed: int, form_id: str | None = None) -> Figures:
    """The figures of one seed."""
    return make_figures(random.Random(seed), form_id)


def invented_form() -> Form:
    """A form with other rows, columns and depths than those in force."""
    return load_form(Path(__file__).with_name("invented_form.toml"))


def read_back(document: bytes, kind: str, known: Sequence[Form] | None = None) -> Report:
    """A document through our own readers."""
    return recognize(read_bytes(document, f"report.{kind}"), known)


def written(report: Report, kind: str, form: Form | None = None) -> bytes:
    """A report written; a PDF is skipped, visibly, where the machine has no Chinese face."""
    try:
        return write(report, kind, form=form)
    except GongkaiError as error:
        if "fonts-noto-cjk" in str(error):
            pytest.skip(str(error))
        raise


def shown_cells(cells: Mapping[str, Cell]) -> dict[str, tuple[Number | None, Status, str]]:
    """What matters of each cell: value, status, and a unit of its own."""
    return {key: (cell.value, cell.status, cell.unit) for key, cell in cells.items()}
