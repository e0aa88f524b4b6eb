"""Webhooks over HTTP, to addresses that strangers gave."""
