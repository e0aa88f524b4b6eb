"""A browser may name another's payment; a PIN may be of whom the round costs nothing; TRUNCATE."""

import django.db.models.deletion
from django.db import migrations, models


# By a trigger of its own, as of the trail: tests that commit empty the tables afterwards.
SPLIT = """
DROP TRIGGER payments_append_only ON payments_transfer;
CREATE TRIGGER payments_append_only BEFORE UPDATE OR DELETE ON payments_transfer
  FOR EACH STATEMENT EXECUTE FUNCTION payments_append_only();
CREATE TRIGGER payments_no_truncate BEFORE TRUNCATE ON payments_transfer
  FOR EACH STATEMENT EXECUTE FUNCTION payments_append_only();
"""
JOINED = """
DROP TRIGGER payments_no_truncate ON payments_transfer;
DROP TRIGGER payments_append_only ON payments_transfer;
CREATE TRIGGER payments_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON payments_transfer
  FOR EACH STATEMENT EXECUTE FUNCTION payments_append_only();
"""


class Migration(migrations.Migration):
    dependencies = [("payments", "0002_append_only")]
    operations = [
        migrations.RemoveConstraint(model_name="attempt", name="attempt_reference_once"),
        migrations.AddIndex(
            model_name="attempt",
            index=models.Index(
                condition=models.Q(("reference", ""), _negated=True),
                fields=["gateway", "reference"],
                name="attempt_reference",
            ),
        ),
        migrations.AlterField(
            model_name="pin",
            name="payment",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="pin",
                to="payments.payment",
            ),
        ),
        migrations.RunSQL(SPLIT, JOINED),
    ]
