"""The education systems of invented universities: their graduates, and how each sends them."""
