from typing import Any

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def rank(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    """Number the units as the tree is read: parents first, siblings by their position."""
    every = apps.get_model("units", "Unit").objects
    below: dict[Any, list[Any]] = {}
    for unit in every.order_by("-position", "-pk"):
        below.setdefault(unit.parent_id, []).append(unit)
    stack, found = list(below.get(None, [])), list[Any]()
    while stack:
        unit = stack.pop()
        unit.rank = len(found)
        found.append(unit)
        stack += below.get(unit.pk, [])
    every.bulk_update(found, ["rank"], batch_size=500)


class Migration(migrations.Migration):
    dependencies = [("units", "0001_first")]

    operations = [
        migrations.AlterModelOptions(
            name="unit", options={"ordering": ["rank", "id"], "verbose_name": "单位", "verbose_name_plural": "单位"}
        ),
        migrations.AddField(
            model_name="unit",
            name="rank",
            field=models.PositiveIntegerField(db_index=True, default=0, editable=False, verbose_name="次序"),
        ),
        migrations.RunPython(rank, migrations.RunPython.noop),
    ]
