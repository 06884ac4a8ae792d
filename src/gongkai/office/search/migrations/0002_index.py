from django.db import migrations


def create(apps: object, schema_editor: object) -> None:
    from gongkai.office.search import index

    index.create()


class Migration(migrations.Migration):
    dependencies = [("search", "0001_first")]

    operations = [migrations.RunPython(create, migrations.RunPython.noop)]
