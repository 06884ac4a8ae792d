"""What happens to a text on its way: misprints, traditional script, lost pages, lost labels, other encodings."""

from __future__ import annotations

import random
import re

from relayout.figures import PARTS, Figures
from relayout.grids import Grid, GridCell

_MISPRINTS = (
    ("无法提供", "未能提供"), ("属于国家秘密", "属于国家机密"), ("保护第三方合法权益", "保护第三方合法权利"),
    ("本机关不掌握相关政府信息", "本机关不掌握相关信息"), ("信访举报投诉类申请", "信访投诉举报类申请"),
    ("要求提供公开出版物", "要求提供公开出版物品"), ("结转下年度继续办理", "结转下年度继续办里"),
    ("属于三类内部事务信息", "属于三类内部事物信息"), ("尚未审结", "尚末审结"), ("行政事业性收费", "行政事业性收费项目"),
    ("没有现成信息需要另行制作", "没有现成信息，需另行制作"), ("其他法律行政法规禁止公开", "其它法律、行政法规禁止公开"),
    ("无正当理由大量反复申请", "无正当理由大量反复"), ("上年结转政府信息公开申请数量", "上年度结转政府信息公开申请数"),
)  # fmt: skip


def misprint(text: str, rng: random.Random) -> str:
    """Two or three misprinted labels."""
    for right, wrong in rng.sample(_MISPRINTS, 3):
        text = text.replace(right, wrong)
    return text


def other_punctuation(text: str, rng: random.Random) -> str:
    """Brackets, enumerators and spaces as different typists use them."""
    if rng.random() < 0.5:
        text = text.replace("（", "(").replace("）", ")")
    if rng.random() < 0.5:
        text = re.sub(
            r"(?m)(?<=[^\d年月日])([1-8])\.(?=[\u4e00-\u9fff])", rng.choice([r"\1、", r"\1．", r"\1. "]), text
        )
    if rng.random() < 0.3:
        text = text.replace("“", '"').replace("”", '"')
    return text


def traditional(text: str) -> str:
    """The text in traditional script."""
    from opencc import OpenCC  # noqa: PLC0415

    return OpenCC("s2t").convert(text)


def lose_rows(text: str, figures: Figures) -> tuple[str, set[str]]:
    """Cut a stretch of lines out of table three (a lost page); returns the text and the rows that may be gone."""
    lines = text.split("\n")
    starts = [i for i, line in enumerate(lines) if "保护第三方" in line or "属于行政执法" in line]
    ends = [i for i, line in enumerate(lines) if "重复申请" in line or "信访举报" in line]
    if not starts or not ends or ends[0] <= starts[0]:
        return text, set()
    rows = figures.rows_of("requests")
    gone = set(rows[rows.index("refused.security_stability") : rows.index("not_processed.repeated") + 1])
    return "\n".join(lines[: starts[0]] + lines[ends[0] :]), gone


def truncate(text: str, rng: random.Random) -> str:
    """Only the beginning of the text."""
    return text[: rng.randint(len(text) // 2, len(text) - 60)]


# ---------------------------------------------------- on the grids, before setting


def digits_in_heads(grids: list[Grid], figures: Figures) -> None:
    """Column heads with figures in them: （指2019年底）, （如 -8）."""
    notes = {"上一年项目数量": f"（指{figures.year - 1}年）", "本年增/减": "（如 -8）", "对外公开总数量": f"（指{figures.year}年底）",
             "现行有效件数": f"（截至{figures.year}年12月31日）", "本年处理决定数量": f"（{figures.year}年）"}  # fmt: skip
    for cell in _texts(grids):
        cell.text += notes.get(cell.text, "")


def lose_labels(grids: list[Grid], rng: random.Random) -> set[str]:
    """Some row labels of table three are lost; returns the rows."""
    rows = [row for row in grids[1] if any(cell.value for cell in row)]
    lost = set()
    for row in rng.sample(rows[4:20], rng.choice([1, 1, 2])):
        for cell in row:
            if not cell.value:
                cell.text = ""
        lost.add(next(cell.key for cell in row if cell.value).split(".", 1)[1].rsplit(".", 1)[0])
    return lost


def print_yuan(grids: list[Grid], figures: Figures, rng: random.Random) -> None:
    """Amounts with their unit in the cell; in 元 where the column says 万元."""
    for grid in grids:
        for row in grid:
            for cell in row:
                if cell.key.endswith(".amount") and figures.cells.get(cell.key):
                    if rng.random() < 0.5:
                        figures.cells[cell.key] = rng.randint(1000, 9_000_000)
                        cell.text = f"{figures.cells[cell.key]}元"
                    else:
                        cell.text += "万元"


def with_plain_other(grids: list[Grid], figures: Figures) -> None:
    """A 2021 report whose table three has the single row （六）其他处理 of 2019."""
    if figures.form.id != "2021":
        return
    kept: Grid = []
    for row in grids[1]:
        keys = [cell.key for cell in row if cell.value]
        if keys and keys[0].startswith("requests.other.overdue"):
            values = []
            for part in (*PARTS, "total"):
                parts = [
                    figures.cells.pop(f"requests.other.{name}.{part}")
                    for name in ("overdue_correction", "unpaid_fee", "other")
                ]
                value = None if all(v is None for v in parts) else sum(v or 0 for v in parts)
                figures.cells[f"requests.other.{part}"] = value
                values.append(GridCell("" if value is None else str(value), value=True, key=f"requests.other.{part}"))
            kept.append([GridCell("（六）其他处理", 2), *values])
        elif not keys or not keys[0].startswith("requests.other."):
            kept.append(row)
    for row in kept:
        for cell in row:
            if cell.text.startswith("三、"):
                cell.deep -= 2
    grids[1][:] = kept


def _texts(grids: list[Grid]) -> list[GridCell]:
    return [cell for grid in grids for row in grid for cell in row if not cell.value]


# ------------------------------------------------------------- on the set text


def page_numbers(text: str, rng: random.Random) -> str:
    """Page numbers on lines of their own, anywhere in the tables."""
    lines = text.split("\n")
    style = rng.choice(["{}", "- {} -", "— {} —", "第 {} 页", "-{}-", "第{}页 共12页", "{}/12"])
    inside = [i for i, line in enumerate(lines) if "信息内容" in line or "本年新收" in line or "尚未审结" in line]
    if not inside:
        return text
    for number in range(rng.choice([1, 2, 3])):
        at = rng.randrange(inside[0] + 2, min(len(lines), inside[-1] + 6))
        lines[at:at] = [*rng.choice([[], [""]]), style.format(number + 3), *rng.choice([[], [""]])]
    return "\n".join(lines)


def renumber_sections(text: str, rng: random.Random) -> str:
    """Section numbers restart or are missing."""
    manner = rng.choice(["none", "restart"])
    count = iter("一二三一二三四五六")

    def change(found: re.Match[str]) -> str:
        return found[2] if manner == "none" else f"{next(count, '六')}、{found[2]}"

    return re.sub(
        r"(?m)^([一二三四五六])、(总体情况|主动公开政府.*|收到和处理.*|政府信息公开行政.*|存在的主要.*|其他需要.*)$",
        change,
        text,
    )
