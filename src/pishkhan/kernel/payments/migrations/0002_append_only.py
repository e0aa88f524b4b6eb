"""The ledger can be added to and read; a changed, deleted or emptied ledger is refused."""

from django.db import migrations


FORBID = """
CREATE FUNCTION payments_append_only() RETURNS trigger LANGUAGE plpgsql AS $f$
BEGIN
  RAISE EXCEPTION 'the ledger is append-only' USING ERRCODE = 'insufficient_privilege';
END
$f$;
CREATE TRIGGER payments_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON payments_transfer
  FOR EACH STATEMENT EXECUTE FUNCTION payments_append_only();
"""
ALLOW = """
DROP TRIGGER payments_append_only ON payments_transfer;
DROP FUNCTION payments_append_only();
"""


class Migration(migrations.Migration):
    dependencies = [("payments", "0001_ledger_and_attempts")]
    operations = [migrations.RunSQL(FORBID, ALLOW)]
