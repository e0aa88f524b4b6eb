"""A mark of what each inquirer was told; older codes are found without reading all."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("verification", "0002_append_only"),
    ]

    operations = [
        migrations.AddField(
            model_name="inquiry",
            name="mark",
            field=models.CharField(db_default="", default="", max_length=64),
        ),
        migrations.AddIndex(
            model_name="code",
            index=models.Index(
                condition=models.Q(("scheme", 0)), fields=["text"], name="code_legacy"
            ),
        ),
    ]
