"""Blocks can be added to and read; a changed or deleted one is refused, as a line is."""

from django.db import migrations


FORBID = """
CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE ON audit_auditblock
  FOR EACH STATEMENT EXECUTE FUNCTION audit_append_only();
"""
ALLOW = "DROP TRIGGER audit_append_only ON audit_auditblock"


class Migration(migrations.Migration):
    dependencies = [("audit", "0003_blocks")]
    operations = [migrations.RunSQL(FORBID, ALLOW)]
