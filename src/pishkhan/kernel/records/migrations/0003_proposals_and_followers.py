"""Proposals about held records; permits that follow others; keys that wait; windows that were ended."""

import pishkhan.kernel.persistence.ids
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0002_versions_append_only"),
    ]

    operations = [
        migrations.AddField(
            model_name="accesswindow",
            name="ended_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="recognition",
            name="because",
            field=models.CharField(db_default="", default="", max_length=500),
        ),
        migrations.AddField(
            model_name="recognition",
            name="replaced_by",
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="recognition",
            name="replaces",
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="senderkey",
            name="retired_by",
            field=models.BigIntegerField(null=True),
        ),
        migrations.AlterField(
            model_name="senderkey",
            name="valid_from",
            field=models.DateTimeField(null=True),
        ),
        migrations.CreateModel(
            name="Settlement",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=pishkhan.kernel.persistence.ids.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("taken_id", models.BigIntegerField()),
                ("accept", models.BooleanField()),
                ("learner_id", models.BigIntegerField(null=True)),
                (
                    "refusal",
                    models.CharField(
                        choices=[
                            ("R-NOT-OURS", "دانش\u200cآموختهٔ این مؤسسه نیست"),
                            ("R-OTHER-PERSON", "مشخصات از آنِ شخص دیگری است"),
                            ("R-NO-PAPER", "در پرونده یا دفتر مؤسسه سندی برای آن نیست"),
                            ("R-RECORDED", "همین سابقه پیش\u200cتر ثبت شده است"),
                            ("R-NOT-PERMITTED", "مؤسسه اجازهٔ این مقطع و رشته را نداشته است"),
                            ("R-WRONG-DATA", "داده نادرست است؛ باید درست شود و دوباره برسد"),
                            ("R-OTHER", "سبب دیگر"),
                        ],
                        default="",
                        max_length=30,
                    ),
                ),
                ("because", models.CharField(default="", max_length=500)),
                ("proposed_at", models.DateTimeField()),
                ("proposed_by", models.BigIntegerField()),
                (
                    "decision",
                    models.CharField(
                        choices=[
                            ("", "در انتظار نفر دوم"),
                            ("approved", "تأیید شد"),
                            ("returned", "برگردانده شد"),
                            ("withdrawn", "پس گرفته شد"),
                        ],
                        default="",
                        max_length=12,
                    ),
                ),
                ("decided_at", models.DateTimeField(null=True)),
                ("decided_by", models.BigIntegerField(null=True)),
                ("answer", models.CharField(default="", max_length=500)),
            ],
            options={
                "verbose_name": "پیشنهاد دربارهٔ رکورد",
                "verbose_name_plural": "پیشنهادها دربارهٔ رکوردها",
                "ordering": ["id"],
                "abstract": False,
                "indexes": [models.Index(fields=["taken_id", "id"], name="records_settlement_of")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("decided_at", None)),
                        fields=("taken_id",),
                        name="records_settlement_open",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decision", "approved"), _negated=True),
                            models.Q(("proposed_by", models.F("decided_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="records_settlement_two_people",
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="takenrecord",
            index=models.Index(
                condition=models.Q(("outcome", "held")),
                fields=["institution_id", "id"],
                name="records_ever_held",
            ),
        ),
    ]
