"""Compile the overlay of translations (.po → .mo): no gettext on the machine is needed.

    .venv/bin/python tools/compile_messages.py

A test fails when the compiled file is older than what it was made from.
"""

from __future__ import annotations

from pathlib import Path

import polib

FOLDER = Path(__file__).parents[1] / "src" / "gongkai" / "faces" / "desk" / "locale" / "zh_Hans" / "LC_MESSAGES"


def compiled(source: Path) -> bytes:
    """The bytes of the .mo file for a .po file."""
    return bytes(polib.pofile(str(source)).to_binary())


def main() -> None:
    """Compile every catalogue."""
    for source in sorted(FOLDER.glob("*.po")):
        source.with_suffix(".mo").write_bytes(compiled(source))
        print(source.with_suffix(".mo").name)


if __name__ == "__main__":
    main()
