"""Command of the platform: adopt-site, taking over what was public on an older site."""

from __future__ import annotations

from pathlib import Path

import click

from gongkai.cli.office import start_django
from gongkai.cli.words import Command, Words


def commands(words: Words) -> list[Command]:
    """The command."""
    return [
        Command(
            "adopt-site",
            callback=_adopt_site,
            params=[
                click.Argument(["file"], type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="FILE"),
                click.Option(["--site"], required=True, help=words("adopt_site_name")),
                click.Option(["--by", "username"], required=True, help=words("adopt_site_by")),
                click.Option(
                    ["--files"],
                    type=click.Path(exists=True, file_okay=False, path_type=Path),
                    help=words("adopt_site_files"),
                ),
                click.Option(["--dry-run"], is_flag=True, help=words("adopt_site_dry")),
            ],
            help=words("adopt-site"),
        )
    ]


def _adopt_site(*, file: Path, site: str, username: str, files: Path | None, dry_run: bool) -> int:
    start_django()
    from gongkai.faces.jobs.adoption import adopt_site  # noqa: PLC0415

    return adopt_site(file, site=site, username=username, dry_run=dry_run, say=click.echo, files=files)
