"""What the running system says of itself: whether it lives, whether it is ready, its figures."""
