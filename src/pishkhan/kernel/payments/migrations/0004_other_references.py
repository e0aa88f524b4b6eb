"""Whatever payments a browser names beside the first is asked after too."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("payments", "0003_what_browsers_say")]
    operations = [
        migrations.AddField(
            model_name="attempt",
            name="other_references",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=80),
                blank=True,
                db_default=[],
                default=list,
                size=None,
            ),
        ),
    ]
