"""Real processes killed, frozen, cut off."""
