"""A file becomes a report: read in a process of its own, with limits of time and memory, and the original kept by its hash.

The process is ``gongkai read``: what a hostile file does to a reader ends there, and the office reads plain data.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import signal
import subprocess
import sys
import tempfile
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from gongkai.office.actors import Actor
from gongkai.office.annualreport.contents import Original
from gongkai.office.annualreport.footing import findings_of
from gongkai.office.errors import Refused
from gongkai.office.files import services as files
from gongkai.office.files.kinds import megabytes
from gongkai.office.files.names import ending, shown
from gongkai.statute.annual.check import form_of
from gongkai.statute.annual.exchange import report_from_json
from gongkai.statute.annual.report import Finding, Report
from gongkai.statute.errors import DocumentError

#: What one file may cost: an annual report has some twenty pages.
MOST_BYTES = 30 * 2**20
SECONDS = 40  # at least: who waits longer allows a busy machine half of that
MEGABYTES = 2048
#: A page that is a picture is recognized slowly. Nobody waits for it before a screen: that is what ``waited`` is for.
WAITED = 100
_ENDINGS = frozenset({"txt", "md", "htm", "html", "shtml", "mht", "docx", "pdf", "xlsx", "csv", "json", "png", "jpg", "jpeg"})  # fmt: skip
_PAGES = frozenset({"htm", "html", "shtml", "mht"})
#: What the process is told of the machine; none of the office's secrets.
_PASSED = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "VIRTUAL_ENV", "PYTHONPATH")
#: Before a web page that is kept as it came, so that nothing ever takes it for a page of ours.
_PAGE_MARK = b"web page kept as data, sha256 %s, its bytes follow this line\n"


@dataclass(frozen=True)
class Reading:
    """What was read: the report with the status of every cell, what the rules say, and the file it came from."""

    report: Report
    findings: list[tuple[str, Finding]]
    original: Original


class TooSlow(Refused):
    """The time allowed was over before the file was read."""


def read_file(data: bytes, name: str, *, waited: float | None = None, by: Actor, at: datetime) -> Reading:
    """Read a file and keep it, within ``waited`` seconds. Only what can be looked through is kept; a web page as plain data.

    Raises:
        Refused: at "file", why it cannot be read or kept, and what to do.
        TooSlow: it takes longer; :func:`keep_file` keeps it for somebody who reads it meanwhile.
    """
    name, kind = _named(data, name)
    report = _told(_read(data, kind, WAITED if waited is None else waited), name)
    return Reading(report, findings_of(report), _kept(data, name, kind, by=by, at=at))


def keep_file(data: bytes, name: str, *, by: Actor, at: datetime) -> Original:
    """Keep a file that is to be read later.

    Raises:
        Refused: at "file", why it cannot be kept.
    """
    name, kind = _named(data, name)
    return _kept(data, name, kind, by=by, at=at)


def read_kept(original: Original, *, waited: float) -> Reading:
    """Read a file that is kept.

    Raises:
        Refused: at "file", why it cannot be read, and what to do.
    """
    with files.open_stored(original.file) as source:
        data = unmarked(source.read())
    report = _told(_read(data, ending(original.name), waited), original.name)
    return Reading(report, findings_of(report), original)


def _named(data: bytes, name: str) -> tuple[str, str]:
    """The name as it is shown and its ending, of a file that may be read."""
    name = shown(name)
    if len(data) > MOST_BYTES:
        raise Refused(
            {"file": f"文件有{megabytes(len(data))}，年度报告文件最大{megabytes(MOST_BYTES)}，请压缩其中的图片。"}
        )
    kind = ending(name)
    if kind not in _ENDINGS:
        raise Refused(
            {
                "file": f"不能读取“.{kind}”文件。可以读取 PDF、Word（docx）、Excel（xlsx）、网页（html）、文本（txt）和图片；"
                "旧格式的文件请用 Word 或者 WPS 另存为 docx、xlsx 或者 PDF 后再上传。"
            }
        )
    return name, kind


def _told(report: Report, name: str) -> Report:
    """The report, if it is one on a form we know, under the name of its file."""
    if form_of(report) is None:
        raise Refused(
            {"file": "文件里没有认出年度报告的表格（2019年格式或者2021年格式）。请核对文件，或者改为按格式填报。"}
        )
    return replace(report, source=replace(report.source, name=name)) if report.source else report


def is_page(kind: str) -> bool:
    """Whether files of this ending are web pages."""
    return kind in _PAGES


def unmarked(data: bytes) -> bytes:
    """A page as it came, without the mark it is kept behind."""
    head, line, rest = data.partition(b"\n")
    return rest if line and head == (_PAGE_MARK % hashlib.sha256(rest).hexdigest().encode()).rstrip() else data


def _kept(data: bytes, name: str, kind: str, *, by: Actor, at: datetime) -> Original:
    page = is_page(kind) or kind in {"json", "md"}
    if page:
        data = _PAGE_MARK % hashlib.sha256(data).hexdigest().encode() + data
    try:
        file = files.store(data, name=f"{name}.txt" if page else name, by=by, at=at, most_bytes=MOST_BYTES + 200)
    except Refused as refused:
        raise Refused({"file": f"原件不能存入：{refused}"}) from refused
    return Original(file, name, offered=not page)


def _read(data: bytes, kind: str, waited: float) -> Report:
    with tempfile.TemporaryDirectory(prefix="gongkai-read-") as folder:
        path = Path(folder) / f"report.{kind}"
        path.write_bytes(data)
        told = _asked(path, waited)
    try:
        answer = json.loads(told)
    except json.JSONDecodeError as error:
        raise Refused(
            {"file": "读取没有完成，文件可能已经损坏。请用 Word 或者 WPS 打开后另存一份，再上传。"}
        ) from error
    if answer.get("schema") == "gongkai.error/1":
        said = answer["error"]
        # What the command line advises about its own limits is of no use to a clerk.
        mend = said["mend"] if "--" not in said["mend"] else "请确认文件是年度报告，或者只截取年度报告部分另存后再上传"
        raise Refused({"file": f"没有读出年度报告：{said['reason']}。{mend}。"})
    try:
        return report_from_json(told)
    except DocumentError as error:
        raise Refused({"file": f"没有读出年度报告：{str(error).rstrip('。')}。"}) from error


def _asked(path: Path, waited: float) -> str:
    """What ``gongkai read --json`` says of one file; the process and all it started end with the time allowed."""
    command = [sys.executable, "-m", "gongkai", "read", str(path), "--json"]
    command += ["--max-mb", str(MOST_BYTES >> 20), "--max-pages", "200", "--max-memory", str(MEGABYTES)]
    command += ["--max-seconds", str(max(SECONDS, round(waited / 2)))]
    with subprocess.Popen(  # noqa: S603  (our own program; the path is ours, the name of the file is not in it)
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=path.parent,
        env={name: os.environ[name] for name in _PASSED if name in os.environ} | {"PYTHONIOENCODING": "utf-8"},
        start_new_session=True,
    ) as process:
        try:
            told, _errors = process.communicate(timeout=waited)
        except subprocess.TimeoutExpired as slow:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            raise TooSlow(
                {"file": f"读取超过{waited:g}秒，已经停止。请确认文件是年度报告；扫描件请向发布单位索取文字版。"}
            ) from slow
    return told.decode("utf-8", "replace")
