"""Items from other programmes: everything in a file is read, or nothing is taken over."""
