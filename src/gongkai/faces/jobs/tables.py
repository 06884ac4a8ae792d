"""The tables: made for an empty database, never changed behind an operator's back."""

from __future__ import annotations

import gc

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.core.management.sql import emit_post_migrate_signal
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from gongkai.statute.errors import GongkaiError


def trouble(error: DatabaseError) -> str:
    """Why the database cannot be used, in a sentence."""
    first = str(error).strip().split("\n")[0]
    if "no such table" in first or "does not exist" in first:
        return f"数据库中缺少平台的表（{first}）。请先运行 gongkai manage migrate。"
    return f"无法使用数据库：{first}。请检查 DATABASE_URL、GONGKAI_HOME 和数据库服务。"


def ready(*, upgrade: bool) -> None:
    """Make the tables of an empty database; an old one is only changed when ``upgrade`` says so.

    Raises:
        GongkaiError: the database cannot be reached, or waits for ``gongkai manage migrate``.
    """
    try:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
        if not waiting:
            return
        if executor.loader.applied_migrations and not upgrade:
            raise GongkaiError(
                f"数据库的结构需要更新（{len(waiting)} 处）。请先备份，再运行 gongkai manage migrate，然后重新启动。"
            )
        if settings.DEMO and connection.vendor == "sqlite" and not executor.loader.applied_migrations:
            make_at_once(executor.loader)
            return
        # Migrations make classes by the thousand; looking for garbage among them takes a third of the time.
        gc.disable()
        try:
            call_command("migrate", verbosity=0, interactive=False)
        finally:
            gc.enable()
    except DatabaseError as error:
        raise GongkaiError(trouble(error)) from error


def make_at_once(loader: MigrationLoader) -> None:
    """The tables of the libraries as they are in the end, without their two hundred steps: a newcomer waits half as long.

    For the demonstration on SQLite alone. Our own applications are migrated as everywhere; a test holds the outcome
    against a database that was migrated from the beginning.
    """
    libraries = [config for config in apps.get_app_configs() if not config.name.startswith("gongkai.")]
    with connection.schema_editor() as editor:
        for model in (model for config in libraries for model in config.get_models()):
            if model._meta.can_migrate(connection):
                editor.create_model(model)
    ours = {config.label for config in apps.get_app_configs()} - {config.label for config in libraries}
    theirs = {label for label, _name in loader.disk_migrations} - ours
    beneath = {label for label in theirs if not _stands_on(loader, label, ours)}
    _record(loader, beneath)
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan([key for key in executor.loader.graph.leaf_nodes() if key[0] in ours])
    executor.migrate(None, plan)
    _record(loader, theirs - beneath)
    emit_post_migrate_signal(verbosity=0, interactive=False, db=connection.alias, plan=plan)


def _stands_on(loader: MigrationLoader, label: str, ours: set[str]) -> bool:
    """Whether a library's tables point to ours (to the people, as a rule)."""
    steps = (key for leaf in loader.graph.leaf_nodes(label) for key in loader.graph.forwards_plan(leaf))
    return any(key[0] in ours for key in steps)


def _record(loader: MigrationLoader, labels: set[str]) -> None:
    recorder = MigrationRecorder(connection)
    recorder.ensure_schema()
    for label, name in sorted(loader.disk_migrations):
        if label in labels:
            recorder.record_applied(label, name)
