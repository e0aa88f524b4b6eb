"""What a browser says was taken; and refunds of what a bank took beyond a payment."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("payments", "0004_other_references")]
    operations = [
        migrations.AddField("attempt", "said_amount", models.BigIntegerField(null=True)),
        migrations.AddField(
            "refund", "of_excess", models.BooleanField(default=False, db_default=False)
        ),
    ]
