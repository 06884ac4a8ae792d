"""What the settings read from the environment; a wrong value stops the start with a sentence that says how to mend it."""

from __future__ import annotations

import os
import secrets
import time
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

#: Another process that starts at the same moment may still be writing the key.
_PATIENCE_SECONDS = 2.0
_SHORTEST_KEY = 32


def text(name: str, default: str = "", *, demo: str = "") -> str:
    """The variable ``GONGKAI_<name>``, or the default; in the demonstration what it says there."""
    if demo and switch("DEMO", default=False):
        default = demo
    return os.environ.get(f"GONGKAI_{name}", default)


def switch(name: str, *, default: bool) -> bool:
    """An on/off variable: 1, true, yes, on / 0, false, no, off."""
    value = text(name)
    if not value:
        return default
    if value.lower() in {"1", "true", "yes", "on"}:
        return True
    if value.lower() in {"0", "false", "no", "off"}:
        return False
    raise ImproperlyConfigured(f"环境变量 GONGKAI_{name} 的值是“{value}”，应为 1 或 0。")


def number(name: str, default: int, *, least: int = 0) -> int:
    """A whole number, at least ``least``."""
    value = text(name)
    if not value:
        return default
    if not value.isdecimal() or int(value) < least:
        raise ImproperlyConfigured(f"环境变量 GONGKAI_{name} 的值是“{value}”，应为不小于 {least} 的整数。")
    return int(value)


def several(name: str, default: str = "") -> list[str]:
    """A list separated by commas."""
    return [part.strip() for part in text(name, default).split(",") if part.strip()]


def home() -> Path:
    """The folder of everything that is kept: database, files, keys, anchors. ``GONGKAI_HOME``, else ``./gongkai-data``.

    Made closed to other accounts of the machine; one that is there keeps the mode its operator gave it.
    """
    folder = Path(text("HOME", "gongkai-data")).absolute()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def key(name: str, folder: Path) -> str:
    """A secret from the environment, else from a file only its owner can read, made at the first start."""
    if given := text(name.upper()):
        return given
    path = folder / f"{name.replace('_', '-')}.txt"
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(48))
    except FileExistsError:
        pass
    until = time.monotonic() + _PATIENCE_SECONDS
    while len(found := path.read_text(encoding="ascii").strip()) < _SHORTEST_KEY:
        if time.monotonic() >= until:
            raise ImproperlyConfigured(
                f"密钥文件 {path} 是空的或者不完整。请从备份恢复；从未使用过的，请删除后重新启动。"
            )
        time.sleep(0.05)
    return found
