"""Commands about one report at a time: read, check, write, template."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import Any

import click

from gongkai.cli.inputs import ReadOptions, known_forms, opened_out, read_all, read_options, reading_options
from gongkai.cli.output import CLEAN, FINDINGS, UNREADABLE, print_json, save, screen_for, sink, target, with_bar
from gongkai.cli.words import Command, Words
from gongkai.statute.annual.check import check as check_report
from gongkai.statute.annual.check import form_of
from gongkai.statute.annual.exchange import report_to_dict
from gongkai.statute.annual.form import Form, form_for_year
from gongkai.statute.annual.report import Finding, Report
from gongkai.statute.errors import DocumentError, GongkaiError


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
    with sink(output) as file:
        screen = screen_for(file) if machine is None else None
        for path, outcome in with_bar(read_all(paths, options), len(paths)):
            if isinstance(outcome, DocumentError):
                status = UNREADABLE
                click.echo(str(outcome), err=True)
                if machine is not None:
                    print_json(file, _error(path, outcome), single=len(paths) == 1)
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
                print_json(file, data, single=len(paths) == 1)
    return status


def _error(path: Path, error: DocumentError) -> dict[str, Any]:
    return {
        "schema": "gongkai.error/1",
        "source": {"name": str(path)},
        "error": {"kind": type(error).__name__, "reason": error.reason, "mend": error.mend},
    }


def read_several(files: Sequence[str], options: ReadOptions) -> tuple[list[Report], int]:
    """The reports of the files that could be read, and the exit status so far."""
    paths = list(map(str, opened_out(files)))
    reports, status = [], CLEAN
    for _path, outcome in with_bar(read_all(paths, options), len(paths)):
        if isinstance(outcome, DocumentError):
            click.echo(str(outcome), err=True)
            status = UNREADABLE
        else:
            reports.append(outcome)
    return reports, status


# ------------------------------------------------------------------ documents


def _write(file: str, *, to: str, output: str | None, **values: Any) -> int:
    from gongkai.statute.writers import KINDS, write  # noqa: PLC0415

    kinds = _kinds(to, KINDS)
    options = read_options(values)
    reports, status = read_several((file,), options)
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
        save(write(report, kind, form=form), target(output, stem, kind, several=len(kinds) > 1))
    return CLEAN


def _template(form: str, *, to: str, forms: str | None, output: str | None) -> int:
    from gongkai.statute.writers import TEMPLATE_KINDS, template  # noqa: PLC0415

    chosen = _form_named(form, forms)
    kinds = _kinds(to, TEMPLATE_KINDS)
    for kind in kinds:
        stem = f"政府信息公开工作年度报告空白表（{chosen.id}年格式）"
        save(template(chosen, kind), target(output, stem, kind, several=len(kinds) > 1))
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
