from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def recount(_apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    """The counts of units hold sums over facts from now on, as those of regions do."""
    from gongkai.office.search import tallying

    tallying.recount()


class Migration(migrations.Migration):
    dependencies = [("search", "0006_sums")]

    operations = [migrations.RunPython(recount, migrations.RunPython.noop)]
