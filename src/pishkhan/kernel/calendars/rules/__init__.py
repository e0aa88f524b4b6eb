"""Pure rules of working days."""
