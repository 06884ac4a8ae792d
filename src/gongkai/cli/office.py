"""Commands of the platform: serve, administrators, demo, worker, tick, audit, reindex, load-city, manage.

Django is loaded when one of them runs, never before: the statute and its commands work without the ``office`` extra.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

import click

from gongkai.cli.words import Command, Words
from gongkai.statute.errors import GongkaiError

DEMO_HOME = Path("var") / "demo-city"


def commands(words: Words) -> list[Command]:
    """The commands of the platform."""
    address = [
        click.Option(["--host"], default="127.0.0.1", show_default=True, help=words("host")),
        click.Option(["--port"], type=click.IntRange(1, 65535), default=8000, show_default=True, help=words("port")),
        click.Option(
            ["--workers"], type=click.IntRange(1, 64), default=2, show_default=True, help=words("web_workers")
        ),
    ]
    return [
        Command("serve", callback=_serve, params=[*address], help=words("serve")),
        Command(
            "administrators",
            callback=_administrators,
            params=[
                click.Option(
                    [f"--{which}"], nargs=2, required=True, metavar="USERNAME NAME", help=words(f"first_{which}")
                )
                for which in ("system", "security", "audit")
            ],
            help=words("administrators"),
        ),
        Command(
            "demo",
            callback=_demo,
            params=[*address, click.Option(["--fresh"], is_flag=True, help=words("fresh"))],
            help=words("demo"),
        ),
        Command("worker", callback=_worker, params=[], help=words("worker")),
        *_upkeep(words),
        *_for_experts(words),
    ]


def _upkeep(words: Words) -> list[Command]:
    return [
        Command(
            "tick",
            callback=_tick,
            params=[
                click.Option(["--all", "everything"], is_flag=True, help=words("tick_all")),
                click.Option(["--json", "as_json"], is_flag=True, help=words("one_json")),
            ],
            help=words("tick"),
        ),
        Command(
            "audit",
            callback=_audit,
            params=[
                click.Argument(["act"], type=click.Choice(["verify", "anchor"]), metavar="verify|anchor"),
                click.Option(["--json", "as_json"], is_flag=True, help=words("one_json")),
            ],
            help=words("audit"),
        ),
        Command(
            "reindex",
            callback=_reindex,
            params=[click.Option(["--json", "as_json"], is_flag=True, help=words("one_json"))],
            help=words("reindex"),
        ),
    ]


def _for_experts(words: Words) -> list[Command]:
    return [
        Command(
            "load-city",
            callback=_load_city,
            params=[
                click.Option(
                    ["--units"], type=click.IntRange(20, 5000), default=800, show_default=True, help=words("units")
                ),
                click.Option(
                    ["--posts"], type=click.IntRange(20, 100000), default=5000, show_default=True, help=words("posts")
                ),
                click.Option(
                    ["--items"], type=click.IntRange(0, 5_000_000), default=0, show_default=True, help=words("items")
                ),
            ],
            help=words("load-city"),
        ),
        Command(
            "manage",
            callback=_manage,
            params=[click.Argument(["args"], nargs=-1, type=click.UNPROCESSED, metavar="COMMAND…")],
            help=words("manage"),
            context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False},
        ),
    ]


def start_django() -> None:
    """Load the platform, or say in one sentence why it cannot be loaded.

    Raises:
        GongkaiError: the ``office`` extra is not installed, or a setting is wrong.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gongkai.config.settings")
    try:
        import django  # noqa: PLC0415
        from django.core.exceptions import ImproperlyConfigured  # noqa: PLC0415
    except ImportError as missing:
        raise GongkaiError("没有安装平台部分。请运行 pip install 'gongkai[office]' 后再试。") from missing
    try:
        django.setup()
    except ImproperlyConfigured as wrong:
        raise GongkaiError(f"设置有误：{wrong}") from wrong
    except ModuleNotFoundError as missing:
        raise GongkaiError(
            f"平台部分安装不完整，缺少 {missing.name}。请运行 pip install 'gongkai[office]' 后再试。"
        ) from missing


def _serve(*, host: str, port: int, workers: int) -> int:
    start_django()
    from gongkai.faces.jobs import serving  # noqa: PLC0415

    return serving.serve(host=host, port=port, workers=workers, say=click.echo)


def _administrators(*, system: tuple[str, str], security: tuple[str, str], audit: tuple[str, str]) -> int:
    start_django()
    from django.utils import timezone  # noqa: PLC0415

    from gongkai.faces.jobs.administrators import appoint  # noqa: PLC0415
    from gongkai.office.actors import DutyKind  # noqa: PLC0415

    people = {
        DutyKind.SYSTEM_ADMINISTRATOR: system,
        DutyKind.SECURITY_ADMINISTRATOR: security,
        DutyKind.AUDIT_ADMINISTRATOR: audit,
    }
    return int(_asked_of_the_database(lambda: appoint(people, at=timezone.now(), say=click.echo)))


def _demo(*, host: str, port: int, workers: int, fresh: bool) -> int:
    os.environ.setdefault("GONGKAI_HOME", str(DEMO_HOME))
    os.environ["GONGKAI_DEMO"] = "1"
    os.environ.setdefault("GONGKAI_PASSWORD_DAYS", "0")  # a demo found again after months still opens
    os.environ.setdefault("GONGKAI_BASE_URL", f"http://{host}:{port}")
    start_django()
    from gongkai.faces.jobs import demonstration, serving  # noqa: PLC0415

    serving.port_is_free(host, port)
    demonstration.prepare(fresh=fresh, say=click.echo)
    return serving.serve(host=host, port=port, workers=workers, say=click.echo, once_up=demonstration.announce)


def _worker() -> int:
    start_django()
    from gongkai.faces.jobs.worker import work  # noqa: PLC0415

    return work()


def _tick(*, everything: bool, as_json: bool) -> int:
    start_django()
    from django.utils import timezone  # noqa: PLC0415

    from gongkai.faces.jobs.ticking import tick  # noqa: PLC0415

    results = _asked_of_the_database(lambda: tick(timezone.now(), everything=everything))
    if as_json:
        _print({"schema": "gongkai.tick/1", "jobs": [result.as_json() for result in results]})
    for result in () if as_json else results:
        click.echo(result.says)
    return 0 if all(result.ok for result in results) else 1


def _audit(act: str, *, as_json: bool) -> int:
    start_django()
    from gongkai.faces.jobs import trail  # noqa: PLC0415

    verdict = _asked_of_the_database(trail.verify if act == "verify" else trail.anchor)
    if as_json:
        _print(verdict.as_json())
    else:
        click.echo(verdict.says)
    return 0 if verdict.whole else 1


def _reindex(*, as_json: bool) -> int:
    start_django()
    from gongkai.faces.jobs.reindexing import reindex  # noqa: PLC0415

    made = _asked_of_the_database(lambda: reindex(say=partial(click.echo, err=as_json)))
    if as_json:
        _print(made.as_json())
    else:
        click.echo(made.says)
    return 0


def _load_city(*, units: int, posts: int, items: int) -> int:
    start_django()
    from gongkai.faces.jobs.loadtest import load_city  # noqa: PLC0415

    click.echo(_asked_of_the_database(lambda: load_city(units=units, posts=posts, items=items, say=click.echo)))
    return 0


def _manage(args: Sequence[str]) -> int:
    start_django()
    from django.core.management import execute_from_command_line  # noqa: PLC0415

    execute_from_command_line(["gongkai manage", *args])
    return 0


def _asked_of_the_database(act: Any) -> Any:
    """The answer of ``act``; a database that cannot be asked is a sentence and exit status 2."""
    from django.db import DatabaseError  # noqa: PLC0415

    try:
        return act()
    except DatabaseError as error:
        from gongkai.faces.jobs.tables import trouble  # noqa: PLC0415

        raise GongkaiError(trouble(error)) from error


def _print(data: dict[str, Any]) -> None:
    click.echo(json.dumps(data, ensure_ascii=False, indent=2))
