"""Starting the platform: database and static files made ready, web processes and one worker, a clean stop."""

from __future__ import annotations

import contextlib
import hashlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command

from gongkai.faces.jobs import administrators, tables
from gongkai.faces.secondfactor import must_be_asked_for
from gongkai.statute.errors import GongkaiError

Say = Callable[[str], None]
#: How long a process may take to finish what it is doing once it has been asked to stop.
PATIENCE_SECONDS = 15


def serve(*, host: str, port: int, workers: int, say: Say, once_up: Callable[[str, Say], None] | None = None) -> int:
    """Run web processes and one worker until Ctrl-C, SIGTERM, or until one of them ends by itself.

    Returns the exit status: 0 stopped as asked, 1 a process ended unexpectedly.

    Raises:
        GongkaiError: the port is taken, or the database cannot be used: in one sentence.
    """
    port_is_free(host, port)
    try:
        must_be_asked_for()
    except ImproperlyConfigured as wrong:
        raise GongkaiError(f"设置有误：{wrong}") from wrong
    tables.ready(upgrade=settings.DEMO)
    ready_static_files(say)
    children: list[subprocess.Popen[bytes]] = []
    with _asked_to_stop() as asked:
        try:
            children = [_start(*command) for command in (_web(host, port, workers), _background())]
            _wait_until_up(host, port, children, asked)
            if not asked:
                address = f"http://{'127.0.0.1' if host in {'0.0.0.0', '::'} else host}:{port}"  # noqa: S104
                (once_up or _announce)(address, say)
            while not asked and all(child.poll() is None for child in children):
                time.sleep(0.2)
        finally:
            _stop(children)
    if asked:
        say("已停止。")
        return 0
    say("平台的一个进程意外结束，其余进程已停止。请查看上面的记录。")
    return 1


def port_is_free(host: str, port: int) -> None:
    """Refuse in a sentence when nobody can listen there.

    Raises:
        GongkaiError: another program has the port, or the address is not this machine's.
    """
    try:
        family, kind, protocol, _name, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        raise GongkaiError(
            f"无法在 {host}:{port} 上监听：端口已被占用，或地址不属于本机。请用 --port 换一个端口，例如 --port {min(port + 80, 65535)}。"
        ) from error


def ready_static_files(say: Say) -> None:
    """Collect style sheets, scripts and pictures when they have changed since they were last collected."""
    if settings.DEBUG:
        return
    stamp = Path(settings.STATIC_ROOT) / ".collected"
    found = _fingerprint()
    if stamp.is_file() and stamp.read_text(encoding="ascii") == found:
        return
    say("正在整理样式和脚本文件……")
    call_command("collectstatic", verbosity=0, interactive=False, clear=True)
    stamp.write_text(found, encoding="ascii")


def _fingerprint() -> str:
    seen = hashlib.sha256(str(settings.STORAGES["staticfiles"]).encode())
    for finder in get_finders():
        for name, storage in finder.list([]):
            about = Path(storage.path(name)).stat()
            seen.update(f"{name}\0{about.st_size}\0{about.st_mtime_ns}\n".encode())
    return seen.hexdigest()


def _web(host: str, port: int, workers: int) -> list[str]:
    return [
        *("-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port)),
        *("--workers", str(workers), "--blocking-threads", "1", "--no-ws", "--log-level", "warning"),
        *("--respawn-failed-workers", "--workers-kill-timeout", str(PATIENCE_SECONDS - 5)),
        "gongkai.config.wsgi:application",
    ]


def _background() -> list[str]:
    return ["-m", "gongkai", "worker"]


def _start(*arguments: str) -> subprocess.Popen[bytes]:
    # A session of its own: Ctrl-C reaches only us, and we stop the others in order.
    return subprocess.Popen(  # noqa: S603  (our own interpreter and our own modules)
        [sys.executable, *arguments], env=os.environ | _settings_for_children(), start_new_session=True
    )


def _settings_for_children() -> dict[str, str]:
    return {
        "GONGKAI_HOME": str(settings.HOME),
        "DJANGO_SETTINGS_MODULE": os.environ.get("DJANGO_SETTINGS_MODULE", "gongkai.config.settings"),
    }


@contextlib.contextmanager
def _asked_to_stop() -> Iterator[list[int]]:
    """A list that gets the signal when someone wants us to stop."""
    asked: list[int] = []

    def note(number: int, _frame: FrameType | None) -> None:
        asked.append(number)

    before: dict[int, Any] = {
        number: signal.signal(number, note) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    }
    try:
        yield asked
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _wait_until_up(host: str, port: int, children: list[subprocess.Popen[bytes]], asked: list[int]) -> None:
    target = "127.0.0.1" if host == "0.0.0.0" else "::1" if host == "::" else host  # noqa: S104
    while not asked and all(child.poll() is None for child in children):
        with contextlib.suppress(OSError), socket.create_connection((target, port), timeout=1):
            return
        time.sleep(0.1)


def _announce(address: str, say: Say) -> None:
    say(f"平台已启动：{address}（工作台 {address}/desk/）。按 Ctrl-C 停止。")
    if administrators.none_yet():
        say("还没有管理员，没有人能够登录。请另开一个终端，用 gongkai administrators 设立最初的三名管理员。")


def _stop(children: list[subprocess.Popen[bytes]]) -> None:
    """Ask all to finish what they are doing; whoever does not in time is ended."""
    for child in children:
        if child.poll() is None:
            child.terminate()
    until = time.monotonic() + PATIENCE_SECONDS
    for child in children:
        try:
            child.wait(max(0.1, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(child.pid, signal.SIGKILL)
            child.wait()
