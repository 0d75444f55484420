"""What Markdown of other tools is rewritten to before it is converted."""
