"""Commands about several reports: compare, chain, rollup."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from gongkai.cli.inputs import known_forms, read_options, reading_options
from gongkai.cli.output import CLEAN, FINDINGS, UNREADABLE, plain, print_json, screen_for, sink
from gongkai.cli.reports import read_several
from gongkai.cli.words import Command, Words
from gongkai.statute.annual.chain import Chain
from gongkai.statute.annual.chain import chain as make_chain
from gongkai.statute.annual.check import form_of
from gongkai.statute.annual.compare import Pair
from gongkai.statute.annual.compare import compare as compare_reports
from gongkai.statute.annual.exchange import finding_to_dict, report_to_dict
from gongkai.statute.annual.form import Form
from gongkai.statute.annual.report import Report
from gongkai.statute.annual.rollup import Rollup
from gongkai.statute.annual.rollup import rollup as roll_up


def commands(words: Words) -> list[Command]:
    """The commands about several reports."""
    reading = reading_options(words)
    files = click.Argument(["files"], nargs=-1, required=True, metavar="FILES…")
    as_json = click.Option(["--json", "as_json"], is_flag=True, help=words("json"))
    output = click.Option(["--output", "-o"], type=click.Path(), help=words("output"))
    a_file = click.Path(exists=True, dir_okay=False)
    return [
        Command(
            "compare",
            callback=_compare,
            params=[click.Argument(["first"]), click.Argument(["second"]), as_json, output, *reading],
            help=words("compare"),
        ),
        Command("chain", callback=_chain, params=[files, as_json, output, *reading], help=words("chain")),
        Command(
            "rollup",
            callback=_rollup,
            params=[
                files,
                click.Option(["--organ"], help=words("organ")),
                click.Option(["--year"], type=int, help=words("year")),
                click.Option(["--expected"], type=a_file, help=words("expected")),
                click.Option(["--parent"], type=a_file, help=words("parent")),
                as_json,
                output,
                *reading,
            ],
            help=words("rollup"),
        ),
    ]


def _compare(first: str, second: str, *, as_json: bool, output: str | None, **values: Any) -> int:
    options = read_options(values)
    reports, status = read_several((first, second), options)
    if status or len(reports) < 2:
        return status or UNREADABLE
    pairs = compare_reports(reports[0], reports[1], known_forms(options))
    with sink(output) as file:
        if as_json:
            data = {
                "schema": "gongkai.comparison/1",
                "reports": [
                    {"organ": r.organ, "year": r.year, "form": r.form, "source": r.source.name if r.source else None}
                    for r in reports
                ],
                "pairs": [_pair_data(pair) for pair in pairs],
            }
            print_json(file, data, single=True)
        else:
            _print_pairs(pairs, reports, screen_for(file))
    return CLEAN


def _pair_data(pair: Pair) -> dict[str, Any]:
    return {
        "meaning": pair.meaning,
        "relation": pair.relation,
        "reason": pair.reason,
        "unit": pair.unit,
        "first": {"cells": list(pair.first_cells), "value": plain(pair.first)},
        "second": {"cells": list(pair.second_cells), "value": plain(pair.second)},
        "difference": plain(pair.difference),
    }


def _print_pairs(pairs: Sequence[Pair], reports: Sequence[Report], screen: Any) -> None:
    from rich.table import Table  # noqa: PLC0415

    from gongkai.cli.show import number, report_head  # noqa: PLC0415

    for report in reports:
        screen.print(report_head(report), style="bold", markup=False)
    table = Table(show_edge=False)
    table.add_column("项目")
    for name in [f"{report.organ or '?'} {report.year or '?'}" for report in reports]:
        table.add_column(name, justify="right")
    table.add_column("增减", justify="right")
    table.add_column("说明")
    for pair in pairs:
        if pair.relation == "same" and not pair.first and not pair.second and pair.first == pair.second:
            continue  # nought both times, or not printed both times: nothing to see
        change = f"{pair.change:+.1%}" if pair.change is not None else ""
        difference = f"{pair.difference:+} {change}".strip() if pair.difference is not None else "—"
        note = {"same": "", "derived": "折算", "not_comparable": "不可比"}[pair.relation]
        table.add_row(
            pair.meaning, number(pair.first), number(pair.second), difference, f"{note} {pair.reason}".strip()
        )
    screen.print(table)


def _chain(files: tuple[str, ...], *, as_json: bool, output: str | None, **values: Any) -> int:
    options = read_options(values)
    reports, status = read_several(files, options)
    result = make_chain(reports, known_forms(options))
    every = [*result.findings, *(finding for link in result.links for finding in link.findings)]
    with sink(output) as file:
        if as_json:
            data = {
                "schema": "gongkai.chain/1",
                "reports": [{"organ": r.organ, "year": r.year, "form": r.form} for r in result.reports],
                "findings": [finding_to_dict(finding) for finding in result.findings],
                "links": [
                    {
                        "from": link.earlier.year,
                        "to": link.later.year,
                        "findings": [finding_to_dict(f) for f in link.findings],
                    }
                    for link in result.links
                ],
            }
            print_json(file, data, single=True)
        else:
            _print_chain(result, screen_for(file))
    broken = any(finding.severity == "error" and finding.assessable for finding in every)
    return max(status, FINDINGS if broken else CLEAN)


def _print_chain(result: Chain, screen: Any) -> None:
    from gongkai.cli.show import print_findings, report_head  # noqa: PLC0415

    for report in result.reports:
        screen.print(report_head(report), markup=False)
    if result.findings:
        print_findings(result.findings, screen)
    for link in result.links:
        screen.print(f"{link.earlier.year} → {link.later.year}", style="bold")
        print_findings(link.findings, screen)


def _rollup(
    files: tuple[str, ...],
    *,
    organ: str | None,
    year: int | None,
    expected: str | None,
    parent: str | None,
    as_json: bool,
    output: str | None,
    **values: Any,
) -> int:
    options = read_options(values)
    reports, status = read_several(files, options)
    above: Report | None = None
    if parent:
        found, above_status = read_several((parent,), options)
        status = max(status, above_status)
        above = found[0] if found else None
    names = [line.strip() for line in Path(expected).read_text(encoding="utf-8-sig").splitlines()] if expected else []
    known = known_forms(options)
    wanted = [name for name in names if name]
    result = roll_up(reports, organ=organ, expected=wanted, parent=above, year=year, known=known)
    with sink(output) as file:
        if as_json:
            print_json(file, _rollup_data(result), single=True)
        else:
            _print_rollup(result, screen_for(file), known)
    broken = any(finding.severity == "error" for finding in result.findings)
    return max(status, FINDINGS if broken else CLEAN)


def _rollup_data(result: Rollup) -> dict[str, Any]:
    data = report_to_dict(result.report, result.findings)
    data["rollup"] = {
        "counted": list(result.counted),
        "missing": list(result.missing),
        "left_out": [{"unit": unit, "reason": reason} for unit, reason in result.left_out],
        "so_far": {key: plain(value) for key, value in result.so_far.items()},
        "gaps": {key: list(units) for key, units in result.gaps.items()},
    }
    return data


def _print_rollup(result: Rollup, screen: Any, known: Mapping[str, Form]) -> None:
    from gongkai.cli.show import print_findings, print_report  # noqa: PLC0415

    print_report(result.report, screen, form_of(result.report, known))
    screen.print(f"已计入 {len(result.counted)} 个单位。", style="bold")
    if result.missing:
        screen.print(f"缺报 {len(result.missing)} 个单位：{'、'.join(result.missing)}", style="red", markup=False)
    for unit, reason in result.left_out:
        screen.print(f"未计入 {unit}：{reason}", style="yellow", markup=False)
    if result.gaps:
        screen.print(f"有 {len(result.gaps)} 格因部分单位未读到而没有合计（--json 可查看是哪些单位）。", style="yellow")
    if result.findings:
        print_findings(result.findings, screen)
