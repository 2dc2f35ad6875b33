"""How it is used: answering, study, disputes, the records, the command line and the pages."""
