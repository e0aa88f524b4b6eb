"""Inquiries are added to and read; of a version nothing changes but that its salt is erased."""

from django.db import migrations


FORBID = """
CREATE FUNCTION verification_append_only() RETURNS trigger LANGUAGE plpgsql AS $f$
BEGIN
  RAISE EXCEPTION 'this is only added to' USING ERRCODE = 'insufficient_privilege';
END
$f$;
CREATE FUNCTION verification_erase_only() RETURNS trigger LANGUAGE plpgsql AS $f$
BEGIN
  IF NEW.salt IS NULL AND (NEW.id, NEW.code_id, NEW.number, NEW.event, NEW.state, NEW.entry_id)
      = (OLD.id, OLD.code_id, OLD.number, OLD.event, OLD.state, OLD.entry_id) THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'this is only added to' USING ERRCODE = 'insufficient_privilege';
END
$f$;
CREATE TRIGGER verification_append_only BEFORE UPDATE OR DELETE ON verification_inquiry
  FOR EACH STATEMENT EXECUTE FUNCTION verification_append_only();
CREATE TRIGGER verification_no_truncate BEFORE TRUNCATE ON verification_inquiry
  FOR EACH STATEMENT EXECUTE FUNCTION verification_append_only();
CREATE TRIGGER verification_no_delete BEFORE DELETE ON verification_codeversion
  FOR EACH STATEMENT EXECUTE FUNCTION verification_append_only();
CREATE TRIGGER verification_no_truncate BEFORE TRUNCATE ON verification_codeversion
  FOR EACH STATEMENT EXECUTE FUNCTION verification_append_only();
CREATE TRIGGER verification_erase_only BEFORE UPDATE ON verification_codeversion
  FOR EACH ROW EXECUTE FUNCTION verification_erase_only();
"""
ALLOW = """
DROP TRIGGER verification_erase_only ON verification_codeversion;
DROP TRIGGER verification_no_truncate ON verification_codeversion;
DROP TRIGGER verification_no_delete ON verification_codeversion;
DROP TRIGGER verification_no_truncate ON verification_inquiry;
DROP TRIGGER verification_append_only ON verification_inquiry;
DROP FUNCTION verification_erase_only();
DROP FUNCTION verification_append_only();
"""


class Migration(migrations.Migration):
    dependencies = [("verification", "0001_codes_and_inquiries")]
    operations = [migrations.RunSQL(FORBID, ALLOW)]
