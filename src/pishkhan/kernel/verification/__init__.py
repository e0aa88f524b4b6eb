"""Authenticity codes: what they answer for, who asked, and what the holder of a document allows."""
