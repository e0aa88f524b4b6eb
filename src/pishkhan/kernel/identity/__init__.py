"""Persons, their identifiers, staff accounts, one-time codes."""
