"""Cases: what we work on, the tasks it waits for, and where it has been."""
