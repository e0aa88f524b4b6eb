"""What organisations and posts are called in English and Arabic; empty where nobody wrote it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("organisations", "0003_clearance_and_scope_of_stand_ins"),
    ]

    operations = [
        migrations.AddField(
            model_name="organisation",
            name="name_ar",
            field=models.CharField(
                blank=True, db_default="", default="", max_length=200, verbose_name="نام عربی"
            ),
        ),
        migrations.AddField(
            model_name="organisation",
            name="name_en",
            field=models.CharField(
                blank=True, db_default="", default="", max_length=200, verbose_name="نام انگلیسی"
            ),
        ),
        migrations.AddField(
            model_name="post",
            name="title_ar",
            field=models.CharField(
                blank=True, db_default="", default="", max_length=120, verbose_name="عنوان عربی"
            ),
        ),
        migrations.AddField(
            model_name="post",
            name="title_en",
            field=models.CharField(
                blank=True, db_default="", default="", max_length=120, verbose_name="عنوان انگلیسی"
            ),
        ),
        migrations.AlterField(
            model_name="organisation",
            name="name_key",
            field=models.CharField(max_length=620),
        ),
        migrations.AddIndex(
            model_name="organisation",
            index=models.Index(fields=["name"], name="organisation_by_name"),
        ),
    ]
