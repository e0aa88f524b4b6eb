"""The waiting room in front of Django: who waits, and the constant page they look at meanwhile."""
