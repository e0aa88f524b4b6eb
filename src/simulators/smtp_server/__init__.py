"""A small e-mail server that keeps what it takes, and misbehaves on command."""
