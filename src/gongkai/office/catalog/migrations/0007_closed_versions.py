import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalog", "0006_links_of_what_is_public")]

    operations = [
        migrations.AddField(
            model_name="revision",
            name="closes_earlier",
            field=models.BooleanField(default=False, verbose_name="以前的公开版不再提供"),
        ),
        migrations.AddField(
            model_name="document",
            name="ended_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="catalog.document",
                verbose_name="使其失效的文件",
            ),
        ),
    ]
