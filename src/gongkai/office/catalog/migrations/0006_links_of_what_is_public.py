from itertools import islice

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

BATCH = 1000


def fill(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    """The links of what is public already, a batch of texts at a time."""
    from gongkai.office.catalog.linking import doubt, links_in

    link = apps.get_model("catalog", "Link")
    released = apps.get_model("catalog", "Document").objects.filter(published__body__contains="href=").order_by("pk")
    last = 0
    while batch := list(released.filter(pk__gt=last).values_list("pk", "published__body")[:BATCH]):
        last = batch[-1][0]
        found = (link(document_id=pk, **columns) for pk, body in batch for columns in links_in(body))
        while rows := list(islice(found, BATCH)):
            doubt(rows)
            link.objects.bulk_create(rows)


class Migration(migrations.Migration):
    dependencies = [("catalog", "0005_links")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
