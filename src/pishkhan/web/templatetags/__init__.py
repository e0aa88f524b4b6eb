"""The library of tags and filters."""
