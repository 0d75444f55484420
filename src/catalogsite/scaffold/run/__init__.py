"""The run of a template: its steps, in a workspace of their own."""
