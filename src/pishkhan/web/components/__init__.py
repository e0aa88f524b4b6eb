"""Parts of pages: a folder each, with template, tag and example."""
