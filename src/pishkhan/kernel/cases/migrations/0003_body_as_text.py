"""The body as text, so that buttons keep the order of the file; `publish` puts older ones in order."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0002_storage")]
    operations = [
        migrations.AlterField(model_name="definition", name="body", field=models.TextField())
    ]
