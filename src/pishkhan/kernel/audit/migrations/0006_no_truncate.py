"""TRUNCATE fires no row trigger and no DELETE: it is refused by one of its own."""

from django.db import migrations


TABLES = ("audit_auditline", "audit_auditblock")
FORBID = ";".join(
    f"CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON {table} "
    "FOR EACH STATEMENT EXECUTE FUNCTION audit_append_only()"
    for table in TABLES
)
ALLOW = ";".join(f"DROP TRIGGER audit_no_truncate ON {table}" for table in TABLES)


class Migration(migrations.Migration):
    dependencies = [("audit", "0005_marks")]
    operations = [migrations.RunSQL(FORBID, ALLOW)]
