"""Views: parse, ask or act, render."""
