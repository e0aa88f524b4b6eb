"""Rules of waiting and of leaving out; pure."""
