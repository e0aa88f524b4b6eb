"""The registrar's pages: rolls of an institution, files of records, what became of each record."""
