"""Files given on the command line: folders and globs opened out, each file read within its limits."""

from __future__ import annotations

import glob
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import click

from gongkai.cli.pool import Allowance, run_each
from gongkai.cli.words import Words
from gongkai.statute.annual.exchange import is_cell_csv, report_from_csv, report_from_json
from gongkai.statute.annual.form import FORMS_DIR, Form, forms
from gongkai.statute.annual.recognize import recognize
from gongkai.statute.annual.report import Report
from gongkai.statute.errors import DocumentError
from gongkai.statute.readers import Limits, read_path

READABLE = frozenset(
    [
        ".txt",
        ".md",
        ".htm",
        ".html",
        ".shtml",
        ".mht",
        ".mhtml",
        ".docx",
        ".pdf",
        ".xlsx",
        ".csv",
        ".json",
        ".png",
        ".jpg",
        ".jpeg",
        ".tif",
        ".tiff",
        ".bmp",
    ]
)


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """How files are read: limits, forms beside the shipped ones, scans or not."""

    jobs: int = 1
    forms_dir: str | None = None
    ocr: bool = True
    limits: Limits = field(default_factory=Limits)
    megabytes: int = 4096

    @property
    def allowance(self) -> Allowance:
        """What a worker may use: the reader's own limit and a margin, more where a scan may have to be recognized."""
        scans = self.limits.seconds_per_picture * 12 if self.ocr else 0.0
        return Allowance(self.limits.seconds + 5, scans, self.megabytes)


def reading_options(words: Words) -> list[click.Parameter]:
    """The options every command that reads files has."""
    defaults = Limits()
    return [
        click.Option(["--jobs", "-j"], type=click.IntRange(1, 64), default=1, show_default=True, help=words("jobs")),
        click.Option(["--forms"], type=click.Path(exists=True, file_okay=False), help=words("forms")),
        click.Option(["--no-ocr"], is_flag=True, help=words("no_ocr")),
        click.Option(["--max-mb"], type=int, default=defaults.bytes >> 20, show_default=True, help=words("max_mb")),
        click.Option(["--max-pages"], type=int, default=defaults.pages, show_default=True, help=words("max_pages")),
        click.Option(
            ["--max-seconds"], type=float, default=defaults.seconds, show_default=True, help=words("max_seconds")
        ),
        click.Option(["--max-memory"], type=int, default=4096, show_default=True, help=words("max_memory")),
    ]


def read_options(values: dict[str, Any]) -> ReadOptions:
    """Take the reading options out of a command's values."""
    limits = Limits(bytes=values.pop("max_mb") << 20, pages=values.pop("max_pages"), seconds=values.pop("max_seconds"))
    return ReadOptions(
        jobs=values.pop("jobs"),
        forms_dir=values.pop("forms"),
        ocr=not values.pop("no_ocr"),
        limits=limits,
        megabytes=values.pop("max_memory"),
    )


def opened_out(given: Sequence[str]) -> Iterator[Path]:
    """Files as given; the readable files of folders; the matches of globs, each in order of name.

    Raises DocumentError for a name that is nothing of these.
    """
    for name in given:
        path = Path(name)
        if path.is_dir():
            yield from sorted(
                found for found in path.rglob("*") if found.suffix.lower() in READABLE and found.is_file()
            )
        elif path.exists():
            yield path
        elif glob.has_magic(name):
            matches = sorted(Path(match) for match in glob.glob(name, recursive=True))  # noqa: PTH207  (absolute too)
            if not matches:
                raise DocumentError("没有匹配的文件", mend="请检查通配符", name=name)
            yield from (match for match in matches if match.is_file())
        else:
            raise DocumentError("找不到这个文件或文件夹", mend="请检查路径", name=name)


def known_forms(options: ReadOptions) -> dict[str, Form]:
    """The shipped forms and those of ``--forms``, by id."""
    known = dict(forms(FORMS_DIR))
    if options.forms_dir:
        known.update(forms(Path(options.forms_dir)))
    return known


def read_report(path: Path, options: ReadOptions) -> Report:
    """One file into a report: a document, or the JSON or CSV that Gongkai wrote. Raises DocumentError."""
    kind = path.suffix.lower()
    if kind in (".json", ".csv"):
        try:
            text = path.read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError):
            text = ""
        if kind == ".json":
            return report_from_json(text)
        if is_cell_csv(text):
            return report_from_csv(text)
    return recognize(read_path(path, options.limits, ocr=options.ocr), tuple(known_forms(options).values()))


def read_all(given: Sequence[str], options: ReadOptions) -> Iterator[tuple[Path, Report | DocumentError]]:
    """Every file named, in order: its report, or the error that says why it could not be read."""
    yield from run_each(
        partial(read_report, options=options), opened_out(given), jobs=options.jobs, allowance=options.allowance
    )
