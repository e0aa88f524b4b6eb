"""Entering, putting in order, being witnessed, beginning anew."""
