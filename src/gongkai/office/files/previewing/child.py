"""The process that reads one file for its preview: ``python -m gongkai.office.files.previewing.child reader file made page``.

It knows no settings, no database and no secrets. What a hostile file does to a reader ends here.
"""

from __future__ import annotations

import contextlib
import importlib
import sys
from pathlib import Path

from gongkai.office.errors import Refused
from gongkai.office.files.previewing import limits
from gongkai.office.files.previewing.made import CannotShow, Preview, packed

TOO_MUCH = "打开它需要的内存太多"
BROKEN = "文件不完整，或者结构不寻常"


def main(reader: str, file: str, made: str, page: str) -> None:
    """Read ``file`` with the module ``reader`` from ``page`` on and write its preview to ``made``."""
    _limit()
    try:
        preview: Preview = importlib.import_module(reader).read(Path(file), int(page))
    except CannotShow as why:
        preview = Preview(why=str(why))
    except Refused:  # its words are for whoever stores a file
        preview = Preview(why=BROKEN)
    except MemoryError:
        preview = Preview(why=TOO_MUCH)
    Path(made).write_text(packed(preview), encoding="utf-8")


def _limit() -> None:
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource  # noqa: PLC0415  (Unix only)

        memory = limits.MEGABYTES * 2**20
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CPU, (limits.CPU_SECONDS, limits.CPU_SECONDS))
        resource.setrlimit(resource.RLIMIT_FSIZE, (limits.MADE_MOST_BYTES, limits.MADE_MOST_BYTES))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    main(*sys.argv[1:])
