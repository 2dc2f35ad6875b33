"""How it is found: segment, embed, index, search."""
