"""The statutory catalogue on the command line: headings."""

from __future__ import annotations

import json
import typing
from datetime import date
from pathlib import Path

import click

from gongkai.cli.law import Day
from gongkai.cli.words import Command, Words
from gongkai.statute.disclosure import OrganKind, disclosure_law, headings

KINDS = typing.get_args(OrganKind)


def commands(words: Words) -> list[Command]:
    """The commands about what is made public on one's own initiative (arts 20, 21)."""
    return [
        Command(
            "headings",
            callback=_headings,
            params=[
                click.Argument(["kind"], type=click.Choice(KINDS)),
                click.Option(["--on"], type=Day(), default=None, help=words("headings_on")),
                click.Option(
                    ["--file"],
                    type=click.Path(exists=True, dir_okay=False, path_type=Path),
                    help=words("headings_file"),
                ),
                click.Option(["--json", "as_json"], is_flag=True, help=words("one_json")),
            ],
            help=words("headings"),
        )
    ]


def _headings(kind: str, *, on: date | None, file: Path | None, as_json: bool) -> int:
    """Without a day: everything in the file, for whoever looks what is there."""
    law = disclosure_law(file)
    found = headings(kind, on or date.max, law=law)
    if as_json:
        rows = [
            {
                "code": each.code,
                "parent": each.parent,
                "name": each.name,
                "wording": each.wording,
                "article": each.cited,
                "always": each.always_by(kind),
                "mode": each.mode,
                "cycle_days": each.cycle_days,
                "source": each.source,
                "confirmed": each.confirmed,
            }
            for each in found
        ]
        click.echo(
            json.dumps({"schema": "gongkai.headings/1", "kind": kind, "headings": rows}, ensure_ascii=False, indent=2)
        )
        return 0
    for each in found:
        cycle = f"，每{each.cycle_days}天" if each.cycle_days else ""
        owed = "" if each.parent else "，必须" if each.always_by(kind) else "，有此类业务的"
        indent = "  " if each.parent else ""
        click.echo(f"{indent}{each.code}\t{each.name}（{each.cited}{owed}，{law.modes[each.mode].name}{cycle}）")
    return 0
