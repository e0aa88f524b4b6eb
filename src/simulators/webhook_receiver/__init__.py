"""A program that receives webhooks, and can misbehave in every way we know of."""
