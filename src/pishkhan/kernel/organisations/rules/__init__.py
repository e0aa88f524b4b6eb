"""Rules of organisations: pure."""
