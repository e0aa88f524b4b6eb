"""Writes of clients."""
