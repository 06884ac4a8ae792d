"""Files read in worker processes: a file that crashes, hangs or eats the memory ends alone, the others go on.

The readers watch their own limits; this is the wall behind them, for what happens inside a C library.
Results come back in the order of the files, and no more than a handful are held at a time.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import sys
import time
import traceback
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any

from gongkai.statute.errors import DamagedDocument, DocumentError, DocumentTooLarge

_SCANS = frozenset((".pdf", ".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp"))

Task = Callable[[Path], Any]
Outcome = Any
"""What the task returned, or the DocumentError that ended it."""


@dataclass(frozen=True, slots=True)
class Allowance:
    """What one file may cost a worker: seconds of wall time (more if it may be a scan), megabytes of memory."""

    seconds: float = 45.0
    scan_seconds: float = 0.0
    megabytes: int = 4096

    def for_file(self, path: Path) -> float:
        """Seconds for a file, by its name."""
        return self.seconds + (self.scan_seconds if path.suffix.lower() in _SCANS else 0.0)


@dataclass(slots=True)
class _Worker:
    process: Any
    pipe: Connection
    busy_with: int | None = None
    ends_at: float = 0.0
    allowed: float = 0.0


@dataclass(slots=True)
class _Queue:
    paths: Iterator[tuple[int, Path]]
    names: dict[int, Path] = field(default_factory=dict)
    done: dict[int, Outcome] = field(default_factory=dict)
    next_out: int = 0


def run_each(
    task: Task, paths: Iterable[Path], *, jobs: int = 1, allowance: Allowance | None = None
) -> Iterator[tuple[Path, Outcome]]:
    """Run ``task`` on every path in worker processes; yields path and outcome in the order given.

    ``task`` must be importable (it is called in another process) and may raise DocumentError.
    """
    allowance = allowance or Allowance()
    queue = _Queue(iter(enumerate(paths)))
    workers: list[_Worker] = []
    try:
        while True:
            while queue.next_out in queue.done:
                number = queue.next_out
                queue.next_out += 1
                yield queue.names.pop(number), queue.done.pop(number)
            # Only with the finished ones given out is there room to hand out all that can be handed out.
            _hand_out(workers, queue, task, jobs, allowance)
            busy = [worker for worker in workers if worker.busy_with is not None]
            if not busy:
                return
            _collect(workers, busy, queue)
    finally:
        for worker in workers:
            _end(worker)


def _hand_out(workers: list[_Worker], queue: _Queue, task: Task, jobs: int, allowance: Allowance) -> None:
    """Give each idle worker a file, unless too many results already wait for an earlier one."""
    while len(queue.done) < 4 * jobs:
        idle = next((worker for worker in workers if worker.busy_with is None), None)
        if idle is None and len(workers) >= jobs:
            return
        try:
            number, path = next(queue.paths)
        except StopIteration:
            return
        if idle is None:
            idle = _start(task, allowance)
            workers.append(idle)
        queue.names[number] = path
        idle.pipe.send(path)
        idle.busy_with, idle.allowed = number, allowance.for_file(path)
        idle.ends_at = time.monotonic() + idle.allowed


def _collect(workers: list[_Worker], busy: list[_Worker], queue: _Queue) -> None:
    """Wait for a result, a death or the first deadline."""
    patience = max(0.0, min(worker.ends_at for worker in busy) - time.monotonic())
    ready = set(wait([worker.pipe for worker in busy], timeout=patience))
    for worker in busy:
        number = worker.busy_with
        assert number is not None  # noqa: S101  (busy)
        name = str(queue.names[number])
        reason: DocumentError
        if worker.pipe in ready:
            try:
                queue.done[number] = worker.pipe.recv()
                worker.busy_with = None
                continue
            except (EOFError, OSError):
                reason = DamagedDocument(
                    "读取时程序异常退出（文件可能已损坏或占用内存过多）", mend="请确认文件来源", name=name
                )
        elif time.monotonic() >= worker.ends_at:
            reason = DocumentTooLarge(
                f"读取超过 {worker.allowed:g} 秒，已停止",
                mend="请确认是否为年度报告；确需读取时可调高 --max-seconds",
                name=name,
            )
        else:
            continue
        queue.done[number] = reason
        _end(worker)
        workers.remove(worker)


def _start(task: Task, allowance: Allowance) -> _Worker:
    # fork shares what is already imported; where there is no fork the worker starts anew.
    context: Any = multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")
    mine, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(theirs, task, allowance.megabytes), daemon=True)
    process.start()
    theirs.close()
    return _Worker(process, mine)


def _end(worker: _Worker) -> None:
    worker.pipe.close()
    if worker.process.is_alive():
        worker.process.kill()
    worker.process.join()


def _serve(pipe: Connection, task: Task, megabytes: int) -> None:
    """The worker: one path in, one outcome out, until the pipe closes."""
    _limit_memory(megabytes)
    while True:
        try:
            path = pipe.recv()
        except (EOFError, OSError, KeyboardInterrupt):
            return
        outcome: Outcome
        try:
            outcome = task(path)
        except DocumentError as error:
            error.__cause__ = error.__context__ = None
            outcome = error.named(str(path))
        except MemoryError:
            outcome = DocumentTooLarge(f"读取需要的内存超过 {megabytes} MB", mend="请确认文件来源", name=str(path))
        except KeyboardInterrupt:
            return
        except Exception as error:  # noqa: BLE001  (a fault of ours must not take the other files down)
            if os.environ.get("GONGKAI_DEBUG"):
                traceback.print_exc()
            reason = f"读取时程序出错（{type(error).__name__}：{error}）"
            outcome = DocumentError(reason, mend="请将文件和这条信息反馈给开发者", name=str(path))
        pipe.send(outcome)


def _limit_memory(megabytes: int) -> None:
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource  # noqa: PLC0415  (Unix only)

        limit = megabytes * 1024 * 1024
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
