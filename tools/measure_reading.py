"""Read many made-up reports in every layout and count what comes out: right, missed, wrong, invented.

.venv/bin/python tools/measure_reading.py [cases per layout] [layout] [--show N]
"""

from __future__ import annotations

import random
import sys
from collections import Counter, defaultdict

from gongkai.statute.annual.recognize import recognize
from gongkai.statute.annual.report import Report
from gongkai.statute.readers import read_bytes
from relayout import damage, pages, texts
from relayout import figures as fig
from relayout.documents import DOCUMENTS
from relayout.grids import all_grids

HABITS = ["full", "full", "full", "blank_orgs", "noughts", "totals", "slash", "remarks"]
ON_GRIDS = ["none", "none", "none", "heads", "labels", "yuan", "mixed"]
ON_TEXT = [
    "none",
    "none",
    "misprint",
    "punctuation",
    "traditional",
    "gb18030",
    "utf16",
    "lost",
    "truncated",
    "pages",
    "sections",
]


def make_case(name: str, seed: int) -> tuple[bytes, fig.Figures, str, set[str]]:
    """One document: its bytes, its figures, what was done to it, and the rows that may be missing."""
    rng = random.Random(f"{name}-{seed}")
    figures = fig.make_figures(rng)
    habit = rng.choice(HABITS)
    {
        "full": lambda: None,
        "blank_orgs": lambda: fig.blank_organisations(figures),
        "noughts": lambda: fig.blank_noughts(figures, rng),
        "totals": lambda: fig.only_totals(figures),
        "slash": lambda: fig.slash_rules(figures),
        "remarks": lambda: fig.remarks(figures, rng),
    }[habit]()
    grids = all_grids(figures)
    on_grids = rng.choice(ON_GRIDS)
    gone: set[str] = set()
    if on_grids == "heads":
        damage.digits_in_heads(grids, figures)
    elif on_grids == "labels":
        gone = damage.lose_labels(grids, rng)
    elif on_grids == "yuan":
        damage.print_yuan(grids, figures, rng)
    elif on_grids == "mixed":
        damage.with_plain_other(grids, figures)
    if name in DOCUMENTS:
        return DOCUMENTS[name][0](grids, figures, rng), figures, f"{habit}/{on_grids}", gone
    text = pages.page(grids, figures, rng) if name == "html" else texts.LAYOUTS[name](grids, figures, rng)
    harm = rng.choice(ON_TEXT)
    if name == "html" and harm in ("lost", "truncated", "pages", "sections"):
        harm = "none"
    if harm == "misprint":
        text = damage.misprint(text, rng)
    elif harm == "punctuation":
        text = damage.other_punctuation(text, rng)
    elif harm == "traditional":
        text = damage.traditional(text)
    elif harm == "lost":
        text, lost = damage.lose_rows(text, figures)
        gone |= lost
    elif harm == "truncated":
        text = damage.truncate(text, rng)
        gone = {"*"}
    elif harm == "pages":
        text = damage.page_numbers(text, rng)
    elif harm == "sections":
        text = damage.renumber_sections(text, rng)
    data = text.encode({"gb18030": "gb18030", "utf16": "utf-16"}.get(harm, "utf-8"))
    if harm == "gb18030" and name == "html":
        data = text.replace("charset=utf-8", "charset=gb2312").encode("gb18030")
    return data, figures, f"{habit}/{on_grids}/{harm}", gone


def suffix(name: str) -> str:
    """The file ending of a layout."""
    return DOCUMENTS[name][1] if name in DOCUMENTS else "html" if name == "html" else "txt"


def compare(report: Report, figures: fig.Figures) -> dict[str, str]:
    """Each cell: right, blank (rightly without value), missed, wrong or invented."""
    verdicts = {}
    for key, value in figures.cells.items():
        got = report.value(key)
        if got == value:
            verdicts[key] = "right" if value is not None else "blank"
        elif got is None:
            verdicts[key] = "missed"
        else:
            verdicts[key] = "wrong" if value is not None else "invented"
    for key, cell in report.cells.items():
        if key not in figures.cells and cell.value is not None:
            verdicts[key] = "invented"
    return verdicts


def main() -> None:
    args = [arg for arg in sys.argv[1:] if not arg.startswith("--")]
    count = int(args[0]) if args else 60
    names = args[1:] or [*texts.LAYOUTS, "html", *DOCUMENTS]
    show = 4 if "--show" in sys.argv else 0
    print(f"{'layout':16}{'cells':>8}{'right':>8}{'missed':>8}{'wrong':>7}{'invented':>9}   missed by case")
    for name in names:
        total: Counter[str] = Counter()
        by_case: dict[str, Counter[str]] = defaultdict(Counter)
        for seed in range(count):
            data, figures, what, gone = make_case(name, seed)
            report = recognize(read_bytes(data, f"{name}-{seed}.{suffix(name)}"))
            verdicts = compare(report, figures)
            if gone:
                verdicts = {key: v for key, v in verdicts.items() if v in ("wrong", "invented")}
            tally = Counter(verdicts.values())
            total += tally
            by_case[what] += tally
            bad = [(key, v) for key, v in verdicts.items() if v in ("wrong", "invented")]
            if bad and show:
                show -= 1
                print(
                    "   !!",
                    name,
                    seed,
                    what,
                    [(k, v, figures.cells.get(k), report.value(k)) for k, v in bad[:6]],
                    len(bad),
                )
        filled = total["right"] + total["missed"] + total["wrong"]
        worst = ", ".join(
            f"{what} {c['missed']}"
            for what, c in sorted(by_case.items(), key=lambda e: -e[1]["missed"])[:5]
            if c["missed"]
        )
        print(
            f"{name:16}{filled:8}{total['right'] / max(filled, 1):8.1%}{total['missed'] / max(filled, 1):8.1%}"
            f"{total['wrong']:7}{total['invented']:9}   {worst}"
        )


if __name__ == "__main__":
    main()
