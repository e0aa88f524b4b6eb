"""Rules of notifications: texts, lengths, times; pure."""
