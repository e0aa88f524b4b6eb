"""The log as arithmetic: trees, tiles, notes, entries. Nothing here knows a database or a file."""
