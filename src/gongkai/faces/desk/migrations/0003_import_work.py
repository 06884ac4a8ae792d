import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0007_closed_versions"),
        ("desk", "0002_working_copies"),
    ]

    operations = [
        migrations.CreateModel(
            name="ImportText",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=500, verbose_name="文件")),
                ("body", models.TextField(blank=True, verbose_name="正文")),
                ("refused", models.TextField(blank=True, verbose_name="不能读取的原因")),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="catalog.importbatch",
                        verbose_name="批量导入",
                    ),
                ),
            ],
            options={
                "verbose_name": "批量导入的正文",
                "verbose_name_plural": "批量导入的正文",
                "constraints": [models.UniqueConstraint(fields=("batch", "name"), name="importtext_once")],
            },
        ),
        migrations.CreateModel(
            name="ImportWork",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("reading", "读取正文文件"), ("submitting", "检查并送审")],
                        max_length=12,
                        verbose_name="工作",
                    ),
                ),
                ("done", models.PositiveIntegerField(default=0, verbose_name="已完成")),
                ("of", models.PositiveIntegerField(default=0, verbose_name="共")),
                ("beat_at", models.DateTimeField(verbose_name="最近进展")),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="完成时间")),
                ("told", models.JSONField(blank=True, default=dict, verbose_name="没有送审的原因")),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="catalog.importbatch",
                        verbose_name="批量导入",
                    ),
                ),
            ],
            options={
                "verbose_name": "批量导入的后台工作",
                "verbose_name_plural": "批量导入的后台工作",
                "constraints": [models.UniqueConstraint(fields=("batch", "kind"), name="importwork_once")],
            },
        ),
    ]
