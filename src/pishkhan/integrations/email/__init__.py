"""E-mail: an adapter behind the port of notifications."""
