from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def recount(_apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    """The counts hold sums over facts from now on."""
    from gongkai.office.search import tallying

    tallying.recount()


class Migration(migrations.Migration):
    dependencies = [("search", "0005_texts_apart")]

    operations = [migrations.RunPython(recount, migrations.RunPython.noop)]
