"""The truth about the real reports in ../shared, by cell key."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SHARED = Path(__file__).parents[2] / "shared"
_ROWS = {
    "规章": "rules",
    "规范性文件": "normative_documents",
    "行政规范性文件": "normative_documents",
    "行政许可": "permits",
    "其他对外管理服务事项": "other_services",
    "行政处罚": "penalties",
    "行政强制": "coercion",
    "行政事业性收费": "fees",
    "政府集中采购": "procurement",
}
_COLUMNS = {
    "本年新制作数量": "made",
    "本年新公开数量": "published",
    "对外公开总数量": "public_total",
    "上一年项目数量": "items_last_year",
    "本年增/减": "items_change",
    "处理决定数量": "decisions",
    "采购项目数量": "items",
    "采购总金额": "amount",
    "采购总金额（万元）": "amount",
    "本年制发件数": "issued",
    "本年废止件数": "repealed",
    "现行有效件数": "in_force",
    "本年处理决定数量": "decisions",
    "本年收费金额（单位：万元）": "amount",
}
_REMEDIES = {"行政复议": "review", "未经复议直接起诉": "direct_lawsuit", "复议后起诉": "lawsuit_after_review"}
_RESULTS = {"结果维持": "upheld", "结果纠正": "corrected", "其他结果": "other", "尚未审结": "pending", "总计": "total"}
PARTS = (
    "natural_person",
    "business",
    "research",
    "public_interest",
    "legal_service",
    "other_organisation",
    "total",
)


@dataclass(frozen=True)
class RealReport:
    """One real report: its file, what is printed in it, and which cells may be read or left alone."""

    path: Path
    truth: dict[str, Any]
    cells: dict[str, float | None]

    @property
    def free(self) -> set[str]:
        """Cells for which null is as good as the given value, by the truth's own notes."""
        free: set[str] = set()
        for note in self.truth["ambiguous"]:
            names, _, _ = note.partition(":")
            if "null" not in note:
                continue
            for name in names.split(","):
                row = name.strip()
                free |= {key for key in self.cells if key.startswith((f"requests.{row}.", f"{row}."))}
            if names == "table4":
                free |= {key for key in self.cells if key.startswith("remedies.")}
        return free


def real_reports() -> list[RealReport]:
    """All real reports with their truth; none where ../shared is missing."""
    folders = sorted([*SHARED.glob("seeds/*"), *SHARED.glob("reports/*")]) if SHARED.is_dir() else []
    reports = []
    for folder in folders:
        truth = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
        reports.append(RealReport(next(folder.glob("source.*")), truth, _cells(truth)))
    return reports


def _cells(truth: dict[str, Any]) -> dict[str, float | None]:
    cells: dict[str, float | None] = {}
    for row, columns in truth["table2"].items():
        for column, value in columns.items():
            cells[f"proactive.{_ROWS[row]}.{_COLUMNS[column]}"] = value
    for row, values in truth["table3"].get("rows", truth["table3"]).items():
        cells |= {f"requests.{row}.{part}": value for part, value in zip(PARTS, values, strict=True)}
    for remedy, results in truth["table4"].items():
        for result, value in results.items():
            cells[f"remedies.{_REMEDIES[remedy]}.{_RESULTS[result]}"] = value
    return cells
