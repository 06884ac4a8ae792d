from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("annualreport", "0001_first"),
    ]

    operations = [
        migrations.AddField(
            model_name="reportversion",
            name="correction",
            field=models.CharField(blank=True, default="", max_length=300, verbose_name="更正说明"),
            preserve_default=False,
        ),
    ]
