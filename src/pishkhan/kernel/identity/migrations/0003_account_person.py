from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("identity", "0002_must_change_password")]

    operations = [
        migrations.AddField(
            model_name="account",
            name="person_id",
            field=models.BigIntegerField(null=True),
        ),
    ]
