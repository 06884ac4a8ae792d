"""Make the sample corpus anew: the figures of five real reports and of an invented bureau, set in many shapes.

    .venv/bin/python tools/make_samples.py

The figures stand in samples/figures/*.json; the sentences are our own. What is made goes to samples/reports/
with samples/truth.json saying what each file holds.
"""

from __future__ import annotations

import json
import random
from decimal import Decimal
from pathlib import Path
from typing import Any

from gongkai.statute.annual.form import forms
from gongkai.statute.annual.report import Cell, Report, Section, Status
from gongkai.statute.writers import write
from relayout import damage, documents, pages, texts
from relayout.figures import Figures
from relayout.grids import all_grids

SAMPLES = Path(__file__).parents[1] / "samples"

# organ file → the shapes it is set in. "own" are our writers' formats; the others are made as strangers make them.
SHAPES = {
    "harbin_2020": [
        "own pdf",
        "own docx",
        "own html",
        "own xlsx",
        "cells_on_lines txt",
        "tabbed txt",
        "html html",
        "excel xlsx",
    ],
    "harbin_science_2019": ["own pdf", "wrapped_labels txt", "markdown md", "word docx"],
    "hegang_science_2021": ["own docx", "wrapped_labels txt", "bar_lines txt", "pdf pdf"],
    "mudanjiang_science_2020": ["own html", "tabbed_ragged txt", "laid_out txt", "piped gb18030.txt"],
    "nangang_industry_2021": ["own xlsx", "piped txt", "spaced_rows traditional.txt", "html html"],
    "qingshi_2022": ["own pdf", "piped txt"],
    "qingshi_2023": ["own docx", "html html"],
    "qingshi_2024": ["own html", "markdown md"],
}


def load(path: Path) -> Figures:
    """Figures from their JSON file."""
    data = json.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
    return Figures(forms()[data["form"]], data["organ"], data["year"], data["cells"])


def own_report(figures: Figures, data: dict[str, Any]) -> Report:
    """A report for our own writers, with sentences of our own."""
    form = figures.form
    received = data["said_received"]
    prose = {
        1: f"（一）主动公开。{figures.year}年，围绕中心工作公开政策文件和办事信息。\n"
        f"（二）依申请公开。全年共受理政府信息公开申请{received}件，依法办理答复。\n"
        "（三）政府信息管理。严格执行公开前的审查。\n（四）平台建设。维护网站专栏，更新栏目内容。\n"
        "（五）监督保障。开展业务培训，接受社会评议，本年度没有责任追究情形，工作考核结果良好。",
        5: "部分栏目更新不够及时。下一步将明确更新责任，定期检查。",
        6: "本年度未收取信息处理费。",
    }
    sections = tuple(Section(s.number, s.title, prose.get(s.number, "")) for s in form.sections)
    cells = {key: Cell(value, Status.READ) for key, value in figures.cells.items()}
    return Report(figures.organ, figures.year, form.id, cells, sections=sections)


def main() -> None:
    """Write every sample and the file that says what they hold."""
    target = SAMPLES / "reports"
    target.mkdir(exist_ok=True)
    for old in target.iterdir():
        old.unlink()
    truth = {}
    for name, shapes in SHAPES.items():
        path = SAMPLES / "figures" / f"{name}.json"
        data = json.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
        for number, shape in enumerate(shapes):
            how, suffix = shape.split()
            figures = load(path)
            content = _made(how, suffix, figures, data, random.Random(f"{name}{number}"))
            file = target / f"{name}_{number}_{how}.{suffix}"
            file.write_bytes(content)
            truth[file.name] = {
                "figures": name,
                "organ": data["organ"],
                "year": data["year"],
                "form": data["form"],
                "said_received": data["said_received"],
            }
    (SAMPLES / "truth.json").write_text(json.dumps(truth, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(f"{len(truth)} files in {target}")


def _made(how: str, suffix: str, figures: Figures, data: dict[str, Any], rng: random.Random) -> bytes:
    if how == "own":
        return write(own_report(figures, data), suffix)
    grids = all_grids(figures)
    # The frame of the made texts restates the number received; here it says what the report said.
    shown = dict(figures.cells)
    figures.cells["requests.new_received.total"] = data["said_received"]
    if how in documents.DOCUMENTS:
        content = documents.DOCUMENTS[how][0](grids, figures, rng)
    else:
        text = pages.page(grids, figures, rng) if how == "html" else texts.LAYOUTS[how](grids, figures, rng)
        if suffix.startswith("traditional"):
            text = damage.traditional(text)
        content = text.encode("gb18030" if suffix.startswith("gb18030") else "utf-8")
    figures.cells = shown
    return content


if __name__ == "__main__":
    main()
