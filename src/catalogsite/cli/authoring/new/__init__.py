"""The command `new`: the form in the terminal, the tree of a dry run, the report of an update."""
