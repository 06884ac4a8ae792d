"""Commands about reports: read, check, compare, chain, rollup, write, template."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO

import click

from gongkai.cli.inputs import ReadOptions, known_forms, opened_out, read_all, read_options, reading_options
from gongkai.cli.words import Command, Words
from gongkai.statute.annual.chain import chain as make_chain
from gongkai.statute.annual.check import check as check_report
from gongkai.statute.annual.check import form_of
from gongkai.statute.annual.compare import Pair
from gongkai.statute.annual.compare import compare as compare_reports
from gongkai.statute.annual.exchange import finding_to_dict, report_to_dict
from gongkai.statute.annual.form import Form, form_for_year
from gongkai.statute.annual.report import Finding, Number, Report
from gongkai.statute.annual.rollup import Rollup
from gongkai.statute.annual.rollup import rollup as roll_up
from gongkai.statute.errors import DocumentError, GongkaiError

CLEAN, FINDINGS, UNREADABLE = 0, 1, 2


def commands(words: Words) -> list[Command]:
    """The commands about reports, in the order they are used."""
    reading = reading_options(words)
    files = click.Argument(["files"], nargs=-1, required=True, metavar="FILES…")
    as_json = click.Option(["--json", "as_json"], is_flag=True, help=words("json"))
    output = click.Option(["--output", "-o"], type=click.Path(), help=words("output"))
    all_cells = click.Option(["--cells"], is_flag=True, help=words("all_cells"))
    fail_on = click.Option(
        ["--fail-on"],
        type=click.Choice(["error", "warning"]),
        default="error",
        show_default=True,
        help=words("fail_on"),
    )
    to = click.Option(["--to"], required=True, help=words("to"))
    return [
        Command("read", callback=_read, params=[files, as_json, output, all_cells, *reading], help=words("read")),
        Command("check", callback=_check, params=[files, as_json, output, fail_on, *reading], help=words("check")),
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
                click.Option(["--expected"], type=click.Path(exists=True, dir_okay=False), help=words("expected")),
                click.Option(["--parent"], type=click.Path(exists=True, dir_okay=False), help=words("parent")),
                as_json,
                output,
                *reading,
            ],
            help=words("rollup"),
        ),
        Command("write", callback=_write, params=[click.Argument(["file"]), to, output, *reading], help=words("write")),
        Command(
            "template",
            callback=_template,
            params=[
                click.Argument(["form"]),
                click.Option(["--to"], default="xlsx", show_default=True, help=words("template_to")),
                click.Option(["--forms"], type=click.Path(exists=True, file_okay=False), help=words("forms")),
                output,
            ],
            help=words("template"),
        ),
    ]


# ------------------------------------------------------------------ read, check


def _read(files: tuple[str, ...], *, as_json: bool, output: str | None, cells: bool, **values: Any) -> int:
    options = read_options(values)

    def human(report: Report, screen: Any) -> int:
        from gongkai.cli.show import print_report  # noqa: PLC0415  (drawing tables is slow to load)

        print_report(report, screen, form_of(report, known_forms(options)), all_cells=cells)
        return CLEAN

    return _each(files, options, output, human, report_to_dict if as_json else None)


def _check(files: tuple[str, ...], *, as_json: bool, output: str | None, fail_on: str, **values: Any) -> int:
    options = read_options(values)
    known = known_forms(options)
    worst = {"error": {"error"}, "warning": {"error", "warning"}}[fail_on]

    def status_of(findings: Sequence[Finding]) -> int:
        return FINDINGS if any(f.severity in worst and f.assessable for f in findings) else CLEAN

    def human(report: Report, screen: Any) -> int:
        from gongkai.cli.show import print_findings, report_head  # noqa: PLC0415

        findings = check_report(report, known)
        screen.print(report_head(report), style="bold", markup=False)
        print_findings(findings, screen)
        return status_of(findings)

    def machine(report: Report) -> dict[str, Any]:
        return report_to_dict(report, check_report(report, known))

    def status_of_json(data: dict[str, Any]) -> int:
        found = data.get("findings", ())
        return FINDINGS if any(f["severity"] in worst and f["assessable"] for f in found) else CLEAN

    return _each(files, options, output, human, machine if as_json else None, status_of_json)


def _each(
    files: Sequence[str],
    options: ReadOptions,
    output: str | None,
    human: Callable[[Report, Any], int],
    machine: Callable[[Report], dict[str, Any]] | None,
    json_status: Callable[[dict[str, Any]], int] = lambda _data: CLEAN,
) -> int:
    """Read every file and show it; a file that cannot be read is said and the others go on."""
    paths = list(map(str, opened_out(files)))
    status = CLEAN
    with _sink(output) as sink:
        screen = _screen(sink) if machine is None else None
        for path, outcome in _progress(read_all(paths, options), len(paths)):
            if isinstance(outcome, DocumentError):
                status = UNREADABLE
                click.echo(str(outcome), err=True)
                if machine is not None:
                    _print_json(sink, _error(path, outcome), single=len(paths) == 1)
                continue
            if outcome.form == "unknown":
                status = UNREADABLE
                click.echo(
                    f"{path}：没有认出年度报告的表格。请确认文件是 2019 年度以后的政府信息公开工作年度报告。", err=True
                )
            if machine is None:
                status = max(status, human(outcome, screen))
            else:
                data = machine(outcome)
                status = max(status, json_status(data))
                _print_json(sink, data, single=len(paths) == 1)
    return status


def _error(path: Path, error: DocumentError) -> dict[str, Any]:
    return {
        "schema": "gongkai.error/1",
        "source": {"name": str(path)},
        "error": {"kind": type(error).__name__, "reason": error.reason, "mend": error.mend},
    }


# ------------------------------------------------------------------ several reports


def _several(files: Sequence[str], options: ReadOptions) -> tuple[list[Report], int]:
    """The reports of the files that could be read, and the exit status so far."""
    paths = list(map(str, opened_out(files)))
    reports, status = [], CLEAN
    for _path, outcome in _progress(read_all(paths, options), len(paths)):
        if isinstance(outcome, DocumentError):
            click.echo(str(outcome), err=True)
            status = UNREADABLE
        else:
            reports.append(outcome)
    return reports, status


def _compare(first: str, second: str, *, as_json: bool, output: str | None, **values: Any) -> int:
    options = read_options(values)
    reports, status = _several((first, second), options)
    if status or len(reports) < 2:
        return status or UNREADABLE
    pairs = compare_reports(reports[0], reports[1], known_forms(options))
    with _sink(output) as sink:
        if as_json:
            data = {
                "schema": "gongkai.comparison/1",
                "reports": [
                    {"organ": r.organ, "year": r.year, "form": r.form, "source": r.source.name if r.source else None}
                    for r in reports
                ],
                "pairs": [_pair_data(pair) for pair in pairs],
            }
            _print_json(sink, data, single=True)
        else:
            _print_pairs(pairs, reports, _screen(sink))
    return CLEAN


def _pair_data(pair: Pair) -> dict[str, Any]:
    return {
        "meaning": pair.meaning,
        "relation": pair.relation,
        "reason": pair.reason,
        "unit": pair.unit,
        "first": {"cells": list(pair.first_cells), "value": _plain(pair.first)},
        "second": {"cells": list(pair.second_cells), "value": _plain(pair.second)},
        "difference": _plain(pair.difference),
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
    reports, status = _several(files, options)
    result = make_chain(reports, known_forms(options))
    every = [*result.findings, *(finding for link in result.links for finding in link.findings)]
    with _sink(output) as sink:
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
            _print_json(sink, data, single=True)
        else:
            _print_chain(result, _screen(sink))
    broken = any(finding.severity == "error" and finding.assessable for finding in every)
    return max(status, FINDINGS if broken else CLEAN)


def _print_chain(result: Any, screen: Any) -> None:
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
    reports, status = _several(files, options)
    above: Report | None = None
    if parent:
        found, above_status = _several((parent,), options)
        status = max(status, above_status)
        above = found[0] if found else None
    names = [line.strip() for line in Path(expected).read_text(encoding="utf-8-sig").splitlines()] if expected else []
    known = known_forms(options)
    wanted = [name for name in names if name]
    result = roll_up(reports, organ=organ, expected=wanted, parent=above, year=year, known=known)
    with _sink(output) as sink:
        if as_json:
            _print_json(sink, _rollup_data(result), single=True)
        else:
            _print_rollup(result, _screen(sink), known)
    broken = any(finding.severity == "error" for finding in result.findings)
    return max(status, FINDINGS if broken else CLEAN)


def _rollup_data(result: Rollup) -> dict[str, Any]:
    data = report_to_dict(result.report, result.findings)
    data["rollup"] = {
        "counted": list(result.counted),
        "missing": list(result.missing),
        "left_out": [{"unit": unit, "reason": reason} for unit, reason in result.left_out],
        "so_far": {key: _plain(value) for key, value in result.so_far.items()},
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


# ------------------------------------------------------------------ documents


def _write(file: str, *, to: str, output: str | None, **values: Any) -> int:
    from gongkai.statute.writers import KINDS, write  # noqa: PLC0415

    kinds = _kinds(to, KINDS)
    options = read_options(values)
    reports, status = _several((file,), options)
    if status:
        return status
    report = reports[0]
    form = form_of(report, known_forms(options))
    if form is None:
        raise GongkaiError(f"{file} 没有认出年度报告格式，无法写成报告。")
    stem = (
        f"{report.organ or Path(file).stem}{report.year or ''}年政府信息公开工作年度报告"
        if report.organ
        else Path(file).stem
    )
    for kind in kinds:
        _save(write(report, kind, form=form), _target(output, stem, kind, several=len(kinds) > 1))
    return CLEAN


def _template(form: str, *, to: str, forms: str | None, output: str | None) -> int:
    from gongkai.statute.writers import TEMPLATE_KINDS, template  # noqa: PLC0415

    chosen = _form_named(form, forms)
    kinds = _kinds(to, TEMPLATE_KINDS)
    for kind in kinds:
        stem = f"政府信息公开工作年度报告空白表（{chosen.id}年格式）"
        _save(template(chosen, kind), _target(output, stem, kind, several=len(kinds) > 1))
    return CLEAN


def _form_named(name: str, forms_dir: str | None) -> Form:
    known = known_forms(ReadOptions(forms_dir=forms_dir))
    if name in known:
        return known[name]
    if name.isdecimal():
        return form_for_year(int(name))
    raise GongkaiError(f"没有“{name}”这个格式。已有：{'、'.join(known)}；也可以写年度，或用 --forms 指定格式文件夹。")


def _kinds(to: str, known: Collection[str]) -> list[str]:
    kinds = [kind.strip().lower() for kind in to.split(",") if kind.strip()]
    wrong = [kind for kind in kinds if kind not in known]
    if wrong or not kinds:
        raise GongkaiError(f"--to 不认识 {'、'.join(wrong) or '空值'}。可用：{'、'.join(known)}。")
    return kinds


def _target(output: str | None, stem: str, kind: str, *, several: bool) -> Path:
    """Where a document goes: the folder given, the file given, or the current folder under its own name."""
    if output is None:
        return Path(f"{stem}.{kind}")
    path = Path(output)
    if several or path.is_dir() or output.endswith(("/", "\\")):
        path.mkdir(parents=True, exist_ok=True)
        return path / f"{stem}.{kind}"
    return path


def _save(content: bytes, path: Path) -> None:
    """Write whole or not at all: a half-written document is never left under the name asked for."""
    draft = path.with_name(path.name + ".part")
    draft.write_bytes(content)
    draft.replace(path)
    click.echo(f"已写入 {path}")


# ------------------------------------------------------------------ output


@contextmanager
def _sink(output: str | None) -> Iterator[TextIO]:
    if output is None:
        yield sys.stdout
        return
    path = Path(output)
    draft = path.with_name(path.name + ".part")
    with draft.open("w", encoding="utf-8") as file:
        yield file
    draft.replace(path)


def _screen(sink: TextIO) -> Any:
    from gongkai.cli.show import console, plain_console  # noqa: PLC0415

    return console() if sink is sys.stdout else plain_console(sink)


def _progress(items: Iterator[Any], total: int) -> Iterator[Any]:
    from gongkai.cli.show import with_progress  # noqa: PLC0415

    return with_progress(items, total)


def _print_json(sink: TextIO, data: dict[str, Any], *, single: bool) -> None:
    """One document for one file; one line for each of many, so that they can be read as they come."""
    sink.write(json.dumps(data, ensure_ascii=False, indent=2 if single else None) + "\n")


def _plain(value: Number | None) -> int | float | None:
    return value if value is None or isinstance(value, int) else float(value)
