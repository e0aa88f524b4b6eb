"""Whoever got all their money of a round back may buy it anew, and has another PIN."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("payments", "0005_amounts_browsers_say_and_excess")]
    operations = [
        migrations.AddField("pin", "replaced_at", models.DateTimeField(null=True)),
        migrations.RemoveConstraint("pin", "pin_once_a_round"),
        migrations.AddConstraint(
            "pin",
            models.UniqueConstraint(
                fields=["person_id", "service", "round"],
                name="pin_once_a_round",
                condition=models.Q(replaced_at=None),
            ),
        ),
    ]
