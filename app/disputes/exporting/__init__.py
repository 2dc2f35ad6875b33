"""A dossier to take along: Word, Markdown, one HTML file. All three print the same sheet."""
