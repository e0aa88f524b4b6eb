"""When the clock of the staff stood still, so that the promised day can always be counted anew."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0011_work_in_the_inbox"),
    ]

    operations = [
        migrations.AddField(
            model_name="case",
            name="due_stops",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.DateTimeField(), db_default=[], default=list, size=None
            ),
        ),
    ]
