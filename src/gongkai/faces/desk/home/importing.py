"""Batches of documents that the worker has read, as lines of the work list: long work comes back to who left it."""

from __future__ import annotations

from collections.abc import Iterator

from gongkai.faces.desk.home.tasks import Task
from gongkai.faces.desk.imports.working import waiting_batches
from gongkai.faces.desk.kit import Chip, address
from gongkai.office.actors import Actor


def imported(actor: Actor) -> Iterator[Task]:
    """Tables whose documents are read: the person looks at the rows and confirms."""
    for batch in waiting_batches(actor):
        yield Task(
            kind=Chip("待确认导入", "main"),
            title=batch.name,
            url=address("desk:imports:batch", batch.pk),
            why="正文文件已经读完，请核对各行后确认导入",
            unit="",
            left=None,
            due_on=None,
            order=3,
        )
