"""The virus scanner: clamd asked over its INSTREAM command. Where one is configured, nothing is kept unscanned."""

from __future__ import annotations

import re
import socket
import struct
from pathlib import Path

from gongkai.office.errors import Refused

_CHUNK = 256 * 1024
_SECONDS = 60
_UNREACHABLE = (
    "病毒扫描服务暂时不可用，为安全起见文件没有保存。请稍后再上传；如果一直如此，请联系系统管理员检查查毒服务。"
)


def scan(path: Path, where: str) -> None:
    """Have clamd at ``where`` (unix:/path or tcp:host:port) look at the file.

    Raises:
        Refused: something was found, or the scanner did not say clearly that nothing was found.
    """
    try:
        answer = _ask(path, where)
    except (OSError, ValueError) as error:
        raise Refused(_UNREACHABLE) from error
    if answer == "stream: OK":
        return
    if found := re.fullmatch(r"stream: (.+) FOUND", answer):
        raise Refused(
            f"文件中发现病毒或恶意代码（{found.group(1)[:80]}），没有保存。请用杀毒软件清理来源电脑后，使用干净的原文件重新上传。"
        )
    raise Refused(_UNREACHABLE)


def _ask(path: Path, where: str) -> str:
    with _connected(where) as link, path.open("rb") as source:
        link.settimeout(_SECONDS)
        link.sendall(b"zINSTREAM\0")
        while piece := source.read(_CHUNK):
            link.sendall(struct.pack(">I", len(piece)) + piece)
        link.sendall(struct.pack(">I", 0))
        answer = b""
        while not answer.endswith(b"\0") and len(answer) < 4096 and (piece := link.recv(1024)):
            answer += piece
    return answer.rstrip(b"\0").decode("utf-8", errors="replace").strip()


def _connected(where: str) -> socket.socket:
    kind, _, address = where.partition(":")
    if kind == "unix":
        link = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        link.settimeout(_SECONDS)
        try:
            link.connect(address)
        except OSError:
            link.close()
            raise
        return link
    host, _, port = address.rpartition(":")
    if kind != "tcp" or not port.isdigit():
        raise ValueError(f"CLAMAV: {where}")
    return socket.create_connection((host, int(port)), timeout=_SECONDS)
