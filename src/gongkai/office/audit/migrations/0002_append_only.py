"""The database itself refuses to change or delete an entry."""

from django.db import migrations

from gongkai.office.audit.protection import protect, unprotect


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_first")]
    operations = [
        migrations.RunPython(
            lambda _apps, editor: protect(editor.connection.alias),
            lambda _apps, editor: unprotect(editor.connection.alias),
        )
    ]
