"""Extensions, the folding functions, and the unlogged table of rate limits."""

from django.contrib.postgres.operations import BtreeGistExtension, TrigramExtension
from django.db import migrations, models

from pishkhan.kernel.persistence import sql


class Migration(migrations.Migration):
    initial = True
    dependencies: list[tuple[str, str]] = []
    operations = [
        TrigramExtension(),
        BtreeGistExtension(),
        migrations.RunSQL(sql.fa_norm(), "DROP FUNCTION fa_norm(text)"),
        migrations.RunSQL(sql.fa_sort(), "DROP FUNCTION fa_sort(text)"),
        migrations.CreateModel(
            "Allowance",
            [
                ("key", models.TextField(primary_key=True, serialize=False)),
                ("window_ends_at", models.DateTimeField(db_index=True)),
                ("hits", models.IntegerField()),
            ],
            {"db_table": "persistence_allowance"},
        ),
        migrations.RunSQL(
            "ALTER TABLE persistence_allowance SET UNLOGGED",
            "ALTER TABLE persistence_allowance SET LOGGED",
        ),
    ]
