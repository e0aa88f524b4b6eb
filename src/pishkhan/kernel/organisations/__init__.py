"""The tree of organisations, posts and their holders, and permission."""
