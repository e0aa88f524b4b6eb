"""A letter keeps all that stands on it, as it was on the day it was signed."""

import datetime

from django.db import migrations, models


def _added(name, field):
    return migrations.AddField(
        model_name="outgoingletter", name=name, field=field, preserve_default=False
    )


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0001_initial")]

    operations = [
        _added("office_id", models.BigIntegerField(default=0)),
        _added("office", models.TextField(default="")),
        _added("addressee", models.TextField(default="")),
        _added("reply_to", models.TextField(default="")),
        _added("reply_on", models.DateField(default=datetime.date(2026, 1, 1))),
        _added("signer_post", models.TextField(blank=True, default="")),
    ]
