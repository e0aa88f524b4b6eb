"""Autovacuum by rows, not by share: the default waits for 2 M dead rows at 10 M, and counts slow down."""

from django.db import migrations


SETTINGS = {
    "cases_task": "autovacuum_vacuum_scale_factor=0, autovacuum_vacuum_threshold=10000, "
    "autovacuum_vacuum_insert_scale_factor=0.01, fillfactor=90",
    "cases_timer": "autovacuum_vacuum_scale_factor=0, autovacuum_vacuum_threshold=10000",
    "cases_case": "fillfactor=90",
}


def _names(settings: str) -> str:
    return ", ".join(part.split("=")[0] for part in settings.split(", "))


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_initial")]
    operations = [
        migrations.RunSQL(
            f"ALTER TABLE {table} SET ({settings})",
            f"ALTER TABLE {table} RESET ({_names(settings)})",
        )
        for table, settings in SETTINGS.items()
    ]
