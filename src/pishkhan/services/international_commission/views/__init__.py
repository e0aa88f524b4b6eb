"""Pages of the commission: for its people, and for the person whose papers they are."""
