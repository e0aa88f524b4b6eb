"""Pure rules of letter numbers."""
