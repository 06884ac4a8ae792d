"""The group ``gongkai …`` with all its commands, in one language."""

from __future__ import annotations

import click

from gongkai import __version__
from gongkai.cli import catalogue, law, moving, office, reports, several
from gongkai.cli.words import LANGUAGES, Group, Words

_ORDER = (
    *("read", "check", "compare", "chain", "rollup", "write", "template", "deadline", "fee", "calendar", "headings"),
    *("demo", "serve", "administrators", "worker", "tick", "audit", "reindex", "adopt-site", "load-city", "manage"),
)


def build_group(words: Words) -> click.Group:
    """All commands in the language of ``words``."""
    group = Group("gongkai", help=words("group"), context_settings={"max_content_width": 110})
    group.words = words
    group.params += [
        click.Option(["--lang"], type=click.Choice(LANGUAGES), help=words("lang"), expose_value=False),
        click.Option(
            ["--version"],
            is_flag=True,
            expose_value=False,
            is_eager=True,
            help=words("version"),
            callback=lambda ctx, _param, value: _show_version(ctx) if value else None,
        ),
    ]
    found = {
        command.name: command
        for module in (reports, several, law, catalogue, office, moving)
        for command in module.commands(words)
    }
    for command in (found[name] for name in _ORDER):
        command.words = words
        command.params.append(
            click.Option(["--lang"], type=click.Choice(LANGUAGES), help=words("lang"), expose_value=False)
        )
        group.add_command(command)
    return group


def _show_version(ctx: click.Context) -> None:
    click.echo(f"gongkai {__version__}")
    ctx.exit()
