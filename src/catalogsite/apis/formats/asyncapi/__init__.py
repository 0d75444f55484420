"""AsyncAPI 2 and 3: channels, messages, and what the application sends and receives."""
