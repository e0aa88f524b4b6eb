"""Organisations that are closed with a province above which they do not lie in the tree."""

import pishkhan.kernel.persistence.api
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("calendars", "0003_days_by_the_moon"),
    ]

    operations = [
        migrations.CreateModel(
            name="Seat",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=pishkhan.kernel.persistence.api.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("organisation_id", models.BigIntegerField(unique=True)),
                ("province_id", models.BigIntegerField(db_index=True)),
            ],
            options={
                "ordering": ["id"],
                "abstract": False,
            },
        ),
    ]
