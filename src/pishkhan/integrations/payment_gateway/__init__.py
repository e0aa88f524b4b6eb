"""Gateways that take cards: Behpardakht Mellat, Saman (SEP) and Zarinpal, as they publish."""
