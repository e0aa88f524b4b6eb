"""Where entries stand, what is counted, and whether all of it is still as it was."""
