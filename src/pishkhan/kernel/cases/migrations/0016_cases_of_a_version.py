"""The running cases of a version by their ids; no index holds the state any more."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0015_timers_of_a_case"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("closed_at", None)),
                fields=["definition_id", "id"],
                name="case_of_version",
            ),
        ),
        migrations.RemoveIndex(model_name="case", name="case_of_definition"),
    ]
