"""What confirming writes."""
