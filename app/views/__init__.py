"""The pages, one file each, and the pieces that they share."""
