"""Writes of the letter book."""
