"""The revisions of the study database, run when it is opened."""
