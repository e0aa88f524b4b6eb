"""Rules of payments, without a database."""
