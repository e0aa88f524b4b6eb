"""Writes of organisations."""
