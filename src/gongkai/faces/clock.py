"""The only place where the faces look at the clock; everything below is told the moment."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone


def now() -> datetime:
    """The moment, in Beijing time."""
    return timezone.localtime()
