"""Who did what, when, to what, on what ground."""
