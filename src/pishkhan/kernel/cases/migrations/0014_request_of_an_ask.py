"""An ask is no row of a case: it names the request that answers it."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("cases", "0013_the_next_level")]

    operations = [
        migrations.RenameField(model_name="ask", old_name="case_id", new_name="request_id"),
    ]
