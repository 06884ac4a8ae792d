"""The database's own refusal to change the trail: triggers, one set for SQLite and one for PostgreSQL."""

from __future__ import annotations

from django.db import connections

_REFUSAL = "审计记录只能追加，不能修改或删除"

_SQLITE = {
    f"audit_entry_no_{act.lower()}": (
        f"CREATE TRIGGER IF NOT EXISTS audit_entry_no_{act.lower()} BEFORE {act} ON audit_auditentry "
        f"BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
    )
    for act in ("UPDATE", "DELETE")
}
_POSTGRESQL = (
    f"""CREATE OR REPLACE FUNCTION audit_entry_refuse() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION '{_REFUSAL}'; END $$""",
    """CREATE OR REPLACE TRIGGER audit_entry_no_change BEFORE UPDATE OR DELETE ON audit_auditentry
       FOR EACH ROW EXECUTE FUNCTION audit_entry_refuse()""",
    """CREATE OR REPLACE TRIGGER audit_entry_no_truncate BEFORE TRUNCATE ON audit_auditentry
       FOR EACH STATEMENT EXECUTE FUNCTION audit_entry_refuse()""",
)


def protect(alias: str = "default") -> None:
    """Make the database refuse UPDATE, DELETE and TRUNCATE on the trail; doing it twice is harmless."""
    with connections[alias].cursor() as cursor:
        for statement in _SQLITE.values() if connections[alias].vendor == "sqlite" else _POSTGRESQL:
            cursor.execute(statement)


def unprotect(alias: str = "default") -> None:
    """Take the refusal away: for the clearing of test databases, and to show that the seals still find a change."""
    with connections[alias].cursor() as cursor:
        if connections[alias].vendor == "sqlite":
            for name in _SQLITE:
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
        else:
            for name in ("audit_entry_no_change", "audit_entry_no_truncate"):
                cursor.execute(f"DROP TRIGGER IF EXISTS {name} ON audit_auditentry")


def protected(alias: str = "default") -> bool:
    """Whether all triggers stand."""
    with connections[alias].cursor() as cursor:
        if connections[alias].vendor == "sqlite":
            cursor.execute("SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'audit_entry_no_%'")
        else:
            cursor.execute("SELECT count(*) FROM pg_trigger WHERE tgname LIKE 'audit_entry_no_%' AND tgenabled <> 'D'")
        return bool(cursor.fetchone()[0] == 2)
