"""Where results go: the screen, a file written whole or not at all, JSON documents and lines."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO

import click

from gongkai.statute.annual.report import Number

CLEAN, FINDINGS, UNREADABLE = 0, 1, 2
"""Exit status: nothing to say, findings of severity error, something could not be read."""


@contextmanager
def sink(output: str | None) -> Iterator[TextIO]:
    if output is None:
        yield sys.stdout
        return
    path = Path(output)
    draft = path.with_name(path.name + ".part")
    try:
        with draft.open("w", encoding="utf-8") as file:
            yield file
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def screen_for(file: TextIO) -> Any:
    from gongkai.cli.show import console, plain_console  # noqa: PLC0415

    return console() if file is sys.stdout else plain_console(file)


def with_bar(items: Iterator[Any], total: int) -> Iterator[Any]:
    from gongkai.cli.show import with_progress  # noqa: PLC0415

    return with_progress(items, total)


def print_json(file: TextIO, data: dict[str, Any], *, single: bool) -> None:
    """One document for one file; one line for each of many, so that they can be read as they come."""
    file.write(json.dumps(data, ensure_ascii=False, indent=2 if single else None) + "\n")


def plain(value: Number | None) -> int | float | None:
    return value if value is None or isinstance(value, int) else float(value)


def target(output: str | None, stem: str, kind: str, *, several: bool) -> Path:
    """Where a document goes: the folder given, the file given, or the current folder under its own name."""
    if output is None:
        return Path(f"{stem}.{kind}")
    path = Path(output)
    if several or path.is_dir() or output.endswith(("/", "\\")):
        path.mkdir(parents=True, exist_ok=True)
        return path / f"{stem}.{kind}"
    return path


def save(content: bytes, path: Path) -> None:
    """Write whole or not at all: a half-written document is never left under the name asked for."""
    draft = path.with_name(path.name + ".part")
    draft.write_bytes(content)
    draft.replace(path)
    click.echo(f"已写入 {path}")
