"""Holidays by the moon are marked as estimates, where so far their title said so."""

from django.db import migrations, models


MARK = """
    UPDATE calendars_closedday SET is_estimated = true,
        title = trim(replace(title, '(تخمینی)', ''))
    WHERE title LIKE '%(تخمینی)%'"""


class Migration(migrations.Migration):
    dependencies = [
        ("calendars", "0002_closures_of_some"),
    ]

    operations = [
        migrations.AddField(
            model_name="closedday",
            name="is_estimated",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.RunSQL(MARK, migrations.RunSQL.noop),
    ]
