"""Earlier versions of facts can be added to and read, and are never changed, deleted or emptied."""

from django.db import migrations


FORWARDS = """
CREATE FUNCTION records_append_only() RETURNS trigger LANGUAGE plpgsql AS $f$
BEGIN
  RAISE EXCEPTION 'earlier versions are append-only' USING ERRCODE = 'insufficient_privilege';
END
$f$;
CREATE TRIGGER records_append_only BEFORE UPDATE OR DELETE ON records_factversion
  FOR EACH STATEMENT EXECUTE FUNCTION records_append_only();
CREATE TRIGGER records_no_truncate BEFORE TRUNCATE ON records_factversion
  FOR EACH STATEMENT EXECUTE FUNCTION records_append_only();
"""
BACK = """
DROP TRIGGER records_append_only ON records_factversion;
DROP TRIGGER records_no_truncate ON records_factversion;
DROP FUNCTION records_append_only();
"""


class Migration(migrations.Migration):
    dependencies = [("records", "0001_the_register")]
    operations = [migrations.RunSQL(FORWARDS, BACK)]
