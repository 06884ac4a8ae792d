"""A form counts once: the second click of a double click leads where the first one led.

A form carries a token; what is remembered is the token together with all that was sent, so that going back, changing a
field and sending again is a new sending and nothing typed is lost.
"""

from __future__ import annotations

import hashlib
import secrets
import time
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.http import HttpRequest

from gongkai.faces.desk.models import Submission
from gongkai.office.errors import Overtaken

FIELD = "once"
_KEPT = timedelta(days=1)
#: A sending that has no result after this long died on the way, and the next one may try again.
_STALE = timedelta(seconds=60)
_PATIENCE_SECONDS = 15.0
_PAUSE_SECONDS = 0.1


def token() -> str:
    """A new token for a form that is drawn."""
    return secrets.token_urlsafe(16)


def fingerprint(request: HttpRequest) -> str:
    """Who sent what where, as a SHA-256; empty for a form without a token."""
    given = request.POST.get(FIELD, "")
    if not given:
        return ""
    made = hashlib.sha256(f"{request.user.pk}\n{request.get_full_path()}\n{given}".encode())
    for name in sorted(request.POST):
        if name != "csrfmiddlewaretoken":
            made.update(repr((name, request.POST.getlist(name))).encode())
    for name in sorted(request.FILES):
        for file in request.FILES.getlist(name):
            made.update(repr((name, file.name, file.size)).encode())
            for chunk in file.chunks():
                made.update(chunk)
            file.seek(0)
    return made.hexdigest()


def claim(key: str, *, at: datetime) -> str | None:
    """Take the right to act on a sending. None: go ahead. An address: it was done already, go there.

    Raises:
        Overtaken: the first sending is still at work after all patience.
    """
    until = time.monotonic() + _PATIENCE_SECONDS
    while True:
        Submission.objects.filter(at__lt=at - _KEPT).delete()
        try:
            with transaction.atomic():
                Submission.objects.create(key=key, at=at)
        except IntegrityError:
            pass
        else:
            return None
        earlier = Submission.objects.filter(key=key).first()
        if earlier and earlier.url:
            return earlier.url
        if earlier and earlier.at < at - _STALE:
            Submission.objects.filter(key=key, at=earlier.at).delete()
            continue
        if time.monotonic() > until:
            raise Overtaken("同一表单的上一次提交仍在处理，请稍候刷新列表查看结果，不要重复提交。")
        time.sleep(_PAUSE_SECONDS)


def done(key: str, url: str) -> None:
    """Remember where the sending led."""
    Submission.objects.filter(key=key).update(url=url[:500])


def forget(key: str) -> None:
    """Nothing came of it: the same form may be sent again."""
    Submission.objects.filter(key=key).delete()
