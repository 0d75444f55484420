"""Reading a template, its form, and running it."""
