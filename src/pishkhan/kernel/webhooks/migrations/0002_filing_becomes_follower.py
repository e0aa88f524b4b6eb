"""The word `Filing` is the clients'; here it is who follows a case."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("webhooks", "0001_initial")]

    operations = [
        migrations.RemoveConstraint("filing", "filing_once"),
        migrations.RenameModel("Filing", "Follower"),
        migrations.AlterModelOptions(
            "follower",
            {
                "ordering": ["id"],
                "verbose_name": "سازمان دنبال‌کننده",
                "verbose_name_plural": "سازمان‌های دنبال‌کننده",
                "abstract": False,
            },
        ),
        migrations.AddConstraint(
            "follower",
            models.UniqueConstraint(fields=("case_id", "organisation_id"), name="follower_once"),
        ),
    ]
