"""Letter books, letter numbers and the tracking code."""
