"""The pages of the public site, kept in memory in front of Django until something public changes.

The trail says when that is: every write of the office is an entry there, in the order of its commit. Twice a second a web
process looks whether an entry has come that is more than work inside the office (see ``audit.verbs.changes_what_is_public``),
and forgets every page if so. What is withdrawn is gone within that half second, on every node, whoever withdrew it where.
"""

from __future__ import annotations

import gzip
import hashlib
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection

from gongkai.office.audit.selectors import head_seq, public_since

#: How old the look into the trail may be, in seconds.
LOOK_EVERY = 0.5
#: How long a page may stand at most, in seconds: what depends on the day alone (in force until, due) changes without a write.
STAND_MOST = 300
_PAGE_MOST = 1024 * 1024
_SMALL = 512
#: Where people sign in, and files that another layer serves.
_NOT_OURS = ("/desk", "/accounts", "/static", "/healthz")
_KEPT_STATUS = frozenset({"200 OK", "410 Gone"})

Environ = dict[str, Any]
Headers = list[tuple[str, str]]
Start = Callable[..., Any]
Application = Callable[[Environ, Start], Iterable[bytes]]


@dataclass(frozen=True, slots=True)
class Kept:
    """A page as it goes out: plain and, where it pays, compressed; ``generation`` is what was public when it was drawn."""

    status: str
    headers: Headers
    body: bytes
    packed: bytes
    etag: str
    generation: int
    until: float

    @property
    def size(self) -> int:
        """What it weighs in memory."""
        return len(self.body) + len(self.packed) + 1024


class PageCache:
    """A WSGI application that answers from memory and asks the one behind it where it must.

    Only pages that are the same for everybody are kept: GET or HEAD outside the desk, without a cookie in the answer.
    """

    def __init__(
        self,
        application: Application,
        *,
        megabytes: int = 64,
        clock: Callable[[], float] = time.monotonic,
        changed: Callable[[int], tuple[int, bool]] | None = None,
    ) -> None:
        self.application = application
        self.room = megabytes * 2**20
        self.clock = clock
        self.changed = changed or public_change
        self.kept: OrderedDict[str, Kept] = OrderedDict()
        self.weight = 0
        self.generation = 0
        self.seq = -1
        self.looked_at = float("-inf")
        self.lock = threading.Lock()

    def __call__(self, environ: Environ, start_response: Start) -> Iterable[bytes]:
        key = _key(environ)
        if key is None or not self._look(self.looked_at + LOOK_EVERY):
            return self.application(environ, start_response)
        found = self.kept.get(key)
        if found is not None and found.generation == self.generation and found.until > self.clock():
            return _answer(found, environ, start_response)
        return self._draw(key, environ, start_response)

    def _draw(self, key: str, environ: Environ, start_response: Start) -> Iterable[bytes]:
        """Ask behind, and keep the answer under what was public before it was drawn."""
        if not self._look(float("-inf")):
            return self.application(environ, start_response)
        generation = self.generation
        said: list[Any] = []

        def listen(status: str, headers: Headers, *more: Any) -> None:
            said[:] = [status, headers, more]

        whole = {**environ, "REQUEST_METHOD": "GET"}
        for name in ("HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE", "HTTP_COOKIE"):
            whole.pop(name, None)
        parts = self.application(whole, listen)
        status, headers, more = said
        if not _whole(headers, parts):
            # A file: once more as it was asked, so that nothing that streams is read into memory.
            _close(parts)
            return self.application(environ, start_response)
        try:
            body = b"".join(parts)
        finally:
            _close(parts)
        if not _keepable(status, headers):
            start_response(status, headers, *more)
            return [b"" if environ["REQUEST_METHOD"] == "HEAD" else body]
        page = _made(status, headers, body, generation, self.clock() + STAND_MOST)
        if len(body) <= _PAGE_MOST:
            self._keep(key, page)
        return _answer(page, environ, start_response)

    def _keep(self, key: str, page: Kept) -> None:
        with self.lock:
            old = self.kept.pop(key, None)
            self.weight += page.size - (old.size if old else 0)
            self.kept[key] = page
            while self.weight > self.room and self.kept:
                _oldest, gone = self.kept.popitem(last=False)
                self.weight -= gone.size

    def _look(self, due: float) -> bool:
        """See whether something public changed, where the last look is too old; whether the answer can be relied on."""
        if self.clock() < due:
            return True
        with self.lock:
            try:
                seq, public = self.changed(self.seq)
            except DatabaseError:
                connection.close()
                return False
            if public or self.seq < 0:
                self.generation += 1
                self.kept.clear()
                self.weight = 0
            self.seq = seq
            self.looked_at = self.clock()
        return True


def public_change(since: int) -> tuple[int, bool]:
    """The last entry of the trail, and whether one after ``since`` changed what the public sees."""
    seq = head_seq()
    if seq == since:
        return seq, False
    return seq, since < 0 or seq < since or public_since(since)


def _key(environ: Environ) -> str | None:
    if environ["REQUEST_METHOD"] not in {"GET", "HEAD"}:
        return None
    path = environ.get("PATH_INFO", "")
    if path.startswith(_NOT_OURS) or "HTTP_RANGE" in environ:
        return None
    return f"{environ.get('wsgi.url_scheme')}://{environ.get('HTTP_HOST')}{path}?{environ.get('QUERY_STRING', '')}"


def _whole(headers: Sequence[tuple[str, str]], parts: Iterable[bytes]) -> bool:
    """Whether an answer is a text that was made whole."""
    text = {name.lower(): value for name, value in headers}.get("content-type", "text/").partition(";")[0]
    return not getattr(parts, "streaming", True) and (text.startswith("text/") or text.endswith(("xml", "json")))


def _keepable(status: str, headers: Sequence[tuple[str, str]]) -> bool:
    names = {name.lower(): value for name, value in headers}
    return status in _KEPT_STATUS and "set-cookie" not in names and "no-store" not in names.get("cache-control", "")


def _made(status: str, headers: Headers, body: bytes, generation: int, until: float) -> Kept:
    packed = gzip.compress(body, 6, mtime=0) if len(body) > _SMALL else b""
    etag = next((value for name, value in headers if name.lower() == "etag"), "")
    etag = etag or f'"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'
    dropped = {"content-length", "etag", "vary", "content-encoding"}
    kept = [(name, value) for name, value in headers if name.lower() not in dropped]
    return Kept(status, [*kept, ("Vary", "Accept-Encoding")], body, packed, etag, generation, until)


def _answer(page: Kept, environ: Environ, start_response: Start) -> Iterable[bytes]:
    packed = page.packed if page.packed and "gzip" in environ.get("HTTP_ACCEPT_ENCODING", "") else b""
    etag = f'{page.etag[:-1]}-gz"' if packed else page.etag
    if etag in environ.get("HTTP_IF_NONE_MATCH", "").replace("W/", ""):
        start_response("304 Not Modified", [*_told_again(page.headers), ("ETag", etag)])
        return [b""]
    body = packed or page.body
    headers = [*page.headers, ("ETag", etag), ("Content-Length", str(len(body)))]
    if packed:
        headers.append(("Content-Encoding", "gzip"))
    start_response(page.status, headers)
    return [b""] if environ["REQUEST_METHOD"] == "HEAD" else [body]


def _told_again(headers: Headers) -> Headers:
    return [(name, value) for name, value in headers if name.lower() != "content-type"]


def _close(parts: Iterable[bytes]) -> None:
    close = getattr(parts, "close", None)
    if close is not None:
        close()


def in_front_of(application: Application) -> Application:
    """The application with its pages kept, where that is switched on (``GONGKAI_PAGE_CACHE_MEGABYTES``)."""
    return (
        PageCache(application, megabytes=settings.PAGE_CACHE_MEGABYTES)
        if settings.PAGE_CACHE_MEGABYTES
        else application
    )
