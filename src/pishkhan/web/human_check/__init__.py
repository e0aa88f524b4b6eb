"""Is a human asking? A proof of work that runs by itself, or an image code; each works once.

The proof of work needs no eyes, no hands and no puzzle. The image code is there for browsers
without JavaScript. Who has neither JavaScript nor sight signs in by one-time code instead: pages
ask a signed-in person for no human check (`api.is_needed`).
"""
