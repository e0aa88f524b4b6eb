"""Signing keys in a device that speaks PKCS#11; the private half never leaves it."""
