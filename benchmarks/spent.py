"""What an answer costs where the machine is busy with other things: CPU seconds, not the clock."""

# ruff: noqa: PLC0415  (Django must be set up first)
from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path


def of_both_ends() -> Callable[[], float]:
    """A clock of the CPU seconds of this process and, on PostgreSQL, of the server's process at the other end of its socket.

    The server must be on this machine (Linux). It sends out no parallel workers meanwhile: they would be counted nowhere.
    """
    from django.db import connection

    if connection.vendor == "sqlite":
        return time.process_time
    with connection.cursor() as cursor:
        cursor.execute("SET max_parallel_workers_per_gather = 0")
        cursor.execute("SELECT pg_backend_pid()")
        spent = Path(f"/proc/{cursor.fetchone()[0]}/schedstat")
    return lambda: time.process_time() + int(spent.read_text(encoding="ascii").split()[0]) / 1e9
