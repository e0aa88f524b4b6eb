"""Is a human asking? A proof of work that runs by itself, or an image code."""
