"""The catalogue: what a service is, which there are, and how a request is registered."""
