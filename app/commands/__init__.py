"""The command line: each module holds the commands of one subject and stays thin (parse, call, render)."""
