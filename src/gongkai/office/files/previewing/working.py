"""Running a reader in a process of its own, with limits of time and memory (ADR 0006)."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from gongkai.office.files.previewing import limits
from gongkai.office.files.previewing.made import Preview, unpacked

#: What the process is told of the machine; none of the office's secrets.
_PASSED = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "VIRTUAL_ENV", "PYTHONPATH")
_CHILD = "gongkai.office.files.previewing.child"


def read_apart(reader: str, path: Path, page: int = 1) -> Preview:
    """What the module ``reader`` makes of a file, from ``page`` on; a reader that hangs, crashes or eats memory ends alone."""
    try:
        return _read_apart(reader, path, page)
    except OSError:
        return Preview(why="服务器暂时不能生成预览")


def _read_apart(reader: str, path: Path, page: int) -> Preview:
    with tempfile.TemporaryDirectory(prefix="gongkai-preview-") as folder:
        made = Path(folder) / "made.json"
        # -P: nothing is imported from the folder it works in.
        command = [sys.executable, "-P", "-m", _CHILD, reader, str(path.resolve()), str(made), str(page)]
        with subprocess.Popen(  # noqa: S603  (our own program; the path is ours, the name of the file is not in it)
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=folder,
            env={name: os.environ[name] for name in _PASSED if name in os.environ} | {"PYTHONUTF8": "1"},
            start_new_session=True,
        ) as process:
            try:
                process.wait(limits.SECONDS)
            except subprocess.TimeoutExpired:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
                return Preview(why=f"打开它超过了{limits.SECONDS}秒，已经停止")
        try:
            return unpacked(made.read_text(encoding="utf-8"))
        except (FileNotFoundError, ValueError):
            return Preview(why="打开它时出错，文件可能不完整，或者结构太复杂")
