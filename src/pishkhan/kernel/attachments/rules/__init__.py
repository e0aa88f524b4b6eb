"""Pure checks of a file's name and content; no Django."""
