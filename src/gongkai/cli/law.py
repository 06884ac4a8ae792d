"""Commands about the law: deadline, fee, calendar."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import click

from gongkai.cli.words import Command, Words
from gongkai.statute.deadlines import Due, Term, due, term
from gongkai.statute.errors import GongkaiError
from gongkai.statute.events import Event
from gongkai.statute.limits import deadline_law
from gongkai.statute.workdays import Calendar, YearListing, load_calendar


class Day(click.ParamType[date]):
    """A day written 2025-01-20."""

    name = "YYYY-MM-DD"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(str(value).strip())
        except ValueError:
            self.fail(f"“{value}”不是日期，请写成 2025-01-20 的样子", param, ctx)


def commands(words: Words) -> list[Command]:
    """The commands about the law."""
    as_json = click.Option(["--json", "as_json"], is_flag=True, help=words("json"))
    calendar_file = click.Option(
        ["--calendar-file"], multiple=True, type=click.Path(exists=True, dir_okay=False), help=words("calendar_file")
    )
    return [
        Command(
            "deadline",
            callback=_deadline,
            params=[
                click.Argument(["limit"], metavar="TERM", required=False, default="reply"),
                click.Option(["--from", "from_on"], type=Day(), help=words("from")),
                click.Option(["--event", "events"], multiple=True, help=words("event")),
                click.Option(["--ledger"], is_flag=True, help=words("ledger")),
                click.Option(["--list", "listing"], is_flag=True, help=words("list")),
                calendar_file,
                as_json,
            ],
            help=words("deadline"),
        ),
        Command(
            "fee",
            callback=_fee,
            params=[
                click.Option(["--cases"], type=int, help=words("cases")),
                click.Option(["--earlier"], type=int, default=0, show_default=True, help=words("earlier")),
                click.Option(["--pages"], type=int, help=words("pages")),
                click.Option(["--on", "received_on"], type=Day(), required=True, help=words("on")),
                as_json,
            ],
            help=words("fee"),
        ),
        Command(
            "calendar",
            callback=_calendar,
            params=[click.Argument(["year"], type=int), calendar_file, as_json],
            help=words("calendar"),
        ),
    ]


# ------------------------------------------------------------------ deadline


def _deadline(
    limit: str,
    *,
    from_on: date | None,
    events: Sequence[str],
    ledger: bool,
    listing: bool,
    calendar_file: Sequence[str],
    as_json: bool,
) -> int:
    if listing:
        return _list_terms(as_json=as_json)
    if from_on is None:
        raise GongkaiError("请用 --from 写明起算日，例如：gongkai deadline reply --from 2025-01-20。")
    calendar = _load(calendar_file)
    answer: Due | Term
    if limit in ("reply", "record_correction"):
        answer = due([Event("received", from_on), *map(_event, events)], calendar, limit=limit)
    else:
        _known(limit)
        answer = term(limit, from_on, calendar)
    if as_json:
        click.echo(json.dumps(_answer_data(answer, from_on), ensure_ascii=False, indent=2))
        return 0
    click.echo(answer.derivation.ledger_text() if ledger else answer.derivation.text())
    click.echo(answer.says)
    for caution in answer.cautions if isinstance(answer, Due) else ():
        click.echo(f"提醒：{caution.says}")
    return 0


def _known(limit: str) -> None:
    ids = sorted({known.id for known in deadline_law().limits})
    if limit not in ids:
        raise GongkaiError(f"没有“{limit}”这个期限。可用：{'、'.join(ids)}（gongkai deadline --list 查看说明）。")


def _event(text: str) -> Event:
    """kind=2025-01-24, kind=sent/received, extended=2025-02-10:20."""
    kind, _, rest = text.partition("=")
    days, _, number = rest.partition(":")
    on, _, received = days.partition("/")
    try:
        return Event(
            kind.strip(),
            date.fromisoformat(on.strip()),
            received_on=date.fromisoformat(received.strip()) if received else None,
            workdays=int(number) if number else None,
        )
    except ValueError as error:
        raise GongkaiError(f"看不懂事件“{text}”。请写成 类型=日期，如 clarified=2025-02-10。") from error


def _answer_data(answer: Due | Term, from_on: date) -> dict[str, Any]:
    return {
        "schema": "gongkai.deadline/1",
        "from": from_on.isoformat(),
        "due_on": answer.due_on.isoformat() if answer.due_on else None,
        "says": answer.says,
        "derivation": [
            {
                "start": line.start.isoformat(),
                "end": line.end.isoformat(),
                "text": line.text,
                "counted": line.counted,
                "total": line.total,
                "article": line.article,
            }
            for line in answer.derivation.lines
        ],
        "cautions": [caution.says for caution in answer.cautions] if isinstance(answer, Due) else [],
    }


def _list_terms(*, as_json: bool) -> int:
    from gongkai.statute.caseflow import caseflow  # noqa: PLC0415

    law = deadline_law()
    flow = caseflow()
    if as_json:
        data = {
            "schema": "gongkai.deadlines/1",
            "terms": [
                {"id": known.id, "label": known.label, "length": known.length, "article": known.article}
                for known in law.limits
            ],
            "events": [{"id": event.id, "label": event.label} for event in flow.events.values()],
        }
        click.echo(json.dumps(data, ensure_ascii=False, indent=2))
        return 0
    for known in law.limits:
        click.echo(f"{known.id}\t{known.label}：{known.length}（{known.article}）")
    click.echo("\n事件（--event）：")
    for event in flow.events.values():
        click.echo(f"{event.id}\t{event.label}")
    return 0


# ------------------------------------------------------------------ fee, calendar


def _fee(*, cases: int | None, earlier: int, pages: int | None, received_on: date, as_json: bool) -> int:
    from gongkai.statute.fees import charge  # noqa: PLC0415

    if cases is None and pages is None:
        raise GongkaiError("请写明按件（--cases）或按量（--pages），例如：gongkai fee --pages 68 --on 2025-03-20。")
    fee = charge("by_case" if cases is not None else "by_page", received_on, items=cases, earlier=earlier, pages=pages)
    if as_json:
        data = {
            "schema": "gongkai.fee/1",
            "method": fee.tariff.id,
            "total_yuan": int(fee.total_yuan),
            "items": [{"ordinal": item.ordinal, "rate_yuan": int(item.rate_yuan)} for item in fee.items],
            "explanation": fee.explain(),
        }
        click.echo(json.dumps(data, ensure_ascii=False, indent=2))
    else:
        click.echo(fee.explain())
    return 0


def _calendar(year: int, *, calendar_file: Sequence[str], as_json: bool) -> int:
    listing = _load(calendar_file).listing(year)
    if as_json:
        click.echo(json.dumps(_listing_data(listing), ensure_ascii=False, indent=2))
        return 0
    click.echo(f"{year} 年：{listing.workdays} 个工作日（{listing.source}）")
    click.echo("放假：")
    for holiday in listing.holidays:
        until = "" if holiday.start == holiday.end else f" 至 {holiday.end}"
        click.echo(f"  {holiday.name}\t{holiday.start}{until}\t{holiday.days} 天")
    click.echo("调休上班：")
    for day in listing.makeup_workdays:
        click.echo(f"  {day.on}\t{day.reason}")
    return 0


def _listing_data(listing: YearListing) -> dict[str, Any]:
    return {
        "schema": "gongkai.calendar/1",
        "year": listing.year,
        "workdays": listing.workdays,
        "source": listing.source,
        "holidays": [
            {"name": h.name, "start": h.start.isoformat(), "end": h.end.isoformat(), "days": h.days}
            for h in listing.holidays
        ],
        "makeup_workdays": [{"on": day.on.isoformat(), "name": day.name} for day in listing.makeup_workdays],
    }


def _load(files: Sequence[str]) -> Calendar:
    return load_calendar(*map(Path, files))
