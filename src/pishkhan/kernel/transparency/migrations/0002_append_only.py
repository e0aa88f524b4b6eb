"""The log can be added to and read; what stands in it is not changed, deleted or emptied."""

from django.db import migrations


KEPT = ("logentry", "logepoch", "checkpoint", "cosignature", "logverification")
FUNCTION = """
CREATE FUNCTION transparency_append_only() RETURNS trigger LANGUAGE plpgsql AS $f$
BEGIN
  RAISE EXCEPTION 'the public log is append-only' USING ERRCODE = 'insufficient_privilege';
END
$f$;
-- What waits may get its place, and nothing else.
CREATE TRIGGER transparency_no_update BEFORE UPDATE ON transparency_pendingentry
  FOR EACH STATEMENT EXECUTE FUNCTION transparency_append_only();
"""
TRIGGERS = "".join(
    f"""
CREATE TRIGGER transparency_append_only BEFORE UPDATE OR DELETE ON transparency_{table}
  FOR EACH STATEMENT EXECUTE FUNCTION transparency_append_only();
CREATE TRIGGER transparency_no_truncate BEFORE TRUNCATE ON transparency_{table}
  FOR EACH STATEMENT EXECUTE FUNCTION transparency_append_only();
"""
    for table in KEPT
)
BACK = (
    "DROP TRIGGER transparency_no_update ON transparency_pendingentry;"
    + "".join(
        f"DROP TRIGGER transparency_append_only ON transparency_{table};"
        f"DROP TRIGGER transparency_no_truncate ON transparency_{table};"
        for table in KEPT
    )
    + "DROP FUNCTION transparency_append_only();"
)


class Migration(migrations.Migration):
    dependencies = [("transparency", "0001_the_log")]
    operations = [migrations.RunSQL(FUNCTION + TRIGGERS, BACK)]
