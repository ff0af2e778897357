"""The database itself refuses to change or delete a line of the audit."""

from __future__ import annotations

from typing import Any

from django.db import migrations

_SQLITE = (
    "CREATE TRIGGER audit_no_update BEFORE UPDATE ON kernel_auditentry BEGIN SELECT RAISE(ABORT, 'append-only'); END",
    "CREATE TRIGGER audit_no_delete BEFORE DELETE ON kernel_auditentry BEGIN SELECT RAISE(ABORT, 'append-only'); END",
)
_POSTGRESQL = (
    "CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'append-only'; END $$",
    "CREATE TRIGGER audit_no_change BEFORE UPDATE OR DELETE ON kernel_auditentry FOR EACH ROW EXECUTE FUNCTION audit_refuse()",
)
_BACK = {
    "sqlite": ("DROP TRIGGER audit_no_update", "DROP TRIGGER audit_no_delete"),
    "postgresql": ("DROP TRIGGER audit_no_change ON kernel_auditentry", "DROP FUNCTION audit_refuse()"),
}


def _close(apps: Any, editor: Any) -> None:
    for statement in {"sqlite": _SQLITE, "postgresql": _POSTGRESQL}[editor.connection.vendor]:
        editor.execute(statement)


def _open(apps: Any, editor: Any) -> None:
    for statement in _BACK[editor.connection.vendor]:
        editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("kernel", "0001_initial")]
    operations = [migrations.RunPython(_close, _open)]
