"""What is wrong in a template, found without running it."""
