"""The turn of the nodes that identifiers carry; it stays on the coordinator, like the jobs."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("persistence", "0001_initial")]
    operations = [
        migrations.RunSQL(
            "CREATE SEQUENCE persistence_node AS int MINVALUE 0 MAXVALUE 1023 START 0 CYCLE",
            "DROP SEQUENCE persistence_node",
        ),
    ]
