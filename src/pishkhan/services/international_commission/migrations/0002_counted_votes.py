from django.db import migrations, models


def count_closed(apps, _schema):
    """What was closed before is counted as it stood: by the seats taken now."""
    items = apps.get_model("international_commission", "AgendaItem").objects
    seats = apps.get_model("international_commission", "Attendance").objects
    votes = apps.get_model("international_commission", "Vote").objects
    for item in items.filter(state="closed"):
        taken = seats.filter(session_id=item.session_id).exclude(presence="absent")
        counted = votes.filter(item_id=item.id, seat_id__in=taken.values("seat_id"))
        item.counted = {str(one.seat_id): one.ballot for one in counted}
        item.save(update_fields=["counted"])


class Migration(migrations.Migration):
    dependencies = [
        ("international_commission", "0001_sessions_votes_papers"),
    ]

    operations = [
        migrations.AddField(
            model_name="agendaitem",
            name="counted",
            field=models.JSONField(default=dict),
        ),
        migrations.RunPython(count_closed, migrations.RunPython.noop),
    ]
