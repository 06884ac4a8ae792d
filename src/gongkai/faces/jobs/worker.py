"""The worker: takes tasks from the queue as they come, and lets the clock tick every minute."""

from __future__ import annotations

import logging
import os
import signal
import threading
from types import FrameType

from django.conf import settings
from django.db import DatabaseError, close_old_connections
from django.utils import timezone
from django.utils.crypto import get_random_string
from django_tasks_db.management.commands.db_worker import Worker

from gongkai.faces.jobs.ticking import tick

log = logging.getLogger("gongkai.jobs")
TICK_SECONDS = 60
LOOK_SECONDS = 1.0


def work() -> int:
    """Work until asked to stop (Ctrl-C, SIGTERM) or until the process that started us is gone."""
    stop = threading.Event()
    queue = _queue()

    def ask(_number: int, _frame: FrameType | None) -> None:
        stop.set()
        queue.running = False  # it finishes the task in hand

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, ask)
    parent, waited = os.getppid(), float(TICK_SECONDS)
    while not stop.is_set() and os.getppid() == parent:
        try:
            if waited >= TICK_SECONDS:
                waited = 0.0
                tick(timezone.now())
            queue.run()
        except DatabaseError:
            log.exception("the database cannot be used; trying again")
            stop.wait(TICK_SECONDS / 12)
        close_old_connections()
        stop.wait(LOOK_SECONDS)
        waited += LOOK_SECONDS
    return 0


def _queue() -> Worker:
    return Worker(
        queue_names=list(settings.TASKS["default"]["QUEUES"]),
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=get_random_string(32),
        excluded_queue_names=[],
    )
