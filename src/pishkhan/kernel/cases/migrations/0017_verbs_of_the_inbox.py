"""More than a button is done to many tasks at once: claiming, referring, labels."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0016_cases_of_a_version"),
    ]

    operations = [
        migrations.AddField(
            model_name="bulkrun",
            name="params",
            field=models.JSONField(db_default={}, default=dict),
        ),
        migrations.AlterField(
            model_name="bulkrun",
            name="deed",
            field=models.TextField(
                choices=[
                    ("press", "اقدام گروهی"),
                    ("distribute", "تقسیم کارها"),
                    ("claim", "برداشتن"),
                    ("release", "بازگرداندن به کارتابل"),
                    ("refer", "ارجاع"),
                    ("note", "دیدن آنچه برای اطلاع است"),
                    ("label", "برچسب زدن"),
                ],
                default="press",
            ),
        ),
    ]
