"""What a morning's rush is met with: a room to wait in, and features that can be left out."""
