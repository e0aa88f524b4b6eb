"""What can be decided without asking anybody."""
