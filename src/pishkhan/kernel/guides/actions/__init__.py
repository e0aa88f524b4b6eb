"""Writes of guides and of support contacts."""
