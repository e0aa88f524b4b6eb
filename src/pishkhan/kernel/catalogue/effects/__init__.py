"""Standard effects: what most processes do on their way, made to measure in a service's card."""
