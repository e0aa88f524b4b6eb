"""Rules of guides: pure."""
