"""The demo of stage one: read, check, compare, roll up and write the sample corpus; a page shows what came out.

    make demo        (or: .venv/bin/python tools/demo.py)

Everything goes through the command line, as a user would call it; the results stand in var/demo/.
"""

from __future__ import annotations

import html
import json
import subprocess
import sys
import time
from decimal import Decimal
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
SAMPLES = ROOT / "samples"
OUT = ROOT / "var" / "demo"
GONGKAI = [sys.executable, "-m", "gongkai"]


def gongkai(*args: object) -> subprocess.CompletedProcess[str]:
    """One call of the command line, shown as it is made."""
    words = [str(arg).replace(str(ROOT) + "/", "") for arg in args]
    print("$ gongkai", " ".join(words[:4]), "…" if len(words) > 4 else "", *words[4:][-2:])
    return subprocess.run([*GONGKAI, *map(str, args)], capture_output=True, text=True, check=False, cwd=ROOT)


def main() -> int:
    """Run the demo; exit status 1 if a cell of the corpus was read wrongly."""
    OUT.mkdir(parents=True, exist_ok=True)
    start = time.perf_counter()
    reports = sorted((SAMPLES / "reports").iterdir())
    gongkai("check", "--json", "--jobs", 2, "-o", OUT / "check.jsonl", SAMPLES / "reports")
    seconds = time.perf_counter() - start
    lines = [json.loads(line, parse_float=Decimal) for line in (OUT / "check.jsonl").read_text("utf-8").splitlines()]
    checked = {Path(line["source"]["name"]).name: line for line in lines}
    truth = json.loads((SAMPLES / "truth.json").read_text("utf-8"))
    rows = [_judged(checked[path.name], truth[path.name]) | {"file": path.name} for path in reports]

    pairs = gongkai("compare", "--json", _sample("harbin_science_2019_0"), _sample("hegang_science_2021_0"))
    chain = gongkai("chain", "--json", *(_sample(f"qingshi_{year}_0") for year in (2022, 2023, 2024)))
    units = [_sample(f"{name}_0") for name in ("harbin_science_2019", "mudanjiang_science_2020")]
    gongkai(
        "rollup",
        "--year",
        2019,
        "--organ",
        "示例汇总",
        "--expected",
        _units_file(),
        "--json",
        "-o",
        OUT / "rollup.json",
        *units,
    )
    gongkai("write", _sample("harbin_2020_4"), "--to", "pdf,docx,html,xlsx,csv,json", "-o", f"{OUT}/")
    gongkai("template", 2021, "--to", "xlsx,docx", "-o", f"{OUT}/")
    deadline = gongkai(
        "deadline",
        "reply",
        "--from",
        "2025-01-20",
        "--event",
        "third_party_consulted=2025-01-24/2025-01-24",
        "--event",
        "third_party_answered=2025-02-14",
    )

    page = _page(rows, json.loads(pairs.stdout), json.loads(chain.stdout), deadline.stdout, seconds)
    (OUT / "index.html").write_text(page, encoding="utf-8")
    wrong = sum(row["wrong"] for row in rows)
    read, cells = sum(row["right"] for row in rows), sum(row["cells"] for row in rows)
    print(f"\n{len(rows)} 份报告，{cells} 格：读对 {read} 格，读错 {wrong} 格，用时 {seconds:.1f} 秒。")
    print(f"结果页：{OUT / 'index.html'}")
    return 1 if wrong else 0


def _sample(prefix: str) -> Path:
    return next((SAMPLES / "reports").glob(f"{prefix}_*"))


def _units_file() -> Path:
    path = OUT / "应报单位.txt"
    path.write_text("哈尔滨市科学技术局\n牡丹江市科学技术局\n鹤岗市科学技术局\n", encoding="utf-8")
    return path


def _judged(report: dict[str, Any], truth: dict[str, Any]) -> dict[str, Any]:
    """A reading held against the figures the file was made from."""
    figures = json.loads((SAMPLES / "figures" / f"{truth['figures']}.json").read_text("utf-8"), parse_float=Decimal)
    right = wrong = 0
    for key, value in figures["cells"].items():
        got = report["cells"].get(key, {"value": None})["value"]
        if got is not None:
            right += got == value
            wrong += got != value
    findings = [f for f in report["findings"] if f["assessable"]]
    return {
        "report": report,
        "cells": sum(value is not None for value in figures["cells"].values()),
        "right": right,
        "wrong": wrong,
        "findings": findings,
        "open": [f for f in report["findings"] if not f["assessable"]],
    }


# ------------------------------------------------------------------ the page

_STYLE = """
:root{--main:#0F4C9C;--ink:#1B1F24;--quiet:#57606A;--line:#D0D7DE;--paper:#fff;--ground:#F6F7F9;--red:#B3261E;--amber:#8A5A00;--green:#1A6B35}
*{box-sizing:border-box}body{margin:0;background:var(--ground);color:var(--ink);font:17px/1.75 "PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif}
main{max-width:1180px;margin:0 auto;padding:40px 24px 64px}h1{font-size:32px;line-height:1.3;margin:0 0 8px;font-weight:600}h2{font-size:22px;margin:48px 0 12px;font-weight:600}
p{max-width:46em;margin:8px 0}.quiet{color:var(--quiet)}.strip{display:flex;flex-wrap:wrap;gap:12px;margin:24px 0}.figure{background:var(--paper);border:1px solid var(--line);padding:14px 20px;min-width:150px}
.figure b{display:block;font-size:28px;line-height:1.3;color:var(--main);font-variant-numeric:tabular-nums}
.scroll{overflow-x:auto;background:var(--paper);border:1px solid var(--line)}table{border-collapse:collapse;width:100%;font-size:15px;line-height:1.6}th,td{padding:9px 14px;border-bottom:1px solid var(--line);text-align:left;vertical-align:top}
th{font-weight:600;background:#EEF2F7;white-space:nowrap}td.f{overflow-wrap:anywhere;min-width:11em}td.o{min-width:9em}td:last-child{width:46%}td.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}tr:last-child td{border-bottom:0}
.chip{display:inline-block;padding:0 8px;border:1px solid;border-radius:3px;font-size:13px;margin-right:6px;white-space:nowrap}.error{color:var(--red)}.warning{color:var(--amber)}.info{color:var(--quiet)}.ok{color:var(--green)}
pre{background:var(--paper);border:1px solid var(--line);padding:16px 20px;overflow-x:auto;font-size:15px;line-height:1.8;font-family:inherit;white-space:pre-wrap}a{color:var(--main)}ul{padding-left:1.2em}
@media(max-width:600px){main{padding:24px 16px}h1{font-size:26px}}@media print{body{background:#fff}.scroll{overflow:visible;border:0}}
"""
_LEVEL = {"error": "错误", "warning": "提醒", "info": "说明"}


def _page(
    rows: list[dict[str, Any]], pairs: dict[str, Any], chain: dict[str, Any], deadline: str, seconds: float
) -> str:
    cells, right = sum(row["cells"] for row in rows), sum(row["right"] for row in rows)
    figures = [
        (len(rows), "份报告"),
        (len({row["report"]["source"]["format"] for row in rows}), "种文件"),
        (f"{cells:,}", "格印有数字"),
        (f"{right:,}", "格读对"),
        (sum(row["wrong"] for row in rows), "格读错"),
        (f"{seconds:.1f} 秒", "读取并核对"),
    ]
    strip = "".join(f'<div class="figure"><b>{value}</b>{name}</div>' for value, name in figures)
    made = "".join(
        f'<li><a href="{html.escape(path.name)}">{html.escape(path.name)}</a>（{path.stat().st_size / 1024:.0f} KB）</li>'
        for path in sorted(OUT.iterdir())
        if path.suffix != ".html" or path.name != "index.html"
    )
    return f"""<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>公开：样本报告的读取、核对与比较</title><style>{_STYLE}</style></head><body><main>
<h1>样本报告：读取、核对、比较</h1>
<p class="quiet">数字取自五份公开发表的年度报告和一个虚构的县，文字由我们编写，排成各种文件和版式。每一格都与原数字逐一对照。</p>
<div class="strip">{strip}</div>
<h2>逐份结果</h2><div class="scroll" tabindex="0" role="region" aria-label="逐份结果"><table><thead><tr><th>文件</th><th>机关</th><th>年度</th><th>格式</th><th>读对 / 应有</th><th>核对结果</th></tr></thead><tbody>
{"".join(_row(row) for row in rows)}</tbody></table></div>
<h2>跨格式比较：哈尔滨市科学技术局 2019 与 鹤岗市科学技术局 2021</h2>
<p class="quiet">两种格式按含义对应；不能比的写明原因。两边都是 0 的不列。</p>
<div class="scroll" tabindex="0" role="region" aria-label="比较"><table><thead><tr><th>项目</th><th>2019</th><th>2021</th><th>增减</th><th>说明</th></tr></thead><tbody>{"".join(_pair(p) for p in pairs["pairs"] if p["first"]["value"] or p["second"]["value"] or p["relation"] == "not_comparable")}</tbody></table></div>
<h2>逐年核对：青石县人民政府（虚构）</h2>{_chain(chain)}
<h2>期限怎样算出来</h2><p class="quiet">2025 年 1 月 20 日收到申请，1 月 24 日征求第三方意见，2 月 14 日收到意见。</p><pre>{html.escape(deadline)}</pre>
<h2>写出的文件</h2><ul>{made}</ul>
</main></body></html>
"""


def _row(row: dict[str, Any]) -> str:
    report = row["report"]
    found = [
        f'<span class="chip {f["severity"]}">{_LEVEL[f["severity"]]}</span>{html.escape(f["message"])}'
        for f in row["findings"]
    ]
    sums = list(dict.fromkeys(f["rule"] for f in row["open"] if f["cells"]))
    if sums:
        found.append(f'<span class="chip info">未核</span>{"、".join(sums)}：有的格为空或未读到，不能当作 0')
    found += [f'<span class="chip info">未核</span>{html.escape(f["message"])}' for f in row["open"] if not f["cells"]]
    shown = "<br>".join(found) or '<span class="chip ok">通过</span>没有发现问题'
    return (
        f"<tr><td class=f>{html.escape(row['file'])}</td><td class=o>{html.escape(report['organ'] or '未认出')}</td><td>{report['year']}</td>"
        f"<td>{report['form']}</td><td class=n>{row['right']} / {row['cells']}</td><td>{shown}</td></tr>"
    )


def _pair(pair: dict[str, Any]) -> str:
    def number(value: object) -> str:
        return "—" if value is None else str(value)

    note = {"same": "", "derived": "折算。", "not_comparable": "不可比。"}[pair["relation"]]
    return (
        f"<tr><td>{html.escape(pair['meaning'])}</td><td class=n>{number(pair['first']['value'])}</td>"
        f"<td class=n>{number(pair['second']['value'])}</td><td class=n>{number(pair['difference'])}</td>"
        f"<td>{note}{html.escape(pair['reason'])}</td></tr>"
    )


def _chain(chain: dict[str, Any]) -> str:
    parts = []
    for link in chain["links"]:
        found = [f for f in link["findings"] if f["assessable"]]
        items = "".join(
            f'<li><span class="chip {f["severity"]}">{_LEVEL[f["severity"]]}</span>{html.escape(f["message"])}</li>'
            for f in found
        )
        parts.append(f"<p><b>{link['from']} → {link['to']}</b></p><ul>{items or '<li class=ok>衔接一致</li>'}</ul>")
    return "".join(parts)


if __name__ == "__main__":
    sys.exit(main())
