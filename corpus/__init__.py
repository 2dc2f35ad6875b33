"""What is known: texts, concept cards and cases; the readers of files; the search key."""
