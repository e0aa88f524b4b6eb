"""How pages look and speak HTTP."""
